"""The passkeys that a user has: listing and deleting them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.factors.passkeys import relying_party
from cognito_emulator.domain.factors.record import PASSKEYS, Passkey

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context


def of_user(ctx: Context, user: User) -> list[Passkey]:
    """Return a user's passkeys, oldest first, also those of a former relying party."""
    return ctx.tx.all(PASSKEYS, "user", (user.pool_id, user.sub))


def usable(ctx: Context, pool: Pool, user: User) -> list[Passkey]:
    """Return those of a user's passkeys that were made for the pool's relying party of today."""
    party = relying_party.of_pool(pool)
    return [key for key in of_user(ctx, user) if party is not None and key.rp_id == party.id]


def delete(ctx: Context, user: User, credential_id: str) -> None:
    """Remove one of a user's passkeys.

    Raises:
        ResourceNotFoundException: the user has no such passkey.

    """
    passkey = ctx.tx.get(PASSKEYS, (user.pool_id, credential_id))
    if passkey is None or passkey.sub != user.sub:
        raise errors.ResourceNotFoundException("Credential not found.")
    ctx.tx.delete(PASSKEYS, PASSKEYS.key(passkey))
