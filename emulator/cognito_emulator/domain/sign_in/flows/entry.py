"""What all flows begin with: who wants to sign in, and whether that person may."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.domain.accounts import eligibility, migration
from cognito_emulator.domain.sign_in import device_of_sign_in, hidden_users, triggers
from cognito_emulator.domain.sign_in.record import Attempt

if TYPE_CHECKING:
    from cognito_emulator.domain.sign_in.way import SignInRequest
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context


class Entrant(NamedTuple):
    """Somebody at the door.

    Attributes:
        name: as it was sent.
        user: ``None`` for a hidden user.
        device_key: of the device that the sign-in claims to come from.

    """

    name: str
    user: User | None
    device_key: str | None

    def attempt(self, request: SignInRequest, flow: str) -> Attempt:
        """Return the attempt that begins here."""
        pool, user = request.pool, self.user
        return Attempt(
            pool_id=pool.id,
            client_id=request.client.id,
            username=user.username if user else hidden_users.username(pool, self.name),
            name=self.name,
            sub=user.sub if user else None,
            flow=flow,
            device_key=self.device_key,
        )


def identify(
    ctx: Context, request: SignInRequest, *, hidden: bool = False, password: str | None = None
) -> Entrant:
    """Return who is at the door; the hash is over the name as sent (measured [sign-in-5]).

    Args:
        ctx: the operation.
        request: in which USERNAME is known to be.
        hidden: whether unknown users are hidden whatever the client says.
        password: with which UserMigration may bring an unknown user over.

    Raises:
        RunAgain: not an error; a user was brought over.
        NotAuthorizedException: SECRET_HASH is missing or wrong.
        UserNotFoundException: the user is unknown, and not hidden.

    """
    pool, client, name = request.pool, request.client, request.name
    request.check_secret()
    if password is not None:
        migration.at_sign_in(ctx, pool, client, name, password, request.details)
    user = eligibility.find(ctx, pool, client, name, hidden=hidden)
    return Entrant(name, user, request.parameters.get("DEVICE_KEY"))


def admit(ctx: Context, request: SignInRequest, entrant: Entrant) -> None:
    """Let pass whoever may go on, and tell PreAuthentication.

    That the trigger comes after the checks of the user's state and device is a guess.

    Raises:
        NotAuthorizedException, UserNotConfirmedException, PasswordResetRequiredException: see
            `eligibility.admit`.
        ResourceNotFoundException: the device is unknown, see `device_of_sign_in.check`.
        UserLambdaValidationException: the trigger refuses.

    """
    pool, user = request.pool, entrant.user
    if user is not None:
        eligibility.admit(request.client, user)
    device_of_sign_in.check(ctx, pool, user.sub if user else None, entrant.device_key)
    triggers.before(ctx, pool, user, entrant.name, request.details)
