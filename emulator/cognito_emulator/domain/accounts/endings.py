"""How an account ends, or rests: deletion, disabling, sign-out everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cognito_emulator.domain.accounts.record import FAILURES
from cognito_emulator.domain.factors.record import DEVICES, PASSKEYS, REGISTRATIONS
from cognito_emulator.domain.messages.record import CODES, TALLIES
from cognito_emulator.domain.sign_in import forced
from cognito_emulator.domain.sign_in.record import ATTEMPTS, FORCED
from cognito_emulator.domain.tokens import sign_ins
from cognito_emulator.domain.users.record import USERS, User
from cognito_emulator.store import Table

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context
from cognito_emulator.domain.users.directory import save, touch

#: What goes with its user. Sign-ins stay, for their tokens are told of the deletion; messages stay
#: to be read by a test.
BELONGINGS: tuple[Table[Any], ...] = (
    ATTEMPTS,
    CODES,
    DEVICES,
    FAILURES,
    PASSKEYS,
    REGISTRATIONS,
    TALLIES,
)


def delete(ctx: Context, user: User) -> None:
    """Remove a user; the name is free at once. Memberships go along (recorded 2026-09).

    Nor does the next user of that name or ``sub`` inherit codes, tallies or forced challenges.
    """
    for table in BELONGINGS:
        for record in ctx.tx.all(table, "user", (user.pool_id, user.sub)):
            ctx.tx.delete(table, table.key(record))
    for wish in forced.of_user(ctx, user.pool_id, user.username):
        if wish.username is not None:
            ctx.tx.delete(FORCED, wish.id)
    ctx.tx.delete(USERS, (user.pool_id, user.username))


def sign_out(ctx: Context, pool: Pool, user: User) -> None:
    """End all of a user's sign-ins: GlobalSignOut and its admin twin; triggers hear of it since.

    That the modification date stays is a guess.
    """
    sign_ins.sign_out_everywhere(ctx, user)
    save(ctx, pool, user, signed_out_at=ctx.now)


def set_enabled(ctx: Context, pool: Pool, user: User, *, enabled: bool) -> User:
    """Let a user sign in, or no longer; the date advances (recorded; for repeats a guess)."""
    return touch(ctx, pool, user, enabled=enabled)
