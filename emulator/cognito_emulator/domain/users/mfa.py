"""The records of a user's second factors."""

from __future__ import annotations

from dataclasses import dataclass

from cognito_emulator.domain.pools.factors import Factor
from cognito_emulator.records import Record


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SoftwareToken(Record):
    """A registered authenticator app.

    Attributes:
        secret: what it shares with the service, in base32.
        name: FriendlyDeviceName, empty where none was given.
        used: the time steps whose codes were used and could be tried again.

    """

    secret: str
    name: str = ""
    used: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Mfa(Record):
    """A user's second factors.

    Attributes:
        token: the software token, once a code of it was verified.
        waiting: the secret of one that is not verified yet; the old one is good until then
            (documented).
        enabled: the factors that the user turned on, in the order of `FACTORS`.
        preferred: one of them, or ``None``.
        passkeys: whether passkeys were turned on as two factors at once.
        sms_option: whether SetUserSettings, the older operation, turned text messages on.

    """

    token: SoftwareToken | None = None
    waiting: str | None = None
    enabled: tuple[Factor, ...] = ()
    preferred: Factor | None = None
    passkeys: bool = False
    sms_option: bool = False
