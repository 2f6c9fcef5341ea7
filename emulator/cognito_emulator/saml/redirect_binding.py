"""Messages in the query string of an address: the HTTP-Redirect binding (SAML Bindings, 3.4).

A signature covers the query string as it is written, percent-encoding and all; whoever verifies one
must not write it anew.
"""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable
from typing import Final, Literal, NamedTuple
from urllib.parse import quote, unquote, unquote_plus

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from cognito_emulator.saml import certificates
from cognito_emulator.saml.names import RSA_SHA256
from cognito_emulator.saml.refusals import Reason, SamlError

#: What a message is: a request, or the answer to one.
Kind = Literal["SAMLRequest", "SAMLResponse"]

#: How long a document may be once it is inflated, in bytes (a guess).
LONGEST: Final = 100_000

_DEFLATE = "urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE"
_KINDS: tuple[Kind, ...] = ("SAMLRequest", "SAMLResponse")
_OURS = (*_KINDS, "RelayState", "SAMLEncoding", "SigAlg", "Signature")
_RAW = -zlib.MAX_WBITS  # DEFLATE as RFC 1951 has it: no header, no checksum


class Message(NamedTuple):
    """A message that came in a query string.

    Attributes:
        kind: whether it asks or answers.
        document: its XML.
        relay_state: what is to come back with the answer, if anything is.
        signature: what vouches for it, if anything does.

    """

    kind: Kind
    document: str
    relay_state: str | None
    signature: Signature | None


class Signature(NamedTuple):
    """What a query string has at its end.

    Attributes:
        algorithm: its URI.
        value: the signature.
        signed: what it is over.

    """

    algorithm: str
    value: bytes
    signed: bytes


def address(
    destination: str,
    document: str,
    *,
    kind: Kind = "SAMLRequest",
    relay_state: str | None = None,
    key: RSAPrivateKey | None = None,
) -> str:
    """Return the address that takes a message to its destination.

    Its parameters stand in the order of the specification, behind what the destination has already.
    Base64 is one line (measured [saml-3]).

    Args:
        destination: an absolute address, with a query string or without.
        document: the message's XML.
        kind: whether it asks or answers.
        relay_state: what is to come back with the answer; ``None`` sends none.
        key: what signs it, by RSA with SHA-256; ``None`` leaves it unsigned.

    """
    query = f"{kind}={_quoted(_deflated(document))}"
    if relay_state is not None:
        query += f"&RelayState={_quoted(relay_state)}"
    if key is not None:
        query += f"&SigAlg={_quoted(RSA_SHA256)}"
        query += f"&Signature={_quoted(b64encode(_signature(key, query)).decode())}"
    return f"{destination}{'&' if '?' in destination else '?'}{query}"


def read(query: str) -> Message:
    """Return the message in a query string; other parameters are passed over.

    Args:
        query: as it came, without the question mark.

    Raises:
        SamlError: there is none, or several, or it cannot be read.

    """
    raw = _parameters(query)
    kinds = [kind for kind in _KINDS if kind in raw]
    if len(kinds) != 1:
        raise SamlError(
            Reason.MALFORMED, "The query string must have one of SAMLRequest and SAMLResponse."
        )
    if unquote_plus(raw.get("SAMLEncoding", _DEFLATE)) != _DEFLATE:
        raise SamlError(Reason.MALFORMED, f"The only SAMLEncoding is {_DEFLATE}.")
    relay_state = raw.get("RelayState")
    return Message(
        kind=kinds[0],
        document=_inflated(_decoded(kinds[0], raw[kinds[0]])),
        relay_state=None if relay_state is None else unquote_plus(relay_state),
        signature=_signature_in(kinds[0], raw),
    )


def verify(message: Message, trusted: Iterable[bytes]) -> None:
    """Hold the signature of a message against the certificates of who is to have sent it.

    Args:
        message: from :func:`read`.
        trusted: certificates, DER; the signature must fit one of them.

    Raises:
        SamlError: it is not signed, or not by one of them, or not by RSA with SHA-256.

    """
    signature = message.signature
    if signature is None:
        raise SamlError(Reason.UNSIGNED, f"The {message.kind} has no Signature beside it.")
    if signature.algorithm != RSA_SHA256:
        raise SamlError(Reason.ALGORITHM, f"The SigAlg of the {message.kind} must be {RSA_SHA256}.")
    if not any(_fits(signature, der) for der in trusted):
        raise SamlError(
            Reason.SIGNATURE, f"The Signature of the {message.kind} fits no certificate."
        )


def _quoted(text: str) -> str:
    return quote(text, safe="")


def _deflated(document: str) -> str:
    deflate = zlib.compressobj(wbits=_RAW)
    return b64encode(deflate.compress(document.encode()) + deflate.flush()).decode()


def _signature(key: RSAPrivateKey, signed: str) -> bytes:
    return key.sign(signed.encode(), PKCS1v15(), SHA256())


def _parameters(query: str) -> dict[str, str]:
    """Return the parameters as they are written.

    Raises:
        SamlError: one of SAML's is there twice: which of them is signed, nobody could tell.

    """
    found: dict[str, str] = {}
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if name in found and name in _OURS:
            raise SamlError(Reason.MALFORMED, f"The query string has {name} twice.")
        found[name] = value
    return found


def _decoded(name: str, written: str) -> bytes:
    text = unquote(written)  # where a + is no blank: some senders write base64 as it is
    try:
        return b64decode("".join(text.split()), validate=True)
    except ValueError:
        raise SamlError(Reason.MALFORMED, f"The {name} is not in base64.") from None


def _inflated(data: bytes) -> str:
    inflate = zlib.decompressobj(_RAW)
    try:
        document = inflate.decompress(data, LONGEST + 1)
        if len(document) > LONGEST:
            raise SamlError(
                Reason.TOO_LONG, f"The message has more than {LONGEST} bytes once it is inflated."
            )
        if inflate.eof:
            return document.decode()
    except (zlib.error, UnicodeDecodeError):
        pass
    raise SamlError(
        Reason.MALFORMED, "The message is no text of UTF-8 that was compressed by DEFLATE."
    )


def _signature_in(kind: Kind, raw: dict[str, str]) -> Signature | None:
    """Return the signature over what the specification names, in its order."""
    if "Signature" not in raw:
        return None
    names = [name for name in (kind, "RelayState", "SigAlg") if name in raw]
    return Signature(
        algorithm=unquote_plus(raw.get("SigAlg", "")),
        value=_decoded("Signature", raw["Signature"]),
        signed="&".join(f"{name}={raw[name]}" for name in names).encode(),
    )


def _fits(signature: Signature, der: bytes) -> bool:
    key = certificates.public_key(der)
    if not isinstance(key, RSAPublicKey):
        return False
    try:
        key.verify(signature.value, signature.signed, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True
