"""What all flows begin with: who wants to sign in, and whether that person may."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.domain.accounts import eligibility, migration
from cognito_emulator.domain.clients import secrets
from cognito_emulator.domain.sign_in import device_of_sign_in, hidden_users, triggers
from cognito_emulator.domain.sign_in.record import Attempt

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context


class Entrant(NamedTuple):
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
            username=self.user.username if self.user else hidden_users.username(pool, self.name),
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
    password: str | None = None,
) -> Entrant:
    """Return who is at the door; the hash is over the name as it was sent (measured).

    Args:
        ctx: the operation.
        pool: the client's pool.
        client: by which the sign-in comes.
        parameters: AuthParameters, in which USERNAME is known to be.
        hidden: whether strangers are hidden whatever the client says.
        password: with which UserMigration may bring a stranger over.

    Raises:
        RunAgain: not an error; a user was brought over.
        NotAuthorizedException: SECRET_HASH is missing or wrong.
        UserNotFoundException: a stranger who is not hidden.

    """
    name = parameters["USERNAME"]
    secrets.check_secret_hash(client, name, parameters.get("SECRET_HASH"))
    if password is not None:
        migration.at_sign_in(ctx, pool, client, name, password)
    user = eligibility.find(ctx, pool, client, name, hidden=hidden)
    return Entrant(name, user, parameters.get("DEVICE_KEY"))


def admit(ctx: Context, pool: Pool, client: Client, entrant: Entrant) -> None:
    """Let pass whoever may go on, and tell PreAuthentication.

    That the trigger comes after the checks of the user's state and device is not confirmed.

    Raises:
        NotAuthorizedException, UserNotConfirmedException, PasswordResetRequiredException: see
            `eligibility.admit`.
        ResourceNotFoundException: the device is unknown, see `device_of_sign_in.check`.
        UserLambdaValidationException: the trigger refuses.

    """
    if entrant.user is not None:
        eligibility.admit(client, entrant.user)
    device_of_sign_in.check(
        ctx, pool, entrant.user.sub if entrant.user else None, entrant.device_key
    )
    triggers.before(ctx, pool, entrant.user, entrant.name)
