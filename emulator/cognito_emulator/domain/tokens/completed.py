"""A completed sign-in: what tokens are made of, or a code for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.factors.devices import Offer
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User


class CompletedSignIn(NamedTuple):
    """Somebody who has signed in, before any tokens are made.

    Attributes:
        pool: the user's.
        client: by which the user signed in.
        user: who did.
        flow: the AuthFlow that began it.
        passed: names of the challenges that were met, first factors included.
        at: when, in epoch seconds.
        source: why tokens follow, as PreTokenGeneration is told after ``TokenGeneration_``.
        device_key: of the device that it is tied to.
        offer: what a device that was not known yet may become.

    """

    pool: Pool
    client: Client
    user: User
    flow: str
    passed: tuple[str, ...]
    at: float
    source: str
    device_key: str | None = None
    offer: Offer | None = None
