"""Which second factor a user has to show, by the pool's settings and the user's own.

The steps are documented, under "Details of MFA logic at user runtime".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain.pools.factors import ADDRESSES, FACTORS, TOTP, Factor, offered

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User


def usable(pool: Pool, user: User) -> tuple[Factor, ...]:
    """Return the factors by which a user could be asked.

    Addresses need not be verified, and a software token outlives the pool's offer (both
    documented).
    """
    has = offered(pool)
    return tuple(factor for factor in FACTORS if owns(user, factor) and _outlives(factor, has))


def owns(user: User, factor: Factor) -> bool:
    """Whether a user has what a factor needs: the address, or a verified software token."""
    if factor == TOTP:
        return user.mfa.token is not None
    return bool(user.attributes.get(ADDRESSES[factor]))


def choices(pool: Pool, user: User) -> tuple[Factor, ...]:
    """Return the factors of which one is due, after a password that was right.

    Where MFA is optional, those that the user turned on. That a verified software token is not
    enough is claimed, though the opposite is documented. Where MFA is required, whatever the user
    has, except an address through which lost passwords are recovered first (documented). A
    preference counts as long as the user could be asked so (measured [mfa-12]).
    """
    able = usable(pool, user)
    if pool.mfa == "OFF":
        return ()
    if user.mfa.preferred in able:
        return (user.mfa.preferred,)
    if pool.mfa == "OPTIONAL":
        return tuple(factor for factor in able if factor in active(user))
    wanted = tuple(factor for factor in able if not _recovers(pool, factor))
    return tuple(factor for factor in wanted if factor in offered(pool)) or wanted


def active(user: User) -> tuple[Factor, ...]:
    """Return the factors that a user turned on, by the older operation too."""
    return tuple(
        factor
        for factor in FACTORS
        if factor in user.mfa.enabled or (factor == "SMS_MFA" and user.mfa.sms_option)
    )


def wants_password(pool: Pool, user: User) -> bool:
    """Whether a user has to begin with a password, as a second factor is due after it (documented).

    Where MFA is optional, that is once the user has turned a factor on.
    """
    return pool.mfa == "ON" or bool(choices(pool, user))


def passkeys_suffice(pool: Pool, user: User) -> bool:
    """Whether a user's passkeys are two factors at once: the pool's wish and the user's."""
    return pool.passkeys_satisfy_mfa and user.mfa.passkeys


def to_set_up(pool: Pool, user: User) -> tuple[Factor, ...]:
    """Return what a user may set up on the way, who has to show a factor and has none.

    A user with an address, which then will not do, is left with the software token; one without
    any may give one, unless passwords are recovered through it first (both documented).
    """
    if any(user.attributes.get(attribute) for attribute in ADDRESSES.values()):
        return tuple(factor for factor in offered(pool) if factor == TOTP)
    return tuple(factor for factor in offered(pool) if not _recovers(pool, factor))


def recovery(pool: Pool, user: User, mechanisms: tuple[str, ...]) -> tuple[str, ...]:
    """Return the mechanisms by which a user may recover a password.

    Those are left out through which the user gets codes of the preferred second factor
    (documented), or of any, where none is preferred (a guess).
    """
    if pool.mfa == "OFF":
        return mechanisms
    taken = (user.mfa.preferred,) if user.mfa.preferred else active(user)
    addresses = {f"verified_{ADDRESSES[factor]}" for factor in taken if factor in ADDRESSES}
    return tuple(name for name in mechanisms if name not in addresses)


def _recovers(pool: Pool, factor: Factor) -> bool:
    """Whether a factor's messages go where lost passwords are recovered first."""
    address = ADDRESSES.get(factor)
    return address is not None and pool.recovery[0] == f"verified_{address}"


def _outlives(factor: Factor, has: tuple[Factor, ...]) -> bool:
    return factor in has or factor == TOTP
