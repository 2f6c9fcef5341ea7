"""The second factors that a pool has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool


Factor = Literal["SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA"]


TOTP: Factor = "SOFTWARE_TOKEN_MFA"


#: All second factors, in the order in which challenges list them (claimed).
FACTORS: tuple[Factor, ...] = ("SMS_MFA", "EMAIL_OTP", TOTP)


#: What passkeys are listed as, where they are two factors at once (claimed).
PASSKEY_MFA = "WEB_AUTHN_MFA"


#: The attributes to which the messages of a factor go.
ADDRESSES: Mapping[Factor, str] = {"SMS_MFA": "phone_number", "EMAIL_OTP": "email"}


def offered(pool: Pool) -> tuple[Factor, ...]:
    """Return the factors that a pool has, whether or not MFA is on.

    Text messages are one wherever the pool can send them (documented), unless its factors were set
    without them (measured).
    """
    token = pool.mfa_factors.get("SoftwareTokenMfaConfiguration", {})
    has: dict[Factor, bool] = {
        "SMS_MFA": pool.has_sms and pool.sms_mfa,
        "EMAIL_OTP": "EmailMfaConfiguration" in pool.mfa_factors,
        TOTP: bool(token.get("Enabled")),
    }
    return tuple(factor for factor in FACTORS if has[factor])
