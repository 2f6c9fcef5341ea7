"""A pool with a domain, its clients and a user, served as users serve it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from cognito_emulator.emulator import Emulator
from cognito_emulator.settings import Settings, Tls
from cognito_emulator.web.server import Server
from tests.support import PASSWORD, StockKeys

POOL = "us-east-1_ClientShop"
DOMAIN = "client-shop"
#: Of apps that nobody has to answer at.
CALLBACK = "http://localhost:9/callback"
GOODBYE = "http://localhost:9/goodbye"

SPA = "shopspaclient0000000000001"  # public, for pages
SITE = "shopsiteclient000000000002"  # with a secret, for servers
MACHINE = "shopmachineclient000000003"
SECRET = "shopsecret000000000000000000000000000000000000000001"

_CODE_FLOW: dict[str, Any] = {
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": [
        *("openid", "email", "profile"),
        *("aws.cognito.signin.user.admin", "orders/read"),
    ],
    "CallbackURLs": [CALLBACK],
    "LogoutURLs": [GOODBYE],
    "SupportedIdentityProviders": ["COGNITO"],
    "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"],
}
_MACHINE: dict[str, Any] = {
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["client_credentials"],
    "AllowedOAuthScopes": ["orders/read"],
}
_POOL: dict[str, Any] = {
    "PoolName": "shop",
    "Id": POOL,
    "Domain": DOMAIN,
    "ResourceServers": [
        {
            "Identifier": "orders",
            "Name": "Orders",
            "Scopes": [{"ScopeName": "read", "ScopeDescription": "Read orders"}],
        }
    ],
    "Clients": [
        {"ClientName": "spa", "ClientId": SPA, **_CODE_FLOW},
        {"ClientName": "site", "ClientId": SITE, "ClientSecret": SECRET, **_CODE_FLOW},
        {"ClientName": "machine", "ClientId": MACHINE, "ClientSecret": SECRET, **_MACHINE},
    ],
    "Users": [
        {
            "Username": "alice",
            "Password": PASSWORD,
            "UserAttributes": {
                "email": "alice@example.com",
                "email_verified": "true",
                "name": "Alice",
            },
        }
    ],
}


@dataclass(frozen=True)
class Shop:
    """The pool as it is served.

    Attributes:
        emulator: whose it is.
        server: it runs.
        url: where it is served: the base of the path-based form.

    """

    emulator: Emulator
    server: Server
    url: str

    @property
    def issuer(self) -> str:
        """Of the pool's tokens."""
        return f"{self.url}/{POOL}"

    @property
    def domain(self) -> str:
        """Where the pages and OAuth endpoints are."""
        return f"{self.url}/_domain/{DOMAIN}"

    def register(self, client_id: str, callback: str, goodbye: str) -> None:
        """Let a client be called back at one address, and end at another."""
        kept = self.emulator.call(
            "DescribeUserPoolClient", {"UserPoolId": POOL, "ClientId": client_id}
        )["UserPoolClient"]
        shown_only = {"ClientSecret", "CreationDate", "LastModifiedDate"}
        self.emulator.call(
            "UpdateUserPoolClient",
            {
                **{name: value for name, value in kept.items() if name not in shown_only},
                "CallbackURLs": [callback],
                "LogoutURLs": [goodbye],
            },
        )


@contextmanager
def shop(
    *,
    tls: Tls | None = None,
    settings: Settings | None = None,
    more: tuple[dict[str, Any], ...] = (),
) -> Iterator[Shop]:
    """Serve the pool; over TLS if it is said how.

    Args:
        tls: how to serve HTTPS, where clients are sent then.
        settings: of the emulator.
        more: further pools, as seeds have them.

    """
    seed = {"UserPools": [_POOL, *more]}
    with (
        Emulator(settings=settings or Settings(), seed=seed, keys=StockKeys()) as emulator,
        Server(emulator, port=0, tls=tls) as server,
    ):
        address = server.https_url or server.url
        yield Shop(emulator, server, address)
