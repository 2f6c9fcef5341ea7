"""A remembered device that is lent to a user on whom a test forces its proof.

The emulator then knows the secret of the device, and can give the right answers.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import sha512
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.clock import instant
from cognito_emulator.domain.factors import devices, srp
from cognito_emulator.domain.factors.record import Device, Secret
from cognito_emulator.domain.users.record import private_exponent

if TYPE_CHECKING:
    from cognito_emulator.domain.sign_in.attempt import AttemptState
    from cognito_emulator.domain.work.context import Context

_KEY, _PASSWORD = "DeviceKey", "DevicePassword"
_SECRET_BYTES = 40  # as many as clients take


class Loan(NamedTuple):
    """A device, which nobody else sees, and by what a client knows it."""

    device: Device
    supplied: Mapping[str, str]


def lend(ctx: Context, state: AttemptState) -> Loan:
    """Return a remembered device for one sign-in of the user."""
    key, group_key = devices.offer(ctx, state.pool)
    password = b64encode(ctx.ids.token_bytes(_SECRET_BYTES)).decode()
    salt = ctx.ids.salt()
    x = private_exponent(salt, group_key + key, password)
    device = Device(
        pool_id=state.pool.id,
        sub=state.somebody.sub,
        key=key,
        name="lent by the emulator",
        secret=Secret(int.from_bytes(salt, "big"), srp.verifier(x)),
        remembered=True,
        created_at=ctx.now,
        modified_at=ctx.now,
        authenticated_at=ctx.now,
        last_ip=ctx.caller.ip,
    )
    return Loan(device, {_KEY: key, "DeviceGroupKey": group_key, _PASSWORD: password})


def begun(supplied: Mapping[str, str]) -> Mapping[str, str] | None:
    """Return what the lent device answers to DEVICE_SRP_AUTH."""
    if _PASSWORD not in supplied:
        return None
    return {"DEVICE_KEY": supplied[_KEY], "SRP_A": f"{srp.power(srp.G, _private(supplied)):x}"}


def proved(ctx: Context, state: AttemptState) -> Mapping[str, str] | None:
    """Return what it answers to DEVICE_PASSWORD_VERIFIER, if it was the one that began."""
    supplied, opening = state.attempt.supplied, state.attempt.private
    if state.device is None or state.device.secret is None or begun(supplied) is None:
        return None
    a = _private(supplied)
    if opening["A"] != srp.power(srp.G, a):
        return None
    who = devices.identity(state.pool, state.device)
    salt = state.device.secret.salt.to_bytes(16, "big")
    key = srp.client_key(a, opening["B"], private_exponent(salt, who, supplied[_PASSWORD]))
    timestamp = srp.timestamp(instant(ctx.now))
    signature = srp.signature(key, who, b64decode(opening["block"]), timestamp)
    return {
        "DEVICE_KEY": supplied[_KEY],
        "TIMESTAMP": timestamp,
        "PASSWORD_CLAIM_SECRET_BLOCK": opening["block"],
        "PASSWORD_CLAIM_SIGNATURE": b64encode(signature).decode(),
    }


def _private(supplied: Mapping[str, str]) -> int:
    """Return the device's private value: it has to be the same for both answers."""
    return int.from_bytes(sha512(supplied[_PASSWORD].encode()).digest(), "big")
