"""How a sign-in by an identity provider fails: what the app is told."""

from __future__ import annotations


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
