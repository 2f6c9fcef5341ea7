"""The sign-in policy: which challenge an attempt has to meet next.

Rules are asked in order, and the first opinion wins.
"""

from __future__ import annotations

from collections.abc import Callable

from cognito_emulator.domain.auth.attempt import TOKENS, Situation

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


RULES: tuple[Rule, ...] = (
    password_proof,
    first_factor,
    as_defined,
    forced_by_a_test,
    temporary_password,
)


def next_challenge(at: Situation) -> str | None:
    """Return the name of the challenge to meet next, ``None`` when no rule wants one.

    Then tokens are due, or, in CUSTOM_AUTH, DefineAuthChallenge has to be asked.
    """
    return next((name for rule in RULES if (name := rule(at))), None)


def _unless_passed(at: Situation, name: str) -> str | None:
    return None if name in at.attempt.passed else name
