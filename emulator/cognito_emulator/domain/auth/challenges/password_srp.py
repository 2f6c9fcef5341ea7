"""PASSWORD_SRP: the first half of SRP, chosen as the first factor of USER_AUTH."""

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
    return named_by_session(session, responses, "SRP_A")


def issue(_ctx: Context, _at: Situation) -> Issued:
    """Ask for the client's public value; that there are no parameters is not confirmed."""
    return Issued(parameters={})


def answer(ctx: Context, at: Situation, responses: Mapping[str, str]) -> Attempt:
    """Take the client's public value; PASSWORD_VERIFIER follows.

    Raises:
        InvalidParameterException: it is no number.

    """
    require_same_name(ctx, at, responses)
    return first_factors.choose(ctx, at, "PASSWORD_SRP", responses)


def solution(_ctx: Context, _at: Situation) -> Mapping[str, str] | None:
    """Return nothing: only the client knows its private value."""
    return None
