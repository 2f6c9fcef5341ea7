"""The records of user pools, and of what their pages and OAuth endpoints need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from cognito_emulator.domain.pools import arns, schema
from cognito_emulator.domain.pools.custom_domain import CustomDomainConfig
from cognito_emulator.domain.pools.devices import DeviceConfiguration
from cognito_emulator.domain.pools.factors import SecondFactors, WebAuthnConfiguration
from cognito_emulator.domain.pools.password_policy import PasswordPolicy
from cognito_emulator.domain.pools.protection import AddOns
from cognito_emulator.domain.pools.schema import Attribute
from cognito_emulator.domain.pools.senders import EmailConfiguration, SmsConfiguration
from cognito_emulator.domain.pools.templates import InvitationTemplate, VerificationTemplate
from cognito_emulator.domain.work.lambda_config import LambdaConfig
from cognito_emulator.records import Record
from cognito_emulator.store import Json, Table

Tier = Literal["LITE", "ESSENTIALS", "PLUS"]

_CODES = frozenset({"EMAIL_OTP", "SMS_OTP"})


class SessionTracking(NamedTuple):
    """Whether sessions of users are tracked, and how many of them a user may have."""

    enabled: bool = False
    most_per_user: int = 20


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Pool(Record):
    """A user pool.

    Attributes:
        schema: the pool's attributes by their full name (``email``, ``custom:team``), in the order
            in which CreateUserPool returns them.
        case_sensitive: CaseSensitive of UsernameConfiguration, ``None`` where it was not given.
        recovery: AccountRecoverySetting's mechanism names, most wanted first.
        mfa: whether a second factor is asked for.
        second_factors: those that the pool was given; MFA may be off all the same.
        web_authn, devices, sms, invitation, add_ons: ``None`` where they were not given, which is
            not the same as given empty.
        sms_authentication: the text of messages with a code to sign in with, where one was given.
        acr_values: the pool's own names of levels of step-up authentication, by ``Level1`` to
            ``Level4``; ``None`` where they were not given.
        echoed: members that only go in and come out, by the API's names: ``DcrConfiguration``,
            ``IssuerConfiguration``, ``KeyConfiguration``.
        default_domain: the name of the domain that the pool has here while it has no other one; no
            answer of the API shows it. Empty where there is none.

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
    second_factors: SecondFactors = field(default_factory=SecondFactors)
    web_authn: WebAuthnConfiguration | None = None
    devices: DeviceConfiguration | None = None
    sms: SmsConfiguration | None = None
    email: EmailConfiguration = field(default_factory=EmailConfiguration)
    verification: VerificationTemplate = field(default_factory=VerificationTemplate)
    sms_authentication: str | None = None
    invitation: InvitationTemplate | None = None
    add_ons: AddOns | None = None
    recovery: tuple[str, ...] = ("verified_email", "verified_phone_number")
    only_admins_create: bool = False
    deletion_protected: bool = False
    schema: Mapping[str, Attribute] = field(default_factory=schema.standard)
    lambda_config: LambdaConfig = field(default_factory=LambdaConfig)
    tags: Mapping[str, str] = field(default_factory=dict)
    session_tracking: SessionTracking = field(default_factory=SessionTracking)
    acr_values: Mapping[str, str] | None = None
    echoed: Json = field(default_factory=dict)
    default_domain: str = ""

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
        return self.sms is not None and self.sms.can_send

    @property
    def passkeys_satisfy_mfa(self) -> bool:
        """Whether passkeys with user verification are two factors at once (documented)."""
        return self.web_authn is not None and self.web_authn.satisfies_mfa

    def fold(self, name: str) -> str:
        """Return a username or alias as this pool compares it (CaseSensitive, true by default)."""
        return name.casefold() if self.case_sensitive is False else name


POOLS: Table[Pool] = Table(
    "pools",
    Pool,
    key=lambda pool: pool.id,
    belongs_to=(),
    unique={"default_domain": lambda pool: (pool.default_domain,) if pool.default_domain else ()},
    groups={"region": lambda pool: (pool.region,), "all": lambda _pool: ("all",)},
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Domain(Record):
    """A domain that a pool was given: where its pages and OAuth endpoints are.

    Attributes:
        name: a prefix, or the host name of a custom domain.
        managed_login_version: 1 for the classic pages, 2 for managed login.
        active_at: epoch seconds until which it is being made or changed.
        other_address: how the emulator's own addresses name it; empty where it is by its name.
        changed: whether it was changed since it was made.
        custom: what a custom domain has beside its name; ``None`` for a prefix.
        routing: Routing, which only goes in and comes out; empty where it was not given.

    """

    name: str
    pool_id: str
    created_at: float
    active_at: float
    managed_login_version: int = 1
    changed: bool = False
    custom: CustomDomainConfig | None = None
    routing: Json = field(default_factory=dict)
    other_address: str = ""

    @property
    def address(self) -> str:
        """How the emulator's own addresses, which have no region, name it."""
        return self.other_address or self.name

    @property
    def is_custom(self) -> bool:
        """Whether it is a host name of its own, and no prefix."""
        return self.custom is not None

    @property
    def is_managed(self) -> bool:
        """Whether its pages are managed login, not the classic ones."""
        return self.managed_login_version > 1

    def status(self, now: float) -> Literal["CREATING", "UPDATING", "ACTIVE"]:
        """Return the domain's Status at a moment, in epoch seconds."""
        if now >= self.active_at:
            return "ACTIVE"
        return "UPDATING" if self.changed else "CREATING"


DOMAINS: Table[Domain] = Table(
    "domains",
    Domain,
    key=lambda domain: domain.address,
    belongs_to=("pool",),
    groups={"name": lambda domain: (domain.name,)},
)


class ResourceServerScope(NamedTuple):
    """A scope that a resource server knows; tokens name it ``<identifier>/<name>``."""

    name: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ResourceServer(Record):
    """An API that access tokens are for, and the scopes that it knows."""

    pool_id: str
    identifier: str
    name: str
    scopes: tuple[ResourceServerScope, ...] = ()


RESOURCE_SERVERS: Table[ResourceServer] = Table(
    "resource_servers",
    ResourceServer,
    key=lambda server: (server.pool_id, server.identifier),
    belongs_to=("pool",),
)
