"""CUSTOM_CHALLENGE: made, judged and followed up by the pool's three triggers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator.domain.accounts import eligibility
from cognito_emulator.domain.messages import codes
from cognito_emulator.domain.sign_in import triggers
from cognito_emulator.domain.sign_in.challenges.issued_challenge import IssuedChallenge
from cognito_emulator.domain.sign_in.challenges.responses import answering, named_by_session
from cognito_emulator.domain.sign_in.record import TOKENS, Round
from cognito_emulator.domain.work import events

if TYPE_CHECKING:
    from cognito_emulator.domain.sign_in.attempt import AttemptState
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.sign_in.triggers import Definition
    from cognito_emulator.domain.work.context import Context

_NAME = "CUSTOM_CHALLENGE"


def handle(session: str | None, responses: Mapping[str, str]) -> str:
    """Return the Session."""
    return named_by_session(session, responses, "ANSWER")


def issue(ctx: Context, state: AttemptState) -> IssuedChallenge:
    """Have CreateAuthChallenge make it; the client sees the public parameters.

    The latter is measured [custom-auth-6].

    One that a test forces on a pool without triggers is the emulator's own: to repeat a code.

    Raises:
        NotAuthorizedException: the function made no private parameters (claimed by a maintainer of
            AWS's samples).

    """
    if state.attempt.flow != "CUSTOM_AUTH" and not triggers.has_custom(ctx, state.pool):
        code = ctx.ids.code()
        return IssuedChallenge(
            parameters={"USERNAME": state.attempt.username}, private={"code": code}
        )
    made = triggers.create(ctx, state, _NAME, state.attempt.rounds)
    if not made.private:
        ctx.warn(
            "CreateAuthChallenge made no privateChallengeParameters, which ends the sign-in;"
            " VerifyAuthChallengeResponse needs at least one.",
            state.pool,
        )
        raise eligibility.refused()
    return IssuedChallenge(
        parameters={**made.public, "USERNAME": state.attempt.username},
        private={"parameters": {**made.private}, "metadata": made.metadata},
    )


def answer(ctx: Context, state: AttemptState, responses: Mapping[str, str]) -> Attempt:
    """Have VerifyAuthChallengeResponse judge it; what follows is up to DefineAuthChallenge.

    Raises:
        NotAuthorizedException: it is wrong, and nobody is there to decide what follows, as a test
            forced the challenge on another flow.

    """
    answering(ctx, state, responses)
    private = state.attempt.private
    if "code" in private:
        if not codes.same_text(private["code"], responses["ANSWER"]):
            raise eligibility.refused()
        return state.attempt
    right = triggers.verify(ctx, state, private["parameters"], responses["ANSWER"])
    rounds = (*state.attempt.rounds, Round(_NAME, right, private["metadata"]))
    if state.attempt.flow != "CUSTOM_AUTH" and not right:
        raise eligibility.refused()
    return replace(state.attempt, rounds=rounds)


def solution(_ctx: Context, state: AttemptState) -> Mapping[str, str] | None:
    """Return the emulator's own code; what a trigger wants, only the trigger knows."""
    return {"ANSWER": state.attempt.private["code"]} if "code" in state.attempt.private else None


# --- what comes next in CUSTOM_AUTH ---------------------------------------------------------------


def undecided(attempt: Attempt) -> bool:
    """Whether DefineAuthChallenge has to be asked."""
    return attempt.flow == "CUSTOM_AUTH" and attempt.defined is None


def after(attempt: Attempt, name: str) -> Attempt:
    """Return the attempt after a challenge was met; DefineAuthChallenge will hear of it."""
    if attempt.flow != "CUSTOM_AUTH" or attempt.defined == TOKENS:
        return attempt
    own = () if name == _NAME else (Round(name, result=True),)
    return replace(attempt, rounds=(*attempt.rounds, *own), defined=None)


def define(ctx: Context, state: AttemptState) -> AttemptState:
    """Ask DefineAuthChallenge.

    Raises:
        NotAuthorizedException: it ends the sign-in, or would let a hidden user further in.
        InvalidLambdaResponseException: it wants nothing, or no challenge that there is (a guess).

    """
    wanted = triggers.define(ctx, state, state.attempt.rounds)
    if wanted.fail or (state.user is None and _is_of_somebody(wanted)):
        raise eligibility.refused()
    if wanted.issue_tokens:
        return state.moved(defined=TOKENS)
    if wanted.challenge not in _DEFINABLE or (
        wanted.challenge == "PASSWORD_VERIFIER" and state.attempt.srp_a is None
    ):
        flaw = f"response.challengeName is {wanted.challenge!r}; {_definable(state)}"
        raise events.unrecognizable(ctx, state.pool, "DefineAuthChallenge_Authentication", flaw)
    return state.moved(defined=wanted.challenge)


def _is_of_somebody(wanted: Definition) -> bool:
    """Whether it wants what only a user who is there can get."""
    return wanted.issue_tokens or wanted.challenge not in (_NAME, "PASSWORD_VERIFIER")


def _definable(state: AttemptState) -> str:
    """Say what DefineAuthChallenge may answer at this point."""
    names = [n for n in _DEFINABLE if n != "PASSWORD_VERIFIER" or state.attempt.srp_a is not None]
    return f"without issueTokens or failAuthentication it must be one of {', '.join(names)}"


# The names that DefineAuthChallenge may return: documented, the second factors measured
# [custom-auth-9, custom-auth-8] for two.
_DEFINABLE = (
    _NAME,
    "PASSWORD_VERIFIER",
    "SMS_MFA",
    "EMAIL_OTP",
    "SOFTWARE_TOKEN_MFA",
    "NEW_PASSWORD_REQUIRED",
)
