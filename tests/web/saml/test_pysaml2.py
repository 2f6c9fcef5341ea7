"""A SAML provider that is not ours, at a pool's sign-in: pysaml2, which signs by xmlsec1."""

from __future__ import annotations

from base64 import b64decode, b64encode
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from cognito_emulator.saml import redirect_binding
from cognito_emulator.saml.requests import read_authn_request, read_logout_request
from tests.saml.peer import REDIRECT, SLO, SSO, Provider, needs_xmlsec1
from tests.web.hosting import LOGOUT, back
from tests.web.saml_hosting import PROVIDER, SamlHosting

pytestmark = [
    pytest.mark.slow,
    needs_xmlsec1,
    pytest.mark.filterwarnings("ignore"),  # pysaml2 uses what newer versions of others warn of
]
MAIL = "urn:oid:0.9.2342.19200300.100.1.3"


class Both:
    """A pool and the provider, which know each other by what they show."""

    def __init__(self, folder: Path, **details: str) -> None:
        self.pool = SamlHosting(
            mapping={"email": MAIL},
            details={
                "MetadataFile": Provider(folder).metadata(),
                "RequestSigningAlgorithm": "rsa-sha256",
                "IDPInit": "true",
                "IDPSignout": "true",
                **details,
            },
            providers=(PROVIDER,),
        )
        named = {"UserPoolId": self.pool.pool_id}
        described = self.pool.call("DescribeIdentityProvider", **named, ProviderName=PROVIDER)
        shown = (
            described["IdentityProvider"]["ProviderDetails"]["ActiveEncryptionCertificate"]
            if "EncryptedResponses" in details
            else self.pool.call("GetSigningCertificate", **named)["Certificate"]
        )
        self.provider = Provider(
            folder,
            pool=self.pool.entity_id,
            acs=self.pool.acs,
            certificate_of_pool=b64decode(shown),
        )

    def leave(self) -> tuple[str, str]:
        """Ask for a sign-in; the provider takes the request, whose id and RelayState come back."""
        location = self.pool.authorize(prompt="login").headers["Location"]
        sent = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        request = self.provider.server.parse_authn_request(
            sent["SAMLRequest"],
            binding=REDIRECT,
            relay_state=sent["RelayState"],
            sigalg=sent["SigAlg"],
            signature=sent["Signature"],
        ).message
        assert request.issuer.text == self.pool.entity_id
        assert request.assertion_consumer_service_url == self.pool.acs
        return request.id, sent["RelayState"]

    def email(self, code: str) -> str:
        tokens = self.pool.token(code=code).get_json()
        claims = jwt.decode(tokens["id_token"], options={"verify_signature": False})
        assert claims["cognito:username"] == "Corp_alice"
        return str(claims["email"])


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Both:
    return Both(tmp_path_factory.mktemp("provider"))


@pytest.mark.parametrize(
    "how",
    [
        {"sign_assertion": True},
        {"sign_response": True},
        {"sign_assertion": True, "sign_response": True},
    ],
    ids=["the assertion", "the response", "both"],
)
def test_the_app_asks_for_it(both: Both, how: dict[str, bool]) -> None:
    request_id, relay_state = both.leave()

    response = both.pool.bring(both.provider.response(request_id, **how), relay_state)

    assert both.email(back(response)["code"]) == "alice@example.com"


def test_the_provider_begins(both: Both) -> None:
    response = both.pool.bring(
        both.provider.response(None, sign_assertion=True), both.pool.asked_for()
    )

    assert both.email(back(response)["code"]) == "alice@example.com"


def test_nothing_is_taken_that_is_not_signed(both: Both) -> None:
    request_id, relay_state = both.leave()

    told = back(both.pool.bring(both.provider.response(request_id), relay_state))

    assert told["error"] == "server_error"


def test_the_assertion_is_encrypted(tmp_path: Path) -> None:
    both = Both(tmp_path, EncryptedResponses="true")
    location = both.pool.authorize(prompt="login").headers["Location"]
    assert location.startswith(SSO)
    message = redirect_binding.read(urlsplit(location).query)
    response = both.provider.response(read_authn_request(message.document).id, sign_assertion=True)
    sealed = both.provider.encrypted(
        response, "http://www.w3.org/2009/xmlenc11#aes256-gcm", "aes-256"
    )

    answer = both.pool.bring(sealed, message.relay_state)

    assert both.email(back(answer)["code"]) == "alice@example.com"


def test_the_session_ends_there_as_well(both: Both) -> None:
    request_id, relay_state = both.leave()
    signed_in = both.pool.bring(
        both.provider.response(request_id, sign_assertion=True), relay_state
    )
    assert "code" in back(signed_in)

    out = both.pool.get("/logout", client_id=both.pool.client.id, logout_uri=LOGOUT)
    assert out.headers["Location"].startswith(SLO)
    message = redirect_binding.read(urlsplit(out.headers["Location"]).query)
    asked = read_logout_request(message.document)
    answer = both.pool.browser.post(
        both.pool.path("/saml2/logout"),
        data={
            "SAMLResponse": _field(both.provider.logout_response(asked.id)),
            "RelayState": message.relay_state,
        },
    )

    assert answer.headers["Location"] == LOGOUT


def _field(document: str) -> str:
    return b64encode(document.encode()).decode()
