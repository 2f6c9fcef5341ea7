"""The key by which a pool proves itself to Apple: the ``private_key`` of the provider's details."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

_BEGIN, _END = "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----"


def private(details: Mapping[str, str]) -> EllipticCurvePrivateKey | None:
    """Return the key; ``None`` where the details have none on an elliptic curve.

    They have it as PEM, or what stands between its first and its last line (documented).
    """
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - slow to load
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - slow to load
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - slow to load

    text = details.get("private_key", "")
    framed = text if "-----" in text else f"{_BEGIN}\n{text}\n{_END}\n"
    try:
        found = serialization.load_pem_private_key(framed.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return found if isinstance(found, ec.EllipticCurvePrivateKey) else None
