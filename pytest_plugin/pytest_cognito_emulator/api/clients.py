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


def client_id_of(client: CognitoClient | str | None) -> str | None:
    """Return the id of a client that a test names; ``None`` if it names none.

    Raises:
        TypeError: it is neither a client nor a text.

    """
    if client is None or isinstance(client, str):
        return client
    if isinstance(client, CognitoClient):
        return client.id
    raise TypeError(
        "client takes an app client, as cognito.client() returns it, or its id; "
        f"not {type(client).__name__}."
    )


def proof_of(client: CognitoClient) -> dict[str, str]:
    """Return the member of a request that proves a client's secret, if the client has one."""
    return {} if client.secret is None else {"ClientSecret": client.secret}
