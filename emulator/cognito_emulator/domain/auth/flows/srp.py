"""USER_SRP_AUTH: the password is proved, never sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain import clients
from cognito_emulator.domain.auth import standing, strangers
from cognito_emulator.domain.auth.attempt import Attempt
from cognito_emulator.domain.auth.parameters import required

if TYPE_CHECKING:
    from cognito_emulator.domain.clients import Client
    from cognito_emulator.domain.context import Context
    from cognito_emulator.domain.pools import Pool

_HEX = re.compile(r"[0-9a-fA-F]+")


def begin(ctx: Context, pool: Pool, client: Client, parameters: Mapping[str, str]) -> Attempt:
    """Take the client's public value A. Any A is accepted, zero mod N too (recorded 2026-09)."""
    username, srp_a = required(parameters, "USERNAME", "SRP_A")
    _check_public_value(srp_a)
    clients.check_secret_hash(client, username, parameters.get("SECRET_HASH"))
    user = standing.find(ctx, pool, client, username)
    if user is not None:
        standing.admit(client, user)
    return Attempt(
        pool_id=pool.id,
        client_id=client.id,
        username=user.username if user else strangers.username(pool, username),
        sub=user.sub if user else None,
        flow="USER_SRP_AUTH",
        private={"SRP_A": srp_a},
    )


def _check_public_value(srp_a: str) -> None:
    """Refuse an SRP_A that is no hexadecimal number.

    Raises:
        InvalidParameterException: in the request validator's words (measured).

    """
    if not _HEX.fullmatch(srp_a):
        raise errors.InvalidParameterException(
            f"1 validation error detected: Value '{srp_a}' at 'sRPA' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: ^[0-9a-fA-F]+$"
        )
