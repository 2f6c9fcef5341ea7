"""Devices as the API writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.clock import instant
from cognito_emulator.domain.pools import arns
from cognito_emulator.domain.work.events import SDK
from cognito_emulator.views.members import present

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.factors.record import Device
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User


def device(record: Device, pool: Pool, owner: User) -> shapes.DeviceType:
    """Return a DeviceType as its user sees it, without what is for developers.

    Measured [shapes-13] for ListDevices; for GetDevice a guess.
    """
    document = device_for_admin(record, pool, owner)
    document["DeviceAttributes"] = [
        each for each in document["DeviceAttributes"] if not each["Name"].startswith("dev:")
    ]
    return document


def device_for_admin(record: Device, pool: Pool, owner: User) -> shapes.DeviceType:
    """Return a DeviceType with everything (documented); the last date is of whole seconds."""
    owner_name = f"{owner.username}.{pool.id}"
    resource = f"owner/{owner_name}/device/{record.key}"
    attributes = present(
        device_status="valid",
        device_name=record.name,
        **{
            "dev:device_arn": arns.user_pools(pool.region, pool.account_id, resource),
            "dev:device_owner": owner_name,
        },
        last_ip_used=record.last_ip,
        **{
            "dev:device_remembered_status": "remembered" if record.remembered else "not_remembered",
            "dev:device_sdk": SDK,
        },
    )
    return {
        "DeviceKey": record.key,
        "DeviceAttributes": [{"Name": n, "Value": value} for n, value in attributes.items()],
        "DeviceCreateDate": instant(record.created_at),
        "DeviceLastModifiedDate": instant(record.modified_at),
        "DeviceLastAuthenticatedDate": instant(int(record.authenticated_at)),
    }
