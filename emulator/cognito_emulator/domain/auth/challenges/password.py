"""PASSWORD: the password as it is, chosen as the first factor of USER_AUTH."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

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
    return named_by_session(session, responses, "PASSWORD")


def issue(_ctx: Context, _at: Situation) -> Issued:
    """Ask for it; that there are no parameters is not confirmed."""
    return Issued(parameters={})


def answer(ctx: Context, at: Situation, responses: Mapping[str, str]) -> Attempt:
    """Check it.

    Raises:
        NotAuthorizedException: it is wrong.

    """
    require_same_name(ctx, at, responses)
    first_factors.prove_password(ctx, at, responses["PASSWORD"])
    return at.attempt


def solution(_ctx: Context, _at: Situation) -> Mapping[str, str] | None:
    """Return nothing: only the user knows the password."""
    return None
