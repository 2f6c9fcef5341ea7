"""The sign-in policy: which challenge an attempt has to meet next.

Rules are asked in order, and the first opinion wins.
"""

from __future__ import annotations

from collections.abc import Callable

from cognito_emulator.domain.factors import devices, policy
from cognito_emulator.domain.pools.factors import FACTORS
from cognito_emulator.domain.sign_in.attempt import AttemptState
from cognito_emulator.domain.sign_in.record import TOKENS

Rule = Callable[[AttemptState], str | None]


def password_proof(state: AttemptState) -> str | None:
    """SRP proves the password before anything else is asked; in CUSTOM_AUTH a trigger decides."""
    if state.attempt.srp_a is None or state.attempt.flow == "CUSTOM_AUTH":
        return None
    return _unless_passed(state, "PASSWORD_VERIFIER")


def first_factor(state: AttemptState) -> str | None:
    """In USER_AUTH the user chooses the first factor, if that was not done to begin with."""
    if state.attempt.flow != "USER_AUTH" or state.attempt.first_factor_passed:
        return None
    return state.attempt.chosen or "SELECT_CHALLENGE"


def as_defined(state: AttemptState) -> str | None:
    """In CUSTOM_AUTH the DefineAuthChallenge trigger decides, also for the same one once more."""
    return None if state.attempt.defined == TOKENS else state.attempt.defined


def forced_by_a_test(state: AttemptState) -> str | None:
    """What a test forces follows the first factor.

    Where another rule asks for such a challenge, it counts as well: it is used up by being issued.
    """
    if not state.attempt.first_factor_passed:
        return None
    return next(
        (name for name in state.forced_challenges if name not in state.attempt.passed), None
    )


def temporary_password(state: AttemptState) -> str | None:
    """A temporary password that was used to sign in has to be replaced."""
    used = state.attempt.password_proved and state.user is not None
    if not used or state.somebody.status != "FORCE_CHANGE_PASSWORD":
        return None
    return _unless_passed(state, "NEW_PASSWORD_REQUIRED")


def device_as_second_factor(state: AttemptState) -> str | None:
    """A remembered device stands in for the second factor, where the pool says so (documented)."""
    return device_proof(state) if devices.stand_in(state.pool) else None


def device_proof(state: AttemptState) -> str | None:
    """A remembered device has to prove itself in each sign-in that comes from it (documented).

    Where it does not stand in for the second factor, that comes first: clients expect it there.
    """
    device = state.device
    if not state.attempt.first_factor_passed or device is None or not device.trusted:
        return None
    return _unless_passed(state, "DEVICE_SRP_AUTH") or _unless_passed(
        state, "DEVICE_PASSWORD_VERIFIER"
    )


def second_factor(state: AttemptState) -> str | None:
    """After a password the pool's MFA may want another factor, unless a device stands in for it.

    A passkey that knew its user is two factors at once.
    """
    passed = state.attempt.passed
    if state.user is None or not state.attempt.password_proved:
        return None
    if not _SECOND.isdisjoint(passed):
        return None
    if "SELECT_MFA_TYPE" in passed:
        return state.attempt.chosen
    if "MFA_SETUP" in passed:  # a software token is proved by then, an address is not
        return "EMAIL_OTP" if state.attempt.chosen == "EMAIL_OTP" else None
    due = policy.choices(state.pool, state.user)
    if not due:
        return "MFA_SETUP" if state.pool.mfa == "ON" else None
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


def next_challenge(state: AttemptState) -> str | None:
    """Return the name of the challenge to meet next, ``None`` when no rule wants one.

    Then tokens are due, or, in CUSTOM_AUTH, DefineAuthChallenge has to be asked.
    """
    return next((name for rule in RULES if (name := rule(state))), None)


def _unless_passed(state: AttemptState, name: str) -> str | None:
    return None if name in state.attempt.passed else name
