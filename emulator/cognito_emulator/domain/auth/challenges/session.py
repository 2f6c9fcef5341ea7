"""What challenges share that are named by a Session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain import users
from cognito_emulator.domain.auth import standing
from cognito_emulator.domain.auth.parameters import required

if TYPE_CHECKING:
    from cognito_emulator.domain.auth.attempt import Situation
    from cognito_emulator.domain.context import Context


def named_by_session(session: str | None, responses: Mapping[str, str], *names: str) -> str:
    """Return the Session of a complete answer.

    Raises:
        InvalidParameterException: USERNAME, one of ``names`` or the Session is missing (the form is
            measured, the order is not confirmed).

    """
    required(responses, "USERNAME", *names)
    if not session:
        raise errors.InvalidParameterException("Missing required parameter Session")
    return session


def answering_user(ctx: Context, at: Situation, responses: Mapping[str, str]) -> users.User:
    """Return the attempt's user, whom USERNAME must name: by username, alias or ``sub``.

    Raises:
        NotAuthorizedException: it names somebody else (measured 2017), or the user was deleted or
            disabled in between (not confirmed).
        PasswordResetRequiredException: an administrator reset the password in between (not
            confirmed).

    """
    user, name = at.somebody, responses["USERNAME"]
    if name != user.sub and users.by_name(ctx, at.pool, name) != user:
        raise errors.NotAuthorizedException("Invalid session provided for the user.")
    standing.admit(at.client, user)
    return user


def unknown_handle() -> errors.NotAuthorizedException:
    """Return the error for a Session that is nobody's, or not for this (measured)."""
    return errors.NotAuthorizedException("Invalid session for the user.")
