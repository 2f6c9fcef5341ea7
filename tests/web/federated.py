"""A pool whose users come from an OIDC provider, which a stand-in plays, and a browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from werkzeug.test import TestResponse

from cognito_emulator.fetching import Fetch, Fetched, FetchFailure
from cognito_emulator.idp import discovery
from cognito_emulator.idp.behaviours import Behaviour
from cognito_emulator.idp.exchange import NoAnswer, request_to
from cognito_emulator.idp.people import Person
from tests.idp.playing import ADA, Playing, query
from tests.web.hosting import Hosting

PROVIDER = "Corp"
REGISTERED = {"client_id": "the-pool", "client_secret": "the-pools-secret"}

#: The details of an OIDC provider whose addresses are all given, so that nobody asks it for them.
CORP = {
    "oidc_issuer": "https://corp.example.com",
    "attributes_request_method": "GET",
    "authorize_url": "https://corp.example.com/authorize",
    "token_url": "https://corp.example.com/token",
    "attributes_url": "https://corp.example.com/userinfo",
    "jwks_uri": "https://corp.example.com/jwks",
}


class FederatedHosting(Hosting):
    """A pool ``shop`` that knows the provider ``Corp``, and the provider with its Ada.

    Attributes:
        provider: the stand-in; what the emulator fetches, it answers.
        fetched: what the emulator has fetched, in order.

    """

    def __init__(
        self,
        *,
        mapping: Mapping[str, str] | None = None,
        version: int = 1,
        users: Sequence[Mapping[str, Any]] | None = None,
        **pool: Any,
    ) -> None:
        provider = {
            "ProviderName": PROVIDER,
            "ProviderType": "OIDC",
            "ProviderDetails": {
                **REGISTERED,
                "authorize_scopes": "openid email profile",
                "attributes_request_method": "GET",
                **_addresses(),
            },
            "AttributeMapping": {"username": "sub", "email": "email", **(mapping or {})},
        }
        super().__init__(
            version=version,
            users=users,
            pool={"IdentityProviders": [provider], **pool},
            SupportedIdentityProviders=["COGNITO", PROVIDER],
        )
        self.provider = Playing()
        self.fetched: list[Fetch] = []
        self.emulator.fetch = self._fetch

    def _fetch(self, wanted: Fetch) -> Fetched | FetchFailure:
        self.fetched.append(wanted)
        self.provider.now = self.emulator.clock.now()
        answer = self.provider.asked(
            request_to(
                self.provider.base_url,
                wanted.method,
                wanted.url,
                self.provider.now,
                headers=wanted.headers,
                body=wanted.body or b"",
            )
        )
        if isinstance(answer, NoAnswer):
            return FetchFailure("timed out", f"{wanted.url} did not answer")
        headers = {name.lower(): value for name, value in answer.headers}
        return Fetched(answer.status, "OK" if answer.status == 200 else "", headers, answer.body)

    def leave(self, **parameters: str | None) -> str:
        """Ask for a new sign-in by the provider; return where the browser is sent."""
        wanted = {"identity_provider": PROVIDER, "prompt": "login", **parameters}
        response = self.authorize(**wanted)
        assert response.status_code == 302, response.text
        return response.headers["Location"]

    def allowed(
        self, location: str, person: Person = ADA, behaviour: Behaviour = ""
    ) -> Mapping[str, str]:
        """Sign in at the provider; return what the browser brings back."""
        sent = query(location)
        self.provider.now = self.emulator.clock.now()
        return self.provider.allow(person, behaviour, **sent).parameters

    def bring(self, parameters: Mapping[str, str]) -> TestResponse:
        """Bring the provider's answer to the pool."""
        return self.browser.get(
            self.path("/oauth2/idpresponse"), query_string=urlencode(parameters)
        )

    def federated(
        self, person: Person = ADA, behaviour: Behaviour = "", **parameters: str | None
    ) -> TestResponse:
        """Sign in by the provider, from the app and back to it."""
        return self.bring(self.allowed(self.leave(**parameters), person, behaviour))


def _addresses() -> dict[str, str]:
    """Where the provider says that it is, by the names that ProviderDetails have for it."""
    playing = Playing()
    known = discovery.metadata(playing.provider, playing.base_url)
    return {
        "oidc_issuer": known["issuer"],
        "authorize_url": known["authorization_endpoint"],
        "token_url": known["token_endpoint"],
        "attributes_url": known["userinfo_endpoint"],
        "jwks_uri": known["jwks_uri"],
    }


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"
