"""``state`` and ``RelayState``: what the browser carries to an identity provider and back.

Three parts, with dots between (measured [federation-2]): what the sign-in is about, as JSON and
compressed; 32 bytes, compressed as well; a digit. Here those bytes are random rather than a
signature: whoever brings a state back is believed because it is the one that was kept, letter by
letter.
"""

from __future__ import annotations

import binascii
import gzip
import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from cognito_emulator import base64url, regions

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.ids import Ids

_NONCE_BYTES, _SIGNATURE_BYTES = 128, 32
_MOST_CHARS = 20_000
_MOST_BYTES = 100_000
_PARTS = 3
# By the pool's region (measured [federation-31]); what it says is unknown, and that all regions but
# one have the same, a guess.
_DIGITS = {"us-east-1": "4"}
_USUAL_DIGIT = "3"
_HANDLE = "r"


class Journey(NamedTuple):
    """What a state says of the sign-in that it belongs to.

    Attributes:
        handle: by which what is kept of it is found again; a UUID.
        client_id, redirect_uri, response_type, scopes, state, code_challenge: of the app's request.
        host: of the domain, without scheme and port.
        started_at: epoch seconds.
        nonce: what ID tokens have for which the app sends none; of the service's own making.
        request_id: of the AuthnRequest, with SAML.

    """

    handle: str
    client_id: str
    redirect_uri: str
    response_type: str
    scopes: tuple[str, ...]
    state: str | None
    code_challenge: str | None
    host: str
    started_at: float
    nonce: str
    request_id: str | None = None


def nonce(ids: Ids) -> str:
    """Return a new nonce: 171 characters (measured [federation-2])."""
    return base64url.encode(ids.token_bytes(_NONCE_BYTES))


def written(ids: Ids, provider: IdentityProvider, journey: Journey) -> str:
    """Return a state; the members and their order are measured [federation-2]."""
    members: dict[str, Any] = {
        "a": provider.pool_id,
        "b": provider.name,
        "c": journey.client_id,
        "d": journey.redirect_uri,
        "e": journey.response_type,
        "f": provider.type,
        "g": journey.scopes,
        "h": journey.state,
        "i": journey.code_challenge,
        "j": journey.code_challenge and "S256",
        "k": journey.nonce,
        "l": journey.host,
        "m": int(journey.started_at),
        "p": False,
        "q": provider.details.get("api_version") if provider.type == "Facebook" else None,
        _HANDLE: journey.handle,
        "t": journey.request_id,
        "v": [],
    }
    about = orjson.dumps({name: value for name, value in members.items() if value is not None})
    digit = _DIGITS.get(regions.of_pool(provider.pool_id, home=""), _USUAL_DIGIT)
    return f"{_packed(about)}.{_packed(ids.token_bytes(_SIGNATURE_BYTES))}.{digit}"


def handle_in(text: str) -> str | None:
    """Return the handle that a state names; ``None`` of what is no state."""
    parts = text.split(".")
    if len(parts) != _PARTS or len(text) > _MOST_CHARS:
        return None
    try:
        members = orjson.loads(_unpacked(parts[0]))
    except (ValueError, OSError, EOFError, zlib.error, binascii.Error):
        return None
    handle = members.get(_HANDLE) if isinstance(members, dict) else None
    return handle if isinstance(handle, str) else None


def _packed(content: bytes) -> str:
    """Compress as the service does: no time, and 0 for the operating system."""
    packed = bytearray(gzip.compress(content, mtime=0))
    packed[9] = 0
    packed[8] = 0
    return base64url.encode(bytes(packed))


def _unpacked(text: str) -> bytes:
    """Uncompress, as far as something of ours goes.

    Raises:
        ValueError: it is no base64url, or is larger than ours ever are.
        zlib.error: it is not compressed.

    """
    unpacking = zlib.decompressobj(wbits=31)
    content = unpacking.decompress(base64url.decode(text), _MOST_BYTES)
    if unpacking.unconsumed_tail:
        raise ValueError(text)
    return content
