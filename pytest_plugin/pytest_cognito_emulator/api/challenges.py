"""Challenges: forcing them, and meeting them in a sign-in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, Protocol

from cognito_emulator.nearest import missed

if TYPE_CHECKING:
    from cognito_emulator.control.challenges import OpenChallenge
    from pytest_cognito_emulator.api.tokens import CognitoTokens


class Met(NamedTuple):
    """A challenge, as an answer of the service has it."""

    name: str
    parameters: Mapping[str, str]
    session: str | None
    available: tuple[str, ...]


class SignInUnderWay(Protocol):
    """How a sign-in goes on."""

    def open(self, session: str | None) -> OpenChallenge | None:
        """Return the challenge of that Session, if it waits for an answer."""

    def respond(
        self, challenge: str, session: str | None, responses: Mapping[str, str]
    ) -> CognitoTokens:
        """Answer a challenge."""

    def set_up_app(self, session: str) -> str:
        """Set up an authenticator app in MFA_SETUP; return the Session that goes on."""


class ChallengeRequired(Exception):  # noqa: N818 - not an error of the sign-in, but its next step
    """A sign-in met a challenge in place of tokens.

    >>> with pytest.raises(ChallengeRequired) as challenge:
    ...     cognito_user.sign_in()
    >>> tokens = challenge.value.respond(NEW_PASSWORD="Correct-Horse-2")

    Attributes:
        name: for example ``NEW_PASSWORD_REQUIRED``.
        parameters: the ChallengeParameters.
        session: the Session, ``None`` where the service sends none.
        available: AvailableChallenges, empty except in USER_AUTH.

    """

    def __init__(self, met: Met, sign_in: SignInUnderWay) -> None:
        self.name: str = met.name
        self.parameters: Mapping[str, str] = met.parameters
        self.session: str | None = met.session
        self.available: tuple[str, ...] = met.available
        self._sign_in = sign_in
        super().__init__(self._sentence())

    def respond(self, session: str | None = None, **responses: str) -> CognitoTokens:
        """Answer with these ChallengeResponses, and return the tokens.

        ``USERNAME`` can be left out.

        Args:
            session: the Session, if it is not the challenge's own: MFA_SETUP is answered with the
                Session of VerifySoftwareToken.
            **responses: the responses by their names.

        Raises:
            ChallengeRequired: another challenge follows.
            CognitoError: the answer was refused.
            ValueError: ``session`` is no Session, or a keyword is nearly the name of a response.

        """
        if session is not None and len(session) < _SHORTEST_SESSION:
            raise ValueError(
                f"{session!r} is no Session; answers are keywords, such as respond(ANSWER=...)."
            )
        for name in responses:
            meant = missed(name, ("session", *_RESPONSES))
            if meant not in (None, name):
                raise ValueError(f"There is no response {name}; the nearest is {meant}.")
        return self._sign_in.respond(self.name, session or self.session, responses)

    @property
    def solution(self) -> Mapping[str, str] | None:
        """The right ChallengeResponses, as far as the emulator knows.

        For example codes, or a new password; ``None`` if only the user or the client can know.
        """
        waiting = self._sign_in.open(self.session)
        return None if waiting is None else waiting.responses

    @property
    def supplied(self) -> Mapping[str, str]:
        """What the emulator lent to the user for a forced challenge, because the user lacked it.

        An address, an app's ``SecretCode`` or a device; empty once the challenge was met.
        """
        waiting = self._sign_in.open(self.session)
        return {} if waiting is None else waiting.supplied

    def solve(self) -> CognitoTokens:
        """Answer with :attr:`solution`, and return the tokens; for MFA_SETUP, set up an app.

        >>> cognito.force_challenge("SMS_MFA", user=cognito_user)
        >>> with pytest.raises(ChallengeRequired) as challenge:
        ...     cognito_user.sign_in()
        >>> tokens = challenge.value.solve()

        Raises:
            ChallengeRequired: another challenge follows; it can be solved in the same way.
            ValueError: only the user or the client can know the answer, or it is too late.

        """
        waiting = self._sign_in.open(self.session)
        if waiting is None:
            raise ValueError(f"{self.name} was answered already, or its session has expired.")
        if self.name == _SET_UP and waiting.responses is None:
            return self.respond(self._sign_in.set_up_app(waiting.session))
        if waiting.responses is None and self.name == _APP:
            raise ValueError(
                "All codes of the app for this half minute are used, and each can be used once: "
                "move the time by cognito_clock.shift(30)."
            )
        if waiting.responses is None:
            raise ValueError(f"The emulator cannot know the answer to {self.name}: use respond().")
        return self._sign_in.respond(self.name, self.session, waiting.responses)

    def _sentence(self) -> str:
        shown = {name: _shortened(value) for name, value in self.parameters.items()}
        choice = f" (of {', '.join(self.available)})" if self.available else ""
        solvable = self.name == _SET_UP or self.solution is not None
        either = ", or with its solve()" if solvable else ""
        return (
            f"the sign-in met the challenge {self.name}{choice} with {shown}; "
            f"answer it with the respond() of this exception{either}"
        )


_SET_UP, _APP = "MFA_SETUP", "SOFTWARE_TOKEN_MFA"
_SHORTEST_SESSION = 20  # the model's
#: ChallengeResponses by their names (documented).
_RESPONSES = (
    "ANSWER",
    "CREDENTIAL",
    "DEVICE_KEY",
    "EMAIL_OTP_CODE",
    "NEW_PASSWORD",
    "PASSWORD",
    "PASSWORD_CLAIM_SECRET_BLOCK",
    "PASSWORD_CLAIM_SIGNATURE",
    "SECRET_HASH",
    "SMS_MFA_CODE",
    "SMS_OTP_CODE",
    "SOFTWARE_TOKEN_MFA_CODE",
    "SRP_A",
    "TIMESTAMP",
    "USERNAME",
)
_SHOWN = 60


def _shortened(value: str) -> str:
    """Return a parameter, cut short for a report: those of SRP have hundreds of characters."""
    return value if len(value) <= _SHOWN else f"{value[: _SHOWN - 1]}\N{HORIZONTAL ELLIPSIS}"
