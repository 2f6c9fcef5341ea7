"""Challenges: forcing them, and meeting them in a sign-in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from cognito_emulator.errors import CognitoError

if TYPE_CHECKING:
    import pytest

    from pytest_cognito_emulator.server import CognitoServer
    from pytest_cognito_emulator.sign_in import CognitoTokens
    from pytest_cognito_emulator.users import CognitoUser


class ChallengeRequired(Exception):  # noqa: N818 - not an error of the sign-in, but its next step
    """A sign-in met a challenge in place of tokens.

    >>> with pytest.raises(ChallengeRequired) as challenge:
    ...     cognito_user.sign_in()
    >>> tokens = challenge.value.respond(NEW_PASSWORD="Correct-Horse-2")

    Attributes:
        name: for example ``NEW_PASSWORD_REQUIRED``.
        parameters: the ChallengeParameters.
        session: the Session, ``None`` where the service sends none.

    """

    def __init__(
        self,
        name: str,
        parameters: Mapping[str, str],
        session: str | None,
        respond: Callable[[Mapping[str, str]], CognitoTokens],
        find_solution: Callable[[], Mapping[str, str] | None],
    ) -> None:
        super().__init__(
            f"the sign-in met the challenge {name} with {dict(parameters)}; "
            "answer it with the respond() of this exception, or let its solve() do that"
        )
        self.name = name
        self.parameters = parameters
        self.session = session
        self._respond = respond
        self._find_solution = find_solution

    def respond(self, **responses: str) -> CognitoTokens:
        """Answer with these ChallengeResponses, and return the tokens.

        ``USERNAME`` need not be among them.

        Raises:
            ChallengeRequired: another challenge follows.
            CognitoError: the answer was refused.

        """
        return self._respond(responses)

    @property
    def solution(self) -> Mapping[str, str] | None:
        """The right ChallengeResponses as far as the emulator knows: codes, a new password, ...

        ``None`` where only the user or the client can know.
        """
        return self._find_solution()

    def solve(self) -> CognitoTokens:
        """Answer with :attr:`solution`, and return the tokens.

        >>> cognito.force_challenge("SMS_MFA", user=cognito_user)
        >>> with pytest.raises(ChallengeRequired) as challenge:
        ...     cognito_user.sign_in()
        >>> tokens = challenge.value.solve()

        Raises:
            ChallengeRequired: another challenge follows.
            ValueError: only the user or the client can know the answer.

        """
        solution = self.solution
        if solution is None:
            raise ValueError(f"The emulator cannot know the answer to {self.name}: use respond().")
        return self._respond(solution)


def refused(raised: pytest.ExceptionInfo[BaseException]) -> bool:
    """Tell pytest to leave a module's lines out of the report on a refusal or a challenge.

    As ``__tracebackhide__`` of the module: the line of the test itself is what failed.
    """
    return raised.errisinstance((CognitoError, ChallengeRequired))


__tracebackhide__ = refused


def force(
    server: CognitoServer, challenge: str, *, user: CognitoUser | str | None, times: int
) -> None:
    """Have the next sign-ins of a user, or of all, meet a challenge.

    Raises:
        ValueError: there is no such challenge, it cannot be forced, or ``times`` is no count.
        UserNotFoundException: there is no such user.

    """
    username = user if user is None or isinstance(user, str) else user.username
    server.emulator.force_challenge(
        challenge, pool_id=server.pool_id, username=username, times=times
    )
