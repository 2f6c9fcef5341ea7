"""SELECT_MFA_TYPE: choose among several second factors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.factors import policy
from cognito_emulator.domain.pools.factors import FACTORS
from cognito_emulator.domain.sign_in.challenges.issued_challenge import IssuedChallenge
from cognito_emulator.domain.sign_in.challenges.responses import answering_user, named_by_session

if TYPE_CHECKING:
    from cognito_emulator.domain.sign_in.attempt import AttemptState
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.work.context import Context

_PROSE = {"EMAIL_MFA": "EMAIL_OTP"}  # how the documentation calls it, and no client


def handle(session: str | None, responses: Mapping[str, str]) -> str:
    """Return the Session."""
    return named_by_session(session, responses, "ANSWER")


def issue(_ctx: Context, state: AttemptState) -> IssuedChallenge:
    """List the factors as JSON text (documented): all there are, where a test forces it."""
    due = policy.choices(state.pool, state.somebody) or FACTORS
    listed = json.dumps(due, separators=(",", ":"))
    return IssuedChallenge(parameters={"MFAS_CAN_CHOOSE": listed}, private={"choices": [*due]})


def answer(ctx: Context, state: AttemptState, responses: Mapping[str, str]) -> Attempt:
    """Remember the choice, which the policy asks for next.

    Raises:
        InvalidParameterException: it was not to be chosen (the text is a guess).
        NotAuthorizedException, PasswordResetRequiredException: see `answering_user`.

    """
    answering_user(ctx, state, responses)
    wanted = responses["ANSWER"]
    chosen = _PROSE.get(wanted, wanted)
    if chosen not in state.attempt.private["choices"]:
        raise errors.InvalidParameterException(f"Invalid MFA type {wanted}.")
    return replace(state.attempt, chosen=chosen)


def solution(_ctx: Context, state: AttemptState) -> Mapping[str, str] | None:
    """Return the first of the choices."""
    return {"ANSWER": state.attempt.private["choices"][0]}
