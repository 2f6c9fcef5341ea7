"""How a user's account ends, or rests: deletion, disabling, sign-out everywhere.

Pools are removed by `pools.settings`, clients by `clients.settings`, groups by `users.groups`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain.tokens import sign_ins
from cognito_emulator.domain.users.directory import save, touch
from cognito_emulator.domain.users.record import USERS, User
from cognito_emulator.domain.work import ownership

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context


def delete(ctx: Context, user: User) -> None:
    """Remove a user; the name is free at once. Memberships go along (recorded [accounts-1]).

    Nor does the next user of that name or ``sub`` inherit codes, tallies or forced challenges.
    """
    ownership.remove_of_user(ctx.tx, user.pool_id, sub=user.sub, username=user.username)
    ctx.tx.delete(USERS, (user.pool_id, user.username))


def sign_out(ctx: Context, pool: Pool, user: User) -> None:
    """End all of a user's sign-ins: GlobalSignOut and its admin twin; triggers hear of it since.

    That the modification date stays is a guess.
    """
    sign_ins.sign_out_everywhere(ctx, user)
    save(ctx, pool, user, signed_out_at=ctx.now)


def set_enabled(ctx: Context, pool: Pool, user: User, *, enabled: bool) -> User:
    """Let a user sign in, or no longer.

    The date advances by disabling (recorded [accounts-2]); by enabling, and by repeats, is a guess.
    """
    return touch(ctx, pool, user, enabled=enabled)
