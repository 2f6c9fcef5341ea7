"""A pool whose users come from a SAML provider, the provider, and a browser between them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from werkzeug.test import TestResponse

from cognito_emulator.saml import issuing, redirect_binding
from cognito_emulator.saml.issuing import Draft, Signer
from cognito_emulator.saml.refusals import Status
from cognito_emulator.saml.requests import AuthnRequest, read_authn_request
from tests.saml.keys import certificate, key
from tests.web.hosting import CALLBACK, Hosting

PROVIDER = "Corp"
ENTITY = "https://idp.example.com/metadata"
SSO = "https://idp.example.com/sso"
SLO = "https://idp.example.com/slo"
METADATA = issuing.metadata(
    entity_id=ENTITY, sso_url=SSO, slo_url=SLO, certificates=[certificate()]
)
SIGNER = Signer(key(), certificate())
ALICE = {"mail": ["alice@example.com"], "groups": ["admins", "staff"]}


class SamlHosting(Hosting):
    """A pool ``shop`` that knows the SAML provider ``Corp``, whose keys the test has."""

    def __init__(
        self,
        *,
        mapping: Mapping[str, str] | None = None,
        details: Mapping[str, str] | None = None,
        providers: tuple[str, ...] = ("COGNITO", PROVIDER),
        version: int = 1,
        users: Sequence[Mapping[str, Any]] | None = None,
        **pool: Any,
    ) -> None:
        provider = {
            "ProviderName": PROVIDER,
            "ProviderType": "SAML",
            "ProviderDetails": {"MetadataFile": METADATA, **(details or {})},
            "AttributeMapping": {"email": "mail", **(mapping or {})},
        }
        super().__init__(
            version=version,
            users=users,
            pool={"IdentityProviders": [provider], **pool},
            SupportedIdentityProviders=list(providers),
        )
        self._count = 0

    @property
    def now(self) -> float:
        return self.emulator.clock.now()

    @property
    def entity_id(self) -> str:
        """What the provider calls the pool."""
        return f"urn:amazon:cognito:sp:{self.pool_id}"

    @property
    def acs(self) -> str:
        return "http://localhost" + self.path("/saml2/idpresponse")

    def leave(self, **parameters: str | None) -> tuple[AuthnRequest, str]:
        """Ask for a new sign-in by the provider; return what it is asked, and the RelayState."""
        wanted = {"identity_provider": PROVIDER, "prompt": "login", **parameters}
        response = self.authorize(**wanted)
        assert response.status_code == 302, response.text
        location = response.headers["Location"]
        assert location.startswith(f"{SSO}?SAMLRequest="), location
        message = redirect_binding.read(urlsplit(location).query)
        return read_authn_request(message.document), message.relay_state or ""

    def draft(self, request_id: str | None, **changes: Any) -> Draft:
        """What the provider says of alice; each time with another ID."""
        self._count += 1
        draft = Draft(
            assertion_id=f"_{self._count}",
            issuer=ENTITY,
            issue_instant=self.now,
            name_id="alice",
            audience=self.entity_id,
            recipient=self.acs,
            in_response_to=request_id,
            not_before=self.now - 300,
            not_on_or_after=self.now + 300,
            attributes=ALICE,
            session_index=f"session-{self._count}",
        )
        return draft._replace(**changes)

    def answer(self, draft: Draft, *, status: Status = issuing.SUCCESS) -> str:
        """A response with a signed assertion."""
        return self.around(
            issuing.sign(issuing.assertion(draft), SIGNER), draft=draft, status=status
        )

    def around(self, *assertions: str, draft: Draft, status: Status = issuing.SUCCESS) -> str:
        return issuing.response(
            *assertions,
            response_id=f"_response{self._count}",
            issuer=ENTITY,
            issue_instant=self.now,
            destination=draft.recipient,
            in_response_to=draft.in_response_to,
            status=status,
        )

    def bring(self, response: str, relay_state: str | None) -> TestResponse:
        """Bring the provider's response to the pool, as its page has the browser do."""
        form = {"SAMLResponse": b64encode(response.encode()).decode()}
        if relay_state is not None:
            form["RelayState"] = relay_state
        return self.browser.post(self.path("/saml2/idpresponse"), data=form)

    def federated(self, **changes: Any) -> TestResponse:
        """Sign alice in by the provider, from the app and back to it."""
        request, relay_state = self.leave()
        return self.bring(self.answer(self.draft(request.id, **changes)), relay_state)

    def unsolicited(self, relay_state: str | None = None, **changes: Any) -> TestResponse:
        """Sign alice in by the provider, which begins."""
        return self.bring(
            self.answer(self.draft(None, **changes)),
            self.asked_for() if relay_state is None else relay_state,
        )

    def asked_for(self, **parameters: str | None) -> str:
        """What RelayState says that the app wants."""
        usual = {
            "identity_provider": PROVIDER,
            "client_id": self.client.id,
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "scope": "openid email",
        }
        return urlencode({n: v for n, v in {**usual, **parameters}.items() if v is not None})


def error_page(response: TestResponse) -> str:
    """What the error page says to which a browser is sent."""
    assert response.status_code == 302
    parts = urlsplit(response.headers["Location"])
    assert parts.path.endswith("/error"), parts
    return parse_qs(parts.query)["error"][0]
