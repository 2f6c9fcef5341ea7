"""The sign-in policy: which challenge an attempt has to meet next.

Rules are asked in order; the first opinion wins; no opinion means that tokens are due.
"""

from __future__ import annotations

from collections.abc import Callable

from cognito_emulator.domain.auth.attempt import Situation

Rule = Callable[[Situation], str | None]


def password_proof(at: Situation) -> str | None:
    """SRP proves the password before anything else is asked."""
    return "PASSWORD_VERIFIER" if at.attempt.flow == "USER_SRP_AUTH" else None


def forced_by_a_test(at: Situation) -> str | None:
    """What a test forces follows the first factor."""
    return next((name for name in at.forced if name not in at.attempt.passed), None)


def temporary_password(at: Situation) -> str | None:
    """A temporary password has to be replaced."""
    must_change = at.user is not None and at.user.status == "FORCE_CHANGE_PASSWORD"
    return "NEW_PASSWORD_REQUIRED" if must_change else None


RULES: tuple[Rule, ...] = (
    password_proof,
    forced_by_a_test,
    temporary_password,
)


def next_challenge(at: Situation) -> str | None:
    """Return the name of the challenge to meet next, ``None`` when tokens are due."""
    opinions = (rule(at) for rule in RULES)
    return next((name for name in opinions if name and name not in at.attempt.passed), None)
