"""What a sign-in of USER_AUTH may begin with, and beginning with one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from cognito_emulator.domain.accounts import eligibility
from cognito_emulator.domain.factors import policy
from cognito_emulator.domain.factors.passkeys import lookup as passkey_lookup
from cognito_emulator.domain.factors.passkeys import relying_party
from cognito_emulator.domain.sign_in.srp_parameters import public_value

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.sign_in.attempt import AttemptState
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context

# The factors of AllowedFirstAuthFactors and the challenges that each one allows, in the order of
# AvailableChallenges (claimed [sign-in-27]; the place of SMS_OTP is a guess).
_CHALLENGES: Mapping[str, tuple[str, ...]] = {
    "PASSWORD": ("PASSWORD_SRP", "PASSWORD"),
    "EMAIL_OTP": ("EMAIL_OTP",),
    "SMS_OTP": ("SMS_OTP",),
    "WEB_AUTHN": ("WEB_AUTHN",),
}
#: The attributes to which the messages of a factor go.
ADDRESSES = {"EMAIL_OTP": "email", "SMS_OTP": "phone_number"}


def of_user(ctx: Context, pool: Pool, user: User) -> tuple[str, ...]:
    """Return the challenges that a user can begin with."""
    return _challenges(pool, [f for f in pool.first_factors if _has(ctx, pool, user, f)])


def configured(ctx: Context, pool: Pool, user: User) -> tuple[str, ...]:
    """Return the factors of a user as GetUserAuthFactors names them.

    The order is documented; that a software token, which is a second factor only, comes last is a
    guess.
    """
    first = (f for f in _CHALLENGES if f in pool.first_factors and _has(ctx, pool, user, f))
    return (*first, "SOFTWARE_TOKEN") if user.mfa.token else tuple(first)


def of_hidden_user(pool: Pool, name: str, wish: str | None) -> tuple[str, ...]:
    """Return what somebody unknown seems to be able to begin with.

    It is what was wished for, if the pool allows it (measured [hidden-users-4] for EMAIL_OTP),
    else one of the pool's factors picked at random (documented); here always the same for a name.
    """
    nobodys = set() if relying_party.of_pool(pool) else {"WEB_AUTHN"}
    factors = [factor for factor in pool.first_factors if factor not in nobodys]
    wished = [factor for factor in factors if wish in _CHALLENGES.get(factor, ())]
    allowed = wished or factors
    pick = sha256(f"{pool.id}:{pool.fold(name)}".encode()).digest()[0] % len(allowed)
    return _challenges(pool, [allowed[pick]])


def choose(ctx: Context, state: AttemptState, name: str, given: Mapping[str, str]) -> Attempt:
    """Return the attempt that goes on with a first factor, past it if all is there already.

    Args:
        ctx: the operation.
        state: of the attempt before.
        name: a challenge that is on offer.
        given: AuthParameters or ChallengeResponses: PASSWORD or SRP_A finish in one call
            (measured [sign-in-30]).

    Raises:
        NotAuthorizedException: the password is wrong.
        InvalidParameterException: SRP_A is no number.

    """
    chosen = replace(state.attempt, chosen=name)
    if name == "PASSWORD" and given.get("PASSWORD"):
        if state.user is None:
            raise eligibility.refused()
        eligibility.check_password(ctx, state.pool, state.user, given["PASSWORD"])
        return chosen.past("PASSWORD")
    if name == "PASSWORD_SRP" and given.get("SRP_A"):
        return replace(chosen, srp_a=public_value(given))
    return chosen


def _challenges(pool: Pool, factors: list[str]) -> tuple[str, ...]:
    return tuple(
        challenge
        for factor, challenges in _CHALLENGES.items()
        if factor in factors and factor in pool.first_factors
        for challenge in challenges
    )


def _has(ctx: Context, pool: Pool, user: User, factor: str) -> bool:
    """Whether a user can use a factor.

    Whoever has a temporary password begins with it (measured [sign-in-31]). Codes go to
    verified addresses only (a guess). Whoever has to show a second factor begins with a password
    (documented), or with a passkey that was turned on as being two factors at once (measured
    [passkeys-5]).
    """
    if factor == "PASSWORD":
        return user.password is not None
    suffices = factor == "WEB_AUTHN" and policy.passkeys_suffice(pool, user)
    if policy.wants_password(pool, user) and not suffices:
        return False
    if user.status == "FORCE_CHANGE_PASSWORD":
        return False
    if factor == "WEB_AUTHN":
        return bool(passkey_lookup.usable(ctx, pool, user))
    address = ADDRESSES.get(factor)
    return address is not None and user.attributes.get(f"{address}_verified") == "true"
