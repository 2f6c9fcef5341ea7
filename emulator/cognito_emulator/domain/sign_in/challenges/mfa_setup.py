"""MFA_SETUP: set up a second factor in the middle of a sign-in that needs one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.factors import policy, software_tokens
from cognito_emulator.domain.pools.factors import TOTP
from cognito_emulator.domain.sign_in.challenges.issued_challenge import IssuedChallenge
from cognito_emulator.domain.sign_in.challenges.responses import answering_user, named_by_session
from cognito_emulator.domain.users import attributes

if TYPE_CHECKING:
    from cognito_emulator.domain.sign_in.attempt import AttemptState
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.work.context import Context


def handle(session: str | None, responses: Mapping[str, str]) -> str:
    """Return the Session, for a software token that of VerifySoftwareToken."""
    return named_by_session(session, responses)


def issue(_ctx: Context, state: AttemptState) -> IssuedChallenge:
    """List what can be set up as JSON text (measured [mfa-4]).

    Where a test forces the challenge and the pool has nothing, it is a software token.

    Raises:
        NotAuthorizedException: nothing can, and so nobody can sign in (documented; which error it
            is, and its text, are guesses).

    """
    user = state.somebody
    can = policy.to_set_up(state.pool, user)
    if not can and not state.attempt.forced:
        raise errors.NotAuthorizedException(
            "MFA is required, but the user has no eligible MFA factor and cannot set one up:"
            " an address through which passwords are recovered first is none."
        )
    can = can or (TOTP,)
    listed = json.dumps(can, separators=(",", ":"))
    return IssuedChallenge(
        parameters={"MFAS_CAN_SETUP": listed, "USER_ID_FOR_SRP": user.username},
        private={"choices": [*can], "verified": False},
    )


def answer(ctx: Context, state: AttemptState, responses: Mapping[str, str]) -> Attempt:
    """Go on with a software token that was verified, or with an address to send a code to.

    The token is no longer asked for (measured [mfa-5], against the documentation); the address
    is proved by EMAIL_OTP (documented).

    Raises:
        InvalidParameterException: mail is no factor here (text a guess), or it is no address.
        SoftwareTokenMFANotFoundException: the Session is not that of VerifySoftwareToken (a guess).
        NotAuthorizedException, PasswordResetRequiredException: see `answering_user`.

    """
    user = answering_user(ctx, state, responses)
    if state.attempt.private["verified"]:
        return state.attempt
    address = responses.get("email")
    if not address:
        raise software_tokens.missing()
    if "EMAIL_OTP" not in state.attempt.private["choices"]:
        raise errors.InvalidParameterException("EMAIL_OTP cannot be set up as MFA factor.")
    attributes.write(ctx, state.pool, state.client, user, {"email": address})
    return replace(state.attempt, chosen="EMAIL_OTP")


def solution(_ctx: Context, state: AttemptState) -> Mapping[str, str] | None:
    """Return that nothing is missing, once a software token was verified."""
    return {} if state.attempt.private["verified"] else None
