"""Where a sign-in comes from: a device that is known, or a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator.domain.factors import devices

if TYPE_CHECKING:
    from cognito_emulator.domain.factors.devices import Offer
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.sign_in.attempt import AttemptState
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.work.context import Context


def check(ctx: Context, pool: Pool, sub: str | None, device_key: str | None) -> None:
    """Refuse a sign-in from a device that is not the user's; hidden users have none.

    A pool that tracks no devices ignores the key (recorded [devices-3] for refreshing).

    Raises:
        ResourceNotFoundException: the device is unknown, was forgotten, or is not confirmed yet
            (measured [devices-2]).

    """
    claims_one = bool(device_key) and devices.tracked(pool)
    if claims_one and devices.find(ctx, pool, sub, device_key) is None:
        raise devices.unknown()


def claimed(ctx: Context, pool: Pool, attempt: Attempt, responses: Mapping[str, str]) -> Attempt:
    """Return the attempt, from the device that an answer names.

    That is looked at before the answer itself, so that a client can repeat it without the device;
    for PASSWORD_VERIFIER clients do so (measured [devices-2]), for the others the order is
    a guess.

    Raises:
        ResourceNotFoundException: see `check`.

    """
    device_key = responses.get("DEVICE_KEY")
    if not device_key or device_key == attempt.supplied.get("DeviceKey"):
        return attempt
    check(ctx, pool, attempt.sub, device_key)
    return replace(attempt, device_key=device_key)


def is_new(state: AttemptState) -> bool:
    """Whether the sign-in comes from a device that the pool would track, but does not know."""
    return devices.tracked(state.pool) and state.device is None


def arrived(ctx: Context, state: AttemptState) -> Offer | None:
    """Note what device a completed sign-in came from; offer a new one to become known.

    In CUSTOM_AUTH no device is offered: measured [devices-4], against the documentation.
    """
    if state.attempt.lent is not None:
        return None
    if state.device is not None:
        devices.signed_in_from(ctx, state.device)
        return None
    if not is_new(state) or state.attempt.flow == "CUSTOM_AUTH":
        return None
    return devices.offer(ctx, state.pool)


def key(state: AttemptState, name: str, offered: Offer | None) -> str | None:
    """Return the key of the device that the sign-in's tokens are tied to.

    Whoever is called by an alias in the request that completes the sign-in is offered a device in
    vain: ConfirmDevice knows the key only of those who were called by their canonical name
    (measured [devices-5] for the second factors, documented by Amplify for passwords).

    Args:
        state: of the sign-in that is complete.
        name: what the user is called in the request that completes it.
        offered: what the device may become, if it is new.

    """
    if state.attempt.lent is not None:
        return None
    if state.device is not None:
        return state.device.key
    if offered is None or state.pool.fold(name) != state.pool.fold(state.attempt.username):
        return None
    return offered.key
