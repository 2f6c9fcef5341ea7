"""A pool with a domain, its apps, and the ways in which somebody signs in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

import pytest
import requests

from pytest_cognito_emulator import Cognito, CognitoUser
from pytest_cognito_emulator.api.clients import CognitoClient
from tests.clients_python.browser import Browser
from tests.clients_python.federated import Colleague, at_another_server, at_stand_in, by_plugin
from tests.clients_python.support import APP, Provider, location

MANAGED_LOGIN = 2


class SignIn(Protocol):
    """Go where an app sends its user, sign in, and return the way back to the app."""

    def __call__(self, user: CognitoUser, redirect: object) -> str: ...


@pytest.fixture(scope="session")
def cognito_settings() -> Mapping[str, Any]:
    return {"client": {**APP, "GenerateSecret": True}}


@pytest.fixture
def public(cognito: Cognito) -> CognitoClient:
    """An app that cannot keep a secret."""
    return cognito.client(**APP)


@pytest.fixture
def machine(cognito: Cognito) -> CognitoClient:
    """A program that signs nobody in."""
    orders = cognito.resource_server("orders", scopes=["read", "write"])
    return cognito.client(
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=list(orders.scopes),
    )


@pytest.fixture
def provider(cognito: Cognito) -> Provider:
    """The discovery document, fetched as any client fetches it."""
    url = f"{cognito.issuer}/.well-known/openid-configuration"
    return Provider(url, requests.get(url, timeout=60).json())


@pytest.fixture
def browser() -> Iterator[Browser]:
    made = Browser()
    yield made
    made.close()


@pytest.fixture(params=["classic pages", "managed login", "plugin"])
def sign_in(request: pytest.FixtureRequest, cognito: Cognito, browser: Browser) -> SignIn:
    """Each way to sign in: at the pages in both faces, and without pages, by the plugin."""
    if request.param == "plugin":
        return lambda user, redirect: user.authorize(redirect)
    if request.param == "managed login":
        use_managed_login(cognito)
    return lambda user, redirect: browser.sign_in(location(redirect), user)


@pytest.fixture(params=[by_plugin, at_stand_in, at_another_server])
def colleague(
    request: pytest.FixtureRequest, cognito: Cognito, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Colleague]:
    """Somebody whom an identity provider vouches for: each way to go there and back."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # the one of Authlib's wants https
    yield from request.param(cognito)


def use_managed_login(cognito: Cognito) -> None:
    """Have the domain show its newer face, in the default style."""
    pool = {"UserPoolId": cognito.pool_id}
    described = cognito.call("DescribeUserPool", pool)["UserPool"]
    name = described["Domain"]
    cognito.call("UpdateUserPoolDomain", pool, Domain=name, ManagedLoginVersion=MANAGED_LOGIN)
    for client_id in cognito.client_ids:
        cognito.call(
            "CreateManagedLoginBranding",
            pool,
            ClientId=client_id,
            UseCognitoProvidedValues=True,
        )
