"""Challenge sessions: which attempt one stands for, and whether it is still good."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.sign_in.record import ATTEMPTS

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.work.context import Context

_MINUTE = 60


def opened(ctx: Context, client: Client, attempt: Attempt, handle: str | None = None) -> Attempt:
    """Store an attempt that waits for an answer, for as long as AuthSessionValidity says.

    Args:
        ctx: the operation.
        client: its client.
        attempt: it, its challenge and what that remembers set already.
        handle: what it will be named by; by default a new Session.

    """
    waiting = replace(
        attempt,
        handle=handle or ctx.ids.session(),
        expires_at=ctx.now + client.session_minutes * _MINUTE,
        spent=False,
        void=False,
        answered=False,
        resent_at=None,
    )
    return ctx.tx.put(ATTEMPTS, waiting)


def unknown() -> errors.NotAuthorizedException:
    """Return the error for a session that is nobody's, or not for this.

    The text is measured [sign-in-7].
    """
    return errors.NotAuthorizedException("Invalid session for the user.")


def waiting(ctx: Context, client: Client, handle: str) -> Attempt:
    """Return the attempt of a Session, whatever its challenge, for a page that shows it again.

    Raises:
        NotAuthorizedException: see `find`.

    """
    known = ctx.tx.get(ATTEMPTS, handle)
    if known is None or known.challenge is None:
        raise unknown()
    return find(ctx, client, known.challenge, handle)


def find(
    ctx: Context,
    client: Client,
    challenge: str,
    handle: str,
    *,
    sub: str | None = None,
    refusal: errors.NotAuthorizedException | None = None,
) -> Attempt:
    """Return the attempt of that handle or alias, in which this challenge is open.

    Args:
        ctx: the operation.
        client: which opened it.
        challenge: its name.
        handle: a Session, or what stands in for it.
        sub: of the user whose it must be; by default anybody's.
        refusal: the error for one that is not, by default that of Sessions.

    Raises:
        NotAuthorizedException: unknown, another client's, of another challenge, missed, spent, or
            expired (the latter two texts recorded [sign-in-8], measured [sign-in-9]).

    """
    attempt = ctx.tx.get(ATTEMPTS, handle) or ctx.tx.find(ATTEMPTS, "alias", handle)
    if (
        attempt is None
        or attempt.client_id != client.id
        or attempt.challenge != challenge
        or attempt.void
        or (sub is not None and attempt.sub != sub)
    ):
        raise refusal or unknown()
    if attempt.spent:
        raise errors.NotAuthorizedException(
            "Invalid session for the user, session can only be used once."
        )
    if attempt.expires_at <= ctx.now:
        raise errors.NotAuthorizedException("Invalid session for the user, session is expired.")
    return attempt
