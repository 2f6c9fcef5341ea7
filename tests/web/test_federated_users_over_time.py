"""Users of a provider over time: what they come back to, what ends, and what stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.web.hosting import CALLBACK, LOGOUT, back
from tests.web.trial import NEWCOMER, PROTOCOLS, SUBJECT, Trial, said

protocols = pytest.mark.parametrize("protocol", PROTOCOLS)
API = "aws.cognito.signin.user.admin"


def trial_with_api(protocol: str) -> Trial:
    """A pool whose app may call the API for its users."""
    trial = Trial(protocol)
    trial.hosting.call(
        "UpdateUserPoolClient",
        UserPoolId=trial.hosting.pool_id,
        ClientId=trial.hosting.client.id,
        ExplicitAuthFlows=["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email", API],
        CallbackURLs=[CALLBACK],
        LogoutURLs=[LOGOUT],
        SupportedIdentityProviders=["COGNITO", "Corp"],
    )
    return trial


def refreshed(trial: Trial, tokens: Mapping[str, str]) -> TestResponse:
    return trial.hosting.token(
        grant_type="refresh_token", refresh_token=tokens["refresh_token"], redirect_uri=None
    )


def user(trial: Trial, username: str = NEWCOMER) -> Mapping[str, Any]:
    return trial.hosting.call("AdminGetUser", **trial.named(username))


def address(trial: Trial) -> str:
    attributes = {each["Name"]: each["Value"] for each in user(trial)["UserAttributes"]}
    return attributes["email"]


# --- who comes again ------------------------------------------------------------------------------


@protocols
def test_attributes_are_written_only_where_they_differ(protocol: str) -> None:
    """Documented; that nothing is written else shows in the date."""
    trial = Trial(protocol)
    trial.hosting.emulator.clock.freeze()
    trial.come()
    made = user(trial)["UserLastModifiedDate"]

    trial.hosting.emulator.clock.shift(60)
    trial.come()
    unchanged = user(trial)["UserLastModifiedDate"]
    trial.says("ada@example.org")
    trial.come()

    assert unchanged == made
    assert user(trial)["UserLastModifiedDate"] == made + timedelta(seconds=60)
    assert address(trial) == "ada@example.org"


@protocols
def test_what_an_administrator_changed_is_the_provider_s_again(protocol: str) -> None:
    """Documented: mapped attributes are written at each sign-in."""
    trial = Trial(protocol)
    trial.come()
    changed = [{"Name": "email", "Value": "ada@example.net"}]
    trial.hosting.call("AdminUpdateUserAttributes", **trial.named(), UserAttributes=changed)

    trial.come()

    assert address(trial) == "ada@example.com"


# --- who, or what, is gone ------------------------------------------------------------------------


@protocols
def test_a_provider_that_is_deleted_while_the_user_is_there(protocol: str) -> None:
    """A guess, in the words of the API."""
    trial = Trial(protocol)
    come_back = trial.away()
    provider = {"UserPoolId": trial.hosting.pool_id, "ProviderName": "Corp"}
    trial.hosting.call("DeleteIdentityProvider", **provider)

    assert back(come_back()) == {
        "error_description": (
            f"Identity provider Corp for tenantId {trial.hosting.pool_id} does not exist."
        ),
        "state": "a-state",
        "error": "invalid_request",
    }
    assert trial.users() == {"alice"}


@protocols
def test_a_client_that_is_deleted_while_the_user_is_there(protocol: str) -> None:
    """Its request goes with it; nothing leads back to the app."""
    trial = Trial(protocol)
    come_back = trial.away()
    trial.hosting.call(
        "DeleteUserPoolClient", UserPoolId=trial.hosting.pool_id, ClientId=trial.hosting.client.id
    )

    assert "/error?error=Invalid+State" in come_back().headers["Location"]
    assert trial.users() == {"alice"}


def deleted(trial: Trial) -> None:
    trial.hosting.call("AdminDeleteUser", **trial.named())


def signed_out(trial: Trial) -> TestResponse:
    return trial.hosting.get("/logout", client_id=trial.hosting.client.id, logout_uri=LOGOUT)


def an_hour_later(trial: Trial) -> None:
    trial.hosting.emulator.clock.shift(3600)


@protocols
def test_whoever_is_deleted_gets_codes_but_no_tokens_while_the_browser_remembers(
    protocol: str,
) -> None:
    """Measured [authorization-25]."""
    trial = Trial(protocol)
    trial.come()
    deleted(trial)

    code = back(trial.hosting.authorize(identity_provider="Corp"))["code"]

    answer = trial.hosting.token(code=code)
    assert (answer.status_code, answer.get_json()) == (400, {"error": "invalid_grant"})
    assert trial.users() == {"alice"}


@protocols
@pytest.mark.parametrize(
    "forget", [signed_out, lambda trial: trial.hosting.emulator.clock.shift(3600)]
)
def test_whoever_was_deleted_is_somebody_new_once_the_browser_has_forgotten(
    protocol: str, forget: Callable[[Trial], Any]
) -> None:
    """With a new sub; and PreSignUp is asked again."""
    trial = Trial(protocol, triggers=True)
    before = trial.claims()
    deleted(trial)
    forget(trial)
    away = trial.hosting.authorize(identity_provider="Corp").headers["Location"]
    assert not away.startswith(CALLBACK)

    after = trial.claims()

    assert after["sub"] != before["sub"]
    assert after["cognito:username"] == NEWCOMER
    assert "PreSignUp_ExternalProvider" in trial.sources


@protocols
def test_a_disabled_user_stays_out_with_a_session_and_without(protocol: str) -> None:
    trial = Trial(protocol)
    tokens = trial.tokens()
    trial.hosting.call("AdminDisableUser", **trial.named())

    away = trial.hosting.authorize(identity_provider="Corp").headers["Location"]
    told = trial.come()

    assert not away.startswith(CALLBACK)
    assert "User is disabled." in told["error_description"]
    assert refreshed(trial, tokens).get_json() == {"error": "invalid_grant"}
    trial.hosting.call("AdminEnableUser", **trial.named())
    assert "code" in trial.come()


# --- tokens and sessions --------------------------------------------------------------------------


@protocols
def test_refreshing_asks_the_provider_nothing_and_tells_the_same(protocol: str) -> None:
    trial = Trial(protocol)
    tokens = trial.tokens()
    before = said(tokens["id_token"])
    trial.says("ada@example.org")
    away = trial.hosting.emulator.fetch

    def fetch(wanted: Any) -> Any:
        raise AssertionError(wanted)

    trial.hosting.emulator.fetch = fetch
    answer = refreshed(trial, tokens)
    trial.hosting.emulator.fetch = away

    after = said(answer.get_json()["id_token"])
    assert answer.status_code == 200, answer.text
    lasting = ("sub", "cognito:username", "cognito:groups", "email", "identities", "auth_time")
    assert {name: after[name] for name in lasting} == {name: before[name] for name in lasting}
    assert after["identities"][0]["userId"] == SUBJECT
    access = said(answer.get_json()["access_token"])
    assert access["username"] == NEWCOMER
    assert access["cognito:groups"] == [f"{trial.hosting.pool_id}_Corp"]


@protocols
def test_refreshing_by_the_api_tells_the_same(protocol: str) -> None:
    trial = trial_with_api(protocol)
    tokens = trial.tokens(scope=f"openid email {API}")
    before = said(tokens["id_token"])

    answer = trial.hosting.call(
        "InitiateAuth",
        ClientId=trial.hosting.client.id,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": tokens["refresh_token"]},
    )["AuthenticationResult"]

    after = said(answer["IdToken"])
    lasting = ("sub", "cognito:username", "cognito:groups", "identities")
    assert {name: after[name] for name in lasting} == {name: before[name] for name in lasting}


@protocols
def test_a_refreshed_token_has_what_the_next_sign_in_brought(protocol: str) -> None:
    trial = Trial(protocol)
    tokens = trial.tokens()
    trial.says("ada@example.org")
    trial.come()

    after = said(refreshed(trial, tokens).get_json()["id_token"])

    assert after["email"] == "ada@example.org"


def revoked(trial: Trial, tokens: Mapping[str, str]) -> None:
    form = {"token": tokens["refresh_token"], "client_id": trial.hosting.client.id}
    answer = trial.hosting.browser.post(trial.hosting.path("/oauth2/revoke"), data=form)
    assert answer.status_code == 200, answer.text


def signed_out_everywhere(trial: Trial, tokens: Mapping[str, str]) -> None:
    trial.hosting.call("GlobalSignOut", AccessToken=tokens["access_token"])


def signed_out_by_an_administrator(trial: Trial, _tokens: Mapping[str, str]) -> None:
    trial.hosting.call("AdminUserGlobalSignOut", **trial.named())


@protocols
@pytest.mark.parametrize("end", [revoked, signed_out_everywhere, signed_out_by_an_administrator])
def test_what_ends_tokens_does_not_end_the_session(
    protocol: str, end: Callable[[Trial, Mapping[str, str]], None]
) -> None:
    """Documented of GlobalSignOut, measured [authorization-24] of revocation."""
    trial = trial_with_api(protocol)
    tokens = trial.tokens(scope=f"openid email {API}")

    end(trial, tokens)

    assert refreshed(trial, tokens).get_json() == {"error": "invalid_grant"}
    again = trial.hosting.authorize(identity_provider="Corp")
    assert trial.hosting.token(code=back(again)["code"]).status_code == 200


@protocols
def test_what_ends_the_session_does_not_end_tokens(protocol: str) -> None:
    """Documented; the provider is asked again then."""
    trial = Trial(protocol)
    tokens = trial.tokens()

    assert signed_out(trial).headers["Location"] == LOGOUT

    away = trial.hosting.authorize(identity_provider="Corp").headers["Location"]
    assert not away.startswith(CALLBACK)
    assert refreshed(trial, tokens).status_code == 200


# --- another provider -----------------------------------------------------------------------------


def leads_to(trial: Trial, **parameters: str | None) -> str:
    """Where the browser is sent: back to the app, to the login page, or to the provider."""
    location = trial.hosting.authorize(**parameters).headers["Location"]
    if location.startswith(CALLBACK):
        return "app"
    return "login" if "/login?" in location else "provider"


@protocols
@pytest.mark.parametrize(
    ("came_by", "wanted", "led_to"),
    [
        ("Corp", None, "app"),
        ("Corp", "Corp", "app"),
        ("Corp", "COGNITO", "login"),
        ("COGNITO", None, "app"),
        ("COGNITO", "COGNITO", "app"),
        ("COGNITO", "Corp", "provider"),
    ],
)
def test_whoever_switches_signs_in_anew(
    protocol: str, came_by: str, wanted: str | None, led_to: str
) -> None:
    """Documented."""
    trial = Trial(protocol)
    if came_by == "Corp":
        trial.come()
    else:
        trial.hosting.sign_in()

    assert leads_to(trial, identity_provider=wanted) == led_to


@protocols
def test_the_login_page_offers_no_session_of_another_provider(protocol: str) -> None:
    trial = Trial(protocol)
    trial.come()
    offered = f"Sign in as {NEWCOMER}"

    pages = [
        trial.hosting.get("/login", **trial.hosting.wanted(identity_provider=named)).text
        for named in (None, "COGNITO")
    ]

    assert [offered in page for page in pages] == [True, False]


@protocols
@pytest.mark.parametrize(
    ("came_by", "has", "led_to"),
    [
        ("Corp", ["COGNITO"], "login"),
        ("Corp", ["Corp"], "app"),
        ("COGNITO", ["Corp"], "provider"),
        ("COGNITO", ["COGNITO"], "app"),
        ("COGNITO", [], "app"),
        ("Corp", [], "login"),
    ],
)
def test_a_session_is_for_clients_that_have_its_provider(
    protocol: str, came_by: str, has: list[str], led_to: str
) -> None:
    """A guess."""
    trial = Trial(protocol)
    if came_by == "Corp":
        trial.come()
    else:
        trial.hosting.sign_in()
    other = trial.hosting.call(
        "CreateUserPoolClient",
        UserPoolId=trial.hosting.pool_id,
        ClientName="other",
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email"],
        CallbackURLs=[CALLBACK],
        SupportedIdentityProviders=has,
    )["UserPoolClient"]["ClientId"]

    assert leads_to(trial, client_id=other) == led_to
