"""SELECT_CHALLENGE: the user chooses the first factor of USER_AUTH."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.auth import first_factors
from cognito_emulator.domain.auth.challenges.issued import Issued
from cognito_emulator.domain.auth.challenges.session import (
    named_by_session,
    require_same_name,
    unknown_handle,
)

if TYPE_CHECKING:
    from cognito_emulator.domain.auth.attempt import Attempt, Situation
    from cognito_emulator.domain.context import Context

__all__ = ["ONE_TRY", "SINGLE_USE", "answer", "handle", "issue", "solution", "unknown_handle"]

SINGLE_USE = True
ONE_TRY = False  # not confirmed


def handle(session: str | None, responses: Mapping[str, str]) -> str:
    """Return the Session."""
    return named_by_session(session, responses, "ANSWER")


def issue(_ctx: Context, _at: Situation) -> Issued:
    """Ask; what there is to choose from stands in AvailableChallenges (measured)."""
    return Issued(parameters={})


def answer(ctx: Context, at: Situation, responses: Mapping[str, str]) -> Attempt:
    """Take the choice, and what came along with it.

    Raises:
        InvalidParameterException: it is not on offer (text not confirmed).
        NotAuthorizedException: the password that came along is wrong.

    """
    require_same_name(ctx, at, responses)
    name = responses["ANSWER"]
    if name not in at.attempt.offered:
        raise errors.InvalidParameterException(f"{name} is not one of the available challenges.")
    return first_factors.choose(ctx, at, name, responses)


def solution(_ctx: Context, _at: Situation) -> Mapping[str, str] | None:
    """Return nothing: what to choose is the test's affair."""
    return None
