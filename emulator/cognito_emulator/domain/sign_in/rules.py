"""The sign-in policy: which challenge an attempt has to meet next.

Rules are asked in order, and the first opinion wins.
"""

from __future__ import annotations

from collections.abc import Callable

from cognito_emulator.domain.factors import devices, policy
from cognito_emulator.domain.pools.factors import FACTORS
from cognito_emulator.domain.sign_in.attempt import Situation
from cognito_emulator.domain.sign_in.record import TOKENS

Rule = Callable[[Situation], str | None]


def password_proof(at: Situation) -> str | None:
    """SRP proves the password before anything else is asked; in CUSTOM_AUTH a trigger decides."""
    if at.attempt.srp_a is None or at.attempt.flow == "CUSTOM_AUTH":
        return None
    return _unless_passed(at, "PASSWORD_VERIFIER")


def first_factor(at: Situation) -> str | None:
    """In USER_AUTH the user chooses the first factor, if that was not done to begin with."""
    if at.attempt.flow != "USER_AUTH" or at.attempt.first_factor_passed:
        return None
    return at.attempt.chosen or "SELECT_CHALLENGE"


def as_defined(at: Situation) -> str | None:
    """In CUSTOM_AUTH the DefineAuthChallenge trigger decides, also for the same one once more."""
    return None if at.attempt.defined == TOKENS else at.attempt.defined


def forced_by_a_test(at: Situation) -> str | None:
    """What a test forces follows the first factor."""
    if not at.attempt.first_factor_passed:
        return None
    return next((name for name in at.forced if name not in at.attempt.passed), None)


def temporary_password(at: Situation) -> str | None:
    """A temporary password that was used to sign in has to be replaced."""
    used = at.attempt.password_proved and at.user is not None
    if not used or at.somebody.status != "FORCE_CHANGE_PASSWORD":
        return None
    return _unless_passed(at, "NEW_PASSWORD_REQUIRED")


def device_as_second_factor(at: Situation) -> str | None:
    """A remembered device stands in for the second factor, where the pool says so (documented)."""
    return device_proof(at) if devices.stand_in(at.pool) else None


def device_proof(at: Situation) -> str | None:
    """A remembered device has to prove itself in each sign-in that comes from it (documented).

    Where it does not stand in for the second factor, that comes first: clients expect it there.
    """
    device = at.device
    if not at.attempt.first_factor_passed or device is None or not device.trusted:
        return None
    return _unless_passed(at, "DEVICE_SRP_AUTH") or _unless_passed(at, "DEVICE_PASSWORD_VERIFIER")


def second_factor(at: Situation) -> str | None:
    """After a password the pool's MFA may want another factor, unless a device stands in for it.

    A passkey that knew its user is two factors at once.
    """
    passed = at.attempt.passed
    if at.user is None or not at.attempt.password_proved:
        return None
    if not _SECOND.isdisjoint(passed):
        return None
    if "SELECT_MFA_TYPE" in passed:
        return at.attempt.chosen
    if "MFA_SETUP" in passed:  # a software token is proved by then, an address is not
        return "EMAIL_OTP" if at.attempt.chosen == "EMAIL_OTP" else None
    due = policy.choices(at.pool, at.user)
    if not due:
        return "MFA_SETUP" if at.pool.mfa == "ON" else None
    return due[0] if len(due) == 1 else "SELECT_MFA_TYPE"


# What stands for a second factor: one itself, or a device that has proved itself.
_SECOND = frozenset({*FACTORS, "DEVICE_PASSWORD_VERIFIER"})

RULES: tuple[Rule, ...] = (
    password_proof,
    first_factor,
    as_defined,
    forced_by_a_test,
    temporary_password,
    device_as_second_factor,
    second_factor,
    device_proof,
)


def next_challenge(at: Situation) -> str | None:
    """Return the name of the challenge to meet next, ``None`` when no rule wants one.

    Then tokens are due, or, in CUSTOM_AUTH, DefineAuthChallenge has to be asked.
    """
    return next((name for rule in RULES if (name := rule(at))), None)


def _unless_passed(at: Situation, name: str) -> str | None:
    return None if name in at.attempt.passed else name
