"""Samples of what a seed can hold: a module each in `kinds`, found by being there."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.seeds.sample import Sample
from tests.support import SMS_ROLE

POOL_ID = "us-east-1_kinds"
TOTP = {"SoftwareTokenMfaConfiguration": {"Enabled": True}}
POOL: Mapping[str, Any] = {
    "PoolName": "kinds",
    "Id": POOL_ID,
    "AliasAttributes": ["email"],
    "MfaConfiguration": "OPTIONAL",
    "SmsMfaConfiguration": {"SmsConfiguration": SMS_ROLE},
    **TOTP,
    "Schema": [
        {"Name": "email", "Required": True},
        {"Name": "team", "AttributeDataType": "String", "Mutable": True},
        {"Name": "note", "AttributeDataType": "String", "DeveloperOnlyAttribute": True},
    ],
    "UserPoolTags": {"for": "tests"},
    "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": False},
    "Clients": [{"ClientId": "base", "ClientName": "base"}],
    "Groups": [{"GroupName": "readers"}, {"GroupName": "admins"}],
}


def _found() -> Mapping[str, Sample]:
    names = sorted(path.stem for path in Path(__file__).parent.glob("kinds/*.py"))
    modules = [import_module(f"tests.seeds.kinds.{name}") for name in names]
    return {module.LIST: module.SAMPLE for module in modules}


SAMPLES = _found()
"""By the names of the lists that they stand in."""


def seed(**parts: Any) -> dict[str, Any]:
    return {**POOL, **{name: [*POOL.get(name, ()), one] for name, one in parts.items()}}
