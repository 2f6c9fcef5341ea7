"""What pages and OAuth endpoints refuse with, for who hears of it as of a call."""

from __future__ import annotations

from cognito_emulator.errors.base import CognitoError


class OAuthError(CognitoError):
    """An ``error`` of OAuth; its type is that code, its message the ``error_description``."""

    def __init__(self, code: str, description: str | None = None, why: str = "") -> None:
        """Make one.

        Args:
            code: the ``error``.
            description: its ``error_description``, if it has one.
            why: what logs say of an error without a description.

        """
        super().__init__(description)
        self.code = code
        self.in_logs = description or why or None

    @property
    def type(self) -> str:
        """The code, for example ``invalid_grant``."""
        return self.code
