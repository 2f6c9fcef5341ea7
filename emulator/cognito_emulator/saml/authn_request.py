"""What a service provider asks an identity provider: an ``AuthnRequest`` (SAML Core, 3.4)."""

from __future__ import annotations

from cognito_emulator.saml import instants
from cognito_emulator.saml.names import ASSERTION, PROTOCOL
from cognito_emulator.saml.writing import attribute, content

_ENTITY = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity"


def write(
    *, request_id: str, issue_instant: float, destination: str, acs_url: str, issuer: str
) -> str:
    """Return the document, letter by letter as the service writes it (measured [saml-1]).

    It has neither ``ProtocolBinding`` nor ``NameIDPolicy``, nor a signature: a signed request has
    its signature in the query string (see :mod:`cognito_emulator.saml.redirect_binding`).

    Args:
        request_id: ``_`` and a UUID; the response names it in ``InResponseTo``.
        issue_instant: when it is made, in epoch seconds.
        destination: the provider's address for it.
        acs_url: where the response is to go: the assertion consumer service.
        issuer: the service provider's entity id.

    """
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f"<saml2p:AuthnRequest AssertionConsumerServiceURL={attribute(acs_url)}"
        f" Destination={attribute(destination)} ID={attribute(request_id)}"
        f' IssueInstant="{instants.written(issue_instant)}" Version="2.0"'
        f' xmlns:saml2p="{PROTOCOL}">'
        f'<saml2:Issuer Format="{_ENTITY}" xmlns:saml2="{ASSERTION}">{content(issuer)}'
        "</saml2:Issuer></saml2p:AuthnRequest>"
    )
