"""What a user has set up by way of second factors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Factor = Literal["SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA"]

TOTP: Factor = "SOFTWARE_TOKEN_MFA"
#: All second factors, in the order in which challenges list them (quoted).
FACTORS: tuple[Factor, ...] = ("SMS_MFA", "EMAIL_OTP", TOTP)
#: What passkeys are listed as, where they are two factors at once (quoted).
PASSKEY_MFA = "WEB_AUTHN_MFA"
#: The attributes to which the messages of a factor go.
ADDRESSES: Mapping[Factor, str] = {"SMS_MFA": "phone_number", "EMAIL_OTP": "email"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftwareToken:
    """A registered authenticator app.

    Attributes:
        secret: what it shares with the service, in base32.
        name: FriendlyDeviceName, empty where none was given.
        used: the time steps whose codes were used and could be tried again.

    """

    secret: str
    name: str = ""
    used: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mfa:
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
