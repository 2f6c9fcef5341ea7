"""Somebody whom an identity provider vouches for: how such people come to an app."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any, Protocol

from pytest_cognito_emulator import Cognito
from tests.clients_python.browser import Browser
from tests.clients_python.support import location
from tests.providers import authlib_provider
from tests.providers.shop import CLIENT

CORP = "Corp"
_MAPPING = {"username": "sub", "email": "email", "email_verified": "email_verified"}


class Colleague(Protocol):
    """Somebody who has an account with the provider ``Corp``, and none with the app yet.

    Attributes:
        subject, email: what the provider says; that the address is verified, it says as well.

    """

    subject: str
    email: str

    def sign_in(self, redirect: object) -> str:
        """Go where an app sends its user, to the provider from there; return the way back."""
        ...

    def refuse(self, redirect: object) -> str:
        """Refuse at the provider; return the way back."""
        ...


class _AtPages:
    """Somebody who presses the provider's button on the login page, and one at the provider."""

    def __init__(self, cognito: Cognito, subject: str, email: str, *through: str) -> None:
        self._cognito = cognito
        self.subject = subject
        self.email = email
        self._through = through

    def sign_in(self, redirect: object) -> str:
        return self._walked(redirect, person=self.subject)

    def refuse(self, redirect: object) -> str:
        return self._walked(redirect, refuse="1")

    def _walked(self, redirect: object, **known: str) -> str:
        """Go there and back; whose app names the provider does not see the login page."""
        _let_in(self._cognito)
        url = location(redirect)
        pressed = {} if f"identity_provider={CORP}" in url else {"identity_provider": CORP}
        with closing(Browser()) as visitor:
            return visitor.walk(url, {**pressed, **known}, through=self._through)


class _ByPlugin:
    """Somebody who needs no browser."""

    def __init__(self, cognito: Cognito) -> None:
        self._provider = cognito.provider(CORP, mapping=_MAPPING)
        self._person = self._provider.person(email="ada@example.com", email_verified=True)
        self.subject = self._person.sub
        self.email = str(self._person.email)

    def sign_in(self, redirect: object) -> str:
        return self._person.authorize(redirect)

    def refuse(self, redirect: object) -> str:
        return self._provider.refuse(redirect)


def by_plugin(cognito: Cognito) -> Iterator[Colleague]:
    yield _ByPlugin(cognito)


def at_stand_in(cognito: Cognito) -> Iterator[Colleague]:
    person = _ByPlugin(cognito)
    yield _AtPages(cognito, person.subject, person.email)


def at_another_server(cognito: Cognito) -> Iterator[Colleague]:
    """Authlib's server is the provider."""
    pool = authlib_provider.Client(redirect_uri=f"{cognito.domain_url}/oauth2/idpresponse")
    with authlib_provider.served(pool) as company:
        cognito.call(
            "CreateIdentityProvider",
            UserPoolId=cognito.pool_id,
            ProviderName=CORP,
            ProviderType="OIDC",
            ProviderDetails={
                **CLIENT,
                "oidc_issuer": company.issuer,
                "authorize_scopes": "openid email profile",
                "attributes_request_method": "GET",
            },
            AttributeMapping=_MAPPING,
        )
        yield _AtPages(cognito, "ada-1", "ada@example.com", company.issuer)


def _let_in(cognito: Cognito) -> None:
    """Have the provider's people come by every client that there is."""
    for client_id in cognito.client_ids:
        named = {"UserPoolId": cognito.pool_id, "ClientId": client_id}
        known: dict[str, Any] = cognito.call("DescribeUserPoolClient", named)["UserPoolClient"]
        shown_only = {"ClientSecret", "CreationDate", "LastModifiedDate"}
        kept = {name: value for name, value in known.items() if name not in shown_only}
        kept["SupportedIdentityProviders"] = ["COGNITO", CORP]
        cognito.call("UpdateUserPoolClient", kept)
