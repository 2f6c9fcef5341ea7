"""What challenges share that take ChallengeResponses under a Session, and from a user."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.accounts import eligibility, lockout
from cognito_emulator.domain.sign_in import hidden_users
from cognito_emulator.domain.users import directory
from cognito_emulator.domain.users.record import User
from cognito_emulator.domain.work.parameters import required

if TYPE_CHECKING:
    from cognito_emulator.domain.sign_in.attempt import AttemptState
    from cognito_emulator.domain.work.context import Context


def named_by_session(session: str | None, responses: Mapping[str, str], *names: str) -> str:
    """Return the Session of a complete answer.

    Raises:
        InvalidParameterException: USERNAME, one of ``names`` or the Session is missing (the form is
            measured [sign-in-6], the order a guess).

    """
    required(responses, "USERNAME", *names)
    if not session:
        raise errors.InvalidParameterException("Missing required parameter Session")
    return session


def answering_user(ctx: Context, state: AttemptState, responses: Mapping[str, str]) -> User:
    """Return the attempt's user, whom USERNAME must name: by username, alias or ``sub``.

    Raises:
        NotAuthorizedException: it names somebody else (measured [sign-in-10]), or the user
            was deleted or disabled in between (a guess).
        PasswordResetRequiredException: an administrator reset the password in between (a guess).

    """
    answering(ctx, state, responses)
    return state.somebody


def answering(ctx: Context, state: AttemptState, responses: Mapping[str, str]) -> User | None:
    """Return the same, ``None`` for a hidden user who must not be missed yet.

    Raises:
        NotAuthorizedException, PasswordResetRequiredException: see `answering_user`.

    """
    name, user = responses["USERNAME"], state.user
    if user is None:
        same = state.attempt.username in (name, hidden_users.username(state.pool, name))
    else:
        same = name == user.sub or directory.by_name(ctx, state.pool, name) == user
    if not same:
        raise errors.NotAuthorizedException("Invalid session provided for the user.")
    if user is not None:
        eligibility.admit(state.client, user)
    return user


def judge(ctx: Context, user: User, refusal: errors.CodeMismatchException, *, right: bool) -> None:
    """Let a right code of a second factor pass; wrong ones lock the user out (documented).

    Raises:
        CodeMismatchException: ``refusal``, where it is wrong.
        NotAuthorizedException: the user is locked out, whether it is right or not.

    """
    lockout.check(ctx, user)
    if not right:
        lockout.count(ctx, user)
        raise refusal
