"""Sign-ins by providers that stand-ins play: a type each, and what goes wrong there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import jwt
import orjson
import pytest

from cognito_emulator.domain.federation.social import google
from cognito_emulator.domain.pools.providers import types as kinds
from tests.idp.playing import query
from tests.table import table
from tests.web.federated import path_of
from tests.web.hosting import CALLBACK, back
from tests.web.social import ADA, APPLE_KEY, PROVIDERS, SUBJECTS, SocialHosting, posted

TYPES = tuple(PROVIDERS)
DECODED: Any = {"verify_signature": False}


@pytest.fixture(scope="module")
def shared() -> SocialHosting:
    """For tests that leave no trace, or one of their own."""
    return SocialHosting()


def claims_in(hosting: SocialHosting, code: str) -> dict[str, Any]:
    tokens = hosting.token(code=code).get_json()
    claims: dict[str, Any] = jwt.decode(tokens["id_token"], options=DECODED)
    return claims


# --- there ----------------------------------------------------------------------------------------

FIVE = ["client_id", "redirect_uri", "scope", "response_type", "state"]


@pytest.mark.parametrize(
    ("provider", "more", "scope"),
    [
        ("Corp", {"login_hint": "ada@example.com", "prompt": "login"}, "openid+email+profile"),
        (
            "Google",
            {"access_type": "offline", "login_hint": "ada@example.com"},
            "email+profile+openid",
        ),
        ("Facebook", {}, "public_profile%2Cemail"),
        ("LoginWithAmazon", {}, "profile"),
        ("SignInWithApple", {"response_mode": "form_post"}, "email%20name"),
    ],
)
def test_where_the_browser_goes(
    shared: SocialHosting, provider: str, more: dict[str, str], scope: str
) -> None:
    location = shared.leave(provider, login_hint="ada@example.com")

    asked = query(location)
    there = f"http://localhost/_provider/{shared.pool_id}/{provider}/authorize"
    assert path_of(location) == there
    assert list(asked) == [*FIVE, *more]
    assert {name: asked[name] for name in more} == more
    assert f"&scope={scope}&" in location
    assert asked["client_id"] == PROVIDERS[provider]["ProviderDetails"]["client_id"]
    assert asked["redirect_uri"] == f"http://localhost{shared.path('/oauth2/idpresponse')}"


def test_prompts_are_handed_on_but_for_none(shared: SocialHosting) -> None:
    location = shared.leave("Corp", prompt="select_account consent")

    assert query(location)["prompt"] == "select_account consent"


# --- and back -------------------------------------------------------------------------------------


@table("provider", TYPES)
def test_a_new_user_comes_in(provider: str) -> None:
    hosting = SocialHosting()

    claims = claims_in(hosting, back(hosting.federated(provider))["code"])

    name = f"{provider}_{SUBJECTS[provider]}"
    user = hosting.call("AdminGetUser", UserPoolId=hosting.pool_id, Username=name)
    attributes = {each["Name"]: each["Value"] for each in user["UserAttributes"]}
    group = f"{hosting.pool_id}_{provider}"
    groups = hosting.call("AdminListGroupsForUser", UserPoolId=hosting.pool_id, Username=name)[
        "Groups"
    ]
    kind = PROVIDERS[provider]["ProviderType"]
    assert user["Username"] == claims["cognito:username"] == name
    assert user["UserStatus"] == "EXTERNAL_PROVIDER"
    assert attributes["email"] == claims["email"] == "ada@example.com"
    assert attributes["name"] == "Ada Park"
    assert attributes["email_verified"] == "false"
    assert [each["GroupName"] for each in groups] == claims["cognito:groups"] == [group]
    [kept] = orjson.loads(attributes["identities"])
    told = {"userId": SUBJECTS[provider], "providerName": provider, "providerType": kind}
    assert kept == {**told, "issuer": None, "primary": True, "dateCreated": kept["dateCreated"]}
    assert claims["identities"] == [
        {**told, "issuer": None, "primary": "true", "dateCreated": str(kept["dateCreated"])}
    ]
    assert hosting.fetched == []


@table("provider", TYPES)
def test_who_comes_again_is_the_same(provider: str) -> None:
    hosting = SocialHosting()

    first = claims_in(hosting, back(hosting.federated(provider))["code"])
    again = claims_in(hosting, back(hosting.federated(provider))["code"])

    assert again["sub"] == first["sub"]
    assert hosting.attributes(again["cognito:username"])["name"] == "Ada Park"


@pytest.mark.parametrize("provider", TYPES)
def test_an_id_token_has_a_nonce_that_nobody_asked_for(
    shared: SocialHosting, provider: str
) -> None:
    """Measured [federation-26]; what the app sends goes before it."""
    own = claims_in(shared, back(shared.federated(provider))["code"])
    asked = claims_in(shared, back(shared.federated(provider, nonce="a-nonce"))["code"])
    silent = claims_in(shared, back(shared.authorize())["code"])

    assert len(own["nonce"]) == 171
    assert asked["nonce"] == "a-nonce"
    assert "nonce" not in silent


# --- what goes wrong there ------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """What the app is told: how the description begins, and the error."""

    description: str
    error: str = "invalid_request"


WELCOME = None
SILENT = Told("Timeout occurred in calling IdP token endpoint")
SIGNATURE = Told("invalid_token_signature: Error when verifying signature")
NOBODY = Told("username attribute mapping required")
WITH_ID_TOKEN = ("Corp", "Google", "SignInWithApple")
WITH_BOTH = ("Corp", "Google")
WITHOUT = ("Facebook", "LoginWithAmazon")
FAILURES: dict[tuple[tuple[str, ...], str], Told | None] = {
    (("Corp",), "token-error"): Told("Corp Error - 400 invalid_grant "),
    (("Google",), "token-error"): Told("Google Error - 400 invalid_grant "),
    (("LoginWithAmazon",), "token-error"): Told("LoginWithAmazon Error - 400 invalid_grant "),
    (("SignInWithApple",), "token-error"): Told("SignInWithApple Error - 400 invalid_grant "),
    (("Facebook",), "token-error"): Told(
        'Bad token response: HTTP/1.1 400 Bad Request, entity: {"error": {"message": '
    ),
    (TYPES, "token-server-error"): Told(
        "Bad token response: HTTP/1.1 500 Internal Server Error, entity: "
    ),
    (TYPES, "token-garbage"): Told("Bad token response: HTTP/1.1 200 OK, entity: <!doctype html>"),
    (TYPES, "token-timeout"): SILENT,
    (WITH_ID_TOKEN, "wrong-issuer"): Told("Bad id_token issuer https://somebody-else.example"),
    (WITH_ID_TOKEN, "wrong-audience"): Told("Bad id_token audience somebody-elses-client"),
    (WITH_ID_TOKEN, "wrong-nonce"): WELCOME,  # none is sent, none is compared
    (WITH_ID_TOKEN, "expired"): Told("id_token has expired"),
    (WITH_ID_TOKEN, "unsigned"): Told("invalid_token_signature: Unsupported algorithm none"),
    (WITH_ID_TOKEN, "foreign-key"): SIGNATURE,
    (WITH_ID_TOKEN, "unknown-key"): SIGNATURE,
    (WITH_ID_TOKEN, "no-id-token"): Told("Missing id_token"),
    (WITH_BOTH, "userinfo-error"): WELCOME,
    (WITH_BOTH, "userinfo-garbage"): WELCOME,
    (WITH_BOTH, "userinfo-timeout"): WELCOME,
    (WITHOUT, "userinfo-error"): NOBODY,
    (WITHOUT, "userinfo-garbage"): NOBODY,
    (WITHOUT, "userinfo-timeout"): NOBODY,
    (WITH_BOTH, "userinfo-other-sub"): Told("The sub of userinfo is not that of the"),
    (WITHOUT, "userinfo-other-sub"): WELCOME,  # nothing else tells who it is
    (TYPES, "no-email"): Told("attributes required: [email]"),
}
CASES = [
    (provider, behaviour, told)
    for (providers, behaviour), told in FAILURES.items()
    for provider in providers
]


@pytest.fixture(scope="module")
def strict() -> SocialHosting:
    """A pool that requires an address."""
    return SocialHosting(pool={"Schema": [{"Name": "email", "Required": True, "Mutable": True}]})


@pytest.mark.parametrize(("provider", "behaviour", "told"), CASES)
def test_what_the_app_is_told(
    strict: SocialHosting, provider: str, behaviour: str, told: Told | None
) -> None:
    before = strict.emulator.snapshot()

    heard = back(strict.federated(provider, behaviour))

    users = strict.call("ListUsers", UserPoolId=strict.pool_id)["Users"]
    strict.emulator.restore(before)
    if told is None:
        assert list(heard) == ["code", "state"]
        assert len(users) == 2
        return
    assert list(heard) == ["error_description", "state", "error"]
    assert heard["error_description"].startswith(told.description)
    assert (heard["error"], heard["state"]) == (told.error, "a-state")
    assert len(users) == 1


def test_no_behaviour_is_left_out_of_the_table(shared: SocialHosting) -> None:
    for provider in TYPES:
        page = shared.browser.get(shared.leave(provider).removeprefix("http://localhost"))
        offered = set(_values(page.text, "behaviour")) - {""}
        known = {behaviour for name, behaviour, _ in CASES if name == provider}
        assert offered == known


def _values(page: str, name: str) -> list[str]:
    inside = page.partition(f'name="{name}"')[2].partition("</select>")[0]
    return re.findall(r'value="([^"]*)"', inside)


@pytest.mark.parametrize(
    ("provider", "description"),
    [
        ("Corp", "The user refused.; error=access_denied"),
        ("Google", "error=access_denied"),
        (
            "Facebook",
            "Permissions error; error=access_denied; error_code=200; error_reason=user_denied",
        ),
        ("LoginWithAmazon", "Access not permitted.; error=access_denied"),
        ("SignInWithApple", "error=user_cancelled_authorize"),
    ],
)
def test_a_refusal(shared: SocialHosting, provider: str, description: str) -> None:
    """Measured [federation-12] of Facebook; of the others a guess."""
    told = back(shared.bring(shared.choose(shared.leave(provider), refuse="1")))

    assert told == {
        "error_description": description,
        "state": "a-state",
        "error": "invalid_request",
    }


# --- what one of them has alone -------------------------------------------------------------------


def test_claims_of_google_have_either_kind_of_name() -> None:
    schema = [{"Name": "token", "AttributeDataType": "String"}]
    mapping = {
        "username": "sub",
        "email": "email",
        "email_verified": "email_verified",
        "given_name": "given_name",
        "family_name": "family_name",
        "name": "names",
        "picture": "picture",
        "birthdate": "birthdays",
        "gender": "genders",
        "phone_number": "phoneNumbers",
        "custom:token": "access_token",
    }
    more = {
        "picture": "https://example.com/ada.png",
        "birthdate": "1990-02-03",
        "gender": "female",
        "phone_number": "+12025550100",
    }
    phones = "https://www.googleapis.com/auth/user.phonenumbers.read"
    details = {
        **PROVIDERS["Google"]["ProviderDetails"],
        "authorize_scopes": f"email profile openid {phones}",
    }
    hosting = SocialHosting(
        providers={"Google": {"ProviderDetails": details, "AttributeMapping": mapping}},
        ada={**ADA, **more},
        pool={"Schema": schema},
    )
    hosting.federated("Google")

    attributes = hosting.attributes(f"Google_{SUBJECTS['Google']}")

    token = attributes.pop("custom:token")
    assert token.startswith("ya29.")
    assert {name: attributes[name] for name in mapping if name in attributes} == {
        "email": "ada@example.com",
        "email_verified": "true",
        "given_name": "Ada",
        "family_name": "Park",
        "name": "Ada Park",
        "picture": "https://example.com/ada.png",
        "birthdate": "1990-02-03",
        "gender": "female",
        "phone_number": "+12025550100",
    }


def test_what_google_says_is_what_can_be_mapped() -> None:
    known = kinds.TYPES["Google"].claims or ()

    assert {*known} == {*google.SOURCES, "sub", "access_token", "id_token"}


def test_google_gives_an_id_token_without_the_scope_openid() -> None:
    details = {**PROVIDERS["Google"]["ProviderDetails"], "authorize_scopes": "email"}
    hosting = SocialHosting(providers={"Google": {"ProviderDetails": details}})

    assert "code" in back(hosting.federated("Google"))


def test_facebook_tells_nothing_else_where_id_is_mapped_twice() -> None:
    """Measured [federation-22]."""
    mapping = {"username": "id", "email": "email", "custom:facebook": "id"}
    hosting = SocialHosting(
        providers={"Facebook": {"AttributeMapping": mapping}},
        pool={
            "Schema": [
                {"Name": "email", "Required": True, "Mutable": True},
                {"Name": "facebook", "AttributeDataType": "String"},
            ]
        },
    )

    told = back(hosting.federated("Facebook"))

    assert told["error_description"] == "attributes required: [email]"


def test_the_picture_of_facebook_is_json() -> None:
    mapping = {**PROVIDERS["Facebook"]["AttributeMapping"], "picture": "picture"}
    person = {"sub": SUBJECTS["Facebook"], "picture": "https://example.com/ada.png"}
    hosting = SocialHosting(
        providers={"Facebook": {"AttributeMapping": mapping, "People": [person]}}
    )
    hosting.federated("Facebook")

    picture = hosting.attributes(f"Facebook_{SUBJECTS['Facebook']}")["picture"]

    assert picture.startswith('{"data":{"height":50,')
    assert orjson.loads(picture)["data"]["url"] == "https://example.com/ada.png"


APPLE = "SignInWithApple"


def test_apple_tells_the_name_once() -> None:
    hosting = SocialHosting()
    first = posted(hosting.choose(hosting.leave(APPLE), person=SUBJECTS[APPLE]))
    again = posted(hosting.choose(hosting.leave(APPLE), person=SUBJECTS[APPLE]))

    name = {"firstName": "Ada", "lastName": "Park"}
    assert orjson.loads(first[1]["user"]) == {"name": name, "email": "ada@example.com"}
    assert "user" not in again[1]


@table(
    "user, attributes",
    [
        ('{"name":{"firstName":"Ada","lastName":"Park"}}', {"name": "Ada Park"}),
        ('{"name":{"firstName":"Ada"}}', {"name": "Ada"}),
        ('{"name":{"firstName":7}}', {}),
        ('{"name":"Ada"}', {}),
        ('{"email":"eve@example.com"}', {}),
        ("[]", {}),
        ("Ada", {}),
        ("", {}),
    ],
)
def test_what_apples_browser_says_of_the_user(user: str, attributes: dict[str, str]) -> None:
    """It is no secret and not signed: the ID token goes before it."""
    hosting = SocialHosting()
    action, fields = posted(hosting.choose(hosting.leave(APPLE), person=SUBJECTS[APPLE]))

    hosting.browser.post(action.removeprefix("http://localhost"), data={**fields, "user": user})

    found = hosting.attributes(f"{APPLE}_{SUBJECTS[APPLE]}")
    assert {name: found[name] for name in ("name",) if name in found} == attributes
    assert found["email"] == "ada@example.com"


def test_the_parts_of_apples_name_can_be_mapped() -> None:
    mapping = {"username": "sub", "given_name": "firstName", "family_name": "lastName"}
    hosting = SocialHosting(providers={APPLE: {"AttributeMapping": mapping}})
    hosting.federated(APPLE)

    found = hosting.attributes(f"{APPLE}_{SUBJECTS[APPLE]}")

    assert (found["given_name"], found["family_name"]) == ("Ada", "Park")


@pytest.mark.parametrize("key", ["no key", "".join(APPLE_KEY.splitlines()[1:-1])])
def test_the_key_for_apple(key: str) -> None:
    details = {**PROVIDERS[APPLE]["ProviderDetails"], "private_key": key}
    hosting = SocialHosting(providers={APPLE: {"ProviderDetails": details}})

    told = back(hosting.federated(APPLE))

    if key == "no key":
        assert told["error"] == "server_error"
        assert told["error_description"] == "Exception processing authorization code"
    else:
        assert "code" in told


def test_apples_form_may_come_without_the_cookie() -> None:
    """Over plain HTTP browsers send no such cookie with a post of another site's page."""
    hosting = SocialHosting()
    action, fields = posted(hosting.choose(hosting.leave(APPLE), person=SUBJECTS[APPLE]))
    for name in ("csrf-state", "csrf-state-legacy"):
        hosting.browser.delete_cookie(name, path=hosting.path(""))

    first = hosting.browser.post(action.removeprefix("http://localhost"), data=fields)
    again = hosting.browser.post(action.removeprefix("http://localhost"), data=fields)

    assert first.headers["Location"].startswith(f"{CALLBACK}?code=")
    assert again.headers["Location"] == hosting.path("/error?error=Invalid+State")
