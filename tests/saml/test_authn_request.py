"""The request of a pool, letter by letter."""

from __future__ import annotations

from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator.saml import authn_request
from cognito_emulator.saml.names import ASSERTION

DOMAIN = "https://my-app.auth.us-east-1.amazoncognito.com"


def test_it_is_as_it_was_measured() -> None:
    document = authn_request.write(
        request_id="_0f0b2f4c-7a64-4e4a-9d6c-3f8a7d9b1c2e",
        issue_instant=1769707440.419,
        destination="https://idp.example.com/sso/saml",
        acs_url=f"{DOMAIN}/saml2/idpresponse",
        issuer="urn:amazon:cognito:sp:us-east-1_AbCdEfGhI",
    )

    assert document == (
        '<?xml version="1.0" encoding="UTF-8"?>'
        "<saml2p:AuthnRequest AssertionConsumerServiceURL="
        '"https://my-app.auth.us-east-1.amazoncognito.com/saml2/idpresponse" '
        'Destination="https://idp.example.com/sso/saml" '
        'ID="_0f0b2f4c-7a64-4e4a-9d6c-3f8a7d9b1c2e" IssueInstant="2026-01-29T17:24:00.419Z" '
        'Version="2.0" xmlns:saml2p="urn:oasis:names:tc:SAML:2.0:protocol">'
        '<saml2:Issuer Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity" '
        'xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion">'
        "urn:amazon:cognito:sp:us-east-1_AbCdEfGhI</saml2:Issuer></saml2p:AuthnRequest>"
    )


def test_whole_seconds_have_milliseconds_as_well() -> None:
    document = authn_request.write(
        request_id="_1", issue_instant=0, destination="d", acs_url="a", issuer="i"
    )

    assert ' IssueInstant="1970-01-01T00:00:00.000Z" ' in document


# What XML can hold, but for the white space that a parser changes.
TEXTS = st.text(
    st.characters(min_codepoint=0x20, exclude_characters="\uffff\ufffe\x7f", codec="utf-8")
)


@given(destination=TEXTS, acs_url=TEXTS, issuer=TEXTS)
def test_whatever_stands_in_it_is_read_again(destination: str, acs_url: str, issuer: str) -> None:
    root = ElementTree.fromstring(
        authn_request.write(
            request_id="_1",
            issue_instant=0,
            destination=destination,
            acs_url=acs_url,
            issuer=issuer,
        )
    )

    assert root.get("Destination") == destination
    assert root.get("AssertionConsumerServiceURL") == acs_url
    assert (root.findtext(f"{{{ASSERTION}}}Issuer") or "") == issuer
