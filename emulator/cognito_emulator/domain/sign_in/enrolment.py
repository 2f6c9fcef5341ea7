"""Setting up a software token during MFA_SETUP: each step takes a Session and gives the next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator.domain.accounts import eligibility
from cognito_emulator.domain.clients import lookup as client_lookup
from cognito_emulator.domain.factors import policy, software_tokens
from cognito_emulator.domain.pools.factors import TOTP
from cognito_emulator.domain.sign_in import sessions
from cognito_emulator.domain.sign_in.attempt import AttemptState
from cognito_emulator.domain.sign_in.record import ATTEMPTS
from cognito_emulator.domain.users.record import USERS

if TYPE_CHECKING:
    from cognito_emulator.domain.work.context import Context


class Associated(NamedTuple):
    """A new token's secret, and the Session to verify it with."""

    secret: str
    session: str


def associate(ctx: Context, session: str) -> Associated:
    """Make a token for whoever is to set one up.

    Raises:
        NotAuthorizedException: the session is not good (measured [mfa-1]; that unknown and
            used ones are refused alike is a guess), or the user disabled or has a second factor by
            now (a guess).
        SoftwareTokenMFANotFoundException: the pool has no software tokens.

    """
    state = _resumed(ctx, session)
    if TOTP not in state.attempt.private["choices"]:
        software_tokens.require_offered(state.pool)
    secret = software_tokens.associate(ctx, state.pool, state.somebody)
    return Associated(secret, _next(ctx, state, associated=True))


def verify(ctx: Context, session: str, code: str, name: str) -> str:
    """Register the token by a code of it; return the Session that answers MFA_SETUP.

    Registering it needs no more: the next sign-in asks for a code, even if MFA_SETUP was never
    answered (measured [mfa-3]). A wrong code leaves the session as it is (a guess).

    Raises:
        NotAuthorizedException: the session is not good, or not one that followed on the token: that
            of another sign-in is refused (measured [mfa-2]).
        EnableSoftwareTokenMFAException: the code is another one.

    """
    state = _resumed(ctx, session)
    if not state.attempt.private.get("associated"):
        raise sessions.unknown()
    software_tokens.verify(ctx, state.pool, state.somebody, code, name)
    return _next(ctx, state, verified=True)


def _resumed(ctx: Context, session: str) -> AttemptState:
    known = ctx.tx.get(ATTEMPTS, session)
    if known is None or known.spent:
        raise sessions.unknown()
    client = client_lookup.by_id(ctx, known.client_id)
    attempt = sessions.find(ctx, client, "MFA_SETUP", session)
    pool = client_lookup.pool_of(ctx, client)
    state = AttemptState(attempt, pool, client, ctx.tx.find(USERS, "sub", (pool.id, attempt.sub)))
    eligibility.admit(client, state.somebody)
    if policy.choices(pool, state.somebody) and not attempt.forced:
        raise sessions.unknown()  # set up in the meantime: by another sign-in, or this very one
    return state


def _next(ctx: Context, state: AttemptState, **private: Any) -> str:  # noqa: ANN401 - of the challenge
    """Use a session up, and return the next one, which begins its life now (a guess)."""
    ctx.tx.put(ATTEMPTS, replace(state.attempt, spent=True))
    following = replace(state.attempt, private={**state.attempt.private, **private})
    return sessions.opened(ctx, state.client, following).handle
