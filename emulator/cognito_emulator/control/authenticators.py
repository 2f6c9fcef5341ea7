"""The codes that authenticator apps show, for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain.factors import software_tokens
from cognito_emulator.domain.factors.software_tokens import is_secret
from cognito_emulator.domain.pools.factors import TOTP
from cognito_emulator.domain.users.mfa import SoftwareToken
from cognito_emulator.domain.users.record import USERS

if TYPE_CHECKING:
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.engine import Engine

__all__ = ["TOTP", "code", "code_of", "is_secret"]


def code(engine: Engine, secret: str) -> str | None:
    """Return a code of an authenticator app that can be used now; ``None`` if there is none.

    Args:
        engine: the engine.
        secret: as AssociateSoftwareToken returns it; the user need not have verified it yet.

    Raises:
        ValueError: ``secret`` is not such a secret.

    """
    plain = "".join(secret.split()).upper()
    if not is_secret(plain):
        raise ValueError(
            "secret must be base32 (letters and the digits 2 to 7), of 16 characters or more."
        )
    used = engine.run_inside(lambda ctx: _used(ctx, plain))
    app = SoftwareToken(secret=plain, used=used)
    return software_tokens.code(app, engine.clock.now())


def code_of(engine: Engine, user: User) -> str | None:
    """Return a code of a user's app that can be used now; ``None`` if there is none.

    The app may still wait for its first code, as AssociateSoftwareToken leaves it.

    Raises:
        LookupError: the user has no app.

    """
    app = user.mfa.token or (SoftwareToken(secret=user.mfa.waiting) if user.mfa.waiting else None)
    if app is None:
        raise LookupError(f"{user.username} has no authenticator app.")
    return software_tokens.code(app, engine.clock.now())


def _used(ctx: Context, secret: str) -> tuple[int, ...]:
    """Return the time steps whose codes were used by users with an app of that secret."""
    apps = (user.mfa.token for user in ctx.tx.all(USERS, "app", secret))
    return tuple(step for app in apps if app for step in app.used)
