"""A pool with a domain, an app with a client, and a browser without a screen."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from werkzeug.test import TestResponse

from cognito_emulator.domain import doors
from cognito_emulator.domain.oauth import authorization, browser_sessions
from cognito_emulator.domain.oauth.record import AuthorizationRequest, BrowserSession
from cognito_emulator.domain.pools.record import DOMAINS, Domain
from cognito_emulator.domain.sign_in import without_proof
from cognito_emulator.domain.sign_in.way import PAGES
from cognito_emulator.domain.work.context import Context
from cognito_emulator.emulator import Emulator
from tests.support import PASSWORD, StockKeys
from tests.web.client import WebClient

CALLBACK = "https://app.example.com/callback"
LOGOUT = "https://app.example.com/goodbye"
DOMAIN = "shop"
VERIFIER = "a-verifier-of-forty-three-characters-or-more"
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)

ALICE = {
    "Username": "alice",
    "Password": PASSWORD,
    "UserAttributes": {"email": "alice@example.com", "email_verified": "true"},
}


@cache
def _keys() -> StockKeys:
    """Return the signing keys of all pools: making keys takes tenths of a second."""
    return StockKeys()


class Hosting:
    """One pool ``shop`` with a user ``alice``, a code-flow client, and a browser."""

    def __init__(
        self,
        emulator: Emulator | None = None,
        *,
        version: int = 1,
        users: Sequence[Mapping[str, Any]] | None = None,
        pool: Mapping[str, Any] | None = None,
        **client: Any,
    ) -> None:
        """Make it.

        Args:
            emulator: where; by default in one of its own.
            version: of the pages: 1 for classic ones, 2 for managed login.
            users: in place of alice.
            pool: more of the pool, as a seed has it.
            client: more of the client, as a seed has it.

        """
        self.emulator = emulator or Emulator(keys=_keys())
        seed = {
            "PoolName": DOMAIN,
            **(pool or {}),
            "Clients": [
                {
                    "ClientName": "app",
                    "AllowedOAuthFlowsUserPoolClient": True,
                    "AllowedOAuthFlows": ["code"],
                    "AllowedOAuthScopes": ["openid", "email", "profile"],
                    "CallbackURLs": [CALLBACK],
                    "LogoutURLs": [LOGOUT],
                    "SupportedIdentityProviders": ["COGNITO"],
                    **client,
                }
            ],
            "Users": [ALICE] if users is None else users,
        }
        planted = self.emulator.plant(seed)[0]
        self.pool_id = planted.pool.id
        self.client = planted.clients[0]
        domain = Domain(
            name=DOMAIN,
            pool_id=self.pool_id,
            created_at=0.0,
            active_at=0.0,
            managed_login_version=version,
        )
        self.emulator.run(lambda ctx: ctx.tx.put(DOMAINS, domain))
        if version > 1:
            self.call(
                "CreateManagedLoginBranding",
                UserPoolId=self.pool_id,
                ClientId=self.client.id,
                UseCognitoProvidedValues=True,
            )
        self.browser: WebClient = WebClient(self.emulator)
        self.browser.environ_base["HTTP_ORIGIN"] = "http://localhost:3000"  # a page of this machine

    def call(self, operation: str, **request: Any) -> Mapping[str, Any]:
        return self.emulator.call(operation, request)

    def make_user(self, username: str, password: str = PASSWORD, **attributes: str) -> None:
        """Make a user who is confirmed."""
        described = {"Username": username, "Password": password, "UserAttributes": attributes}
        self.emulator.plant_user(self.pool_id, described)

    def restyle(
        self, settings: Mapping[str, Any], assets: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        """Change how the client's pages look, in managed login."""
        request = {"Settings": settings, "Assets": list(assets)}
        self.call("UpdateManagedLoginBranding", **self.style(), **request)

    def style(self) -> Mapping[str, str]:
        """What names the style of the client."""
        named = {"UserPoolId": self.pool_id, "ClientId": self.client.id}
        style = self.call("DescribeManagedLoginBrandingByClient", **named)["ManagedLoginBranding"]
        return {name: style[name] for name in ("UserPoolId", "ManagedLoginBrandingId")}

    def path(self, path: str) -> str:
        return f"/_domain/{DOMAIN}{path}"

    def wanted(self, **parameters: str | None) -> dict[str, str]:
        """An authorization request of the app; ``None`` leaves a parameter out."""
        usual = {
            "client_id": self.client.id,
            "response_type": "code",
            "redirect_uri": CALLBACK,
            "scope": "openid email",
            "state": "a-state",
        }
        return {n: v for n, v in {**usual, **parameters}.items() if v is not None}

    def authorize(self, **parameters: str | None) -> TestResponse:
        return self.get("/oauth2/authorize", **self.wanted(**parameters))

    def get(self, path: str, **query: str) -> TestResponse:
        return self.browser.get(self.path(path), query_string=urlencode(query))

    def post(self, path: str, form: Mapping[str, str], /, **parameters: str | None) -> TestResponse:
        """Send a form of a page that has the app's authorization request in its query."""
        query = urlencode(self.wanted(**parameters))
        return self.browser.post(self.path(path), query_string=query, data=form)

    def sign_in(
        self, username: str = "alice", password: str = PASSWORD, /, **parameters: str | None
    ) -> TestResponse:
        """Open the login page as an app would have it, and send name and password."""
        query = urlencode(self.wanted(**parameters))
        page = self.browser.get(self.path("/login"), query_string=query)
        form = {"_csrf": csrf(page), "username": username, "password": password}
        return self.browser.post(self.path("/login"), query_string=query, data=form)

    def code(self, **parameters: str | None) -> str:
        return back(self.sign_in(**parameters))["code"]

    def token(self, **form: str | None) -> TestResponse:
        """Ask the token endpoint; ``None`` leaves a field out."""
        usual = {
            "grant_type": "authorization_code",
            "client_id": self.client.id,
            "redirect_uri": CALLBACK,
        }
        data = {n: v for n, v in {**usual, **form}.items() if v is not None}
        return self.browser.post(self.path("/oauth2/token"), data=data)


def signed_in_at_the_pages(
    emulator: Emulator, client_id: str, username: str, scopes: tuple[str, ...] = ()
) -> BrowserSession:
    """Have a user signed in in a browser whose app has not taken its code yet."""

    def sign_in(ctx: Context) -> BrowserSession:
        client = doors.client(ctx, client_id)
        pool = doors.pool_of(ctx, client)
        completed = without_proof.completed(ctx, pool, client, PAGES, username)
        session = browser_sessions.opened(ctx, completed)
        request = AuthorizationRequest(
            client_id=client.id, redirect_uri="https://example.com", scopes=scopes
        )
        authorization.answered(ctx, client, request, session)
        return session

    return emulator.run(sign_in)


def csrf(page: TestResponse) -> str:
    return csrf_in(page.text)


def csrf_in(page: str) -> str:
    found = re.search(r'name="_csrf" value="([^"]+)"', page)
    assert found, page
    return found[1]


def back(response: TestResponse) -> dict[str, str]:
    """What a redirect to the app says, in the query or in the fragment."""
    assert response.status_code == 302, response.text.partition("<body")[2]
    parts = urlsplit(response.headers["Location"])
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == CALLBACK
    return dict(parse_qsl(parts.query or parts.fragment))
