"""Devices and passkeys of seeds: those of an export go on signing in."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator.control import pools
from cognito_emulator.emulator import Emulator
from cognito_emulator.seeds import SeedError
from tests.seeds.kinds.users import SAMPLE
from tests.seeds.samples import POOL_ID, seed
from tests.table import table

DEVICE = SAMPLE.full["Devices"][0]
PASSKEY = SAMPLE.full["Passkeys"][0]


def told(**members: Any) -> str:
    with pytest.raises(SeedError) as mistake:
        Emulator(seed=seed(Users={"Username": "bob", **members}))
    return str(mistake.value)


@table(
    "members, message",
    [
        ({"Devices": [{}]}, "Devices[0].DeviceKey: This is missing."),
        ({"Devices": [DEVICE, DEVICE]}, "Devices[1]: The user has two devices by the key us-east-"),
        (
            {"Devices": [{**DEVICE, "DeviceRememberedStatus": "yes"}]},
            "Devices[0].DeviceRememberedStatus: yes is none of remembered, not_remembered.",
        ),
        ({"Devices": [{"DeviceKy": "k"}]}, "Devices[0].DeviceKy: There is no member DeviceKy;"),
        ({"Passkeys": [{**PASSKEY, "PublicKey": "%%"}]}, "PublicKey: This must be text in base64."),
        ({"Passkeys": [{**PASSKEY, "SignCount": -1}]}, "SignCount: This must be 0 or more."),
        ({"Passkeys": [{"CredentialId": "c"}]}, "Passkeys[0].PublicKey: This is missing."),
        ({"Passkeys": [PASSKEY, PASSKEY]}, "Passkeys[1]: There is a passkey Y3JlZGVudGlhbA in"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(members: dict[str, Any], message: str) -> None:
    said = told(**members)
    assert said.startswith("seed: Users[0] (bob).")
    assert message in said


def test_a_pool_that_tracks_no_devices_has_none() -> None:
    described = {k: v for k, v in seed().items() if k != "DeviceConfiguration"}
    described["Users"] = [{"Username": "bob", "Devices": [DEVICE]}]
    with pytest.raises(SeedError, match=r"\(bob\)\.Devices: The pool tracks no devices"):
        Emulator(seed=described)


def test_devices_of_a_pool_that_tracks_none_any_more_are_exported() -> None:
    emulator = Emulator(seed=seed(Users={"Username": "bob", "Devices": [DEVICE]}))
    emulator.call("UpdateUserPool", {"UserPoolId": POOL_ID, "PoolName": "kinds"})
    exported = pools.exported(emulator, POOL_ID)
    again = Emulator(seed=exported)
    assert pools.exported(again, POOL_ID) == exported


def test_the_public_key_of_a_passkey_is_kept() -> None:
    emulator = Emulator(seed=seed(Users={"Username": "bob", "Passkeys": [PASSKEY]}))
    request = {"UserPoolId": POOL_ID, "Username": "bob"}
    (user,) = pools.exported(emulator, POOL_ID)["Users"]
    assert user["Passkeys"] == [PASSKEY]
    assert emulator.call("AdminGetUser", request)["UserStatus"] == "CONFIRMED"
