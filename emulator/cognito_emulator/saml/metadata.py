"""What an identity provider says of itself: SAML 2.0 Metadata.

It is read by defusedxml, so that pools can have SAML providers without the extra ``saml``. Whether
it is signed does not count: whoever configures a provider vouches for it.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from cognito_emulator.printable import line
from cognito_emulator.saml import certificates
from cognito_emulator.saml.names import HTTP_REDIRECT, METADATA, NAMESPACES, PROTOCOL

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

#: How long metadata may be, in characters or bytes. A guess; that of an ADFS has some 80 thousand.
LONGEST: Final = 1024 * 1024
#: How long a certificate may be, in characters of base64 (documented).
LONGEST_CERTIFICATE: Final = 4096
_LONGEST_ENTITY_ID = 1024  # SAML Core, section 8.3.6
_LONGEST_URL = 2048  # a guess
_QUOTED = 100  # characters of what was found, in a sentence


class Flaw(Enum):
    """What is wrong with metadata, for whoever has words of its own for it."""

    NOT_XML = "not XML"
    TOO_LONG = "too long"
    DTD = "a document type or entities"
    NOT_METADATA = "not SAML metadata"
    NO_PROVIDER = "no identity provider"
    SEVERAL_PROVIDERS = "several identity providers"
    NO_ENTITY_ID = "no entity id"
    NO_REDIRECT_BINDING = "no address for requests by redirect"
    ADDRESS = "an address that is none"
    NO_CERTIFICATE = "no signing certificate"
    CERTIFICATE = "a certificate that cannot be read"
    CERTIFICATE_TOO_LONG = "a certificate that is too long"
    CERTIFICATE_EXPIRED = "a certificate that has expired"


class MetadataError(ValueError):
    """Metadata that cannot be used.

    Attributes:
        flaw: what is wrong.
        sentence: the same for people, with the place and what would be right.

    """

    def __init__(self, flaw: Flaw, sentence: str) -> None:
        super().__init__(sentence)
        self.flaw = flaw
        self.sentence = sentence


class Metadata(NamedTuple):
    """An identity provider.

    Attributes:
        entity_id: its name, which its assertions give as their issuer.
        sso_redirect_url: where requests go by the HTTP-Redirect binding.
        slo_redirect_url: where logout requests go by that binding, if it takes any.
        certificates: DER of those that it signs with; one at least.

    """

    entity_id: str
    sso_redirect_url: str
    slo_redirect_url: str | None
    certificates: tuple[bytes, ...]


def read(document: str | bytes, *, now: float | None = None) -> Metadata:
    """Return the identity provider that metadata describe.

    Args:
        document: an ``EntityDescriptor``, or an ``EntitiesDescriptor`` with one identity provider
            (a guess). Bytes are in the encoding that they declare.
        now: the moment in epoch seconds at which no certificate may have ended, as it is when a
            provider is configured (documented); ``None`` asks for none.

    Raises:
        MetadataError: it describes none that can be used.

    """
    entity, descriptor = _provider(_parsed(document))
    return Metadata(
        entity_id=_entity_id(entity),
        sso_redirect_url=_required_address(descriptor),
        slo_redirect_url=_address(descriptor, "SingleLogoutService"),
        certificates=tuple(_certificates(descriptor, now)),
    )


def _parsed(document: str | bytes) -> Element:
    from xml.etree.ElementTree import ParseError  # noqa: PLC0415 - slow to load, and seldom needed

    from defusedxml import DefusedXmlException, ElementTree  # noqa: PLC0415

    if len(document) > LONGEST:
        raise MetadataError(
            Flaw.TOO_LONG, f"The metadata are longer than {LONGEST} characters: {len(document)}."
        )
    try:
        root: Element = ElementTree.fromstring(document, forbid_dtd=True)
    except DefusedXmlException:
        raise MetadataError(
            Flaw.DTD, "The metadata have a document type (<!DOCTYPE>), which no metadata need."
        ) from None
    except (ParseError, LookupError, ValueError) as error:  # the latter: unknown encodings
        raise MetadataError(
            Flaw.NOT_XML, f"The metadata are no well-formed XML: {line(str(error), _QUOTED)}."
        ) from None
    return root


def _provider(root: Element) -> tuple[Element, Element]:
    """Return the one entity that is an identity provider, and what it says as such."""
    if root.tag not in (_md("EntityDescriptor"), _md("EntitiesDescriptor")):
        raise MetadataError(
            Flaw.NOT_METADATA,
            f"The metadata begin with {line(root.tag, _QUOTED)}, not with an EntityDescriptor of "
            f"{METADATA}.",
        )
    found = [
        (entity, descriptor)
        for entity in root.iter(_md("EntityDescriptor"))
        if (descriptor := _role(entity)) is not None
    ]
    if not found:
        raise MetadataError(
            Flaw.NO_PROVIDER,
            "The metadata describe no identity provider: there is no IDPSSODescriptor whose "
            f"protocolSupportEnumeration has {PROTOCOL}.",
        )
    if len(found) > 1:
        raise MetadataError(
            Flaw.SEVERAL_PROVIDERS,
            f"The metadata describe {len(found)} identity providers; they must describe one.",
        )
    return found[0]


def _role(entity: Element) -> Element | None:
    """Return what an entity says of itself as an identity provider of SAML 2.0, if it is one."""
    for descriptor in entity.iterfind("md:IDPSSODescriptor", NAMESPACES):
        if PROTOCOL in descriptor.get("protocolSupportEnumeration", "").split():
            return descriptor
    return None


def _entity_id(entity: Element) -> str:
    entity_id = entity.get("entityID", "")
    if not 0 < len(entity_id) <= _LONGEST_ENTITY_ID:
        raise MetadataError(
            Flaw.NO_ENTITY_ID,
            f"The entityID of the EntityDescriptor must have 1 to {_LONGEST_ENTITY_ID} characters; "
            f"it has {len(entity_id)}.",
        )
    return entity_id


def _required_address(descriptor: Element) -> str:
    address = _address(descriptor, "SingleSignOnService")
    if address is None:
        raise MetadataError(
            Flaw.NO_REDIRECT_BINDING,
            f"There is no SingleSignOnService with the binding {HTTP_REDIRECT}, the only one by "
            "which requests are sent.",
        )
    return address


def _address(descriptor: Element, service: str) -> str | None:
    """Return where a service is asked by the HTTP-Redirect binding, if it is."""
    for endpoint in descriptor.iterfind(f"md:{service}", NAMESPACES):
        if endpoint.get("Binding") == HTTP_REDIRECT:
            return _checked_address(service, endpoint.get("Location", ""))
    return None


def _checked_address(service: str, location: str) -> str:
    if len(location) > _LONGEST_URL or not _is_address(location):
        raise MetadataError(
            Flaw.ADDRESS,
            f"The Location of the {service} is no address that begins with https:// or http://: "
            f"{line(location, _QUOTED) or 'it is empty'}.",
        )
    return location


def _is_address(location: str) -> bool:
    """Tell whether a browser can be sent there. ``http`` is the emulator's own concession."""
    if not location.isascii() or not location.isprintable() or " " in location:
        return False
    try:
        parts = urlsplit(location)
        return parts.scheme in ("https", "http") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _certificates(descriptor: Element, now: float | None) -> Iterator[bytes]:
    found = [
        "".join("".join(certificate.itertext()).split())
        for key in descriptor.iterfind("md:KeyDescriptor", NAMESPACES)
        if key.get("use", "signing") == "signing"
        for certificate in key.iterfind("ds:KeyInfo/ds:X509Data/ds:X509Certificate", NAMESPACES)
    ]
    if not found:
        raise MetadataError(
            Flaw.NO_CERTIFICATE,
            "There is no certificate for signing: no KeyDescriptor with an X509Certificate, whose "
            'use is "signing" or not given.',
        )
    for number, text in enumerate(found, 1):
        yield _certificate(f"Certificate {number} for signing", text, now)


def _certificate(which: str, text: str, now: float | None) -> bytes:
    if len(text) > LONGEST_CERTIFICATE:
        raise MetadataError(
            Flaw.CERTIFICATE_TOO_LONG,
            f"{which} has {len(text)} characters; {LONGEST_CERTIFICATE} are the most.",
        )
    try:
        der = b64decode(text, validate=True)
        certificates.public_key(der)
    except ValueError:
        raise MetadataError(
            Flaw.CERTIFICATE,
            f"{which} is no X.509 certificate in base64 with a key for RSA or EC: "
            f"{line(text, 30) or 'it is empty'}.",
        ) from None
    if now is not None and certificates.has_ended(der, now):
        raise MetadataError(
            Flaw.CERTIFICATE_EXPIRED,
            f"{which} has expired. A provider's certificate must not have when it is configured.",
        )
    return der


def _md(name: str) -> str:
    return f"{{{METADATA}}}{name}"
