"""SOFTWARE_TOKEN_MFA: a code of the user's authenticator app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.factors import software_tokens
from cognito_emulator.domain.pools.factors import TOTP
from cognito_emulator.domain.sign_in.challenges.issued_challenge import IssuedChallenge
from cognito_emulator.domain.sign_in.challenges.responses import (
    answering_user,
    judge,
    named_by_session,
)
from cognito_emulator.domain.users.mfa import SoftwareToken

if TYPE_CHECKING:
    from cognito_emulator.domain.sign_in.attempt import AttemptState
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.work.context import Context

_CODE = "SOFTWARE_TOKEN_MFA_CODE"


def handle(session: str | None, responses: Mapping[str, str]) -> str:
    """Return the Session."""
    return named_by_session(session, responses, _CODE)


def issue(ctx: Context, state: AttemptState) -> IssuedChallenge:
    """Name the app, where it has a name; who chose it is not named again (documented).

    Somebody without one, on whom a test forces the challenge, is supplied with one for this time.
    """
    parameters: dict[str, str] = {}
    token = state.user.mfa.token if state.user else None
    if token is not None and token.name:
        parameters["FRIENDLY_DEVICE_NAME"] = token.name
    if "SELECT_MFA_TYPE" not in state.attempt.passed:
        parameters["USER_ID_FOR_SRP"] = state.attempt.username
    if token is not None or not state.attempt.forced:
        return IssuedChallenge(parameters=parameters)
    secret = ctx.ids.software_token_secret()
    return IssuedChallenge(
        parameters=parameters, private={"secret": secret}, supplied={"SecretCode": secret}
    )


def answer(ctx: Context, state: AttemptState, responses: Mapping[str, str]) -> Attempt:
    """Compare the code, and use it up.

    Raises:
        CodeMismatchException: it is another one (text measured [mfa-6]); or DefineAuthChallenge
            asked for it, for which no code is right (measured [custom-auth-8], text too).
        ExpiredCodeException: it was used before (measured [mfa-7]).
        SoftwareTokenMFANotFoundException: the user has no software token (measured
            [mfa-8]).
        NotAuthorizedException, PasswordResetRequiredException: see `answering_user`.

    """
    user, code = answering_user(ctx, state, responses), responses[_CODE]
    if state.attempt.defined == TOTP:
        raise errors.CodeMismatchException("Invalid code or auth state for the user")
    token = _token(state)
    if token is None:
        raise software_tokens.missing()
    refusal = errors.CodeMismatchException("Invalid code received for user")
    judge(ctx, user, refusal, right=software_tokens.matches(token, code, ctx.now))
    if "secret" not in state.attempt.private:
        software_tokens.use(ctx, state.pool, user, code)
    return state.attempt


def solution(ctx: Context, state: AttemptState) -> Mapping[str, str] | None:
    """Return a code that is good now and was not used; there is none right after a sign-in."""
    token = _token(state)
    code = None if token is None else software_tokens.code(token, ctx.now)
    return None if code is None else {_CODE: code}


def _token(state: AttemptState) -> SoftwareToken | None:
    """Return the user's token, or the one that was supplied."""
    secret = state.attempt.private.get("secret")
    if secret is not None:
        return SoftwareToken(secret=secret)
    return state.user.mfa.token if state.user else None
