"""requests-oauthlib, which wants https unless it is told otherwise."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from oauthlib.oauth2 import BackendApplicationClient, InvalidGrantError, MismatchingStateError
from requests_oauthlib import OAuth2Session

from pytest_cognito_emulator import Cognito, CognitoClock, CognitoUser
from pytest_cognito_emulator.api.clients import CognitoClient
from tests.clients_python.browser import Browser
from tests.clients_python.conftest import SignIn
from tests.clients_python.support import CALLBACK, GOODBYE, SCOPES, Provider


@pytest.fixture(autouse=True)
def _plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")


@pytest.fixture
def app(cognito: Cognito) -> OAuth2Session:
    return OAuth2Session(cognito.client_id, redirect_uri=CALLBACK, scope=SCOPES, pkce="S256")


def test_from_sign_in_to_sign_out(
    app: OAuth2Session,
    cognito: Cognito,
    provider: Provider,
    cognito_user: CognitoUser,
    sign_in: SignIn,
    browser: Browser,
) -> None:
    secret = cognito.client_secret
    url, _ = app.authorization_url(provider["authorization_endpoint"], nonce="a-nonce")

    token = app.fetch_token(
        provider["token_endpoint"],
        authorization_response=sign_in(cognito_user, url),
        client_secret=secret,
    )
    claims = provider.claims(token["id_token"], audience=cognito.client_id)
    assert (claims["nonce"], claims["sub"]) == ("a-nonce", cognito_user.sub)
    assert app.get(provider["userinfo_endpoint"]).json()["email"] == cognito_user.email

    renewed = app.refresh_token(
        provider["token_endpoint"], client_id=cognito.client_id, client_secret=secret
    )
    assert renewed["access_token"] != token["access_token"]
    provider.claims(renewed["access_token"])

    proof = {"client_id": cognito.client_id, "client_secret": secret}
    app.post(provider["revocation_endpoint"], data={"token": renewed["refresh_token"], **proof})
    with pytest.raises(InvalidGrantError):
        app.refresh_token(provider["token_endpoint"], **proof)

    leave = urlencode({"client_id": cognito.client_id, "logout_uri": GOODBYE})
    assert browser.walk(f"{provider['end_session_endpoint']}?{leave}") == GOODBYE


def test_a_client_without_a_secret(
    public: CognitoClient, provider: Provider, cognito_user: CognitoUser, sign_in: SignIn
) -> None:
    app = OAuth2Session(public.id, redirect_uri=CALLBACK, scope=SCOPES, pkce="S256")
    url, _ = app.authorization_url(provider["authorization_endpoint"])

    token = app.fetch_token(
        provider["token_endpoint"],
        authorization_response=sign_in(cognito_user, url),
        include_client_id=True,
    )

    assert provider.claims(token["access_token"])["client_id"] == public.id


def test_anothers_way_back_is_refused(
    app: OAuth2Session, provider: Provider, cognito_user: CognitoUser
) -> None:
    url, _ = app.authorization_url(provider["authorization_endpoint"])
    back = cognito_user.authorize(url)
    app.authorization_url(provider["authorization_endpoint"])

    with pytest.raises(MismatchingStateError):
        app.fetch_token(provider["token_endpoint"], authorization_response=back)


def test_what_has_expired_is_refreshed_by_itself(
    cognito: Cognito, provider: Provider, cognito_user: CognitoUser, cognito_clock: CognitoClock
) -> None:
    kept: list[str] = []
    app = OAuth2Session(
        cognito.client_id,
        redirect_uri=CALLBACK,
        scope=SCOPES,
        auto_refresh_url=provider["token_endpoint"],
        auto_refresh_kwargs={
            "client_id": cognito.client_id,
            "client_secret": cognito.client_secret,
        },
        token_updater=lambda token: kept.append(token["access_token"]),
    )
    url, _ = app.authorization_url(provider["authorization_endpoint"])
    app.fetch_token(
        provider["token_endpoint"],
        authorization_response=cognito_user.authorize(url),
        client_secret=cognito.client_secret,
    )

    cognito_clock.shift(hours=2)

    assert app.get(provider["userinfo_endpoint"]).json()["sub"] == cognito_user.sub
    assert len(kept) == 1


def test_a_machine(machine: CognitoClient, provider: Provider) -> None:
    app = OAuth2Session(client=BackendApplicationClient(machine.id, scope=["orders/write"]))

    token = app.fetch_token(provider["token_endpoint"], client_secret=machine.secret)

    assert provider.claims(token["access_token"])["scope"] == "orders/write"
