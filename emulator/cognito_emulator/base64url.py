"""base64url without padding (RFC 7515), as tokens, keys and WebAuthn write bytes."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode


def encode(data: bytes) -> str:
    """Return bytes as text."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Return the bytes that a text stands for, padded or not.

    Raises:
        ValueError: it stands for none.

    """
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
