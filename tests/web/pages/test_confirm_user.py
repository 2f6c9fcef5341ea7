"""The link in a mail, and the page behind it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from cognito_emulator.emulator import Emulator
from tests.support import PASSWORD
from tests.web.hosting import DOMAIN, Hosting

DAY = 86400


@pytest.fixture
def hosting(emulator: Emulator) -> Hosting:
    """A pool that confirms addresses by a link, with somebody who has signed up."""
    hosting = Hosting(emulator)
    template = {"DefaultEmailOption": "CONFIRM_WITH_LINK"}
    hosting.call(
        "UpdateUserPool",
        UserPoolId=hosting.pool_id,
        AutoVerifiedAttributes=["email"],
        VerificationMessageTemplate=template,
    )
    sign_up(hosting, "bob")
    return hosting


def sign_up(hosting: Hosting, name: str, **request: Any) -> None:
    attributes = [{"Name": "email", "Value": "bob@example.com"}]
    hosting.call(
        "SignUp",
        ClientId=hosting.client.id,
        Username=name,
        Password=PASSWORD,
        UserAttributes=attributes,
        **request,
    )


def link(hosting: Hosting) -> str:
    found = hosting.emulator.messages()[-1].link
    assert found is not None
    return found


def clicked(hosting: Hosting, **changes: str | None) -> tuple[int, str]:
    """What a click on the newest link shows, its query changed; ``None`` leaves one out."""
    query: dict[str, str | None] = dict(parse_qsl(urlsplit(link(hosting)).query))
    kept = {name: value for name, value in {**query, **changes}.items() if value is not None}
    answer = hosting.get("/confirmUser", **kept)
    return answer.status_code, answer.text


def user(hosting: Hosting, name: str = "bob") -> dict[str, Any]:
    found = hosting.call("AdminGetUser", UserPoolId=hosting.pool_id, Username=name)
    attributes = {each["Name"]: each["Value"] for each in found["UserAttributes"]}
    return {"status": found["UserStatus"], **attributes}


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_click_confirms_sign_up_and_address(hosting: Hosting, slash: str) -> None:
    url = urlsplit(link(hosting))
    assert url.path == f"/_domain/{DOMAIN}/confirmUser"
    page = hosting.browser.get(f"{url.path}{slash}?{url.query}")
    assert page.status_code == 200
    assert "Your registration has been confirmed!" in page.text
    assert user(hosting)["status"] == "CONFIRMED"
    assert user(hosting)["email_verified"] == "true"
    assert hosting.sign_in("bob").status_code == 302


def test_nobody_is_signed_in_by_it(hosting: Hosting) -> None:
    status, _ = clicked(hosting, redirect_uri="https://evil.example.com")
    assert status == 200
    assert "/login?" in hosting.authorize().headers["Location"]


def test_a_second_click(hosting: Hosting) -> None:
    clicked(hosting)
    status, text = clicked(hosting)
    assert status == 400
    assert "User cannot be confirmed. Current status is CONFIRMED" in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"confirmation_code": "000000x"}, "Invalid verification code provided"),
        ({"confirmation_code": None}, "validation error"),
        ({"confirmation_code": "\x00"}, "Invalid verification code provided"),
        ({"user_name": "nobody"}, "Username/client id combination not found."),
        ({"user_name": None}, "validation error"),
    ],
    ids=str,
)
def test_what_confirms_nothing(hosting: Hosting, changes: dict[str, str | None], said: str) -> None:
    status, text = clicked(hosting, **changes)
    assert status == 400
    assert said in text
    assert user(hosting)["status"] == "UNCONFIRMED"


def test_who_is_unknown_is_hidden(emulator: Emulator) -> None:
    hosting = Hosting(emulator, PreventUserExistenceErrors="ENABLED")
    page = hosting.get(
        "/confirmUser", client_id=hosting.client.id, user_name="x", confirmation_code="1"
    )
    assert "Invalid verification code provided" in page.text


def test_a_link_is_good_for_a_day(hosting: Hosting) -> None:
    hosting.emulator.clock.shift(DAY)
    status, text = clicked(hosting)
    assert status == 400
    assert "Invalid code provided, please request a code again." in text


def test_an_older_link_is_void(hosting: Hosting) -> None:
    older = urlsplit(link(hosting))
    hosting.call("ResendConfirmationCode", ClientId=hosting.client.id, Username="bob")
    page = hosting.browser.get(f"{older.path}?{older.query}")
    assert page.status_code == 400
    assert clicked(hosting)[0] == 200


@pytest.mark.parametrize("client_id", [None, "", "nobodys"])
def test_a_client_that_is_none(hosting: Hosting, client_id: str | None) -> None:
    status, _ = clicked(hosting, client_id=client_id)
    assert status == 302
    assert user(hosting)["status"] == "UNCONFIRMED"


def test_a_client_of_another_pool(hosting: Hosting) -> None:
    pool = hosting.call("CreateUserPool", PoolName="other")["UserPool"]["Id"]
    client = hosting.call("CreateUserPoolClient", UserPoolId=pool, ClientName="other")
    status, _ = clicked(hosting, client_id=client["UserPoolClient"]["ClientId"])
    assert status == 302
    assert user(hosting)["status"] == "UNCONFIRMED"


def test_the_name_of_somebody_who_signs_in_with_addresses(emulator: Emulator) -> None:
    hosting = Hosting(emulator)
    pool = hosting.call(
        "CreateUserPool",
        PoolName="mails",
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        VerificationMessageTemplate={"DefaultEmailOption": "CONFIRM_WITH_LINK"},
    )["UserPool"]["Id"]
    hosting.call("CreateUserPoolDomain", UserPoolId=pool, Domain="mails")
    client = hosting.call("CreateUserPoolClient", UserPoolId=pool, ClientName="app")
    client_id = client["UserPoolClient"]["ClientId"]
    sub = hosting.call("SignUp", ClientId=client_id, Username="o+o@example.com", Password=PASSWORD)[
        "UserSub"
    ]
    query = dict(parse_qsl(urlsplit(link(hosting)).query))
    assert query["user_name"] == sub
    assert hosting.browser.get(f"/_domain/mails/confirmUser?{urlencode(query)}").status_code == 200
