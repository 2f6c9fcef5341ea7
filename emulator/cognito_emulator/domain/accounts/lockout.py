"""Lock-out after wrong passwords and codes.

The fifth failure in a row locks for a second, each further one for twice as long, up to 15 minutes.
After a success, or 15 minutes without a try, they are forgotten. All of it is documented; the
figures stand beside the record, `Failures.locked_until`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.accounts.record import FAILURES, LONGEST, Failures

if TYPE_CHECKING:
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context


def check(ctx: Context, user: User) -> None:
    """Refuse a user who is locked out, whether the password is right or not (documented).

    That the failures are forgotten takes a time without any try.

    Raises:
        NotAuthorizedException: until the lock runs out (text measured [accounts-3]).

    """
    known = ctx.tx.get(FAILURES, (user.pool_id, user.sub))
    if known is not None and ctx.now < known.locked_until:
        ctx.tx.keep(FAILURES, replace(known, tried_at=ctx.now))
        raise errors.NotAuthorizedException("Password attempts exceeded")


def count(ctx: Context, user: User) -> None:
    """Count a failure, which counts although the operation fails."""
    known = ctx.tx.get(FAILURES, (user.pool_id, user.sub))
    if known is None or ctx.now >= known.tried_at + LONGEST:
        known = Failures(pool_id=user.pool_id, sub=user.sub)
    ctx.tx.keep(FAILURES, replace(known, count=known.count + 1, last_at=ctx.now, tried_at=ctx.now))


def forget(ctx: Context, user: User) -> None:
    """Forget the failures of a user who has signed in."""
    if ctx.tx.get(FAILURES, (user.pool_id, user.sub)) is not None:
        ctx.tx.delete(FAILURES, (user.pool_id, user.sub))
