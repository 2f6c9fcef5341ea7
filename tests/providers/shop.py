"""A pool over HTTP whose users come from a provider that is not ours, and somebody's browser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests

from cognito_emulator.emulator import Emulator
from cognito_emulator.web.server import Server
from tests.clients_python.browser import Browser
from tests.support import StockKeys, claims

PROVIDER = "Corp"
#: What the pool is at the provider, spelt as a pool's client, too.
CLIENT = {
    "client_id": "thepoolsclient000000000001",
    "client_secret": "thepoolssecret0000000000000000000000000000000000001",
}
#: Of an app that nobody has to answer at.
APP = "http://localhost:9/callback"
_PATIENCE_SECONDS = 60.0


class Shop:
    """A pool ``shop`` on a server, and its app.

    Attributes:
        emulator: whose it is.
        url: where that is served.

    """

    def __init__(self, emulator: Emulator, url: str, ca_file: Path | None = None) -> None:
        """Make it.

        Args:
            emulator: where.
            url: its address.
            ca_file: whom browser and app have to trust, where that is HTTPS.

        """
        self.emulator = emulator
        self.url = url
        self._ca_file = ca_file
        self._domain = f"{url}/_domain/shop"
        self.pool_id = emulator.plant({"PoolName": "shop", "Domain": "shop"})[0].pool.id
        self._client_id = ""
        self._through: tuple[str, ...] = ()

    @property
    def callback(self) -> str:
        """The redirect URI that is registered at a provider."""
        return f"{self._domain}/oauth2/idpresponse"

    def call(self, operation: str, **request: Any) -> Any:
        return self.emulator.call(operation, {"UserPoolId": self.pool_id, **request})

    def join(
        self, issuer: str, mapping: Mapping[str, str] | None = None, **details: str
    ) -> Mapping[str, str]:
        """Have users come from a provider, which is known by its issuer; return its details."""
        made = self.call(
            "CreateIdentityProvider",
            ProviderName=PROVIDER,
            ProviderType="OIDC",
            ProviderDetails={
                **CLIENT,
                "oidc_issuer": issuer,
                "authorize_scopes": "openid email profile",
                "attributes_request_method": "GET",
                **details,
            },
            AttributeMapping={"username": "sub", "email": "email", **(mapping or {})},
        )["IdentityProvider"]
        self._through = (issuer,)
        self._client_id = self.call(
            "CreateUserPoolClient",
            ClientName="app",
            AllowedOAuthFlowsUserPoolClient=True,
            AllowedOAuthFlows=["code"],
            AllowedOAuthScopes=["openid", "email", "profile"],
            CallbackURLs=[APP],
            SupportedIdentityProviders=[PROVIDER],
        )["UserPoolClient"]["ClientId"]
        return dict(made["ProviderDetails"])

    def alter(self, **details: str) -> None:
        """Change what the pool is told of the provider."""
        named = {"ProviderName": PROVIDER}
        known = self.call("DescribeIdentityProvider", **named)["IdentityProvider"]
        self.call(
            "UpdateIdentityProvider",
            **named,
            ProviderDetails={**known["ProviderDetails"], **details},
        )

    def sign_in(self, **typed: str) -> Mapping[str, str]:
        """Go from the app to the provider, with a new browser; return what the app is told.

        Args:
            typed: what is filled into the forms on the way, or pressed.

        """
        query = {
            "client_id": self._client_id,
            "response_type": "code",
            "redirect_uri": APP,
            "scope": "openid email profile",
            "state": "a-state",
        }
        url = f"{self._domain}/oauth2/authorize?{urlencode(query)}"
        with closing(Browser(self._ca_file)) as browser:
            back = browser.walk(url, typed, through=self._through)
        assert back.startswith(APP), back
        return dict(parse_qsl(urlsplit(back).query))

    def claims(self, told: Mapping[str, str]) -> Mapping[str, Any]:
        """Return what the ID token says that the app gets for its code."""
        assert "code" in told, told
        form = {
            "grant_type": "authorization_code",
            "client_id": self._client_id,
            "redirect_uri": APP,
            "code": told["code"],
        }
        url = f"{self._domain}/oauth2/token"
        verify = True if self._ca_file is None else str(self._ca_file)
        answer = requests.post(url, data=form, timeout=_PATIENCE_SECONDS, verify=verify)
        return claims(answer.json()["id_token"])

    def attributes(self, username: str) -> Mapping[str, str]:
        user = self.call("AdminGetUser", Username=username)
        return {each["Name"]: each["Value"] for each in user["UserAttributes"]}

    @property
    def usernames(self) -> list[str]:
        return [user["Username"] for user in self.call("ListUsers")["Users"]]


@contextmanager
def served(keys: StockKeys) -> Iterator[tuple[Emulator, str]]:
    """Serve a new emulator over HTTP."""
    with Emulator(keys=keys) as emulator, Server(emulator, port=0) as server:
        yield emulator, server.url
