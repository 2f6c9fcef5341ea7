"""Devices that users sign in from: offered, confirmed, remembered, recognised, forgotten.

A sign-in from nowhere known is offered a device key. Nothing but its tokens knows of that until
ConfirmDevice makes a device of it: before, the key counts as unknown (measured [devices-1]).
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as Base64Error
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator import errors
from cognito_emulator.domain.factors.record import DEVICES, Device, Secret, Status

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context


_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_GROUP_KEY_LENGTH = 8


class Offer(NamedTuple):
    """NewDeviceMetadata: by what names a device may be confirmed."""

    key: str
    group_key: str


# --- what the pool wants --------------------------------------------------------------------------


def tracked(pool: Pool) -> bool:
    """Whether the pool tracks devices: DeviceConfiguration was given, if only empty (claimed)."""
    return pool.devices is not None


def require_tracking(pool: Pool) -> None:
    """Refuse the operations on devices where the pool does not track any.

    Raises:
        InvalidParameterException: it does not (the type is claimed, the text a guess).

    """
    if not tracked(pool):
        raise errors.InvalidParameterException("Device tracking is not enabled for the user pool.")


def stand_in(pool: Pool) -> bool:
    """Whether a remembered device stands in for a second factor (documented)."""
    return pool.devices is not None and pool.devices.challenge_on_new_device


def asks_the_user(pool: Pool) -> bool:
    """Whether a device is remembered only if the user says so (documented)."""
    return pool.devices is not None and pool.devices.remember_on_prompt


def group_key(pool: Pool) -> str:
    """Return the pool's DeviceGroupKey: a dash and eight letters or digits (documented).

    That it is the same for all devices of a pool is a guess.
    """
    digest = sha256(f"device group:{pool.id}".encode()).digest()[:_GROUP_KEY_LENGTH]
    return "-" + "".join(_ALPHANUMERIC[byte % len(_ALPHANUMERIC)] for byte in digest)


def identity(pool: Pool, device: Device) -> str:
    """Return what a device's secret is hashed with: in place of SRP's pool name and user id."""
    return group_key(pool) + device.key


# --- one device -----------------------------------------------------------------------------------


def offer(ctx: Context, pool: Pool) -> Offer:
    """Return names for a device that is new."""
    return Offer(ctx.ids.device_key(pool.region), group_key(pool))


def find(ctx: Context, pool: Pool, sub: str | None, key: str | None) -> Device | None:
    """Return a user's device, ``None`` if the pool does not track it."""
    return ctx.tx.get(DEVICES, (pool.id, sub, key)) if tracked(pool) else None


def get(ctx: Context, pool: Pool, user: User, key: str) -> Device:
    """Return a user's device.

    Raises:
        InvalidParameterException: the pool tracks no devices.
        ResourceNotFoundException: unknown, forgotten, or not confirmed yet (measured
            [devices-1]).

    """
    require_tracking(pool)
    device = find(ctx, pool, user.sub, key)
    if device is None:
        raise unknown()
    return device


def unknown() -> errors.ResourceNotFoundException:
    """Return the error for a device that is not there (measured [devices-1], clients match it)."""
    return errors.ResourceNotFoundException("Device does not exist.")


def secret_of(salt: str | None, verifier: str | None) -> Secret | None:
    """Return the secret that ConfirmDevice names, ``None`` if it lacks a part (a guess).

    Args:
        salt: in base64.
        verifier: PasswordVerifier, in base64.

    Raises:
        InvalidParameterException: one of them cannot be read (the text is a guess).

    """
    if not salt or not verifier:
        return None
    return Secret(_number(salt), _number(verifier))


def confirm(
    ctx: Context,
    pool: Pool,
    user: User,
    key: str,
    name: str | None,
    secret: Secret | None,
) -> Device:
    """Make a device of a key that was offered; it is remembered unless the user has to be asked.

    Args:
        ctx: the operation.
        pool: the user's pool.
        user: whose sign-in was offered the key.
        key: the key.
        name: what the user calls it.
        secret: what it will be known by.

    Raises:
        DeviceKeyExistsException: that was done already (documented; the text is a guess).

    """
    if find(ctx, pool, user.sub, key) is not None:
        raise errors.DeviceKeyExistsException("Device key already exists.")
    device = Device(
        pool_id=pool.id,
        sub=user.sub,
        key=key,
        name=name,
        secret=secret,
        remembered=not asks_the_user(pool),
        created_at=ctx.now,
        modified_at=ctx.now,
        authenticated_at=ctx.now,
        last_ip=ctx.caller.ip,
    )
    return ctx.tx.put(DEVICES, device)


def set_status(ctx: Context, device: Device, status: Status | None) -> Device:
    """Remember a device, or do so no longer; without a status nothing happens (a guess)."""
    if status is None:
        return device
    changed = replace(device, remembered=status == "remembered", modified_at=ctx.now)
    return ctx.tx.put(DEVICES, changed)


def signed_in_from(ctx: Context, device: Device) -> None:
    """Note that a sign-in came from a device; both dates advance (measured [devices-7])."""
    ctx.tx.put(
        DEVICES,
        replace(device, modified_at=ctx.now, authenticated_at=ctx.now, last_ip=ctx.caller.ip),
    )


def forget(ctx: Context, device: Device) -> None:
    """Remove a device; refresh tokens of its sign-ins are good no longer (documented)."""
    ctx.tx.delete(DEVICES, DEVICES.key(device))


def _number(text: str) -> int:
    """Read base64 as Java does: its padding may be missing (documented by an example)."""
    try:
        return int.from_bytes(b64decode(text + "=" * (-len(text) % 4), validate=True), "big")
    except (Base64Error, ValueError) as problem:
        raise errors.InvalidParameterException(
            "Invalid device secret verifier config given."
        ) from problem


# --- several --------------------------------------------------------------------------------------


def of_user(ctx: Context, pool: Pool, user: User, *, remembered: bool = False) -> list[Device]:
    """Return a user's devices, oldest first, or only those that are remembered.

    Raises:
        InvalidParameterException: the pool tracks no devices.

    """
    require_tracking(pool)
    found = ctx.tx.all(DEVICES, "user", (pool.id, user.sub))
    return [device for device in found if device.remembered or not remembered]
