"""Software tokens: authenticator apps that show a new code each half minute (RFC 6238)."""

from __future__ import annotations

import hmac
from base64 import b32decode
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from cognito_emulator import errors
from cognito_emulator.domain.pools import factors
from cognito_emulator.domain.pools.factors import TOTP
from cognito_emulator.domain.users import directory
from cognito_emulator.domain.users.mfa import SoftwareToken

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context

#: The fewest characters of a secret (the service model).
SHORTEST_SECRET = 16

_STEP = 30
_BITS_PER_CHARACTER = 5


def associate(ctx: Context, pool: Pool, user: User) -> str:
    """Make the secret of a new token, which waits for its first code, and return it.

    One that waited before is forgotten.
    """
    secret = ctx.ids.software_token_secret()
    directory.save(ctx, pool, user, mfa=replace(user.mfa, waiting=secret))
    return secret


def verify(ctx: Context, pool: Pool, user: User, code: str, name: str) -> None:
    """Register the token that waits by a code of it, in place of an older one.

    Raises:
        SoftwareTokenMFANotFoundException: none waits (a guess).
        EnableSoftwareTokenMFAException: the code is another one (text measured [mfa-9]).

    """
    secret = user.mfa.waiting
    if secret is None:
        raise missing()
    step = _step_of(secret, code, ctx.now)
    if step is None:
        raise errors.EnableSoftwareTokenMFAException(
            "Code mismatch and fail enable Software Token MFA"
        )
    token = SoftwareToken(secret=secret, name=name, used=(step,))
    directory.save(ctx, pool, user, mfa=replace(user.mfa, token=token, waiting=None))


def matches(token: SoftwareToken, code: str, now: float) -> bool:
    """Whether a code is the token's at that moment, used or not."""
    return _step_of(token.secret, code, now) is not None


def code(token: SoftwareToken, now: float) -> str | None:
    """Return a code that could be used at that moment; ``None`` where all of them were.

    It is the present one or, once that is used, the next one, which is good for longest.
    """
    step = next((step for step in _steps(now) if step not in token.used), None)
    return None if step is None else _code(_algorithm()(token.secret), step)


def use(ctx: Context, pool: Pool, user: User, code: str) -> None:
    """Use up a code that `matches`.

    Raises:
        ExpiredCodeException: it was used before, when signing in or verifying (text measured
            [mfa-7]).

    """
    token = require(user)
    step = _step_of(token.secret, code, ctx.now)
    if step is None or step in token.used:
        raise errors.ExpiredCodeException("Your software token has already been used once.")
    recent = tuple(each for each in token.used if each in _steps(ctx.now))
    used = replace(token, used=(*recent, step))
    directory.save(ctx, pool, user, mfa=replace(user.mfa, token=used))


def delete(ctx: Context, pool: Pool, user: User) -> None:
    """Forget a user's token, also one that waits, and its preference (documented).

    A user who has none is no error (a guess).
    """
    enabled = tuple(factor for factor in user.mfa.enabled if factor != TOTP)
    preferred = None if user.mfa.preferred == TOTP else user.mfa.preferred
    mfa = replace(user.mfa, token=None, waiting=None, enabled=enabled, preferred=preferred)
    directory.touch(ctx, pool, user, mfa=mfa)


def require_offered(pool: Pool) -> None:
    """Refuse pools without software tokens.

    Raises:
        SoftwareTokenMFANotFoundException: text documented.

    """
    if pool.mfa == "OFF" or TOTP not in factors.offered(pool):
        raise errors.SoftwareTokenMFANotFoundException(
            "Software Token MFA has not been enabled by the userPool"
        )


def missing() -> errors.SoftwareTokenMFANotFoundException:
    """Return the error for a user without a token (text measured [mfa-8])."""
    return errors.SoftwareTokenMFANotFoundException(
        "Software Token MFA does not exist for the user."
    )


def is_secret(text: str) -> bool:
    """Whether a text can be the secret of a token: base32, and long enough."""
    padding = "=" * (-len(text) % 8)
    try:
        b32decode(text + padding, casefold=True)
    except ValueError:
        return False
    return len(text) >= SHORTEST_SECRET


def require(user: User) -> SoftwareToken:
    """Return a user's token.

    Raises:
        SoftwareTokenMFANotFoundException: there is none.

    """
    if user.mfa.token is None:
        raise missing()
    return user.mfa.token


def _step_of(secret: str, code: str, now: float) -> int | None:
    """Return the time step of which a code is, from the step before to the one after (documented).

    ``None`` says that it is of none of them.
    """
    token, text = _algorithm()(secret), code.encode()
    right = (s for s in _steps(now) if hmac.compare_digest(_code(token, s).encode(), text))
    return next(right, None)


def _steps(now: float) -> tuple[int, ...]:
    """Return the time steps whose codes are good: the present one, the next, the one before."""
    present = int(now) // _STEP
    return tuple(step for step in (present, present + 1, present - 1) if step >= 0)


def _code(token: Any, step: int) -> str:  # noqa: ANN401 - pyotp is loaded late
    code: str = token.generate_otp(step)
    return code


@cache
def _algorithm() -> Any:  # noqa: ANN401 - pyotp is loaded late
    """Return pyotp's TOTP, which takes its step from us, never from a clock.

    It is loaded by the first token only. Its newer releases want longer secrets than the service
    model.
    """
    import pyotp  # noqa: PLC0415

    class Totp(pyotp.TOTP):
        min_secret_length_bits = SHORTEST_SECRET * _BITS_PER_CHARACTER

    return Totp
