"""SELECT_CHALLENGE, PASSWORD and PASSWORD_SRP: how USER_AUTH begins, and what it begins with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.sign_in import first_factors
from cognito_emulator.domain.sign_in.challenges.issued_challenge import IssuedChallenge
from cognito_emulator.domain.sign_in.challenges.responses import answering, named_by_session

if TYPE_CHECKING:
    from cognito_emulator.domain.sign_in.attempt import AttemptState
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.work.context import Context


class Choice:
    """A challenge to choose a first factor, or to begin with the one that was chosen."""

    def __init__(self, response: str, chosen: str | None = None) -> None:
        self._response = response
        self._chosen = chosen

    def handle(self, session: str | None, responses: Mapping[str, str]) -> str:
        """Return the Session."""
        return named_by_session(session, responses, self._response)

    def issue(self, _ctx: Context, _state: AttemptState) -> IssuedChallenge:
        """Ask; what there is to choose from stands in AvailableChallenges (measured [sign-in-26]).

        That there are no parameters once it was chosen is a guess.
        """
        return IssuedChallenge(parameters={})

    def answer(self, ctx: Context, state: AttemptState, responses: Mapping[str, str]) -> Attempt:
        """Go on with the choice, past it if what it needs came along.

        Raises:
            InvalidParameterException: the choice is not on offer (claimed; the text is a guess), or
                SRP_A is no number.
            NotAuthorizedException: the password is wrong.

        """
        answering(ctx, state, responses)
        name = self._chosen or responses["ANSWER"]
        if name not in state.attempt.offered:
            raise errors.InvalidParameterException(
                f"{name} is not one of the available challenges."
            )
        return first_factors.choose(ctx, state, name, responses)

    def solution(self, _ctx: Context, _state: AttemptState) -> Mapping[str, str] | None:
        """Return nothing: what to choose is the test's affair, the password is the user's."""
        return None


SELECT_CHALLENGE = Choice("ANSWER")
PASSWORD = Choice("PASSWORD", "PASSWORD")
PASSWORD_SRP = Choice("SRP_A", "PASSWORD_SRP")
