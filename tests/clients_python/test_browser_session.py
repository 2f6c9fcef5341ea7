"""Two apps of a pool in one browser: the second asks nobody, until somebody signs out."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from authlib.integrations.requests_client import OAuth2Session

from pytest_cognito_emulator import Cognito, CognitoUser
from pytest_cognito_emulator.api.clients import CognitoClient
from tests.clients_python.browser import Browser
from tests.clients_python.conftest import use_managed_login
from tests.clients_python.support import CALLBACK, GOODBYE, SCOPES, Provider


@pytest.fixture(params=["classic pages", "managed login"], autouse=True)
def _face(request: pytest.FixtureRequest, cognito: Cognito, public: CognitoClient) -> None:
    assert public.id in cognito.client_ids
    if request.param == "managed login":
        use_managed_login(cognito)


def asked(client_id: str, provider: Provider, **parameters: str) -> str:
    app = OAuth2Session(client_id, scope=SCOPES, redirect_uri=CALLBACK)
    url, _ = app.create_authorization_url(provider["authorization_endpoint"], **parameters)
    return str(url)


def told(back: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(back).query)


def test_the_second_app_asks_nobody(
    cognito: Cognito,
    public: CognitoClient,
    provider: Provider,
    cognito_user: CognitoUser,
    browser: Browser,
) -> None:
    browser.sign_in(asked(cognito.client_id, provider), cognito_user)

    back = browser.walk(asked(public.id, provider, prompt="none"))

    assert "code" in told(back)


def test_who_has_signed_out_is_asked_again(
    cognito: Cognito, provider: Provider, cognito_user: CognitoUser, browser: Browser
) -> None:
    browser.sign_in(asked(cognito.client_id, provider), cognito_user)
    leave = urlencode({"client_id": cognito.client_id, "logout_uri": GOODBYE})
    browser.walk(f"{provider['end_session_endpoint']}?{leave}")

    back = browser.walk(asked(cognito.client_id, provider, prompt="none"))

    assert told(back)["error"] == ["login_required"]


def test_another_browser_is_asked(
    cognito: Cognito, provider: Provider, cognito_user: CognitoUser, browser: Browser
) -> None:
    browser.sign_in(asked(cognito.client_id, provider), cognito_user)
    another = Browser()

    back = another.walk(asked(cognito.client_id, provider, prompt="none"))
    another.close()

    assert told(back)["error"] == ["login_required"]
