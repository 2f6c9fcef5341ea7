"""Single logout: a pool asks a provider to sign somebody out (SAML Core, section 3.7).

The request travels in a query string and is signed there (`redirect_binding`). The answer comes by
POST, and is signed as XML.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from cognito_emulator.saml import extra, instants
from cognito_emulator.saml.names import ASSERTION, PROTOCOL
from cognito_emulator.saml.sessions import NameId, SamlSession
from cognito_emulator.saml.writing import attribute, content

_ENTITY = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity"


class ExpectedLogout(NamedTuple):
    """What the answer to a logout request must be.

    Attributes:
        issuer: the provider's entity id.
        certificates: DER; the signature must fit one of them, whatever it brings itself.
        destinations: addresses that the answer may have been sent to.
        in_response_to: the id of the request.

    """

    issuer: str
    certificates: Sequence[bytes]
    destinations: Collection[str]
    in_response_to: str


def request(
    *,
    request_id: str,
    issue_instant: float,
    destination: str,
    issuer: str,
    session: SamlSession,
) -> str:
    """Return a ``LogoutRequest``, not signed, in the form of the service's other request (a guess).

    Args:
        request_id: ``_`` and a UUID; the response names it in ``InResponseTo``.
        issue_instant: when it is made, in epoch seconds.
        destination: the provider's address for it.
        issuer: the service provider's entity id.
        session: which session is to end, as the provider has named it.

    Raises:
        ValueError: a text has a character that XML cannot hold.

    """
    index = ""
    if session.session_index is not None:
        index = f"<saml2p:SessionIndex>{content(session.session_index)}</saml2p:SessionIndex>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f"<saml2p:LogoutRequest Destination={attribute(destination)} ID={attribute(request_id)}"
        f' IssueInstant="{instants.written(issue_instant)}" Version="2.0"'
        f' xmlns:saml2p="{PROTOCOL}">'
        f'<saml2:Issuer Format="{_ENTITY}" xmlns:saml2="{ASSERTION}">{content(issuer)}'
        f"</saml2:Issuer>{_name_id(session.name_id)}{index}</saml2p:LogoutRequest>"
    )


def _name_id(name_id: NameId) -> str:
    named = {
        "Format": name_id.format,
        "NameQualifier": name_id.name_qualifier,
        "SPNameQualifier": name_id.sp_name_qualifier,
    }
    attributes = "".join(
        f" {name}={attribute(value)}" for name, value in named.items() if value is not None
    )
    return (
        f'<saml2:NameID{attributes} xmlns:saml2="{ASSERTION}">{content(name_id.value)}'
        "</saml2:NameID>"
    )


def verify(document: bytes, expected: ExpectedLogout) -> None:
    """Judge the answer to a logout request.

    Raises:
        SamlError: it is not signed by the provider, answers something else, or is no success.
        MissingExtraError: the extra ``saml`` is not installed.

    """
    with extra.needed():
        from cognito_emulator.saml.signed import logout_answers  # noqa: PLC0415 - may be missing
    logout_answers.judge(document, expected)
