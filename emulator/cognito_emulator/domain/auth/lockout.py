"""Lock-out: each wrong password or code beyond the fifth makes the next one wait longer.

The figures are documented; that a success forgets the failures before it, too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.store import Table

if TYPE_CHECKING:
    from cognito_emulator.domain.context import Context
    from cognito_emulator.domain.users import User

_FREE = 5
_LONGEST = 900  # seconds; also how long it takes until failures are forgotten


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """How often in a row somebody was wrong.

    Attributes:
        count: how many times, not counting those during a lock.
        last_at: epoch seconds of the last one.
        tried_at: epoch seconds of the last try, be it during a lock.

    """

    pool_id: str
    sub: str
    count: int = 0
    last_at: float = 0.0
    tried_at: float = 0.0

    @property
    def locked_until(self) -> float:
        """Until when nothing is looked at, in epoch seconds."""
        if self.count < _FREE:
            return self.last_at
        return self.last_at + min(2.0 ** (self.count - _FREE), _LONGEST)


FAILURES: Table[Failures] = Table(
    "failures",
    key=lambda failures: (failures.pool_id, failures.sub),
    groups={
        "pool": lambda failures: (failures.pool_id,),
        "user": lambda failures: ((failures.pool_id, failures.sub),),
    },
)


def check(ctx: Context, user: User) -> None:
    """Refuse a user who is locked out, whether the password is right or not (documented).

    That the failures are forgotten takes a time without any try.

    Raises:
        NotAuthorizedException: until the lock runs out (text measured).

    """
    known = ctx.tx.get(FAILURES, (user.pool_id, user.sub))
    if known is not None and ctx.now < known.locked_until:
        ctx.tx.keep(FAILURES, replace(known, tried_at=ctx.now))
        raise errors.NotAuthorizedException("Password attempts exceeded")


def count(ctx: Context, user: User) -> None:
    """Count a failure, which counts although the operation fails."""
    known = ctx.tx.get(FAILURES, (user.pool_id, user.sub))
    if known is None or ctx.now >= known.tried_at + _LONGEST:
        known = Failures(pool_id=user.pool_id, sub=user.sub)
    ctx.tx.keep(FAILURES, replace(known, count=known.count + 1, last_at=ctx.now, tried_at=ctx.now))


def forget(ctx: Context, user: User) -> None:
    """Forget the failures of a user who has signed in."""
    if ctx.tx.get(FAILURES, (user.pool_id, user.sub)) is not None:
        ctx.tx.delete(FAILURES, (user.pool_id, user.sub))
