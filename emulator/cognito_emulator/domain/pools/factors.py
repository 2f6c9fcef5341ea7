"""The second factors that a pool has, and its passkeys: what SetUserPoolMfaConfig sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from cognito_emulator.domain.work.parts import Part
from cognito_emulator.records import Record

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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SoftwareTokenMfa(Part):
    """SoftwareTokenMfaConfiguration."""

    enabled: bool | None = None

    MEMBERS: ClassVar[Mapping[str, str]] = {"enabled": "Enabled"}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class EmailMfa(Part):
    """EmailMfaConfiguration; the text is that of codes as a first factor, too (documented)."""

    message: str | None = None
    subject: str | None = None

    MEMBERS: ClassVar[Mapping[str, str]] = {"message": "Message", "subject": "Subject"}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SecondFactors(Record):
    """The second factors that a pool was given, whether or not MFA is on.

    Attributes:
        software_token, email: ``None`` where they were not given.
        sms: whether text messages are one where they can be sent. A call of SetUserPoolMfaConfig
            that names other factors only leaves them out (measured [mfa-settings-17]).

    """

    software_token: SoftwareTokenMfa | None = None
    email: EmailMfa | None = None
    sms: bool = True

    @classmethod
    def of(cls, request: Mapping[str, Any]) -> SecondFactors:
        """Return what a SetUserPoolMfaConfigRequest names."""
        token = SoftwareTokenMfa.at(request, "SoftwareTokenMfaConfiguration")
        email = EmailMfa.at(request, "EmailMfaConfiguration")
        others = token is not None or email is not None
        off = request.get("MfaConfiguration", "OFF") == "OFF"
        texts = off or "SmsMfaConfiguration" in request or not others
        return cls(software_token=token, email=email, sms=texts)

    @property
    def has_software_token(self) -> bool:
        """Whether authenticator apps are a factor."""
        return self.software_token is not None and bool(self.software_token.enabled)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class WebAuthnConfiguration(Part):
    """WebAuthnConfiguration: the relying party of passkeys, and what they are good for."""

    rp_id: str | None = None
    user_verification: Literal["required", "preferred"] | None = None
    factor: Literal["SINGLE_FACTOR", "MULTI_FACTOR_WITH_USER_VERIFICATION"] | None = None

    MEMBERS: ClassVar[Mapping[str, str]] = {
        "rp_id": "RelyingPartyId",
        "user_verification": "UserVerification",
        "factor": "FactorConfiguration",
    }

    @property
    def satisfies_mfa(self) -> bool:
        """Whether passkeys with user verification are two factors at once (documented)."""
        return self.factor == "MULTI_FACTOR_WITH_USER_VERIFICATION"


def offered(pool: Pool) -> tuple[Factor, ...]:
    """Return the factors that a pool has, whether or not MFA is on.

    Text messages are one wherever the pool can send them (documented), unless its factors were set
    without them (measured [mfa-settings-17]).
    """
    given = pool.second_factors
    has: dict[Factor, bool] = {
        "SMS_MFA": pool.has_sms and given.sms,
        "EMAIL_OTP": given.email is not None,
        TOTP: given.has_software_token,
    }
    return tuple(factor for factor in FACTORS if has[factor])
