"""Requests, as a provider reads them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator.saml import authn_request
from cognito_emulator.saml.refusals import Reason, SamlError
from cognito_emulator.saml.requests import AuthnRequest, read_authn_request
from tests.saml.keys import NOW
from tests.saml.provider import ACS, POOL, REQUEST
from tests.table import table

SSO = "https://idp.example.com/sso"
WRITTEN = authn_request.write(
    request_id=REQUEST, issue_instant=NOW, destination=SSO, acs_url=ACS, issuer=POOL
)


def test_what_a_pool_asks_is_read() -> None:
    assert read_authn_request(WRITTEN) == AuthnRequest(
        id=REQUEST, issuer=POOL, acs_url=ACS, destination=SSO, name_id_format=None
    )


def test_what_another_service_provider_asks_is_read() -> None:
    document = (
        '<AuthnRequest xmlns="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1" Version="2.0">'
        '<Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">\n urn:sp\n </Issuer>'
        '<NameIDPolicy Format="urn:format"/></AuthnRequest>'
    )

    assert read_authn_request(document) == AuthnRequest(
        id="_1", issuer="urn:sp", acs_url=None, destination=None, name_id_format="urn:format"
    )


@table(
    "before, after, sentence",
    [
        (WRITTEN, "", "no well-formed XML"),
        ("<saml2p:Authn", "<!DOCTYPE a><saml2p:Authn", "without a document type"),
        (POOL, "\ud800", "no well-formed XML"),
        ("AuthnRequest", "LogoutRequest", "It is no samlp:AuthnRequest of Version 2.0: {urn:oasis"),
        ('Version="2.0"', 'Version="1.1"', "It is no samlp:AuthnRequest of Version 2.0"),
        (f'ID="{REQUEST}"', 'ID=""', "The request has no ID."),
        (POOL, " ", "The request has no Issuer."),
        ("saml2:Issuer", "saml2:Sender", "The request has no Issuer."),
    ],
)
def test_a_request_that_is_none_is_refused(before: str, after: str, sentence: str) -> None:
    assert before in WRITTEN
    with pytest.raises(SamlError) as refusal:
        read_authn_request(WRITTEN.replace(before, after))

    assert refusal.value.reason is Reason.MALFORMED
    assert sentence in refusal.value.sentence


def test_a_request_may_not_be_huge() -> None:
    with pytest.raises(SamlError) as refusal:
        read_authn_request(WRITTEN + " " * 100_000)

    assert refusal.value.reason is Reason.TOO_LONG


@given(
    st.text()
    | st.builds(lambda n, put: WRITTEN[:n] + put + WRITTEN[n + 9 :], st.integers(0, 500), st.text())
)
def test_anything_is_a_request_or_refused(document: str) -> None:
    with suppress(SamlError):
        read_authn_request(document)
