"""App clients."""

from __future__ import annotations

from dataclasses import dataclass

from cognito_emulator.domain import clients


@dataclass(frozen=True, slots=True)
class CognitoClient:
    """An app client of a pool.

    Attributes:
        id: its ClientId.
        secret: its ClientSecret, ``None`` if it has none.

    """

    id: str
    secret: str | None = None

    def secret_hash(self, username: str) -> str | None:
        """Return the SECRET_HASH of a user, ``None`` if the client has no secret."""
        return None if self.secret is None else clients.secret_hash(self.secret, username, self.id)
