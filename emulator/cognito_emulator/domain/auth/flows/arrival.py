"""What all flows begin with: who wants to sign in, and whether that person may."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.domain import clients
from cognito_emulator.domain.auth import origin, standing, strangers
from cognito_emulator.domain.auth.attempt import Attempt
from cognito_emulator.domain.triggers import sign_in as triggers

if TYPE_CHECKING:
    from cognito_emulator.domain.clients import Client
    from cognito_emulator.domain.context import Context
    from cognito_emulator.domain.pools import Pool
    from cognito_emulator.domain.users import User


class Arrival(NamedTuple):
    """Somebody at the door.

    Attributes:
        name: as it was sent.
        user: ``None`` for a stranger who is hidden.
        device_key: of the device that the sign-in claims to come from.

    """

    name: str
    user: User | None
    device_key: str | None

    def attempt(self, pool: Pool, client: Client, flow: str) -> Attempt:
        """Return the attempt that begins here."""
        return Attempt(
            pool_id=pool.id,
            client_id=client.id,
            username=self.user.username if self.user else strangers.username(pool, self.name),
            name=self.name,
            sub=self.user.sub if self.user else None,
            flow=flow,
            device_key=self.device_key,
        )


def identify(
    ctx: Context,
    pool: Pool,
    client: Client,
    parameters: Mapping[str, str],
    *,
    hidden: bool = False,
) -> Arrival:
    """Return who is at the door; the hash is over the name as it was sent (measured).

    Args:
        ctx: the operation.
        pool: the client's pool.
        client: by which the sign-in comes.
        parameters: AuthParameters, in which USERNAME is known to be.
        hidden: whether strangers are hidden whatever the client says.

    Raises:
        NotAuthorizedException: SECRET_HASH is missing or wrong.
        UserNotFoundException: a stranger who is not hidden.

    """
    name = parameters["USERNAME"]
    clients.check_secret_hash(client, name, parameters.get("SECRET_HASH"))
    user = standing.find(ctx, pool, client, name, hidden=hidden)
    return Arrival(name, user, parameters.get("DEVICE_KEY"))


def admit(ctx: Context, pool: Pool, client: Client, arrival: Arrival) -> None:
    """Let pass whoever may go on, and tell PreAuthentication.

    That the trigger comes after the checks of the user's state and device is not confirmed.

    Raises:
        NotAuthorizedException, UserNotConfirmedException, PasswordResetRequiredException: see
            `standing.admit`.
        ResourceNotFoundException: the device is unknown, see `origin.check`.
        UserLambdaValidationException: the trigger refuses.

    """
    if arrival.user is not None:
        standing.admit(client, arrival.user)
    origin.check(ctx, pool, arrival.user.sub if arrival.user else None, arrival.device_key)
    triggers.before(ctx, pool, arrival.user, arrival.name)
