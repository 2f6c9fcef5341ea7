"""The public keys of load balancers, by which apps verify what they are told of users."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cognito_emulator.engine import Engine


def public_key(engine: Engine, kid: str) -> str:
    """Return a public key of load balancers, as PEM.

    Args:
        engine: whose load balancers sign with it.
        kid: its id, as the header of ``x-amzn-oidc-data`` has it.

    Raises:
        ValueError: there is no such key; the message names the one that there is.

    """
    key = engine.balancer_keys.signing
    if kid != key.kid:
        raise ValueError(f"There is no key {kid!r:.80}; there is {key.kid}.")
    return key.pem
