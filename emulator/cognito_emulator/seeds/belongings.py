"""What users of seeds have beside themselves: remembered devices, and passkeys.

A device proves itself by a secret, a passkey by a private key, and both stay where they are: a seed
has what the pool knows them by.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cognito_emulator.api import spec
from cognito_emulator.domain.factors import devices
from cognito_emulator.domain.factors.passkeys import lookup as passkeys
from cognito_emulator.domain.factors.record import DEVICES, PASSKEYS, Device, Passkey
from cognito_emulator.domain.pools.factors import PASSKEY_MFA
from cognito_emulator.domain.users import directory
from cognito_emulator.errors import CognitoError
from cognito_emulator.seeds.kind import FLAG, TEXT, TEXTS
from cognito_emulator.seeds.places import Place, items

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.seeds.kind import Entry

_NUMBER = spec.Shape("number", "long")
_VERIFIER = spec.Shape("verifier", "structure", {"PasswordVerifier": TEXT, "Salt": TEXT})

DEVICE = spec.Shape(
    "device",
    "structure",
    {
        "DeviceKey": TEXT,
        "DeviceName": TEXT,
        "DeviceRememberedStatus": TEXT,
        "DeviceSecretVerifierConfig": _VERIFIER,
        "LastIPAddress": TEXT,
    },
)
"""A device, by the members of ConfirmDevice and UpdateDeviceStatus."""

PASSKEY = spec.Shape(
    "passkey",
    "structure",
    {
        "CredentialId": TEXT,
        "FriendlyCredentialName": TEXT,
        "RelyingPartyId": TEXT,
        "PublicKey": TEXT,
        "SignCount": _NUMBER,
        "AuthenticatorTransports": TEXTS,
        "AuthenticatorAttachment": TEXT,
        "Aaguid": TEXT,
        "BackupEligible": FLAG,
        "BackedUp": FLAG,
    },
)
"""A passkey, by the members of ListWebAuthnCredentials, and what WebAuthn calls the rest."""

_REMEMBERED = {"remembered": True, "not_remembered": False}
_FROM_NOWHERE = "127.0.0.1"


def plant(ctx: Context, pool: Pool, user: User, entry: Entry) -> User:
    """Give a user the devices and passkeys that a seed says.

    Raises:
        SeedError: one of them is none, or the pool has it already.

    """
    here = entry.place.member("Devices")
    listed = items(here, entry.extra.get("Devices", []))
    if listed and not devices.tracked(pool) and not entry.extra.get("Unchecked", False):
        raise here.wrong("The pool tracks no devices: it needs a DeviceConfiguration.")
    for place, described in listed:
        device = _device(ctx, user, place, described)
        if ctx.tx.get(DEVICES, DEVICES.key(device)) is not None:
            raise place.wrong(f"The user has two devices by the key {device.key}.")
        ctx.tx.put(DEVICES, device)
    given = items(entry.place.member("Passkeys"), entry.extra.get("Passkeys", []))
    for place, described in given:
        passkey = _passkey(ctx, user, place, described)
        if ctx.tx.get(PASSKEYS, PASSKEYS.key(passkey)) is not None:
            raise place.wrong(f"There is a passkey {passkey.id} in this pool already.")
        ctx.tx.put(PASSKEYS, passkey)
    if given and PASSKEY_MFA in entry.extra.get("UserMFASettingList", []):
        return directory.save(ctx, pool, user, mfa=replace(user.mfa, passkeys=True))
    return user


def present(ctx: Context, pool: Pool) -> bool:
    """Whether anybody in a pool has any of it."""
    return any(ctx.tx.count(table, "pool", pool.id) for table in (DEVICES, PASSKEYS))


def export(ctx: Context, pool: Pool, user: User) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield the lists of what a user has, by their names."""
    own = ctx.tx.all(DEVICES, "user", (pool.id, user.sub))
    if own:
        yield "Devices", [_exported_device(each) for each in own]
    keys = passkeys.of_user(ctx, user)
    if keys:
        yield "Passkeys", [_exported_passkey(each) for each in keys]


# --- devices --------------------------------------------------------------------------------------


def _device(ctx: Context, user: User, place: Place, described: Mapping[str, Any]) -> Device:
    status = described.get("DeviceRememberedStatus", "remembered")
    if status not in _REMEMBERED:
        here = place.member("DeviceRememberedStatus")
        raise here.wrong(f"{status} is none of {', '.join(_REMEMBERED)}.")
    config = described.get("DeviceSecretVerifierConfig", {})
    try:
        secret = devices.secret_of(config.get("Salt"), config.get("PasswordVerifier"))
    except CognitoError as refusal:
        raise place.member("DeviceSecretVerifierConfig").wrong(str(refusal)) from None
    return Device(
        pool_id=user.pool_id,
        sub=user.sub,
        key=_needed(place, described, "DeviceKey"),
        name=described.get("DeviceName"),
        secret=secret,
        remembered=_REMEMBERED[status],
        created_at=ctx.now,
        modified_at=ctx.now,
        authenticated_at=ctx.now,
        last_ip=described.get("LastIPAddress", _FROM_NOWHERE),
    )


def _exported_device(device: Device) -> dict[str, Any]:
    status = "remembered" if device.remembered else "not_remembered"
    shown: dict[str, Any] = {"DeviceKey": device.key, "DeviceRememberedStatus": status}
    if device.name is not None:
        shown["DeviceName"] = device.name
    if device.secret is not None:
        verifier, salt = _base64(device.secret.verifier), _base64(device.secret.salt)
        shown["DeviceSecretVerifierConfig"] = {"PasswordVerifier": verifier, "Salt": salt}
    return {**shown, "LastIPAddress": device.last_ip}


def _base64(number: int) -> str:
    """Return a number as ConfirmDevice is sent it."""
    return b64encode(number.to_bytes((number.bit_length() + 7) // 8 or 1, "big")).decode("ascii")


# --- passkeys -------------------------------------------------------------------------------------


def _passkey(ctx: Context, user: User, place: Place, described: Mapping[str, Any]) -> Passkey:
    text = _needed(place, described, "PublicKey")
    try:
        key = b64decode(text, validate=True)
    except ValueError:
        raise place.member("PublicKey").wrong("This must be text in base64.") from None
    count = described.get("SignCount", 0)
    if count < 0:
        raise place.member("SignCount").wrong("This must be 0 or more.")
    return Passkey(
        pool_id=user.pool_id,
        sub=user.sub,
        id=_needed(place, described, "CredentialId"),
        public_key=key,
        sign_count=count,
        transports=tuple(described.get("AuthenticatorTransports", ())),
        attachment=described.get("AuthenticatorAttachment"),
        name=described.get("FriendlyCredentialName", "Passkey"),
        rp_id=_needed(place, described, "RelyingPartyId"),
        aaguid=described.get("Aaguid", ""),
        backup_eligible=described.get("BackupEligible", False),
        backed_up=described.get("BackedUp", False),
        created_at=ctx.now,
    )


def _exported_passkey(passkey: Passkey) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "CredentialId": passkey.id,
        "FriendlyCredentialName": passkey.name,
        "RelyingPartyId": passkey.rp_id,
        "PublicKey": b64encode(passkey.public_key).decode("ascii"),
        "SignCount": passkey.sign_count,
        "AuthenticatorTransports": list(passkey.transports),
        "BackupEligible": passkey.backup_eligible,
        "BackedUp": passkey.backed_up,
    }
    if passkey.attachment is not None:
        shown["AuthenticatorAttachment"] = passkey.attachment
    return {**shown, "Aaguid": passkey.aaguid} if passkey.aaguid else shown


def _needed(place: Place, described: Mapping[str, Any], member: str) -> str:
    if not described.get(member):
        raise place.member(member).wrong("This is missing.")
    return str(described[member])
