"""The records of users and groups."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal

from cognito_emulator.domain.users.mfa import Mfa
from cognito_emulator.records import Record
from cognito_emulator.store import Table

Status = Literal[
    "UNCONFIRMED",
    "CONFIRMED",
    "FORCE_CHANGE_PASSWORD",
    "RESET_REQUIRED",
    "EXTERNAL_PROVIDER",
]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Password(Record):
    """A password as SRP keeps it: salt and ``x``, the private exponent, never the text.

    Attributes:
        salt: 16 bytes, the same for all sign-ins of the user.
        x: SHA256(salt | SHA256(pool name | username | ":" | password)).
        set_at: epoch seconds.
        temporary: whether it must be changed at the next sign-in.

    """

    salt: bytes
    x: bytes
    set_at: float
    temporary: bool = False

    def matches(self, identity: str, text: str) -> bool:
        """Whether ``text`` is the password of ``identity`` (pool name and username, joined)."""
        return hmac.compare_digest(self.x, private_exponent(self.salt, identity, text))


def private_exponent(salt: bytes, identity: str, text: str) -> bytes:
    """Return SRP's ``x`` as Cognito computes it; ``salt`` is padded like a signed integer."""
    padded = b"\0" + salt if salt[0] > 0x7F else salt  # noqa: PLR2004 - the sign bit
    return sha256(padded + sha256(f"{identity}:{text}".encode()).digest()).digest()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Identity(Record):
    """Who a user is at an identity provider.

    Attributes:
        provider: the provider's name.
        type: the provider's type.
        user_id: the subject there, as the provider spells it; of a link by an attribute its value.
        issuer: of SAML the provider's entity id; ``None`` of all others (measured [identities-1]).
        primary: whether the user came from there, and was not linked by an administrator.
        created_at: milliseconds since the epoch.
        attribute: the pool's attribute whose value, and no subject, the ``user_id`` is: of a link
            that an administrator made by it, until its first sign-in. Else ``None``.
        key: the ``user_id`` as the pool compares it.

    """

    provider: str
    type: str
    user_id: str
    key: str
    issuer: str | None = None
    primary: bool
    created_at: int
    attribute: str | None = None

    @property
    def username(self) -> str:
        """The name of a user who comes from there, before the pool has looked at its case."""
        return f"{self.provider}_{self.user_id}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class User(Record):
    """A user of a pool.

    Attributes:
        username: the canonical name; equal to ``sub`` where people sign in with e-mail or phone.
        attributes: all but ``sub``, in the order in which they were first set.
        names: what sign-in finds the user by: the username, the active aliases and the names of
            the identities, as the pool compares them. Kept up by :func:`save`.
        identities: who the user is at identity providers.
        groups: names of the groups, in joining order.
        pending: new values that wait for their verification, by attribute
            (AttributesRequireVerificationBeforeUpdate).
        signed_out_at: epoch seconds of the last sign-out everywhere, ``None`` where there was none.
        former: earlier passwords, newest first (PasswordHistorySize).
        mfa: the user's second factors.

    """

    pool_id: str
    username: str
    sub: str
    status: Status
    created_at: float
    modified_at: float
    enabled: bool = True
    attributes: Mapping[str, str] = field(default_factory=dict)
    password: Password | None = None
    signed_out_at: float | None = None
    former: tuple[Password, ...] = ()
    names: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    pending: Mapping[str, str] = field(default_factory=dict)
    mfa: Mfa = field(default_factory=Mfa)
    identities: tuple[Identity, ...] = ()

    @property
    def is_federated(self) -> bool:
        """Whether the user comes from an identity provider, and is not only linked to one."""
        return self.status == "EXTERNAL_PROVIDER" or any(each.primary for each in self.identities)


def _email(user: User) -> tuple[tuple[str, str], ...]:
    """Return what ListUsers looks an e-mail address up by, active alias or not."""
    address = user.attributes.get("email")
    return ((user.pool_id, address.casefold()),) if address else ()


USERS: Table[User] = Table(
    "users",
    User,
    key=lambda user: (user.pool_id, user.username),
    belongs_to=("pool",),
    unique={
        "name": lambda user: tuple((user.pool_id, name) for name in user.names),
        "sub": lambda user: ((user.pool_id, user.sub),),
        "identity": lambda user: tuple(
            (user.pool_id, each.provider, each.attribute, each.key) for each in user.identities
        ),
    },
    groups={
        "email": _email,
        "group": lambda user: tuple((user.pool_id, group) for group in user.groups),
        "app": lambda user: (user.mfa.token.secret,) if user.mfa.token else (),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Group(Record):
    """A group; members are named on the users, so that deleting a user leaves no trace here."""

    pool_id: str
    name: str
    created_at: float
    modified_at: float
    description: str | None = None
    precedence: int | None = None
    role_arn: str | None = None


GROUPS: Table[Group] = Table(
    "groups",
    Group,
    key=lambda group: group_key(group.pool_id, group.name),
    belongs_to=("pool",),
)


def group_key(pool_id: str, name: str) -> tuple[str, str]:
    """Return a group's key: names that differ only by case are the same (measured [users-37])."""
    return pool_id, name.casefold()
