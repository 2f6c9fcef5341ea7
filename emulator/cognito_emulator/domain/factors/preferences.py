"""Turning second factors on and off, and preferring one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator import errors
from cognito_emulator.domain.factors import policy
from cognito_emulator.domain.factors.passkeys import lookup as passkey_lookup
from cognito_emulator.domain.pools.factors import FACTORS, TOTP, Factor
from cognito_emulator.domain.users import directory
from cognito_emulator.domain.users.mfa import Mfa

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context

_SMS_OPTION = {"DeliveryMedium": "SMS", "AttributeName": "phone_number"}


class Wish(NamedTuple):
    """What is wanted of a factor.

    Attributes:
        enabled: whether it shall be on.
        preferred: whether it shall be the preferred one; ``None`` leaves that as it is.

    """

    enabled: bool
    preferred: bool | None = None


def prefer(
    ctx: Context,
    pool: Pool,
    user: User,
    wishes: Mapping[Factor, Wish],
    *,
    by_passkey: bool | None = None,
) -> User:
    """Turn factors on or off; those that are not named stay as they are.

    Three guesses: a factor can be turned off though the pool requires MFA; the pool need not offer
    the factor (measured [mfa-12] for text messages); the modification date advances.

    Args:
        ctx: the operation.
        pool: the user's pool.
        user: whose factors they are.
        wishes: by factor.
        by_passkey: whether passkeys shall be two factors at once; ``None`` leaves that as it is.

    Raises:
        InvalidParameterException: the user lacks what a factor needs (text measured [mfa-10] for
            software tokens), or more than one is preferred, or one that is off (texts are
            guesses), or passkeys cannot be two factors (see `_check_passkeys`).

    """
    for factor, wish in wishes.items():
        if wish.enabled and not available(pool, user, factor):
            raise _no_delivery(factor)
    mfa = _with(user.mfa, wishes)
    if by_passkey:
        _check_passkeys(ctx, pool, user, wishes)
    if by_passkey is not None:
        mfa = replace(mfa, passkeys=by_passkey)
    return directory.touch(ctx, pool, user, mfa=mfa)


def set_options(ctx: Context, pool: Pool, user: User, options: Sequence[Mapping[str, str]]) -> User:
    """Turn text messages on or off: SetUserSettings, which knows no other factor (documented).

    Raises:
        InvalidParameterException: another factor (the text is a guess), or the user has no phone
            number (text claimed).

    """
    _require_text_messages(options)
    if options and not policy.owns(user, "SMS_MFA"):
        raise _no_delivery("SMS_MFA")
    return directory.touch(ctx, pool, user, mfa=replace(user.mfa, sms_option=bool(options)))


def restore(
    ctx: Context,
    pool: Pool,
    user: User,
    wishes: Mapping[Factor, Wish],
    options: Sequence[Mapping[str, str]],
) -> User:
    """Turn factors on as they were elsewhere, whatever the user lacks for them now. For seeds.

    Raises:
        InvalidParameterException: an option of the older operation that there is not.

    """
    _require_text_messages(options)
    mfa = replace(_with(user.mfa, wishes), sms_option=bool(options))
    return directory.touch(ctx, pool, user, mfa=mfa)


def available(pool: Pool, user: User, factor: Factor) -> bool:
    """Whether a user can turn a factor on.

    Software tokens only where MFA is on (measured [mfa-11]).
    """
    return policy.owns(user, factor) and (factor != TOTP or pool.mfa != "OFF")


def _require_text_messages(options: Sequence[Mapping[str, str]]) -> None:
    if any({**_SMS_OPTION, **option} != _SMS_OPTION for option in options):
        raise errors.InvalidParameterException(
            "Only SMS to the attribute phone_number can be set as an MFA option."
        )


def _with(mfa: Mfa, wishes: Mapping[Factor, Wish]) -> Mfa:
    wanted = [factor for factor, wish in wishes.items() if wish.preferred]
    if len(wanted) > 1:
        raise errors.InvalidParameterException("Only one MFA factor can be preferred.")
    if any(not wishes[factor].enabled for factor in wanted):
        raise errors.InvalidParameterException("An MFA factor that is disabled cannot be preferred")
    on = {factor: factor in mfa.enabled for factor in FACTORS}
    on |= {factor: wish.enabled for factor, wish in wishes.items()}
    enabled = tuple(factor for factor in FACTORS if on[factor])
    given_up = [f for f, wish in wishes.items() if wish.preferred is False or not wish.enabled]
    kept = None if mfa.preferred in given_up else mfa.preferred
    return replace(mfa, enabled=enabled, preferred=wanted[0] if wanted else kept)


def _check_passkeys(ctx: Context, pool: Pool, user: User, wishes: Mapping[Factor, Wish]) -> None:
    """Want another factor in the same request, even if one is on, a pool, and a passkey.

    The former is measured [passkeys-4], its text too. The passkey's text is claimed; the pool's
    is a guess, and so is the order.
    """
    if not any(wish.enabled for wish in wishes.values()):
        raise errors.InvalidParameterException(
            "WebAuthn MFA requires enabling an additional MFA setting."
        )
    if not pool.passkeys_satisfy_mfa:
        raise errors.InvalidParameterException(
            "WebAuthn MFA is not enabled for the user pool: its FactorConfiguration has to be"
            " MULTI_FACTOR_WITH_USER_VERIFICATION."
        )
    if not passkey_lookup.usable(ctx, pool, user):
        raise errors.InvalidParameterException(
            "User does not have applicable WebAuthn credentials to enable WebAuthn MFA."
        )


def _no_delivery(factor: Factor) -> errors.InvalidParameterException:
    return errors.InvalidParameterException(
        f"User does not have delivery config set to turn on {factor}"
    )
