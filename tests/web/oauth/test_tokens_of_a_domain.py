"""What tokens of a pool's domain say, and how they are refreshed."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import jwt
import pytest

from cognito_emulator.domain import doors
from cognito_emulator.domain.oauth import redirects
from cognito_emulator.domain.oauth.failures import AuthorizationError
from cognito_emulator.domain.oauth.grants import implicit
from cognito_emulator.domain.oauth.record import AuthorizationRequest, BrowserSession
from cognito_emulator.domain.tokens.issue import Tokens
from cognito_emulator.domain.work.context import Context
from cognito_emulator.errors import NotAuthorizedException
from tests.web.hosting import CALLBACK, CHALLENGE, DOMAIN, VERIFIER, Hosting
from tests.web.oauth.support import api_tokens, change, claims, refreshed, tokens

API_SCOPE = "aws.cognito.signin.user.admin"


def verified(hosting: Hosting, token: str, audience: str | None = None) -> dict[str, Any]:
    """The claims of a token that a verifier accepts, by the keys that it fetches."""
    issuer = claims(token)["iss"]
    keys = hosting.browser.get(f"/{hosting.pool_id}/.well-known/jwks.json").get_json()
    key = jwt.PyJWKSet.from_dict(keys)[jwt.get_unverified_header(token)["kid"]]
    assert issuer == f"http://localhost/{hosting.pool_id}"
    return jwt.decode(token, key, ["RS256"], issuer=issuer, audience=audience)


def test_the_answer_has_its_members_in_order(hosting: Hosting) -> None:
    answer = hosting.token(code=hosting.code())

    names = ["id_token", "access_token", "refresh_token", "expires_in", "token_type"]
    assert list(answer.get_json()) == names
    assert answer.content_type == "application/json;charset=UTF-8"
    assert answer.get_json()["expires_in"] == 3600
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_an_access_token_of_a_code(hosting: Hosting) -> None:
    said = verified(hosting, tokens(hosting)["access_token"])

    assert list(said) == [
        "sub",
        "iss",
        "version",
        "client_id",
        "origin_jti",
        "event_id",
        "token_use",
        "scope",
        "auth_time",
        "exp",
        "iat",
        "jti",
        "username",
    ]
    assert said["version"] == 2
    assert set(said["scope"].split()) == {"openid", "email"}


def test_an_id_token_of_a_code(hosting: Hosting) -> None:
    got = tokens(hosting, nonce="n-0S6_WzA2Mj", code_challenge=None)

    said = verified(hosting, got["id_token"], audience=hosting.client.id)

    half = hashlib.sha256(got["access_token"].encode()).digest()[:16]
    assert said["at_hash"] == base64.urlsafe_b64encode(half).rstrip(b"=").decode()
    assert said["nonce"] == "n-0S6_WzA2Mj"
    assert said["email_verified"] is True
    assert said["event_id"] == claims(got["access_token"])["event_id"]


def test_a_sign_in_through_the_api_says_none_of_that(hosting: Hosting) -> None:
    got = api_tokens(hosting)

    assert "version" not in claims(got["AccessToken"])
    assert not {"at_hash", "nonce"} & claims(got["IdToken"]).keys()


def test_pkce(hosting: Hosting) -> None:
    code = hosting.code(code_challenge=CHALLENGE, code_challenge_method="S256")

    assert hosting.token(code=code, code_verifier=VERIFIER).status_code == 200


def test_parameters_may_stand_in_the_query(hosting: Hosting) -> None:
    query = {
        "grant_type": "authorization_code",
        "code": hosting.code(),
        "redirect_uri": CALLBACK,
        "client_id": hosting.client.id,
    }
    body = {"client_id": hosting.client.id, "client_secret": ""}

    answer = hosting.browser.post(hosting.path("/oauth2/token"), query_string=query, data=body)

    assert answer.status_code == 200


EMAIL = {"email", "email_verified"}
PHONE = {"phone_number", "phone_number_verified"}
PROFILE = {"given_name", "custom:team"}
ALL = EMAIL | PHONE | PROFILE
SCOPES = [
    ("openid", ALL),
    (f"openid {API_SCOPE}", ALL),
    ("openid email", EMAIL),
    ("openid phone", PHONE),
    ("openid profile", PROFILE),
    ("openid email profile", EMAIL | PROFILE),
    ("openid email phone profile", ALL),
]


@pytest.mark.parametrize(("scope", "shown"), SCOPES)
def test_scopes_narrow_what_is_told_of_the_user(
    hosting: Hosting, scope: str, shown: set[str]
) -> None:
    with_attributes(hosting)

    got = tokens(hosting, scope=scope)

    assert claims(got["id_token"]).keys() & ALL == shown
    told = user_info(hosting, got["access_token"])
    assert told.keys() == {"sub", "username", *shown}
    again = refreshed(hosting, got["refresh_token"]).get_json()
    assert claims(again["id_token"]).keys() & ALL == shown


def test_the_client_reads_no_more_than_it_may(hosting: Hosting) -> None:
    with_attributes(hosting)
    change(hosting, hosting.client.id, ReadAttributes=["given_name", "email", "email_verified"])

    got = tokens(hosting, scope="openid profile email")

    assert claims(got["id_token"]).keys() & ALL == {"given_name", "email", "email_verified"}


def test_without_openid_there_is_no_id_token(hosting: Hosting) -> None:
    got = tokens(hosting, scope=API_SCOPE)

    assert list(got) == ["access_token", "refresh_token", "expires_in", "token_type"]
    assert list(refreshed(hosting, got["refresh_token"]).get_json()) == [
        "access_token",
        "expires_in",
        "token_type",
    ]
    by_api = hosting.call(
        "GetTokensFromRefreshToken",
        ClientId=hosting.client.id,
        RefreshToken=got["refresh_token"],
    )["AuthenticationResult"]
    assert "IdToken" not in by_api
    assert claims(by_api["AccessToken"])["scope"] == API_SCOPE


def test_the_api_takes_tokens_by_their_scope(hosting: Hosting) -> None:
    with_it = tokens(hosting, scope=f"openid {API_SCOPE}")["access_token"]
    without = tokens(hosting, scope="openid")["access_token"]

    assert hosting.call("GetUser", AccessToken=with_it)["Username"] == "alice"
    with pytest.raises(NotAuthorizedException, match="does not have required scopes"):
        hosting.call("GetUser", AccessToken=without)


def test_auth_time_is_that_of_the_browser_session(hosting: Hosting) -> None:
    first = claims(tokens(hosting)["id_token"])
    hosting.emulator.clock.shift(600)
    answer = hosting.authorize(nonce="second")
    code = answer.headers["Location"].partition("code=")[2].partition("&")[0]

    got = hosting.token(code=code).get_json()

    second = claims(got["id_token"])
    assert second["auth_time"] == first["auth_time"]
    assert second["iat"] >= first["iat"] + 600
    assert second["origin_jti"] != first["origin_jti"]
    hosting.emulator.clock.shift(30 * 86400 - 60)  # refreshing lasts from the exchange on
    assert refreshed(hosting, got["refresh_token"]).status_code == 200


def test_refreshing_keeps_the_sign_in(hosting: Hosting) -> None:
    hosting.emulator.clock.freeze()
    got = tokens(hosting, nonce="n", resource="https://api.example.com")
    first, first_id = claims(got["access_token"]), claims(got["id_token"])
    hosting.emulator.clock.shift(60)

    answer = refreshed(hosting, got["refresh_token"]).get_json()

    assert list(answer) == ["id_token", "access_token", "expires_in", "token_type"]
    second, second_id = claims(answer["access_token"]), claims(answer["id_token"])
    changing = {"exp", "iat", "jti"}
    assert {n: v for n, v in second.items() if n not in changing} == {
        n: v for n, v in first.items() if n not in changing
    }
    assert second["aud"] == "https://api.example.com"
    assert second["iat"] == first["iat"] + 60
    assert first_id["nonce"] == "n"
    assert "nonce" not in second_id
    assert second_id["at_hash"] != first_id["at_hash"]


def test_rotation_gives_a_new_refresh_token(hosting: Hosting) -> None:
    rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10}
    change(hosting, hosting.client.id, ExplicitAuthFlows=[], RefreshTokenRotation=rotation)
    first = tokens(hosting)["refresh_token"]

    second = refreshed(hosting, first).get_json()
    again = refreshed(hosting, first).get_json()  # within the grace period

    names = ["id_token", "access_token", "refresh_token", "expires_in", "token_type"]
    assert list(second) == list(again) == names
    assert refreshed(hosting, again["refresh_token"]).status_code == 200
    assert refreshed(hosting, second["refresh_token"]).get_json() == {"error": "invalid_grant"}


def test_tokens_of_the_api_are_refreshed_as_well(hosting: Hosting) -> None:
    got = api_tokens(hosting)

    answer = refreshed(hosting, got["RefreshToken"]).get_json()

    assert claims(answer["access_token"])["scope"] == API_SCOPE
    assert claims(answer["id_token"])["cognito:username"] == "alice"


def test_tokens_of_a_domain_are_tied_to_no_device(hosting: Hosting) -> None:
    devices = {"ChallengeRequiredOnNewDevice": False, "DeviceOnlyRememberedOnUserPrompt": True}
    hosting.call("UpdateUserPool", UserPoolId=hosting.pool_id, DeviceConfiguration=devices)

    assert refreshed(hosting, tokens(hosting)["refresh_token"]).status_code == 200


def test_what_functions_are_told(hosting: Hosting) -> None:
    events: list[Any] = []

    def watch(event: Any) -> Any:
        events.append(event)
        scopes = {"accessTokenGeneration": {"scopesToAdd": ["extra"]}}
        event["response"]["claimsAndScopeOverrideDetails"] = scopes
        return event

    hosting.emulator.on("PreTokenGeneration", watch, version="V2_0")
    got = tokens(hosting, scope="openid email")
    refreshed(hosting, got["refresh_token"], aws_client_metadata=json.dumps({"a": "b"}))

    assert [event["triggerSource"] for event in events] == [
        "TokenGeneration_HostedAuth",
        "TokenGeneration_RefreshTokens",
    ]
    assert {*events[0]["request"]["scopes"]} == {"openid", "email"}
    assert all("clientMetadata" not in event["request"] for event in events)
    assert "extra" in claims(got["access_token"])["scope"].split()


# --- the implicit grant ---------------------------------------------------------------------------


def implicitly(hosting: Hosting, *scopes: str) -> Tokens:
    def work(ctx: Context) -> Tokens:
        place = doors.domain(ctx, DOMAIN)
        client = doors.client(ctx, hosting.client.id)
        request = AuthorizationRequest(
            client_id=client.id,
            redirect_uri=CALLBACK,
            response_type="token",
            scopes=scopes,
            nonce="n",
        )
        user = hosting.call("AdminGetUser", UserPoolId=hosting.pool_id, Username="alice")
        sub = next(each["Value"] for each in user["UserAttributes"] if each["Name"] == "sub")
        session = BrowserSession(
            handle="h",
            pool_id=hosting.pool_id,
            sub=sub,
            username="alice",
            auth_time=ctx.now - 60,
            expires_at=ctx.now + 60,
        )
        return implicit.tokens_of(ctx, place.pool, client, session, request)

    return hosting.emulator.run(work)


def test_implicit_tokens(hosting: Hosting) -> None:
    got = implicitly(hosting, "openid", "email")

    assert got.refresh is None
    assert got.id is not None
    said = claims(got.id)
    assert said["nonce"] == "n"
    assert said["auth_time"] == said["iat"] - 60
    assert claims(got.access)["version"] == 2


def test_implicit_tokens_without_openid(hosting: Hosting) -> None:
    assert implicitly(hosting, API_SCOPE).id is None


def test_implicit_tokens_are_refused_at_the_app(hosting: Hosting) -> None:
    change(hosting, hosting.client.id, ReadAttributes=["email"])

    with pytest.raises(AuthorizationError, match="invalid_grant"):
        implicitly(hosting, "openid", "email")


def test_implicit_tokens_that_a_function_refuses(hosting: Hosting) -> None:
    def refuse(_event: Any) -> Any:
        raise ValueError("not today \ud800")

    hosting.emulator.on("PreTokenGeneration", refuse)

    with pytest.raises(AuthorizationError) as refusal:
        implicitly(hosting, "openid")

    assert redirects.with_error(refusal.value) == (
        f"{CALLBACK}#error_description=PreTokenGeneration+failed+with+error+not+today+%3F."
        "&error=invalid_request"
    )


def with_attributes(hosting: Hosting) -> None:
    """Give alice more attributes."""
    pool = {"UserPoolId": hosting.pool_id}
    custom = [{"Name": "team", "AttributeDataType": "String", "Mutable": True}]
    hosting.call("AddCustomAttributes", **pool, CustomAttributes=custom)
    more = {"phone_number": "+15550100", "given_name": "Alice", "custom:team": "red"}
    attributes = [{"Name": name, "Value": value} for name, value in more.items()]
    hosting.call("AdminUpdateUserAttributes", **pool, Username="alice", UserAttributes=attributes)


def user_info(hosting: Hosting, token: str) -> Any:
    headers = {"Authorization": f"Bearer {token}"}
    return hosting.browser.get(hosting.path("/oauth2/userInfo"), headers=headers).get_json()
