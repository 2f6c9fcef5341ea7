"""Styles of managed login."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator import errors
from cognito_emulator.domain import doors
from cognito_emulator.domain.clients.appearance import branding, default_style
from cognito_emulator.domain.clients.appearance.branding import Look
from tests.support import Lab

UNKNOWN = "11111111-1111-4111-8111-111111111111"
ONE_OF_BOTH = "useCognitoProvidedValues or settings should be specified (but not both)"
PNG = {"Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "PNG", "Bytes": b"png"}
DARK_PNG = {**PNG, "ColorMode": "DARK", "Bytes": b"dark"}


def svg(content: str, category: str = "FORM_LOGO") -> dict[str, Any]:
    return {
        "Category": category,
        "ColorMode": "LIGHT",
        "Extension": "SVG",
        "Bytes": content.encode(),
    }


def create(lab: Lab, **request: Any) -> Any:
    defaults = {"UserPoolId": lab.pool_id, "ClientId": lab.client_id}
    answer = lab.call("CreateManagedLoginBranding", **{**defaults, **request})
    return answer["ManagedLoginBranding"]


def update(lab: Lab, style: Any, **request: Any) -> Any:
    named = {"UserPoolId": lab.pool_id, "ManagedLoginBrandingId": style["ManagedLoginBrandingId"]}
    answer = lab.call("UpdateManagedLoginBranding", **named, **request)
    return answer["ManagedLoginBranding"]


def describe(lab: Lab, style: Any, **more: Any) -> Any:
    named = {"UserPoolId": lab.pool_id, "ManagedLoginBrandingId": style["ManagedLoginBrandingId"]}
    return lab.call("DescribeManagedLoginBranding", **named, **more)["ManagedLoginBranding"]


def look(lab: Lab) -> Look | None:
    """What the pages of the lab's client are made of."""
    return lab.emulator.run(
        lambda ctx: branding.of_client(
            ctx, doors.pool(ctx, lab.pool_id), doors.client(ctx, lab.client_id)
        )
    )


@pytest.mark.parametrize(
    ("request_", "provided", "settings"),
    [
        ({"UseCognitoProvidedValues": True}, True, None),
        ({"UseCognitoProvidedValues": "yes"}, True, None),
        ({"Settings": {}}, False, {}),
        ({"Settings": {"a": [1, {"b": None}]}}, False, {"a": [1, {"b": None}]}),
        ({"Settings": {}, "UseCognitoProvidedValues": False}, False, {}),
    ],
)
def test_settings_or_the_service_s_own_values(
    lab: Lab,
    request_: dict[str, Any],
    provided: bool,  # noqa: FBT001
    settings: Any,
) -> None:
    style = create(lab, **request_)

    assert style["UseCognitoProvidedValues"] is provided
    assert style.get("Settings") == settings
    assert style["Assets"] == []
    assert "ClientId" not in style
    assert style["CreationDate"] == style["LastModifiedDate"]
    assert describe(lab, style) == style
    by_client = {"UserPoolId": lab.pool_id, "ClientId": lab.client_id}
    answer = lab.call("DescribeManagedLoginBrandingByClient", **by_client)
    assert answer["ManagedLoginBranding"] == style


def test_assets_are_kept_whole_and_in_order(lab: Lab) -> None:
    icon = {**svg("<svg/>", "IDP_BUTTON_ICON"), "ResourceId": "Corp 1"}
    nothing = {"Category": "PAGE_FOOTER_LOGO", "ColorMode": "DYNAMIC", "Extension": "WEBP"}
    assets = [icon, PNG, DARK_PNG, nothing]

    style = create(lab, UseCognitoProvidedValues=True, Assets=assets)

    assert style["Assets"] == assets
    assert describe(lab, style)["Assets"] == assets


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("neither", {}, ONE_OF_BOTH),
    ("no own values alone", {"UseCognitoProvidedValues": False}, ONE_OF_BOTH),
    ("both", {"UseCognitoProvidedValues": True, "Settings": {}}, ONE_OF_BOTH),
    ("no assets alone", {"Assets": []}, ONE_OF_BOTH),
    ("assets alone", {"Assets": [PNG]}, ONE_OF_BOTH),
    ("no object", {"Settings": [1]}, "Settings must be a JSON object"),
    ("a text", {"Settings": "{}"}, "Settings must be a JSON object"),
    (
        "too deep",
        {"Settings": json.loads('{"a":' * 65 + "1" + "}" * 65)},
        "Settings is nested too deeply",
    ),
    (
        "too deep a list",
        {"Settings": {"a": json.loads("[" * 64 + "]" * 64)}},
        "Settings is nested too deeply",
    ),
    (
        "an icon as a logo",
        {"Settings": {}, "Assets": [{**PNG, "Extension": "ICO"}]},
        "The extension ICO is not allowed for an asset of the category FORM_LOGO",
    ),
    (
        "a favicon that is no icon",
        {"Settings": {}, "Assets": [{**PNG, "Category": "FAVICON_ICO"}]},
        "The extension PNG is not allowed for an asset of the category FAVICON_ICO",
    ),
    (
        "a favicon that is no SVG",
        {"Settings": {}, "Assets": [{**PNG, "Category": "FAVICON_SVG"}]},
        "The extension PNG is not allowed for an asset of the category FAVICON_SVG",
    ),
    *(
        (name, {"Settings": {}, "Assets": [svg(content)]}, message)
        for name, content, message in (
            ("no XML", "<svg", "The SVG file is not valid XML"),
            ("nothing", "", "The SVG file is not valid XML"),
            (
                "the attribute that was seen",
                '<svg><text dominant-baseline="middle"/></svg>',
                "The SVG file contains an attribute not allowed: dominant-baseline",
            ),
            (
                "a handler",
                '<svg onLoad="alert(1)"/>',
                "The SVG file contains an attribute not allowed: onLoad",
            ),
            (
                "a script",
                "<svg><script>alert(1)</script></svg>",
                "The SVG file contains an element not allowed: script",
            ),
            (
                "HTML inside",
                "<s:svg xmlns:s='x'><s:foreignObject/></s:svg>",
                "The SVG file contains an element not allowed: s:foreignObject",
            ),
            (
                "a link that runs",
                "<svg><a href=' JavaScript:alert(1)'/></svg>",
                "The SVG file contains an attribute not allowed: href",
            ),
            (
                "a link out",
                "<svg><image xlink:href='https://elsewhere.example/a.png'/></svg>",
                "The SVG file contains an attribute not allowed: xlink:href",
            ),
            (
                "entities",
                '<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg>&a;</svg>',
                "The SVG file contains a document type, which is not allowed",
            ),
        )
    ),
]


@pytest.mark.parametrize(
    ("request_", "message"), [it[1:] for it in REFUSED], ids=[it[0] for it in REFUSED]
)
def test_what_is_refused(lab: Lab, request_: dict[str, Any], message: str) -> None:
    """Alike when it is made and when it is changed, which leaves it as it was."""
    named = {"UserPoolId": lab.pool_id, "ClientId": lab.client_id}
    refused = lab.refused(
        "CreateManagedLoginBranding", errors.InvalidParameterException, **named, **request_
    )
    assert refused == message

    style = create(lab, Settings={"a": 1}, Assets=[PNG])
    named = {"UserPoolId": lab.pool_id, "ManagedLoginBrandingId": style["ManagedLoginBrandingId"]}
    refused = lab.refused(
        "UpdateManagedLoginBranding", errors.InvalidParameterException, **named, **request_
    )
    assert refused == message
    assert describe(lab, style) == style


@pytest.mark.parametrize(
    "content", ["<svg/>", "<svg><use href='#a'/><image href='data:image/png;base64,AA=='/></svg>"]
)
def test_an_svg_that_stays_at_home(lab: Lab, content: str) -> None:
    assert create(lab, Settings={}, Assets=[svg(content)])["Assets"] == [svg(content)]


@given(content=st.binary(max_size=60))
def test_whatever_is_said_to_be_an_svg(content: bytes) -> None:
    """It is taken or refused as a parameter, and nothing else happens."""
    from cognito_emulator.domain.clients.appearance import assets  # noqa: PLC0415

    try:
        (asset,) = assets.read([{**svg(""), "Bytes": content}])
    except errors.InvalidParameterException as refusal:
        assert "SVG" in str(refusal)
    else:
        assert asset.content == content


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("DescribeManagedLoginBranding", {}),
        ("UpdateManagedLoginBranding", {"Settings": {}}),
        ("DeleteManagedLoginBranding", {}),
    ],
)
@pytest.mark.parametrize("whose", ["nobody's", "another pool's"])
def test_an_unknown_id(lab: Lab, operation: str, more: dict[str, Any], whose: str) -> None:
    id_ = UNKNOWN if whose == "nobody's" else create(lab, Settings={})["ManagedLoginBrandingId"]
    request = {"UserPoolId": lab.pool(), "ManagedLoginBrandingId": id_, **more}
    message = lab.refused(operation, errors.ResourceNotFoundException, **request)
    assert message == "ManagedLoginBranding does not exist."


@pytest.mark.parametrize(
    "operation", ["DescribeManagedLoginBranding", "UpdateManagedLoginBranding"]
)
def test_an_id_that_is_none_is_told_before_the_pool(lab: Lab, operation: str) -> None:
    request = {
        "UserPoolId": "us-east-1_Missing00",
        "ManagedLoginBrandingId": "00000000-0000-0000-0000-000000000000",
    }
    message = lab.refused(operation, errors.InvalidParameterException, **request)
    assert message.startswith("1 validation error detected: Value '00000000-0000-0000-0000-00000")


def test_too_many_assets_are_told_before_a_malformed_id(lab: Lab) -> None:
    request = {"UserPoolId": lab.pool_id, "ManagedLoginBrandingId": "no-uuid", "Assets": [PNG] * 41}
    message = lab.refused("UpdateManagedLoginBranding", errors.InvalidParameterException, **request)
    head, _, tail = message.partition(" at 'assets' failed to satisfy constraint: ")
    assert head.startswith("2 validation errors detected: Value '[AssetType(category=FORM_LOGO, ")
    assert tail == (
        "Member must have length less than or equal to 40; Value 'no-uuid' at"
        " 'managedLoginBrandingId' failed to satisfy constraint: Member must satisfy regular"
        " expression pattern: ^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[4][0-9a-fA-F]{3}-"
        "[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$"
    )


@pytest.mark.parametrize("missing", ["UserPoolId", "ManagedLoginBrandingId"])
def test_an_update_needs_both_ids(lab: Lab, missing: str) -> None:
    request: dict[str, Any] = {"UserPoolId": lab.pool_id, "ManagedLoginBrandingId": UNKNOWN}
    request.pop(missing)
    message = lab.refused("UpdateManagedLoginBranding", errors.InvalidParameterException, **request)
    path = missing[0].lower() + missing[1:]
    assert message.endswith(f"at '{path}' failed to satisfy constraint: Member must not be null")


@pytest.mark.parametrize(
    "operation", ["CreateManagedLoginBranding", "DescribeManagedLoginBrandingByClient"]
)
def test_an_unknown_client(lab: Lab, operation: str) -> None:
    request = {"UserPoolId": lab.pool_id, "ClientId": "missing"}
    message = lab.refused(operation, errors.ResourceNotFoundException, **request)
    assert message == "User pool client does not exist."


def test_a_client_has_one_style_at_most(lab: Lab) -> None:
    style = create(lab, UseCognitoProvidedValues=True)
    request = {"UserPoolId": lab.pool_id, "ClientId": lab.client_id, "Settings": {"b": 1}}
    message = lab.refused(
        "CreateManagedLoginBranding", errors.ManagedLoginBrandingExistsException, **request
    )
    assert message == f"A ManagedLoginBranding already exists for client {lab.client_id}"
    assert describe(lab, style) == style


@pytest.mark.parametrize("end", ["DeleteManagedLoginBranding", "DeleteUserPoolClient"])
def test_what_is_gone_is_gone(lab: Lab, end: str) -> None:
    style = create(lab, UseCognitoProvidedValues=True)
    ids = {
        "DeleteManagedLoginBranding": {"ManagedLoginBrandingId": style["ManagedLoginBrandingId"]},
        "DeleteUserPoolClient": {"ClientId": lab.client_id},
    }
    lab.call(end, UserPoolId=lab.pool_id, **ids[end])
    request = {
        "UserPoolId": lab.pool_id,
        "ManagedLoginBrandingId": style["ManagedLoginBrandingId"],
    }
    lab.refused("DescribeManagedLoginBranding", errors.ResourceNotFoundException, **request)


def test_a_client_without_a_style(lab: Lab) -> None:
    request = {"UserPoolId": lab.pool_id, "ClientId": lab.client_id}
    message = lab.refused(
        "DescribeManagedLoginBrandingByClient", errors.ResourceNotFoundException, **request
    )
    assert message == f"ManagedLoginBranding for client {lab.client_id} does not exist."
    assert look(lab) is None


class TestUpdate:
    def test_settings_leave_assets(self, lab: Lab) -> None:
        style = create(lab, UseCognitoProvidedValues=True, Assets=[PNG])
        lab.emulator.clock.shift(1)
        changed = update(lab, style, Settings={"a": 1})
        assert changed["Assets"] == [PNG]
        assert changed["Settings"] == {"a": 1}
        assert changed["UseCognitoProvidedValues"] is False
        assert changed["LastModifiedDate"] > changed["CreationDate"] == style["CreationDate"]

    def test_the_service_s_own_values_end_settings(self, lab: Lab) -> None:
        style = create(lab, Settings={"a": 1})
        changed = update(lab, style, UseCognitoProvidedValues=True)
        assert "Settings" not in changed
        assert changed["UseCognitoProvidedValues"] is True

    def test_an_asset_takes_the_place_of_that_of_its_category_and_mode(self, lab: Lab) -> None:
        style = create(lab, Settings={}, Assets=[PNG, DARK_PNG])
        new = {**PNG, "Bytes": b"new"}
        assert update(lab, style, Settings={}, Assets=[new])["Assets"] == [DARK_PNG, new]

    def test_several_icons_are_told_apart_by_their_ids(self, lab: Lab) -> None:
        icons = [{**svg("<svg/>", "IDP_BUTTON_ICON"), "ResourceId": name} for name in "ab"]
        style = create(lab, Settings={}, Assets=icons[:1])
        assert update(lab, style, Settings={}, Assets=icons[1:])["Assets"] == icons

    def test_together_there_are_no_more_than_in_one_request(self, lab: Lab) -> None:
        icons = [
            {**svg("<svg/>", "IDP_BUTTON_ICON"), "ResourceId": str(number)} for number in range(41)
        ]
        style = create(lab, Settings={}, Assets=icons[:40])
        request = {
            "UserPoolId": lab.pool_id,
            "ManagedLoginBrandingId": style["ManagedLoginBrandingId"],
            "Settings": {},
            "Assets": icons[40:],
        }
        message = lab.refused(
            "UpdateManagedLoginBranding", errors.InvalidParameterException, **request
        )
        assert message == "A ManagedLoginBranding can have no more than 40 assets."


class TestMerged:
    """Defaults are our own, but for those of the first test."""

    def test_what_is_known_of_the_defaults(self, lab: Lab) -> None:
        style = create(lab, UseCognitoProvidedValues=True)
        settings = describe(lab, style, ReturnMergedResources=True)["Settings"]
        assert set(settings) == {"categories", "componentClasses", "components"}
        assert settings["categories"]["global"]["colorSchemeMode"] == "LIGHT"
        assert settings["categories"]["form"]["languageSelector"]["enabled"] is False
        components = settings["components"]
        assert components["pageBackground"]["image"]["enabled"] is True
        hover = components["secondaryButton"]["lightMode"]["hover"]
        assert hover["backgroundColor"] == "f2f8fdff"
        form = components["form"]["darkMode"]
        assert form == {"backgroundColor": "0f1b2aff", "borderColor": "424650ff"}
        button = components["primaryButton"]["darkMode"]["defaults"]
        assert button == {"backgroundColor": "539fe5ff", "textColor": "000716ff"}

    def test_own_settings_lie_over_the_defaults(self, lab: Lab) -> None:
        own = {
            "components": {
                "primaryButton": {"lightMode": {"defaults": {"backgroundColor": "ff0000ff"}}},
                "form": 1,
            },
            "new": {"a": 1},
        }
        style = create(lab, Settings=own)
        merged = describe(lab, style, ReturnMergedResources=True)["Settings"]
        button = merged["components"]["primaryButton"]["lightMode"]["defaults"]
        assert button == {"backgroundColor": "ff0000ff", "textColor": "ffffffff"}
        assert merged["components"]["form"] == 1
        assert merged["new"] == {"a": 1}
        assert describe(lab, style)["Settings"] == own

    def test_own_assets_take_the_place_of_default_ones(self, lab: Lab) -> None:
        own = svg("<svg/>", "PAGE_BACKGROUND")
        style = create(lab, Settings={}, Assets=[own])
        merged = describe(lab, style, ReturnMergedResources=True)["Assets"]
        places = [(it["Category"], it["ColorMode"]) for it in merged]
        assert len(set(places)) == len(places) == len(default_style.assets())
        assert own in merged

    def test_the_answer_may_be_changed(self, lab: Lab) -> None:
        style = create(lab, UseCognitoProvidedValues=True)
        describe(lab, style, ReturnMergedResources=True)["Settings"].clear()
        assert describe(lab, style, ReturnMergedResources=True)["Settings"]

    @pytest.mark.parametrize("mode", ["LIGHT", "DARK"])
    def test_pages_find_an_image_for_their_mode(self, lab: Lab, mode: str) -> None:
        create(lab, Settings={}, Assets=[DARK_PNG, {**PNG, "Category": "PAGE_HEADER_LOGO"}])
        found = look(lab)
        assert found is not None
        logo = found.asset("FORM_LOGO", mode)
        assert (logo and logo.content) == (b"dark" if mode == "DARK" else None)
        icon = found.asset("FAVICON_SVG", mode)
        assert icon is not None
        assert icon.color_mode == "DYNAMIC"

    def test_the_default_look_is_there_without_a_style(self) -> None:
        assert branding.merged(None).settings == default_style.settings()


LIGHT, DARK = "lightMode", "darkMode"


def luminance(color: str) -> float:
    """Of WCAG 2, section relative luminance."""
    parts = [int(color[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", [LIGHT, DARK])
def test_the_default_colours_can_be_read(mode: str) -> None:
    """Text stands out by 4.5 to 1, borders of what is operated by 3 to 1 (WCAG 2, AA)."""
    settings = default_style.settings()
    parts, classes = settings["components"], settings["componentClasses"]
    form = parts["form"][mode]["backgroundColor"]
    texts = [
        *((text, form) for text in parts["pageText"][mode].values()),
        *((each["textColor"], form) for each in classes["link"][mode].values()),
        (classes["inputLabel"][mode]["textColor"], form),
        (classes["inputDescription"][mode]["textColor"], form),
        (
            classes["input"][mode]["placeholderColor"],
            classes["input"][mode]["defaults"]["backgroundColor"],
        ),
        *(
            (state["textColor"], state["backgroundColor"])
            for button in (
                parts["primaryButton"],
                parts["secondaryButton"],
                parts["idpButton"]["standard"],
            )
            for state in button[mode].values()
            if "textColor" in state
        ),
    ]
    borders = [
        (classes["input"][mode]["defaults"]["borderColor"], form),
        (classes["focusState"][mode]["borderColor"], form),
    ]
    assert [(pair, contrast(*pair)) for pair in texts if contrast(*pair) < 4.5] == []
    assert [(pair, contrast(*pair)) for pair in borders if contrast(*pair) < 3] == []


# --- what is doubtful in settings -----------------------------------------------------------------


def doubts(lab: Lab, settings: Any) -> list[str]:
    """Make a style of settings, which are taken; return what is told of them."""
    lab.emulator.forget_warnings()
    assert create(lab, Settings=settings)["Settings"] == settings
    about = "Settings of managed login branding: "
    sentences = [warning.sentence for warning in lab.emulator.warnings()]
    assert all(sentence.startswith(about) for sentence in sentences)
    return [sentence.removeprefix(about) for sentence in sentences]


def within(path: str, value: Any) -> Any:
    """A document with a value at a place."""
    for name in reversed(path.split(".")):
        value = {name: value}
    return value


@pytest.mark.parametrize(
    "settings",
    [
        {},
        default_style.settings(),
        within("components.form.borderRadius", 4),
        within("components.form.lightMode.backgroundColor", "AABBCC"),
        within("categories.auth.authMethodOrder", [[{"display": "ELSEWHERE"}]]),
        within("components.form", None),
    ],
)
def test_nothing_is_told_of_settings_as_documented(lab: Lab, settings: Any) -> None:
    assert doubts(lab, settings) == []


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (
            "componants",
            {},
            "componants is no setting that is documented: the nearest is components.",
        ),
        ("components.pageBackgroud.image", {}, "the nearest is pageBackground."),
        ("components.form.lightMode.backgroundColour", "ffffffff", "is backgroundColor."),
        ("components.x", 1, "components.x is no setting that is documented: none of them is like"),
        ("x" * 2000, 1, f"{'x' * 60} is no setting that is documented: there are categories,"),
        ("components.form.borderRadius", "8", "is a text, not a number."),
        ("components.form.borderRadius", True, "is true or false, not a number."),
        ("components.form.logo.enabled", "true", "is a text, not true or false."),
        ("components.form.logo", [], "components.form.logo is a list, not an object."),
        ("categories.auth.authMethodOrder", {}, "is an object, not a list."),
        (
            "components.form.lightMode.backgroundColor",
            "#ffffff",
            "is '#ffffff', no colour: it has eight hexadecimal digits, as ffffffff.",
        ),
    ],
)
def test_a_slip_in_settings_is_told_and_taken(
    lab: Lab, path: str, value: Any, sentence: str
) -> None:
    (told,) = doubts(lab, within(path, value))
    assert sentence in told


def test_of_many_slips_a_few_are_told(lab: Lab) -> None:
    *some, last = doubts(lab, {f"name{number}": 1 for number in range(9)})
    assert len(some) == 5
    assert last == "4 more members are like that."


def test_a_change_is_told_of_as_well(lab: Lab) -> None:
    style = create(lab, Settings={})
    update(lab, style, Settings={"Components": {}})
    (warning,) = lab.emulator.warnings()
    assert "the nearest is components" in warning.sentence
    assert warning.user_pool_id == lab.pool_id
