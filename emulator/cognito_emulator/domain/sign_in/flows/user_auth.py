"""USER_AUTH: the user chooses what to begin with, or has just signed up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.accounts import eligibility
from cognito_emulator.domain.pools import tiers
from cognito_emulator.domain.sign_in import first_factors, sign_up_sessions
from cognito_emulator.domain.sign_in.attempt import AttemptState
from cognito_emulator.domain.sign_in.flows import entry
from cognito_emulator.domain.work.parameters import required

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.work.context import Context

# Steps up an access token to another level of assurance; not emulated.
_STEP_UP = ("TARGET_ACR_VALUES", "ACCESS_TOKEN", "MAX_AGE")


def begin(ctx: Context, pool: Pool, client: Client, parameters: Mapping[str, str]) -> Attempt:
    """Begin with PREFERRED_CHALLENGE if the user can, else offer what there is (measured).

    Strangers are hidden whatever the client says (documented).

    Raises:
        InvalidParameterException: a parameter is missing.
        FeatureUnavailableInTierException: the pool is a LITE one (documented; text not confirmed).
        NotAuthorizedException: the password or the Session of a sign-up is not good, or there is
            nothing that the user could begin with (not confirmed).
        NotImplementedException: a step-up is asked for.

    """
    required(parameters, "USERNAME")
    for name in _STEP_UP:
        if parameters.get(name):
            raise errors.NotImplementedException(f"{name} is not emulated yet.")
    if pool.tier == "LITE":
        raise errors.FeatureUnavailableInTierException(tiers.not_in_lite(tiers.PASSWORDLESS))
    who = entry.identify(ctx, pool, client, parameters, hidden=True)
    entry.admit(ctx, pool, client, who)
    session = ctx.request.get("Session")
    if session is not None:
        attempt = who.attempt(pool, client, "USER_AUTH")
        return replace(
            attempt, passed=(sign_up_sessions.redeem(ctx, pool, client, who.user, session),)
        )
    wish = parameters.get("PREFERRED_CHALLENGE")
    return _with_choice(ctx, pool, client, who, wish, parameters)


def _with_choice(
    ctx: Context,
    pool: Pool,
    client: Client,
    who: entry.Entrant,
    wish: str | None,
    parameters: Mapping[str, str],
) -> Attempt:
    offered = (
        first_factors.of_stranger(pool, who.name, wish)
        if who.user is None
        else first_factors.of_user(ctx, pool, who.user)
    )
    if not offered:
        raise eligibility.refused()
    attempt = replace(who.attempt(pool, client, "USER_AUTH"), offered=offered)
    if wish not in offered:
        return attempt
    state = AttemptState(attempt, pool, client, who.user)
    return first_factors.choose(ctx, state, wish, parameters)
