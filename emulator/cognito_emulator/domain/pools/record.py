"""The record of a user pool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from cognito_emulator.domain.pools import arns, schema
from cognito_emulator.domain.pools.password_policy import PasswordPolicy
from cognito_emulator.domain.pools.schema import Attribute
from cognito_emulator.store import Table

Tier = Literal["LITE", "ESSENTIALS", "PLUS"]


_CODES = frozenset({"EMAIL_OTP", "SMS_OTP"})


# Members that every document has, and what they are when nothing is given (recorded 2026-09).
ALWAYS: Mapping[str, Mapping[str, Any]] = {
    "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
    "IssuerConfiguration": {"Type": "ORIGINAL"},
    "KeyConfiguration": {"KeyType": "AWS_OWNED_KEY"},
    "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
}


def _untold() -> Mapping[str, Any]:
    return dict(ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """A user pool.

    Attributes:
        schema: the pool's attributes by their full name (``email``, ``custom:team``), in the order
            in which CreateUserPool returns them.
        case_sensitive: what UsernameConfiguration said, ``None`` where it was not given.
        recovery: AccountRecoverySetting's mechanism names, most wanted first.
        mfa_factors: what SetUserPoolMfaConfig set, by its members' names:
            ``SoftwareTokenMfaConfiguration``, ``EmailMfaConfiguration``, ``WebAuthnConfiguration``.
            What it sets of text messages stands in ``echoed``, as what CreateUserPool sets does.
        sms_mfa: whether text messages are a second factor where they can be sent; a call of
            SetUserPoolMfaConfig that names other factors only leaves them out.
        echoed: members of the document that only go in and come out: e-mail and SMS configuration,
            message templates, add-ons, device configuration, ... by their API names. The texts of
            invitations stand under ``InviteMessageTemplate``.

    """

    id: str
    region: str
    account_id: str
    name: str
    created_at: float
    modified_at: float
    tier: Tier = "ESSENTIALS"
    alias_attributes: tuple[str, ...] = ()
    username_attributes: tuple[str, ...] = ()
    auto_verified: tuple[str, ...] = ()
    verified_before_update: tuple[str, ...] = ()
    case_sensitive: bool | None = None
    password_policy: PasswordPolicy = field(default_factory=PasswordPolicy)
    first_factors: tuple[str, ...] = ("PASSWORD",)
    mfa: Literal["OFF", "ON", "OPTIONAL"] = "OFF"
    mfa_factors: Mapping[str, Any] = field(default_factory=dict)
    sms_mfa: bool = True
    recovery: tuple[str, ...] = ("verified_email", "verified_phone_number")
    only_admins_create: bool = False
    deletion_protected: bool = False
    schema: Mapping[str, Attribute] = field(default_factory=schema.standard)
    lambda_config: Mapping[str, Any] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    echoed: Mapping[str, Any] = field(default_factory=_untold)

    @property
    def arn(self) -> str:
        """The pool's ARN."""
        return arns.user_pools(self.region, self.account_id, f"userpool/{self.id}")

    @property
    def short_id(self) -> str:
        """The id without its region: the pool name of SRP."""
        return self.id.split("_", 1)[-1]

    @property
    def passwordless(self) -> bool:
        """Whether users can do without a password: codes can be a first factor (documented)."""
        return not _CODES.isdisjoint(self.first_factors)

    @property
    def has_sms(self) -> bool:
        """Whether the pool could send text messages."""
        sms = self.echoed.get("SmsConfiguration", {})
        return bool(sms.get("SnsCallerArn") or sms.get("EumsSms"))

    @property
    def passkeys_satisfy_mfa(self) -> bool:
        """Whether passkeys with user verification are two factors at once (documented)."""
        passkeys = self.mfa_factors.get("WebAuthnConfiguration", {})
        return bool(passkeys.get("FactorConfiguration") == "MULTI_FACTOR_WITH_USER_VERIFICATION")

    def fold(self, name: str) -> str:
        """Return a username or alias as this pool compares it (CaseSensitive, true by default)."""
        return name.casefold() if self.case_sensitive is False else name


POOLS: Table[Pool] = Table(
    "pools",
    Pool,
    key=lambda pool: pool.id,
    belongs_to=(),
    groups={"region": lambda pool: (pool.region,), "all": lambda _pool: ("all",)},
)
