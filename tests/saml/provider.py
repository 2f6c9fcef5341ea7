"""An identity provider of the tests: what it says, and what a pool expects of it."""

from __future__ import annotations

from cognito_emulator.saml import issuing, responses
from cognito_emulator.saml.issuing import Draft, Signer
from cognito_emulator.saml.refusals import Reason, SamlError
from cognito_emulator.saml.responses import Assertion, Expected
from tests.saml.keys import NOW, certificate, key

ISSUER = "https://idp.example.com/metadata"
POOL = "urn:amazon:cognito:sp:us-east-1_AbCdEfGhI"
ACS = "https://my-app.auth.us-east-1.amazoncognito.com/saml2/idpresponse"
REQUEST = "_0f0b2f4c-7a64-4e4a-9d6c-3f8a7d9b1c2e"

DRAFT = Draft(
    assertion_id="_assertion",
    issuer=ISSUER,
    issue_instant=NOW,
    name_id="alice",
    audience=POOL,
    recipient=ACS,
    in_response_to=REQUEST,
    not_before=NOW - 300,
    not_on_or_after=NOW + 300,
    attributes={"email": ["alice@example.com"], "groups": ["admins", "staff"]},
    session_index="_session",
)
EXPECTED = Expected(
    issuer=ISSUER,
    certificates=(certificate(),),
    audience=POOL,
    recipients=(ACS,),
    in_response_to=REQUEST,
    now=NOW,
)
SIGNED_PARTS = ("assertion", "response", "both")


def signer(owner: str = "provider") -> Signer:
    return Signer(key(owner), certificate(owner))


def signed(draft: Draft = DRAFT, owner: str = "provider") -> str:
    """A signed assertion."""
    return issuing.sign(issuing.assertion(draft), signer(owner))


def around(
    *assertions: str, in_response_to: str | None = REQUEST, issue_instant: float = NOW
) -> str:
    """A response with these in it, not signed."""
    return issuing.response(
        *assertions,
        response_id="_response",
        issuer=ISSUER,
        issue_instant=issue_instant,
        destination=ACS,
        in_response_to=in_response_to,
    )


def answer(draft: Draft = DRAFT, part: str = "assertion", owner: str = "provider") -> str:
    """A response to the request, of which a part is signed."""
    assertion = issuing.assertion(draft) if part == "response" else signed(draft, owner)
    response = around(
        assertion, in_response_to=draft.in_response_to, issue_instant=draft.issue_instant
    )
    return response if part == "assertion" else issuing.sign(response, signer(owner))


def verify(document: str | bytes, expected: Expected = EXPECTED) -> Assertion:
    return responses.verify(document.encode() if isinstance(document, str) else document, expected)


def refused(document: str | bytes, expected: Expected = EXPECTED) -> SamlError:
    try:
        found = verify(document, expected)
    except SamlError as refusal:
        assert refusal.sentence.isprintable()
        return refusal
    raise AssertionError(found)


def reason(document: str | bytes, expected: Expected = EXPECTED) -> Reason:
    return refused(document, expected).reason
