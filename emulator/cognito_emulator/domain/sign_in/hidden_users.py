"""What is told of somebody unknown whom the client hides: made up, and always the same."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from cognito_emulator import base64url

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool


def username(pool: Pool, name: str) -> str:
    """Return the canonical name of a hidden user who signs in as ``name``.

    With free usernames it is the name that was sent (recorded [hidden-users-1]). Where people
    sign in with addresses it is an id like everybody's there (documented: a UUID, the same for a
    name).
    """
    if not pool.username_attributes:
        return name
    text = _derived(pool, "username", name).hex()
    return f"{text[:8]}-{text[8:12]}-70{text[12:14]}-{text[14:18]}-{text[18:30]}"


def credentials(pool: Pool, username: str) -> tuple[bytes, bytes]:
    """Return salt and private exponent: the same for each client (recorded [hidden-users-2])."""
    salt = _derived(pool, "salt", username)[:16]
    # As in ids.salt: never a leading zero, nor a sign bit.
    return bytes((salt[0] & 0x7F | 0x40,)) + salt[1:], _derived(pool, "x", username)


def passkey_id(pool: Pool, username: str) -> str:
    """Return the id of the one passkey that a hidden user seems to have."""
    return base64url.encode(_derived(pool, "passkey", username))


def _derived(pool: Pool, what: str, name: str) -> bytes:
    return sha256(f"{what}:{pool.id}:{pool.fold(name)}".encode()).digest()
