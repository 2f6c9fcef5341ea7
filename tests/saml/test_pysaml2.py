"""Ours is not its own judge: what pysaml2 and xmlsec1 make, we take, and they take what we make."""

from __future__ import annotations

import time
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from cognito_emulator.saml import (
    authn_request,
    issuing,
    logout,
    metadata,
    redirect_binding,
)
from cognito_emulator.saml.refusals import Reason
from cognito_emulator.saml.sessions import NameId, SamlSession
from tests.saml.keys import certificate, key
from tests.saml.peer import (
    PERSISTENT,
    REDIRECT,
    SLO,
    SSO,
    Provider,
    ServiceProvider,
    imported,
    needs_xmlsec1,
)
from tests.saml.provider import (
    ACS,
    DRAFT,
    EXPECTED,
    ISSUER,
    POOL,
    REQUEST,
    SIGNED_PARTS,
    answer,
    around,
    reason,
    signed,
    verify,
)

pytestmark = [
    pytest.mark.slow,
    needs_xmlsec1,
    pytest.mark.filterwarnings("ignore"),  # pysaml2 uses what newer versions of others warn of
]

HOW = {
    "assertion": {"sign_assertion": True},
    "response": {"sign_response": True},
    "both": {"sign_assertion": True, "sign_response": True},
}


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Provider:
    return Provider(tmp_path_factory.mktemp("provider"))


@pytest.fixture(scope="module")
def service_provider(tmp_path_factory: pytest.TempPathFactory) -> ServiceProvider:
    document = issuing.metadata(entity_id=ISSUER, sso_url=SSO, certificates=[certificate()])
    return ServiceProvider(tmp_path_factory.mktemp("pool"), document)


# --- what they make, we take ----------------------------------------------------------------------


def test_their_metadata_are_read(provider: Provider) -> None:
    assert metadata.read(provider.metadata()) == (ISSUER, SSO, SLO, (certificate(),))


@pytest.mark.parametrize("part", SIGNED_PARTS)
@pytest.mark.parametrize("request_id", [REQUEST, None], ids=["asked", "unasked"])
def test_their_responses_are_read(provider: Provider, part: str, request_id: str | None) -> None:
    expected = EXPECTED._replace(now=time.time(), in_response_to=request_id)
    found = verify(provider.response(request_id, **HOW[part]), expected)

    assert found.name_id == NameId("alice", PERSISTENT, None, None)
    assert found.session_index
    assert list(found.attributes.values()) == [("alice@example.com",), ("staff", "admin")]


@pytest.mark.parametrize(
    ("method", "session_key"),
    [
        ("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "aes-128"),
        ("http://www.w3.org/2001/04/xmlenc#aes192-cbc", "aes-192"),
        ("http://www.w3.org/2001/04/xmlenc#aes256-cbc", "aes-256"),
        ("http://www.w3.org/2009/xmlenc11#aes128-gcm", "aes-128"),
        ("http://www.w3.org/2009/xmlenc11#aes192-gcm", "aes-192"),
        ("http://www.w3.org/2009/xmlenc11#aes256-gcm", "aes-256"),
    ],
)
def test_what_they_encrypt_is_opened(provider: Provider, method: str, session_key: str) -> None:
    response = provider.response(REQUEST, **HOW["assertion"])
    expected = EXPECTED._replace(now=time.time(), decryption_keys=(key("pool"),))

    document = provider.encrypted(response, method, session_key)
    assert "alice" not in document
    assert verify(document, expected).name_id.value == "alice"


def test_their_response_for_another_audience_is_refused(provider: Provider) -> None:
    expected = EXPECTED._replace(now=time.time(), audience="urn:amazon:cognito:sp:other")

    assert reason(provider.response(REQUEST, **HOW["both"]), expected) is Reason.AUDIENCE


# --- what we make, they take ----------------------------------------------------------------------


def parameters(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def asked(address: str) -> dict[str, Any]:
    """What a server of pysaml2 is given of an address."""
    sent = parameters(address)
    return {
        "binding": REDIRECT,
        "relay_state": sent["RelayState"],
        "sigalg": sent["SigAlg"],
        "signature": sent["Signature"],
    }


def test_our_request_is_taken_with_its_signature(provider: Provider) -> None:
    document = authn_request.write(
        request_id=REQUEST, issue_instant=time.time(), destination=SSO, acs_url=ACS, issuer=POOL
    )
    address = redirect_binding.address(SSO, document, relay_state="a.b.3", key=key("pool"))

    message = provider.server.parse_authn_request(
        parameters(address)["SAMLRequest"], **asked(address)
    ).message
    assert (message.id, message.issuer.text) == (REQUEST, POOL)
    assert message.assertion_consumer_service_url == ACS


def test_our_request_of_another_key_is_not_taken(provider: Provider) -> None:
    document = authn_request.write(
        request_id=REQUEST, issue_instant=time.time(), destination=SSO, acs_url=ACS, issuer=POOL
    )
    address = redirect_binding.address(SSO, document, relay_state="a.b.3", key=key("mallory"))

    with pytest.raises(imported("saml2.response").IncorrectlySigned):
        provider.server.parse_authn_request(parameters(address)["SAMLRequest"], **asked(address))


def test_our_logout_request_is_taken_with_its_signature(provider: Provider) -> None:
    document = logout.request(
        request_id=REQUEST,
        issue_instant=time.time(),
        destination=SLO,
        issuer=POOL,
        session=SamlSession(NameId("alice", PERSISTENT, None, None), "_session"),
    )
    address = redirect_binding.address(SLO, document, relay_state="a.b.3", key=key("pool"))

    message = provider.server.parse_logout_request(
        parameters(address)["SAMLRequest"], **asked(address)
    ).message
    assert message.name_id.text == "alice"
    assert [each.text for each in message.session_index] == ["_session"]


def now() -> issuing.Draft:
    """What an assertion says that is made now."""
    moment = time.time()
    return DRAFT._replace(
        issue_instant=moment, not_before=moment - 60, not_on_or_after=moment + 300
    )


@pytest.mark.parametrize("part", SIGNED_PARTS)
def test_our_responses_are_read(service_provider: ServiceProvider, part: str) -> None:
    assert service_provider.read(answer(now(), part), REQUEST) == (
        "alice",
        {"email": ["alice@example.com"], "groups": ["admins", "staff"]},
    )


@pytest.mark.parametrize(
    "method",
    [
        "http://www.w3.org/2001/04/xmlenc#aes256-cbc",
        "http://www.w3.org/2009/xmlenc11#aes256-gcm",
    ],
)
def test_what_we_encrypt_is_opened(service_provider: ServiceProvider, method: str) -> None:
    sealed = issuing.encrypt(signed(now()), certificate("pool"), Random(1).randbytes, method)
    response = around(sealed, issue_instant=time.time())

    assert service_provider.read(response, REQUEST)[0] == "alice"


def test_our_response_of_another_key_is_not_read(service_provider: ServiceProvider) -> None:
    with pytest.raises(imported("saml2.sigver").SignatureError):
        service_provider.read(answer(now(), owner="mallory"), REQUEST)


def test_an_answer_of_theirs_to_a_logout_request_is_taken(provider: Provider) -> None:
    address = ACS.replace("idpresponse", "logout")
    document = provider.logout_response(REQUEST)

    logout.verify(
        document.encode(), logout.ExpectedLogout(ISSUER, (certificate(),), (address,), REQUEST)
    )
