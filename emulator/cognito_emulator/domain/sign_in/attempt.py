"""A sign-in under way, with the pool, the client, the user and the device that it is about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator import errors
from cognito_emulator.domain.sign_in.record import Attempt
from cognito_emulator.domain.work.events import NO_DETAILS

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.factors.record import Device
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.events import EventDetails


class AttemptState(NamedTuple):
    """An attempt with the records it is about, as they stand now.

    Attributes:
        user: ``None`` where the client hides that there is no such user, or there no longer is.
        forced_challenges: names of those that a test forces on this user.
        device: the known device that the sign-in comes from, if the pool tracks devices.
        details: of the request in which it stands so; those of nobody where nobody asks.

    """

    attempt: Attempt
    pool: Pool
    client: Client
    user: User | None
    forced_challenges: tuple[str, ...] = ()
    device: Device | None = None
    details: EventDetails = NO_DETAILS

    def moved(self, **changes: Any) -> AttemptState:  # noqa: ANN401 - fields of the attempt
        """Return the state with its attempt changed."""
        return self._replace(attempt=replace(self.attempt, **changes))

    @property
    def somebody(self) -> User:
        """The user, for all that comes after the first factor, which nobody else gets past.

        Raises:
            NotAuthorizedException: the user was deleted in between (a guess).

        """
        if self.user is None:
            raise errors.NotAuthorizedException("Invalid session for the user.")
        return self.user
