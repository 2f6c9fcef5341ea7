"""Single logout: the request, and the answer that is verified."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from cognito_emulator.saml import issuing, logout, redirect_binding
from cognito_emulator.saml.logout import ExpectedLogout
from cognito_emulator.saml.refusals import Reason, SamlError, Status
from cognito_emulator.saml.requests import LogoutRequest, read_logout_request
from cognito_emulator.saml.sessions import NameId, SamlSession
from tests.saml.keys import NOW, certificate, key
from tests.saml.provider import ISSUER, POOL, REQUEST, signer

SLO = "https://idp.example.com/slo"
ADDRESS = "https://my-app.auth.us-east-1.amazoncognito.com/saml2/logout"
ALICE = NameId("alice & co", "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", "idp", None)
EXPECTED = ExpectedLogout(
    issuer=ISSUER, certificates=(certificate(),), destinations=(ADDRESS,), in_response_to=REQUEST
)


def request(session_index: str | None = "_session") -> str:
    return logout.request(
        request_id=REQUEST,
        issue_instant=NOW,
        destination=SLO,
        issuer=POOL,
        session=SamlSession(ALICE, session_index),
    )


def test_a_request_is_of_the_form_of_the_other_one() -> None:
    assert request() == (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<saml2p:LogoutRequest Destination="{SLO}" ID="{REQUEST}" '
        'IssueInstant="2026-05-28T20:26:40.000Z" Version="2.0" '
        'xmlns:saml2p="urn:oasis:names:tc:SAML:2.0:protocol">'
        '<saml2:Issuer Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity" '
        f'xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion">{POOL}</saml2:Issuer>'
        '<saml2:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent" '
        'NameQualifier="idp" xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion">'
        "alice &amp; co</saml2:NameID><saml2p:SessionIndex>_session</saml2p:SessionIndex>"
        "</saml2p:LogoutRequest>"
    )


@pytest.mark.parametrize(("session_index", "read"), [("_session", ("_session",)), (None, ())])
def test_a_provider_reads_it_from_the_query_string(
    session_index: str | None, read: tuple[str, ...]
) -> None:
    address = redirect_binding.address(
        SLO, request(session_index), relay_state="r", key=key("pool")
    )
    message = redirect_binding.read(urlsplit(address).query)
    redirect_binding.verify(message, [certificate("pool")])

    assert read_logout_request(message.document) == LogoutRequest(
        id=REQUEST,
        issuer=POOL,
        destination=SLO,
        name_id="alice & co",
        session_indexes=read,
    )


def answer(
    *,
    issuer: str = ISSUER,
    destination: str = ADDRESS,
    in_response_to: str = REQUEST,
    status: Status = issuing.SUCCESS,
) -> str:
    return issuing.logout_response(
        response_id="_answer",
        issuer=issuer,
        issue_instant=NOW,
        destination=destination,
        in_response_to=in_response_to,
        status=status,
    )


def signed(document: str, owner: str = "provider") -> bytes:
    return issuing.sign(document, signer(owner)).encode()


def test_an_answer_is_taken() -> None:
    logout.verify(signed(answer()), EXPECTED)
    logout.verify(signed(answer().replace(f' Destination="{ADDRESS}"', "")), EXPECTED)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (lambda: b"<a/>", Reason.MALFORMED),
        (lambda: signed(answer().replace("LogoutResponse", "Response")), Reason.MALFORMED),
        (lambda: signed(answer().replace('Version="2.0"', 'Version="1.0"')), Reason.MALFORMED),
        (lambda: answer().encode(), Reason.UNSIGNED),
        (lambda: signed(answer(), "mallory"), Reason.SIGNATURE),
        (lambda: signed(answer()).replace(b"status:Success", b"status:Other"), Reason.SIGNATURE),
        (lambda: signed(answer(issuer="other")), Reason.ISSUER),
        (lambda: signed(answer().replace("saml:Issuer", "saml:Other")), Reason.ISSUER),
        (lambda: signed(answer(destination="https://other")), Reason.DESTINATION),
        (lambda: signed(answer(in_response_to="_other")), Reason.IN_RESPONSE_TO),
        (
            lambda: signed(answer().replace(f' InResponseTo="{REQUEST}"', "")),
            Reason.IN_RESPONSE_TO,
        ),
        (lambda: signed(answer(status=issuing.DENIED)), Reason.STATUS),
    ],
    ids=[
        "something else",
        "another message",
        "another version",
        "unsigned",
        "another key",
        "changed",
        "another issuer",
        "no issuer",
        "another destination",
        "another request",
        "no request",
        "no success",
    ],
)
def test_another_answer_is_refused(document: object, reason: Reason) -> None:
    assert callable(document)
    with pytest.raises(SamlError) as refusal:
        logout.verify(document(), EXPECTED)

    assert refusal.value.reason is reason


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("saml2:NameID", "saml2:BaseID", "The LogoutRequest has no NameID."),
        ("LogoutRequest", "AuthnRequest", "It is no samlp:LogoutRequest of Version 2.0: {urn:oas"),
    ],
)
def test_a_request_that_is_none_is_refused(before: str, after: str, sentence: str) -> None:
    with pytest.raises(SamlError) as refusal:
        read_logout_request(request().replace(before, after))

    assert sentence in refusal.value.sentence
