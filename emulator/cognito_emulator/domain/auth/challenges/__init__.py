"""The challenges: each a module that issues it and takes its answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from cognito_emulator import errors
from cognito_emulator.domain.auth.attempt import ATTEMPTS
from cognito_emulator.domain.auth.challenges import (
    custom,
    device_password_verifier,
    device_srp,
    new_password,
    password_verifier,
)

if TYPE_CHECKING:
    from cognito_emulator.domain.auth.attempt import Attempt, Situation
    from cognito_emulator.domain.auth.challenges.issued import Issued
    from cognito_emulator.domain.clients import Client
    from cognito_emulator.domain.context import Context


class ChallengeModule(Protocol):
    """What a challenge's module offers."""

    SINGLE_USE: bool
    """Whether a right answer uses the challenge up."""

    ONE_TRY: bool
    """Whether any other answer does, too."""

    def unknown_handle(self) -> errors.NotAuthorizedException:
        """Return the error for a handle that leads to no such attempt."""

    def handle(self, session: str | None, responses: Mapping[str, str]) -> str:
        """Return the handle of the attempt that is answered, once the responses are complete.

        Raises:
            InvalidParameterException: one is missing.

        """

    def issue(self, ctx: Context, at: Situation) -> Issued:
        """Return what to send and what to remember."""

    def answer(self, ctx: Context, at: Situation, responses: Mapping[str, str]) -> Attempt:
        """Return the attempt, the challenge met; raise otherwise."""


CHALLENGES: Mapping[str, ChallengeModule] = {
    "CUSTOM_CHALLENGE": custom,
    "DEVICE_PASSWORD_VERIFIER": device_password_verifier,
    "DEVICE_SRP_AUTH": device_srp,
    "NEW_PASSWORD_REQUIRED": new_password,
    "PASSWORD_VERIFIER": password_verifier,
}


def open_attempt(ctx: Context, client: Client, challenge: str, handle: str) -> Attempt:
    """Return the attempt of that handle or alias, in which this challenge is open.

    Raises:
        NotAuthorizedException: unknown, another client's, of another challenge, missed, spent, or
            expired.

    """
    attempt = ctx.tx.get(ATTEMPTS, handle) or ctx.tx.find(ATTEMPTS, "alias", handle)
    if (
        attempt is None
        or attempt.client_id != client.id
        or attempt.challenge != challenge
        or attempt.void
    ):
        raise CHALLENGES[challenge].unknown_handle()
    if attempt.spent:
        raise errors.NotAuthorizedException(
            "Invalid session for the user, session can only be used once."
        )
    if attempt.expires_at <= ctx.now:
        raise errors.NotAuthorizedException("Invalid session for the user, session is expired.")
    return attempt
