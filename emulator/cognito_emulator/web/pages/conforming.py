"""What people type, held against the service model as a request with it would be (a guess)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cognito_emulator.api import spec
from cognito_emulator.api.validate import validate

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client


def require(operation: str, client: Client, username: str, **members: Any) -> None:  # noqa: ANN401
    """Refuse what no request of an operation can have.

    Args:
        operation: its name: one that a client calls for a user.
        client: which would.
        username: the name of that user.
        members: what else the request would have.

    Raises:
        InvalidParameterException: a text is too long, empty, or has characters that it must not.

    """
    request = {"ClientId": client.id, "Username": username, **members}
    validate(spec.operation(operation), request)
