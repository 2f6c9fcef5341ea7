"""Devices: one's own with a token, anybody's as administrator."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.api.paging import page
from cognito_emulator.api.registry import operation
from cognito_emulator.domain import doors
from cognito_emulator.domain.factors import devices
from cognito_emulator.domain.users import directory
from cognito_emulator.domain.users.record import User
from cognito_emulator.views import devices as device_views

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.tokens.verify import Subject
    from cognito_emulator.domain.work.context import Context


@operation("ConfirmDevice")
def confirm_device(
    ctx: Context, request: shapes.ConfirmDeviceRequest
) -> shapes.ConfirmDeviceResponse:
    """Make a device of the key that the token's sign-in was offered."""
    pool, _, user, claims = doors.subject(ctx, request["AccessToken"])
    devices.require_tracking(pool)
    if claims.get("device_key") != request["DeviceKey"]:
        # Measured [devices-5].
        raise errors.InvalidParameterException("Invalid device key given.")
    config = request.get("DeviceSecretVerifierConfig", {})
    secret = devices.secret_of(config.get("Salt"), config.get("PasswordVerifier"))
    devices.confirm(ctx, pool, user, request["DeviceKey"], request.get("DeviceName"), secret)
    return {"UserConfirmationNecessary": devices.asks_the_user(pool)}


@operation("GetDevice")
def get_device(ctx: Context, request: shapes.GetDeviceRequest) -> shapes.GetDeviceResponse:
    """Show one of one's own devices."""
    pool, _, user, _ = _subject(ctx, request)
    found = devices.get(ctx, pool, user, request["DeviceKey"])
    return {"Device": device_views.device(found, pool, user)}


@operation("AdminGetDevice")
def admin_get_device(
    ctx: Context, request: shapes.AdminGetDeviceRequest
) -> shapes.AdminGetDeviceResponse:
    """Show one of somebody's devices."""
    pool = doors.pool(ctx, request["UserPoolId"])
    user = _owner(ctx, pool, request["Username"])
    found = devices.get(ctx, pool, user, request["DeviceKey"])
    return {"Device": device_views.device_for_admin(found, pool, user)}


@operation("ListDevices")
def list_devices(ctx: Context, request: shapes.ListDevicesRequest) -> shapes.ListDevicesResponse:
    """List one's own devices: those that are remembered (measured [shapes-14])."""
    pool, _, user, _ = doors.subject(ctx, request["AccessToken"])
    found = devices.of_user(ctx, pool, user, remembered=True)
    view = partial(device_views.device, pool=pool, owner=user)
    answer: shapes.ListDevicesResponse = page(
        "ListDevices", request, found, lambda device: device.key, view
    )
    return answer


@operation("AdminListDevices")
def admin_list_devices(
    ctx: Context, request: shapes.AdminListDevicesRequest
) -> shapes.AdminListDevicesResponse:
    """List somebody's devices, remembered or not (claimed)."""
    pool = doors.pool(ctx, request["UserPoolId"])
    user = _owner(ctx, pool, request["Username"])
    found = devices.of_user(ctx, pool, user)
    view = partial(device_views.device_for_admin, pool=pool, owner=user)
    answer: shapes.AdminListDevicesResponse = page(
        "AdminListDevices", request, found, lambda device: device.key, view
    )
    return answer


@operation("UpdateDeviceStatus")
def update_device_status(
    ctx: Context, request: shapes.UpdateDeviceStatusRequest
) -> shapes.UpdateDeviceStatusResponse:
    """Remember one of one's own devices, or do so no longer."""
    pool, _, user, _ = doors.subject(ctx, request["AccessToken"])
    device = devices.get(ctx, pool, user, request["DeviceKey"])
    devices.set_status(ctx, device, request.get("DeviceRememberedStatus"))
    return {}


@operation("AdminUpdateDeviceStatus")
def admin_update_device_status(
    ctx: Context, request: shapes.AdminUpdateDeviceStatusRequest
) -> shapes.AdminUpdateDeviceStatusResponse:
    """Remember one of somebody's devices, or do so no longer."""
    pool = doors.pool(ctx, request["UserPoolId"])
    user = directory.for_admin(ctx, pool, request["Username"])
    device = devices.get(ctx, pool, user, request["DeviceKey"])
    devices.set_status(ctx, device, request.get("DeviceRememberedStatus"))
    return {}


@operation("ForgetDevice")
def forget_device(ctx: Context, request: shapes.ForgetDeviceRequest) -> None:
    """Remove one of one's own devices."""
    pool, _, user, _ = _subject(ctx, request)
    devices.forget(ctx, devices.get(ctx, pool, user, request["DeviceKey"]))


@operation("AdminForgetDevice")
def admin_forget_device(ctx: Context, request: shapes.AdminForgetDeviceRequest) -> None:
    """Remove one of somebody's devices."""
    pool = doors.pool(ctx, request["UserPoolId"])
    user = directory.for_admin(ctx, pool, request["Username"])
    devices.forget(ctx, devices.get(ctx, pool, user, request["DeviceKey"]))


def _subject(
    ctx: Context, request: shapes.ForgetDeviceRequest | shapes.GetDeviceRequest
) -> Subject:
    """Return whom the token stands for, which the model does not require.

    Raises:
        InvalidParameterException: there is none (the text is a guess).

    """
    if "AccessToken" not in request:
        raise errors.InvalidParameterException("Missing required parameter AccessToken")
    return doors.subject(ctx, request["AccessToken"])


def _owner(ctx: Context, pool: Pool, name: str) -> User:
    """Return whose devices an administrator wants to see.

    Raises:
        ResourceNotFoundException: nobody's: a guess, as the model declares no other error.

    """
    try:
        return directory.for_admin(ctx, pool, name)
    except errors.UserNotFoundException as nobody:
        raise errors.ResourceNotFoundException("User does not exist.") from nobody
