"""The records of devices and passkeys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cognito_emulator.records import Record
from cognito_emulator.store import Table

Status = Literal["remembered", "not_remembered"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Secret(Record):
    """What a device's secret is known by: SRP's salt and verifier, kept as numbers.

    That is measured [devices-6] of the salt.
    """

    salt: int
    verifier: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Device(Record):
    """A confirmed device of a user.

    Attributes:
        sub: whose it is.
        key: ``<region>_<uuid>``.
        secret: ``None`` where ConfirmDevice named none, so that it can prove nothing.
        remembered: whether it is trusted; the others are only kept track of.
        created_at, modified_at, authenticated_at: epoch seconds; the last one of the latest sign-in
            that came from it.
        last_ip: the address that this sign-in came from.

    """

    pool_id: str
    sub: str
    key: str
    name: str | None
    secret: Secret | None
    remembered: bool
    created_at: float
    modified_at: float
    authenticated_at: float
    last_ip: str

    @property
    def trusted(self) -> bool:
        """Whether the device is to prove itself, and can."""
        return self.remembered and self.secret is not None


DEVICES: Table[Device] = Table(
    "devices",
    Device,
    key=lambda device: (device.pool_id, device.sub, device.key),
    belongs_to=("pool", "user"),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Passkey(Record):
    """A user's passkey: the public half of what an authenticator holds.

    Attributes:
        sub: whose it is.
        id: the credential's id, in base64url.
        public_key: a COSE_Key.
        sign_count: how often it was used, by its own account; zero where it does not count.
        transports, attachment: how its authenticator is reached, as far as it was said.
        name: how it is shown to its user.
        rp_id: the relying party that it was made for, and the only one that it works for.
        aaguid: the make of the authenticator, as far as it is known.
        backup_eligible, backed_up: whether it can be, and is, on several devices.

    """

    pool_id: str
    sub: str
    id: str
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]
    attachment: str | None = None
    name: str
    rp_id: str
    aaguid: str = ""
    backup_eligible: bool = False
    backed_up: bool = False
    created_at: float


PASSKEYS: Table[Passkey] = Table(
    "passkeys",
    Passkey,
    key=lambda passkey: (passkey.pool_id, passkey.id),
    belongs_to=("pool", "user"),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Registration(Record):
    """A registration that was started: a challenge that waits for its answer.

    Attributes:
        sub: who started it.
        client_id: through which app client.
        challenge: in base64url.
        expires_at: epoch seconds.

    """

    pool_id: str
    sub: str
    client_id: str
    challenge: str
    expires_at: float


REGISTRATIONS: Table[Registration] = Table(
    "passkey_registrations",
    Registration,
    key=lambda registration: (registration.pool_id, registration.sub, registration.challenge),
    belongs_to=("pool", "user"),
    outlives={"client": "it is the user's, and any token of the user ends it"},
    capacity=20_000,
)
