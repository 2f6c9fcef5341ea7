"""A pool whose users come from providers that stand-ins play, and a browser."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from werkzeug.test import TestResponse

from cognito_emulator.emulator import Emulator
from cognito_emulator.fetching import Fetch, Fetched, FetchFailure
from tests.web.hosting import Hosting

APP = {"client_id": "the-pool", "client_secret": "the-pools-secret"}
APPLE_KEY = (
    ec.generate_private_key(ec.SECP256R1())
    .private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    .decode()
)
#: A provider of each type that speaks OAuth 2.0, by its name, as seeds have it.
PROVIDERS: Mapping[str, Mapping[str, Any]] = {
    "Corp": {
        "ProviderType": "OIDC",
        "ProviderDetails": {
            **APP,
            "authorize_scopes": "openid email profile",
            "attributes_request_method": "GET",
            "oidc_issuer": "https://corp.example.com",
        },
        "AttributeMapping": {"username": "sub", "email": "email", "name": "name"},
        "StandIn": True,
    },
    "Google": {
        "ProviderType": "Google",
        "ProviderDetails": {**APP, "authorize_scopes": "email profile openid"},
        "AttributeMapping": {"username": "sub", "email": "email", "name": "name"},
    },
    "Facebook": {
        "ProviderType": "Facebook",
        "ProviderDetails": {**APP, "authorize_scopes": "public_profile,email"},
        "AttributeMapping": {"username": "id", "email": "email", "name": "name"},
    },
    "LoginWithAmazon": {
        "ProviderType": "LoginWithAmazon",
        "ProviderDetails": {**APP, "authorize_scopes": "profile"},
        "AttributeMapping": {"username": "user_id", "email": "email", "name": "name"},
    },
    "SignInWithApple": {
        "ProviderType": "SignInWithApple",
        "ProviderDetails": {
            "client_id": "com.example.app",
            "team_id": "TEAM000001",
            "key_id": "KEY0000001",
            "private_key": APPLE_KEY,
            "authorize_scopes": "email name",
        },
        "AttributeMapping": {"username": "sub", "email": "email", "name": "name"},
    },
}
#: Somebody's claims, by the names of OpenID Connect.
ADA: Mapping[str, Any] = {
    "name": "Ada Park",
    "given_name": "Ada",
    "family_name": "Park",
    "email": "ada@example.com",
    "email_verified": True,
}
#: Ada's subjects, by the providers.
SUBJECTS: Mapping[str, str] = {
    "Corp": "Ada-1",
    "Google": "100000000000000000001",
    "Facebook": "10000000000000001",
    "LoginWithAmazon": "amzn1.account.ADA0000000000000000000000001",
    "SignInWithApple": "000001.00000000000000000000000000000001.0001",
}


class SocialHosting(Hosting):
    """A pool ``shop`` with a provider of each type; Ada has an account with all of them.

    Attributes:
        fetched: what the emulator has fetched from the network.

    """

    def __init__(
        self,
        emulator: Emulator | None = None,
        *,
        version: int = 1,
        providers: Mapping[str, Mapping[str, Any]] | None = None,
        ada: Mapping[str, Any] = ADA,
        pool: Mapping[str, Any] | None = None,
        **client: Any,
    ) -> None:
        """Make it.

        Args:
            emulator: where; by default in one of its own.
            version: of the pages.
            providers: more of the providers, or other members of theirs.
            ada: her claims.
            pool: more of the pool, as a seed has it.
            client: more of the client, as a seed has it.

        """
        known = {name: {**members} for name, members in PROVIDERS.items()}
        for name, members in (providers or {}).items():
            known[name] = {**known.get(name, {}), **members}
        listed = [
            {
                "ProviderName": name,
                "People": [{"sub": SUBJECTS.get(name, "ada-1"), **ada}],
                **members,
            }
            for name, members in known.items()
        ]
        super().__init__(
            emulator,
            version=version,
            pool={"IdentityProviders": listed, **(pool or {})},
            **{"SupportedIdentityProviders": ["COGNITO", *known], **client},
        )
        self.fetched: list[Fetch] = []
        self.emulator.fetch = self._fetch

    def _fetch(self, wanted: Fetch) -> Fetched | FetchFailure:
        self.fetched.append(wanted)
        return FetchFailure("unreachable", f"no answer from {wanted.url}")

    def leave(self, provider: str, **parameters: str | None) -> str:
        """Ask for a new sign-in by a provider; return where the browser is sent."""
        wanted = {"identity_provider": provider, "prompt": "login", **parameters}
        response = self.authorize(**wanted)
        assert response.status_code == 302, response.text
        return response.headers["Location"]

    def choose(self, location: str, **form: str) -> TestResponse:
        """Send the form of a stand-in's page."""
        path = urlsplit(location).path.rpartition("/")[0]
        return self.browser.post(
            f"{path}/choose",
            query_string=urlsplit(location).query,
            data=form,
            headers={"Sec-Fetch-Site": "same-origin"},
        )

    def bring(self, answer: TestResponse) -> TestResponse:
        """Bring a stand-in's answer to the pool, as its redirect or its form says."""
        if answer.status_code == 302:
            target = urlsplit(answer.headers["Location"])
            return self.browser.get(target.path, query_string=target.query)
        action, fields = posted(answer)
        return self.browser.post(urlsplit(action).path, data=fields)

    def federated(
        self, provider: str, behaviour: str = "", **parameters: str | None
    ) -> TestResponse:
        """Sign Ada in by a provider, from the app and back to it."""
        location = self.leave(provider, **parameters)
        form = {"person": SUBJECTS[provider], "behaviour": behaviour}
        return self.bring(self.choose(location, **form))

    def attributes(self, username: str) -> dict[str, str]:
        """Return a user's attributes."""
        user = self.call("AdminGetUser", UserPoolId=self.pool_id, Username=username)
        return {each["Name"]: each["Value"] for each in user["UserAttributes"]}


def posted(page: TestResponse) -> tuple[str, dict[str, str]]:
    """Return where a form goes that a browser sends by itself, and its fields."""
    action = re.search(r'action="([^"]+)"', page.text)
    assert action, page.text
    fields = re.findall(r'name="([^"]+)" value="([^"]*)"', page.text)
    return html.unescape(action[1]), {name: html.unescape(value) for name, value in fields}
