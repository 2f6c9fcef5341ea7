"""How a sign-in by an identity provider fails: what the app is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain.work import events

if TYPE_CHECKING:
    from cognito_emulator import errors


class FederationError(Exception):
    """A sign-in by an identity provider that comes to nothing.

    Attributes:
        description: ``error_description``.
        error: ``error`` of OAuth; nearly always ``invalid_request`` (measured [federation-9]).

    """

    def __init__(self, description: str, error: str = "invalid_request") -> None:
        super().__init__(description)
        self.description = description
        self.error = error


def of_service(refusal: errors.CognitoError) -> FederationError:
    """Return what becomes of a refusal that the API has too.

    What is said of a function ends with a blank (measured [federation-27] of PreSignUp that raises,
    a guess of other functions, and of those that raise nothing).
    """
    said = refusal.message or refusal.type
    by_function = isinstance(refusal, events.REFUSALS)
    failure = FederationError(f"{said} " if by_function else said)
    failure.__cause__ = refusal
    return failure
