"""USER_AUTH: the user chooses what to begin with, or has just signed up."""

from __future__ import annotations

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
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.sign_in.way import SignInRequest
    from cognito_emulator.domain.work.context import Context

# Steps up an access token to another level of assurance; not emulated.
_STEP_UP = ("TARGET_ACR_VALUES", "ACCESS_TOKEN", "MAX_AGE")


def begin(ctx: Context, request: SignInRequest) -> Attempt:
    """Begin with PREFERRED_CHALLENGE if the user can, else offer what there is.

    Both are measured [sign-in-26, sign-in-28, sign-in-29]. Unknown users are hidden
    whatever the client says (documented).

    Raises:
        InvalidParameterException: a parameter is missing.
        FeatureUnavailableInTierException: the pool is a LITE one (documented; the text a guess).
        NotAuthorizedException: the password or the Session of a sign-up is not good, or there is
            nothing that the user could begin with (a guess).
        NotImplementedException: a step-up is asked for.

    """
    pool, parameters = request.pool, request.parameters
    required(parameters, "USERNAME")
    for name in _STEP_UP:
        if parameters.get(name):
            raise errors.NotImplementedException(f"{name} is not emulated yet.")
    if pool.tier == "LITE":
        raise errors.FeatureUnavailableInTierException(tiers.not_in_lite(tiers.PASSWORDLESS))
    who = entry.identify(ctx, request, hidden=True)
    entry.admit(ctx, request, who)
    if request.session is not None:
        factor = sign_up_sessions.redeem(ctx, pool, request.client, who.user, request.session)
        return replace(who.attempt(request, "USER_AUTH"), passed=(factor,))
    return _with_choice(ctx, request, who)


def _with_choice(ctx: Context, request: SignInRequest, who: entry.Entrant) -> Attempt:
    pool, wish = request.pool, request.parameters.get("PREFERRED_CHALLENGE")
    offered = (
        first_factors.of_hidden_user(pool, who.name, wish)
        if who.user is None
        else first_factors.of_user(ctx, pool, who.user)
    )
    if not offered:
        raise eligibility.refused()
    attempt = replace(who.attempt(request, "USER_AUTH"), offered=offered)
    if wish not in offered:
        return attempt
    state = AttemptState(attempt, pool, request.client, who.user, details=request.details)
    return first_factors.choose(ctx, state, wish, request.parameters)
