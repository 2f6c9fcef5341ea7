"""How often a user may try something within an hour.

The figures are documented as quotas; of a range, the highest counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator import errors
from cognito_emulator.domain.messages.record import TALLIES, Tally

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context

_HOUR = 3600


class Limit(NamedTuple):
    """So many tries of something an hour, for each user."""

    of: str
    hourly: int


CONFIRM_SIGN_UP = Limit("ConfirmSignUp", 15)
RESEND_CODE = Limit("ResendConfirmationCode", 5)
RECOVER = Limit("ForgotPassword, ConfirmForgotPassword", 20)
CHANGE_PASSWORD = Limit("ChangePassword", 5)
GET_ATTRIBUTE_CODE = Limit("GetUserAttributeVerificationCode", 5)
VERIFY_ATTRIBUTE = Limit("VerifyUserAttribute", 15)


def last(ctx: Context, pool: Pool, who: str, limit: Limit) -> float | None:
    """Return when somebody tried last, in epoch seconds; ``None`` if that is not known any more."""
    known = ctx.tx.get(TALLIES, (pool.id, who, limit.of))
    return known.tries[-1] if known and known.tries else None


def count(ctx: Context, pool: Pool, who: str, limit: Limit) -> None:
    """Count a try, which counts even if the operation fails.

    The hour is a sliding one, and refused tries do not prolong it: both are guesses.

    Raises:
        LimitExceededException: there were too many (text measured [codes-5]).

    """
    known = ctx.tx.get(TALLIES, (pool.id, who, limit.of))
    tries = tuple(at for at in known.tries if at > ctx.now - _HOUR) if known else ()
    if len(tries) >= limit.hourly:
        raise errors.LimitExceededException("Attempt limit exceeded, please try after some time.")
    tally = Tally(pool_id=pool.id, sub=who, limit=limit.of, tries=(*tries, ctx.now))
    ctx.tx.keep(TALLIES, tally)
