"""App clients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cognito_emulator.control.pools import secret_hash
from cognito_emulator.hints import elsewhere
from pytest_cognito_emulator.hints import CLIENT


@dataclass(frozen=True, slots=True)
class CognitoClient:
    """An app client of a pool.

    Attributes:
        id: the ClientId.
        secret: the ClientSecret; ``None`` if the client has none.

    """

    id: str
    secret: str | None = None

    if not TYPE_CHECKING:  # a wrong name is an error of types, too

        def __getattr__(self, name: str) -> object:
            return elsewhere(self, name, CLIENT)

    def secret_hash(self, username: str) -> str | None:
        """Return the SECRET_HASH for a user; ``None`` if the client has no secret."""
        return None if self.secret is None else secret_hash(self.secret, username, self.id)
