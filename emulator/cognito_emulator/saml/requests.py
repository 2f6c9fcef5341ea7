"""What service providers ask, as a provider reads it. Nothing of it has to be signed to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.printable import line
from cognito_emulator.saml.names import NAMESPACES
from cognito_emulator.saml.refusals import Reason, SamlError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_LONGEST = 100_000  # characters


class AuthnRequest(NamedTuple):
    """A request to sign somebody in (SAML Core, section 3.4).

    Attributes:
        id: the response names it.
        issuer: the service provider's entity id.
        acs_url: where the response is to go; ``None`` if the request does not say.
        destination: where it was sent; ``None`` likewise.
        name_id_format: how the subject is to be named; ``None`` likewise.

    """

    id: str
    issuer: str
    acs_url: str | None
    destination: str | None
    name_id_format: str | None


class LogoutRequest(NamedTuple):
    """A request to sign somebody out (SAML Core, section 3.7).

    Attributes:
        id: the response names it.
        issuer: the service provider's entity id.
        destination: where it was sent; ``None`` if the request does not say.
        name_id: whom it is about.
        session_indexes: which sessions; all of them, if none is named.

    """

    id: str
    issuer: str
    destination: str | None
    name_id: str
    session_indexes: tuple[str, ...]


def read_authn_request(document: str) -> AuthnRequest:
    """Return what an ``AuthnRequest`` asks.

    Raises:
        SamlError: it is none.

    """
    root = _parsed(document, "AuthnRequest")
    policy = root.find("samlp:NameIDPolicy", NAMESPACES)
    return AuthnRequest(
        id=_id(root),
        issuer=_issuer(root),
        acs_url=root.get("AssertionConsumerServiceURL"),
        destination=root.get("Destination"),
        name_id_format=None if policy is None else policy.get("Format"),
    )


def read_logout_request(document: str) -> LogoutRequest:
    """Return what a ``LogoutRequest`` asks.

    Raises:
        SamlError: it is none.

    """
    root = _parsed(document, "LogoutRequest")
    name_id = root.find("saml:NameID", NAMESPACES)
    if name_id is None:
        raise _wrong("The LogoutRequest has no NameID.")
    return LogoutRequest(
        id=_id(root),
        issuer=_issuer(root),
        destination=root.get("Destination"),
        name_id=_text(name_id),
        session_indexes=tuple(map(_text, root.iterfind("samlp:SessionIndex", NAMESPACES))),
    )


def _parsed(document: str, kind: str) -> Element:
    from xml.etree.ElementTree import ParseError  # noqa: PLC0415 - slow to load, and seldom needed

    from defusedxml import DefusedXmlException, ElementTree  # noqa: PLC0415

    if len(document) > _LONGEST:
        raise SamlError(
            Reason.TOO_LONG, f"The request has {len(document)} characters; {_LONGEST} are the most."
        )
    try:
        root: Element = ElementTree.fromstring(document, forbid_dtd=True)
    except (DefusedXmlException, ParseError, ValueError):  # the last one: half a character
        raise _wrong("The request is no well-formed XML without a document type.") from None
    if root.tag != f"{{{NAMESPACES['samlp']}}}{kind}" or root.get("Version") != "2.0":
        raise _wrong(f"It is no samlp:{kind} of Version 2.0: {line(root.tag, 100)}.")
    return root


def _id(root: Element) -> str:
    found = root.get("ID", "")
    if not found:
        raise _wrong("The request has no ID.")
    return found


def _issuer(root: Element) -> str:
    issuer = root.find("saml:Issuer", NAMESPACES)
    if issuer is None or not _text(issuer):
        raise _wrong("The request has no Issuer.")
    return _text(issuer)


def _text(element: Element) -> str:
    return "".join(element.itertext()).strip(" \t\r\n")


def _wrong(sentence: str) -> SamlError:
    return SamlError(Reason.MALFORMED, sentence)
