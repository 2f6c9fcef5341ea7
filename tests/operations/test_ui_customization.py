"""UI customization: the classic pages' style sheet and logo."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator import errors
from cognito_emulator.domain import doors
from cognito_emulator.domain.clients.appearance import css, ui_customization
from cognito_emulator.domain.clients.appearance.record import UICustomization
from cognito_emulator.domain.pools.record import DOMAINS, Domain
from cognito_emulator.emulator import Emulator
from tests.support import Lab
from tests.table import table

CSS = ".banner-customizable { background-color: navy; }"
OTHER_CSS = ".label-customizable { color: red; }"


def give_domain(lab: Lab, *, in_seconds: float = 0) -> None:
    def give(ctx: Any) -> None:
        domain = Domain(
            name="acme",
            pool_id=lab.pool_id,
            created_at=ctx.now,
            active_at=ctx.now + in_seconds,
        )
        ctx.tx.put(DOMAINS, domain)

    lab.emulator.run(give)


@pytest.fixture
def lab(emulator: Emulator) -> Lab:
    """A pool with a domain."""
    lab = Lab(emulator)
    give_domain(lab)
    return lab


def put(lab: Lab, **request: Any) -> Any:
    return lab.call("SetUICustomization", UserPoolId=lab.pool_id, **request)["UICustomization"]


def get(lab: Lab, **request: Any) -> Any:
    return lab.call("GetUICustomization", UserPoolId=lab.pool_id, **request)["UICustomization"]


def look(lab: Lab) -> UICustomization | None:
    """What the classic pages of the lab's client are made of."""
    return lab.emulator.run(
        lambda ctx: ui_customization.of_client(
            ctx, doors.pool(ctx, lab.pool_id), doors.client(ctx, lab.client_id)
        )
    )


def test_nothing_is_an_empty_structure(lab: Lab) -> None:
    assert get(lab) == get(lab, ClientId="ALL") == get(lab, ClientId=lab.client_id) == {}
    assert look(lab) is None


@pytest.mark.parametrize("named", [{}, {"ClientId": "ALL"}])
def test_all_comes_back_as_all(lab: Lab, named: dict[str, str]) -> None:
    made = put(lab, **named, CSS=CSS)
    assert made["ClientId"] == "ALL"
    assert made == get(lab) == get(lab, ClientId="ALL") == get(lab, ClientId=lab.client_id)


def test_css_is_kept_to_the_letter(lab: Lab) -> None:
    given_css = "\n" + CSS + "\r\n\t/* } */ "
    made = put(lab, CSS=given_css)
    assert made["CSS"] == given_css
    assert made["CSSVersion"] == made["LastModifiedDate"].strftime("%Y%m%d%H%M%S")
    assert "ImageUrl" not in made


def test_the_logo_is_kept_and_has_an_address(lab: Lab) -> None:
    made = put(lab, ClientId=lab.client_id, ImageFile=b"png")
    stamp = made["CreationDate"].strftime("%Y%m%d%H%M%S")
    assert made["ImageUrl"] == (
        f"https://d3oia8etllorh5.cloudfront.net/{lab.pool_id}/{lab.client_id}/{stamp}"
        "/assets/images/image.jpg"
    )
    assert not {"CSS", "CSSVersion", "ImageFile"} & made.keys()
    found = look(lab)
    assert found is not None
    assert found.image == b"png"


def test_a_client_s_own_inherits_nothing(lab: Lab) -> None:
    put(lab, CSS=CSS, ImageFile=b"png")
    own = put(lab, ClientId=lab.client_id, CSS=OTHER_CSS)
    assert get(lab, ClientId=lab.client_id) == own
    assert "ImageUrl" not in own
    found = look(lab)
    assert found is not None
    assert (found.css, found.image) == (OTHER_CSS, None)
    assert get(lab)["CSS"] == CSS


def test_what_is_not_given_is_gone(lab: Lab) -> None:
    first = put(lab, CSS=CSS, ImageFile=b"png")
    lab.emulator.clock.shift(2)
    second = put(lab, CSS=CSS)
    assert "ImageUrl" not in second
    assert second["CreationDate"] == first["CreationDate"] < second["LastModifiedDate"]
    assert second["CSSVersion"] > first["CSSVersion"]


@pytest.mark.parametrize("nothing", [{}, {"CSS": ""}, {"ImageFile": b""}])
def test_ids_alone_clear_it(lab: Lab, nothing: dict[str, Any]) -> None:
    put(lab, CSS=CSS)
    put(lab, ClientId=lab.client_id, CSS=OTHER_CSS)
    assert put(lab, ClientId=lab.client_id, **nothing) == {}
    assert get(lab, ClientId=lab.client_id)["CSS"] == CSS
    assert put(lab, ClientId="ALL", **nothing) == {}
    assert get(lab) == {}


def test_it_goes_with_its_client(lab: Lab) -> None:
    client = lab.client(ClientName="_custom_id_:again")
    put(lab, ClientId=client, CSS=CSS)
    put(lab, CSS=OTHER_CSS)
    lab.call("DeleteUserPoolClient", UserPoolId=lab.pool_id, ClientId=client)
    lab.client(ClientName="_custom_id_:again")
    assert get(lab, ClientId=client)["CSS"] == OTHER_CSS


@pytest.mark.parametrize("operation", ["GetUICustomization", "SetUICustomization"])
def test_an_unknown_client(lab: Lab, operation: str) -> None:
    request = {"UserPoolId": lab.pool_id, "ClientId": "missing"}
    message = lab.refused(operation, errors.ResourceNotFoundException, **request)
    assert message == "User pool client does not exist."


def test_a_pool_without_a_domain(emulator: Emulator) -> None:
    lab = Lab(emulator)
    request = {"UserPoolId": lab.pool_id, "CSS": CSS}
    message = lab.refused("SetUICustomization", errors.InvalidParameterException, **request)
    assert message == "A domain must be associated with this user pool."
    assert get(lab) == {}


def test_a_domain_that_is_being_made(emulator: Emulator) -> None:
    lab = Lab(emulator)
    give_domain(lab, in_seconds=60)
    request = {"UserPoolId": lab.pool_id, "CSS": CSS}
    message = lab.refused("SetUICustomization", errors.InvalidParameterException, **request)
    assert message == "The domain  associated with this user pool is currently not Active."
    emulator.clock.shift(60)
    assert put(lab, CSS=CSS)["CSS"] == CSS


def no_class(selector: str) -> str:
    return f"The CSS class {selector} is not in the list of allowed classes."


REFUSED = [
    (".footer { color: red }", no_class(".footer")),
    (".label-customizable:hover { color: red }", no_class(".label-customizable:hover")),
    (f"{CSS} body {{ color: red }}", no_class("body")),
    ("{ color: red }", no_class("")),
    (".label-customizable, .x { color: red }", no_class(".x")),
    (".logo-customizable a {}", no_class(".logo-customizable a")),
    ("@import 'x';", "The CSS contains @import, which is not allowed."),
    ("@MEDIA print {}", "The CSS contains @MEDIA, which is not allowed."),
    (
        ".label-customizable { background: url(javascript:alert(1)) }",
        "The CSS contains javascript:, which is not allowed.",
    ),
    (
        ".label-customizable { color: red }</style><script>",
        "The CSS contains </, which is not allowed.",
    ),
    ("/* </style> */", "The CSS contains </, which is not allowed."),
    ("color: red", "The CSS is not valid."),
    (".label-customizable {", "The CSS is not valid."),
    (f"{CSS} /* without an end", "The CSS is not valid."),
    ("/* a */ .x {} /* b", "The CSS is not valid."),
    (".label-customizable }", "The CSS is not valid."),
    (".label-customizable { .logo-customizable { } }", "The CSS is not valid."),
]


@table("given_css, message", REFUSED)
def test_css_that_is_refused(lab: Lab, given_css: str, message: str) -> None:
    before = put(lab, CSS=CSS)
    request = {"UserPoolId": lab.pool_id, "CSS": given_css}
    refused = lab.refused("SetUICustomization", errors.InvalidParameterException, **request)
    assert refused == message
    assert get(lab) == before


@pytest.mark.parametrize(
    "given_css",
    [
        "/* nothing */",
        "/* a /* b */ .label-customizable /* { */ { color: red /**/ } /* @media */",
        ".submitButton-customizable:hover{color:#fff}.inputField-customizable:focus{outline:0}",
        ".label-customizable,\n.logo-customizable { max-width: 30% }",
        ".banner-customizable { background: url(data:image/png;base64,AA==) }",
    ],
)
def test_css_that_is_taken(lab: Lab, given_css: str) -> None:
    assert put(lab, CSS=given_css)["CSS"] == given_css


@given(text=st.text("{}.,:;/*@<- abc-customizable", max_size=80))
def test_whatever_is_said_to_be_css(text: str) -> None:
    """It is taken or refused as a parameter; what is taken closes no element of a page."""
    try:
        css.check(text)
    except errors.InvalidParameterException as refusal:
        assert "CSS" in str(refusal)
    else:
        assert "</" not in text
