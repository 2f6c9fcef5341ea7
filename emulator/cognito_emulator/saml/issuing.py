"""What an identity provider makes: assertions, responses, its metadata.

Each function makes one part, and does not judge what it is given: a provider that is to be wrong,
for a test, puts parts together in another way, or makes them of wrong values. Only :func:`sign`
needs the extra ``saml``.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from cognito_emulator.saml import extra, instants
from cognito_emulator.saml.names import ASSERTION, HTTP_REDIRECT, METADATA, NAMESPACES, PROTOCOL
from cognito_emulator.saml.refusals import Status
from cognito_emulator.saml.writing import attribute, content

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

PERSISTENT: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
SUCCESS: Final = Status(("urn:oasis:names:tc:SAML:2.0:status:Success",), None)
#: What a provider answers if the person does not want to, or may not.
DENIED: Final = Status(
    (
        "urn:oasis:names:tc:SAML:2.0:status:Responder",
        "urn:oasis:names:tc:SAML:2.0:status:RequestDenied",
    ),
    None,
)
_PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"  # noqa: S105
_BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
_ASSERTION_PREFIX = f"xmlns:saml={attribute(ASSERTION)}"


class Signer(NamedTuple):
    """Who signs.

    Attributes:
        key: the private key.
        certificate: of the key, as DER.

    """

    key: RSAPrivateKey
    certificate: bytes


def metadata(
    *,
    entity_id: str,
    sso_url: str,
    slo_url: str | None = None,
    certificates: Iterable[bytes],
) -> str:
    """Return a provider's metadata.

    Args:
        entity_id: its name.
        sso_url: where it takes requests by the HTTP-Redirect binding.
        slo_url: where it takes logout requests by that binding; ``None`` for nowhere.
        certificates: DER of those that it signs with.

    """
    keys = "".join(
        f'<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds={attribute(NAMESPACES["ds"])}>'
        f"<ds:X509Data><ds:X509Certificate>{b64encode(der).decode()}</ds:X509Certificate>"
        "</ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
        for der in certificates
    )
    logout = "" if slo_url is None else _endpoint("SingleLogoutService", slo_url)
    return (
        f"<md:EntityDescriptor xmlns:md={attribute(METADATA)} entityID={attribute(entity_id)}>"
        f"<md:IDPSSODescriptor protocolSupportEnumeration={attribute(PROTOCOL)}>"
        f"{keys}{logout}<md:NameIDFormat>{PERSISTENT}</md:NameIDFormat>"
        f"{_endpoint('SingleSignOnService', sso_url)}"
        "</md:IDPSSODescriptor></md:EntityDescriptor>"
    )


def _endpoint(service: str, url: str) -> str:
    return f"<md:{service} Binding={attribute(HTTP_REDIRECT)} Location={attribute(url)}/>"


class Draft(NamedTuple):
    """What an assertion is to say: that somebody has signed in (SAML Profiles, 4.1.4.2).

    Attributes:
        assertion_id: an XML name that nothing else has.
        issuer: the provider's entity id.
        issue_instant: when it is made, and the person has signed in, in epoch seconds.
        name_id: whom it is about.
        audience: the service provider's entity id.
        recipient: the address that it is sent to: the assertion consumer service.
        in_response_to: the id of the request; ``None`` if there was none.
        not_before: from when it is valid.
        not_on_or_after: until when.
        attributes: values by names.
        name_id_format: a URI.
        session_index: the session at the provider; ``None`` leaves it out.

    """

    assertion_id: str
    issuer: str
    issue_instant: float
    name_id: str
    audience: str
    recipient: str
    in_response_to: str | None
    not_before: float
    not_on_or_after: float
    attributes: Mapping[str, Iterable[str]]
    name_id_format: str = PERSISTENT
    session_index: str | None = None


def assertion(draft: Draft) -> str:
    """Return an assertion, not yet signed.

    Raises:
        ValueError: a text has a character that XML cannot hold.

    """
    now = instants.written(draft.issue_instant)
    until = f'NotOnOrAfter="{instants.written(draft.not_on_or_after)}"'
    return (
        f"<saml:Assertion {_ASSERTION_PREFIX} ID={attribute(draft.assertion_id)}"
        f' IssueInstant="{now}" Version="2.0">'
        f"<saml:Issuer>{content(draft.issuer)}</saml:Issuer>"
        f"<saml:Subject><saml:NameID Format={attribute(draft.name_id_format)}>"
        f"{content(draft.name_id)}</saml:NameID>"
        f'<saml:SubjectConfirmation Method="{_BEARER}"><saml:SubjectConfirmationData'
        f"{_optional('InResponseTo', draft.in_response_to)} {until}"
        f" Recipient={attribute(draft.recipient)}/></saml:SubjectConfirmation></saml:Subject>"
        f'<saml:Conditions NotBefore="{instants.written(draft.not_before)}" {until}>'
        f"<saml:AudienceRestriction><saml:Audience>{content(draft.audience)}</saml:Audience>"
        "</saml:AudienceRestriction></saml:Conditions>"
        f'<saml:AuthnStatement AuthnInstant="{now}"'
        f"{_optional('SessionIndex', draft.session_index)}>"
        f"<saml:AuthnContext><saml:AuthnContextClassRef>{_PASSWORD}</saml:AuthnContextClassRef>"
        "</saml:AuthnContext></saml:AuthnStatement>"
        f"{_attributes(draft.attributes)}</saml:Assertion>"
    )


def _attributes(attributes: Mapping[str, Iterable[str]]) -> str:
    if not attributes:
        return ""
    statements = "".join(
        f"<saml:Attribute Name={attribute(name)}>"
        + "".join(f"<saml:AttributeValue>{content(each)}</saml:AttributeValue>" for each in values)
        + "</saml:Attribute>"
        for name, values in attributes.items()
    )
    return f"<saml:AttributeStatement>{statements}</saml:AttributeStatement>"


def response(
    *assertions: str,
    response_id: str,
    issuer: str,
    issue_instant: float,
    destination: str,
    in_response_to: str | None,
    status: Status = SUCCESS,
) -> str:
    """Return a response, not yet signed.

    Args:
        *assertions: what is in it, signed or not, encrypted or not; one, where all is well.
        response_id: an XML name that nothing else has.
        issuer: the provider's entity id.
        issue_instant: when it is made, in epoch seconds.
        destination: the address that it is sent to.
        in_response_to: the id of the request; ``None`` if there was none.
        status: what it says of the request.

    Raises:
        ValueError: a text has a character that XML cannot hold.

    """
    parts = _Message("Response", response_id, issuer, issue_instant, destination, in_response_to)
    return _message(parts, status, *assertions)


def logout_response(
    *,
    response_id: str,
    issuer: str,
    issue_instant: float,
    destination: str,
    in_response_to: str,
    status: Status = SUCCESS,
) -> str:
    """Return the answer to a logout request, not yet signed (SAML Core, section 3.7.2).

    Args:
        response_id: an XML name that nothing else has.
        issuer: the provider's entity id.
        issue_instant: when it is made, in epoch seconds.
        destination: the address that it is sent to.
        in_response_to: the id of the request.
        status: what it says of the request.

    Raises:
        ValueError: a text has a character that XML cannot hold.

    """
    parts = _Message(
        "LogoutResponse", response_id, issuer, issue_instant, destination, in_response_to
    )
    return _message(parts, status)


class _Message(NamedTuple):
    kind: str
    id: str
    issuer: str
    issue_instant: float
    destination: str
    in_response_to: str | None


def _message(parts: _Message, status: Status, *inside: str) -> str:
    return (
        f"<samlp:{parts.kind} xmlns:samlp={attribute(PROTOCOL)}"
        f" Destination={attribute(parts.destination)} ID={attribute(parts.id)}"
        f"{_optional('InResponseTo', parts.in_response_to)}"
        f' IssueInstant="{instants.written(parts.issue_instant)}" Version="2.0">'
        f"<saml:Issuer {_ASSERTION_PREFIX}>{content(parts.issuer)}</saml:Issuer>"
        f"{_status(status)}{''.join(inside)}</samlp:{parts.kind}>"
    )


def _status(status: Status) -> str:
    code = ""
    for value in reversed(status.codes):
        code = f"<samlp:StatusCode Value={attribute(value)}>{code}</samlp:StatusCode>"
    message = ""
    if status.message is not None:
        message = f"<samlp:StatusMessage>{content(status.message)}</samlp:StatusMessage>"
    return f"<samlp:Status>{code}{message}</samlp:Status>"


def _optional(name: str, value: str | None) -> str:
    return "" if value is None else f" {name}={attribute(value)}"


def encrypt(
    signed: str,
    certificate: bytes,
    randomness: Callable[[int], bytes],
    method: str | None = None,
) -> str:
    """Return an assertion as an ``EncryptedAssertion`` (SAML Core, section 2.3.4).

    Args:
        signed: the assertion, signed or not.
        certificate: the service provider's, as DER; of an RSA key.
        randomness: gives so many random bytes.
        method: how it is encrypted: a URI of `encryption.METHODS`, by default AES-256 in GCM. Its
            key travels by RSA-OAEP.

    """
    from cognito_emulator.saml import encryption  # noqa: PLC0415 - slow to load

    return encryption.encrypted(signed, certificate, randomness, method or encryption.AES_256_GCM)


def sign(document: str, signer: Signer) -> str:
    """Return an assertion or a message with a signature of all of it (SAML Core, section 5.4).

    Args:
        document: it has an ID and an Issuer, behind which the signature stands.
        signer: who signs, by RSA with SHA-256.

    Raises:
        MissingExtraError: the extra ``saml`` is not installed.

    """
    with extra.needed():
        from cognito_emulator.saml.signed import signing  # noqa: PLC0415 - it may be missing
    return signing.signed(document, signer.key, signer.certificate)
