"""Users of any status, factor and group, as tests need them: made and changed quietly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator import stock
from cognito_emulator.domain import doors
from cognito_emulator.domain.accounts import endings, recovery, registration
from cognito_emulator.domain.factors import policy, preferences
from cognito_emulator.domain.messages import delivery
from cognito_emulator.domain.pools import factors as pool_factors
from cognito_emulator.domain.pools import settings as pool_settings
from cognito_emulator.domain.pools.factors import FACTORS, TOTP, Factor
from cognito_emulator.domain.pools.providers import settings as providers
from cognito_emulator.domain.pools.providers.record import IdentityProvider
from cognito_emulator.domain.pools.providers.types import SOCIAL
from cognito_emulator.domain.users import attributes, directory, groups, identities
from cognito_emulator.domain.users.mfa import SoftwareToken
from cognito_emulator.domain.users.record import Status
from cognito_emulator.domain.work.events import NO_DETAILS
from cognito_emulator.errors import (
    CognitoError,
    InvalidParameterException,
    ResourceNotFoundException,
)

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.providers.record import ProviderType
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.engine import Engine

__all__ = [
    "Factor",
    "Made",
    "Person",
    "Status",
    "change",
    "delete",
    "make",
    "password_for",
]

# For invented users; as much of it as the pool's policy asks for.
_PASSWORD = "Correct-Horse-1-Battery-Staple"  # noqa: S105 - of nobody
_USUAL_LENGTH = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A user to be made.

    Attributes:
        username: with ``None`` it is the address, if the pool's users sign in with addresses, else
            ``name``. A federated user's has the provider and ``subject``, as in ``Google_1234``.
        name: the username if nothing else gives one.
        password: ``None`` for one that the pool's policy accepts. It is a temporary password if
            the status is ``FORCE_CHANGE_PASSWORD``.
        attributes: the attributes. Custom ones that the pool lacks are added to it, as strings.
        groups: the names of groups; missing groups are made.
        mfa: the second factors that are on. The pool offers them from then on. A single one is
            the preferred one.
        provider, subject: for a federated user: the identity provider, and its id for the user.
        invented: whether we made all texts up ourselves, so that they meet the API's constraints
            and are not checked.

    """

    username: str | None
    name: str
    subject: str
    password: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    status: Status = "CONFIRMED"
    enabled: bool = True
    mfa: tuple[Factor, ...] = ()
    provider: str = "Google"
    invented: bool = False


class Made(NamedTuple):
    """A user that was made.

    Attributes:
        login: what the user types in: the username, or the address.
        password: ``None`` for a federated user.

    """

    user: User
    login: str
    password: str | None


def make(engine: Engine, pool_id: str, person: Person) -> Made:
    """Make a user, completely or not at all.

    No trigger is asked and nothing is sent, except for what a status implies: the code of a sign-up
    that waits for its confirmation, the code of a reset.

    Raises:
        CognitoError: there is no such pool, or the service would refuse such a user.

    """
    return engine.run_inside(lambda ctx: _make(ctx, doors.pool(ctx, pool_id), person))


def change(  # noqa: PLR0913 - what can be told about a user, all of it optional
    engine: Engine,
    pool_id: str,
    username: str,
    *,
    password: str | None = None,
    given: Mapping[str, str | None] | None = None,
    belongs_to: Iterable[str] | None = None,
    status: Status | None = None,
    enabled: bool | None = None,
    mfa: Iterable[Factor] | None = None,
) -> User:
    """Change a user quietly, completely or not at all. What is ``None`` stays as it is.

    Args:
        engine: the engine.
        pool_id: of the pool.
        username: a username, an alias or a ``sub`` of the user.
        password: a permanent one; a temporary one if the status is ``FORCE_CHANGE_PASSWORD``.
        given: attributes; ``None`` removes one.
        belongs_to: the user's groups from now on; missing groups are made.
        status: the UserStatus.
        enabled: whether the user may sign in.
        mfa: the second factors that are on from now on.

    Raises:
        CognitoError: there is no such pool or user, or the service would refuse such a user.

    """

    def work(ctx: Context) -> User:
        pool = doors.pool(ctx, pool_id)
        user = directory.for_admin(ctx, pool, username)
        if given:
            pool = _declare(ctx, pool, given)
            user = _described(ctx, pool, user, given)
        if password is not None:
            temporary = (status or user.status) == "FORCE_CHANGE_PASSWORD"
            recovery.set_by_admin(ctx, pool, user, password, permanent=not temporary)
            user = directory.for_admin(ctx, pool, user.sub)
        if belongs_to is not None:
            user = directory.save(ctx, pool, user, groups=())
            user = registration.join(ctx, pool, user, _groups_made(ctx, pool, belongs_to))
        if mfa is not None:
            wanted = tuple(mfa)
            pool = _offer(ctx, pool, wanted)
            user = _with_factors(ctx, pool, user, wanted)
        states: dict[str, object] = {"status": status, "enabled": enabled}
        changes = {name: value for name, value in states.items() if value is not None}
        return directory.touch(ctx, pool, user, **changes)

    return engine.run_inside(work)


def delete(engine: Engine, pool_id: str, username: str) -> None:
    """Delete a user.

    Raises:
        CognitoError: there is no such pool or user.

    """
    engine.run_inside(
        lambda ctx: endings.delete(
            ctx, directory.for_admin(ctx, doors.pool(ctx, pool_id), username)
        )
    )


# --- making one -----------------------------------------------------------------------------------


def _make(ctx: Context, pool: Pool, person: Person) -> Made:
    pool = _offer(ctx, pool, person.mfa)
    pool = _declare(ctx, pool, person.attributes)
    password = password_for(pool) if person.password is None else person.password
    if person.status == "EXTERNAL_PROVIDER":
        origin = _federated(ctx, pool, person)
    else:
        origin = _local(pool, person, password)
    login = person.username or origin.username
    described = {
        "Username": login,
        **origin.credentials,
        "UserAttributes": {**person.attributes, **origin.attributes},
        "UserStatus": "CONFIRMED" if person.status == "RESET_REQUIRED" else person.status,
        "Groups": _groups_made(ctx, pool, (*person.groups, *origin.groups)),
        **_second_factors(ctx, person.mfa),
    }
    user = _planted(ctx, pool, described, invented=person.invented)
    if person.status == "UNCONFIRMED":
        contact = delivery.to_confirm(pool, user)
        if contact is not None:
            delivery.send_code(ctx, pool, user, contact, delivery.SIGN_UP, NO_DETAILS)
    if person.status == "RESET_REQUIRED":  # which no user has from the beginning
        recovery.reset(ctx, pool, user, NO_DETAILS)
    user = directory.for_admin(ctx, pool, user.sub)
    if not person.enabled:
        user = endings.set_enabled(ctx, pool, user, enabled=False)
    return Made(user, login, password if origin.credentials else None)


def _planted(ctx: Context, pool: Pool, described: Mapping[str, Any], *, invented: bool) -> User:
    """Make a user from a seed's words; a refusal is the service's, without a place in a seed."""
    from cognito_emulator.seeds import SeedError, plant_user  # noqa: PLC0415 - late, as all of it

    try:
        return plant_user(ctx, pool, described, invented=invented)
    except SeedError as error:
        cause = error.__cause__
        if not isinstance(cause, CognitoError):
            cause = InvalidParameterException(str(error).removeprefix("user: "))
        raise cause from None


class _Origin(NamedTuple):
    """Where a user comes from, in a seed's words.

    Attributes:
        credentials: the password; empty for a federated user.
        attributes, groups: what the user has from there.

    """

    username: str
    credentials: Mapping[str, str]
    attributes: Mapping[str, str] = {}
    groups: tuple[str, ...] = ()


def _local(pool: Pool, person: Person, password: str) -> _Origin:
    """Return the origin of a user with a password; an address is the name if the pool says so."""
    addresses = (person.attributes.get(kind) for kind in pool.username_attributes)
    name = next((each for each in addresses if each), person.name)
    word = "TemporaryPassword" if person.status == "FORCE_CHANGE_PASSWORD" else "Password"
    return _Origin(name, {word: password})


def _federated(ctx: Context, pool: Pool, person: Person) -> _Origin:
    """Return the origin of a user from a provider, which the pool need not have.

    The service puts such users into a group.
    """
    provider = providers.by_name(ctx, pool.id, person.provider) or _invented(pool, person.provider)
    identity = identities.made(ctx, pool, provider, person.subject, primary=True)
    group = groups.of_provider(ctx, pool, provider.name)
    told = {identities.ATTRIBUTE: identities.text([identity])}
    return _Origin(identity.username, {}, told, (group.name,))


def _invented(pool: Pool, name: str) -> IdentityProvider:
    """Return a provider of that name, as if the pool had it."""
    kind: ProviderType = next((kind for kind in SOCIAL if kind == name), "OIDC")
    return IdentityProvider(pool_id=pool.id, name=name, type=kind, created_at=0.0, modified_at=0.0)


def password_for(pool: Pool) -> str:
    """Return a password that is long enough for a pool; it has all kinds of characters."""
    wanted = pool.password_policy.minimum_length
    longest = _PASSWORD * (wanted // len(_PASSWORD) + 1)
    return longest[: max(wanted, _USUAL_LENGTH)]


def _second_factors(ctx: Context, factors: tuple[Factor, ...]) -> dict[str, Any]:
    """Return second factors in a seed's words; a single one is the preferred one."""
    if not factors:
        return {}
    app = TOTP in factors
    return {
        "UserMFASettingList": list(factors),
        **({"PreferredMfaSetting": factors[0]} if len(factors) == 1 else {}),
        **({"SoftwareTokenSecret": ctx.ids.software_token_secret()} if app else {}),
    }


# --- what the pool needs for them -----------------------------------------------------------------


def _declare(ctx: Context, pool: Pool, given: Iterable[str]) -> Pool:
    """Add the custom attributes that the pool lacks."""
    missing = [name for name in given if name.startswith("custom:") and name not in pool.schema]
    if not missing:
        return pool
    return pool_settings.add_attributes(
        ctx,
        pool,
        [
            {"Name": name.removeprefix("custom:"), "AttributeDataType": "String", "Mutable": True}
            for name in missing
        ],
    )


def _offer(ctx: Context, pool: Pool, factors: tuple[Factor, ...]) -> Pool:
    """Make the pool offer the second factors that it does not offer yet."""
    offered = () if pool.mfa == "OFF" else pool_factors.offered(pool)
    if set(factors) <= set(offered):
        return pool
    passkeys = pool.web_authn
    blocks = {_BLOCKS[factor]: _block(pool, factor) for factor in {*offered, *factors}}
    return pool_settings.set_mfa(
        ctx,
        pool,
        {
            "UserPoolId": pool.id,
            "MfaConfiguration": "OPTIONAL" if pool.mfa == "OFF" else pool.mfa,
            **blocks,
            **({} if passkeys is None else {"WebAuthnConfiguration": passkeys.document()}),
        },
    )


_BLOCKS: Mapping[Factor, str] = {
    "SMS_MFA": "SmsMfaConfiguration",
    "EMAIL_OTP": "EmailMfaConfiguration",
    "SOFTWARE_TOKEN_MFA": "SoftwareTokenMfaConfiguration",
}


def _block(pool: Pool, factor: Factor) -> dict[str, Any]:
    if factor == "SMS_MFA":
        return {"SmsConfiguration": pool.sms.document() if pool.sms else stock.TEXT_MESSAGES}
    return {"Enabled": True} if factor == TOTP else {}


def _groups_made(ctx: Context, pool: Pool, names: Iterable[str]) -> list[str]:
    """Make the groups that are missing; return all the names."""
    wanted = list(names)
    for name in wanted:
        try:
            groups.get(ctx, pool, name)
        except ResourceNotFoundException:
            groups.create(ctx, pool, {"GroupName": name})
    return wanted


# --- changing one ---------------------------------------------------------------------------------


def _described(ctx: Context, pool: Pool, user: User, given: Mapping[str, str | None]) -> User:
    gone = [name for name, value in given.items() if value is None and name in user.attributes]
    kept = {name: value for name, value in given.items() if value is not None}
    if gone:
        attributes.delete(ctx, pool, None, user, gone)
        user = directory.for_admin(ctx, pool, user.sub)
    return attributes.write(ctx, pool, None, user, kept) if kept else user


def _with_factors(ctx: Context, pool: Pool, user: User, wanted: tuple[Factor, ...]) -> User:
    """Turn second factors on and all others off; a user who needs an app for that gets one."""
    if TOTP in wanted and user.mfa.token is None:
        token = SoftwareToken(secret=ctx.ids.software_token_secret())
        user = directory.save(ctx, pool, user, mfa=replace(user.mfa, token=token))
    wishes = {
        factor: preferences.Wish(enabled=factor in wanted, preferred=wanted == (factor,))
        for factor in FACTORS
        if factor in wanted or factor in policy.active(user)
    }
    return preferences.prefer(ctx, pool, user, wishes) if wishes else user
