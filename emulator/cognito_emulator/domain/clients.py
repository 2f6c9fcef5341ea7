"""App clients: the record, its defaults, and the rules for changing it."""

from __future__ import annotations

import hmac
import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator import errors
from cognito_emulator.domain import client_rules
from cognito_emulator.store import Table

if TYPE_CHECKING:
    from cognito_emulator.domain.context import Context
    from cognito_emulator.domain.pools import Pool

#: What a ClientName begins with that names the id of a new client: a convention of emulators.
ID_PREFIX = "_custom_id_:"

_UNIT_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
_HOUR = 3600
_REFRESH_DAYS = 30
_CLIENT_ID = re.compile(r"[\w+]{1,128}", re.ASCII)  # the model's ClientIdType
_MOST_CLIENTS = 1000  # documented
_MOST_SECRETS = 2

# Filled in once any unit is given (measured).
_UNITS = {"AccessToken": "hours", "IdToken": "hours", "RefreshToken": "days"}
# The service lists flows in an order of its own: the first four recorded 2026-09, the places of the
# others not confirmed.
_FLOWS = (
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_USER_AUTH",
    "ALLOW_TOKEN_EXCHANGE_DELEGATION",
    "ALLOW_TOKEN_EXCHANGE_IMPERSONATION",
    "ADMIN_NO_SRP_AUTH",
    "CUSTOM_AUTH_FLOW_ONLY",
    "USER_PASSWORD_AUTH",
)
# Members that only go in and come out: those that an update keeps when it omits them, and lists.
_ECHOED = (
    "AllowedOAuthFlowsUserPoolClient",
    "AnalyticsConfiguration",
    "DefaultRedirectURI",
    "EnablePropagateAdditionalUserContextData",
)
_ECHOED_LISTS = (
    "AllowedOAuthFlows",
    "AllowedOAuthScopes",
    "CallbackURLs",
    "LogoutURLs",
    "SupportedIdentityProviders",
)


class ClientSecret(NamedTuple):
    """One of a client's secrets."""

    id: str
    value: str
    created_at: float


class Rotation(NamedTuple):
    """RefreshTokenRotation as it is shown; ``grace`` in seconds."""

    enabled: bool
    grace: int


class Validity(NamedTuple):
    """How long the tokens of a client live, in seconds."""

    access: int
    id: int
    refresh: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """An app client.

    Attributes:
        flows: ExplicitAuthFlows in the service's own order, ``None`` where none were given.
        read_attributes, write_attributes: the lists as given, ``None`` where none was given.
        access_validity, id_validity, refresh_validity: in the units of ``units``.
        units: TokenValidityUnits as shown: empty where none was given.
        hides_users: PreventUserExistenceErrors, ``None`` where it was not given (acts as LEGACY).
        session_minutes: AuthSessionValidity, minutes.
        echoed: members that only go in and come out here: OAuth settings, analytics, ...

    """

    id: str
    pool_id: str
    name: str
    created_at: float
    modified_at: float
    secrets: tuple[ClientSecret, ...] = ()
    flows: tuple[str, ...] | None = None
    read_attributes: tuple[str, ...] | None = None
    write_attributes: tuple[str, ...] | None = None
    access_validity: int | None = None
    id_validity: int | None = None
    refresh_validity: int = 30
    units: Mapping[str, str] = field(default_factory=dict)
    revocable: bool = True
    hides_users: bool | None = None
    session_minutes: int = 3
    rotation: Rotation | None = None
    echoed: Mapping[str, Any] = field(default_factory=dict)

    @property
    def validity(self) -> Validity:
        """The lifetimes in force (defaults: one hour, one hour, thirty days)."""
        return Validity(
            _HOUR
            if self.access_validity is None
            else self._seconds("Access", self.access_validity),
            _HOUR if self.id_validity is None else self._seconds("Id", self.id_validity),
            self._seconds("Refresh", self.refresh_validity),
        )

    def _seconds(self, kind: str, validity: int) -> int:
        token = f"{kind}Token"
        return validity * _UNIT_SECONDS[self.units.get(token, _UNITS[token])]

    @property
    def rotates(self) -> bool:
        """Whether refresh token rotation is on."""
        return self.rotation is not None and self.rotation.enabled

    def readable(self, attributes: Mapping[str, str]) -> dict[str, str]:
        """Return what ID tokens and GetUser show of a user's attributes (recorded 2026-09).

        Developer-only ones as well (documented; an emulator has it otherwise).
        """
        listed = self.read_attributes
        return {n: value for n, value in attributes.items() if listed is None or n in listed}


CLIENTS: Table[Client] = Table(
    "clients",
    key=lambda client: client.id,
    groups={"pool": lambda client: (client.pool_id,)},
)


def create(
    ctx: Context, pool: Pool, request: Mapping[str, Any], client_id: str | None = None
) -> Client:
    """Make an app client.

    Args:
        ctx: the operation.
        pool: its pool.
        request: a CreateUserPoolClientRequest, checked against the model.
        client_id: the id it shall have, else what its name asks for (`ID_PREFIX`), else a new one.

    Raises:
        InvalidParameterException, InvalidOAuthFlowException, ScopeDoesNotExistException,
        FeatureUnavailableInTierException: a rule of `client_rules` is broken, or the id cannot be
            had.
        LimitExceededException: the pool is full (text not confirmed).

    """
    client = _made(ctx, pool, request, client_id)
    client_rules.check(request, pool, client, "creating")
    return ctx.tx.put(CLIENTS, client)


def restore(
    ctx: Context, pool: Pool, shown: Mapping[str, Any], client_id: str | None = None
) -> Client:
    """Make an app client as DescribeUserPoolClient shows it.

    Updates can leave a client in a state that CreateUserPoolClient refuses, such as a default
    redirect URI without callback URLs. Such a state is restored with a warning. Arguments and
    errors are otherwise those of `create`.
    """
    client = _made(ctx, pool, shown, client_id)
    for doubt in client_rules.check_shown(shown, pool, client):
        ctx.warn(doubt, pool)
    return ctx.tx.put(CLIENTS, client)


def _made(ctx: Context, pool: Pool, request: Mapping[str, Any], client_id: str | None) -> Client:
    if ctx.tx.count(CLIENTS, "pool", pool.id) >= _MOST_CLIENTS:
        raise errors.LimitExceededException(
            f"A user pool can have no more than {_MOST_CLIENTS} clients."
        )
    name: str = request["ClientName"]
    wanted = client_id or (name.removeprefix(ID_PREFIX) if name.startswith(ID_PREFIX) else None)
    new_id = ctx.ids.client_id() if wanted is None else _free(ctx, wanted)
    blank = Client(
        id=new_id,
        pool_id=pool.id,
        name=name,
        created_at=ctx.now,
        modified_at=ctx.now,
        secrets=_first_secret(ctx, new_id, request),
    )
    return _with(blank, {"RefreshTokenValidity": 0, **request})  # 0: the default


def update(ctx: Context, pool: Pool, client: Client, request: Mapping[str, Any]) -> Client:
    """Change a client: what is omitted stays as it is, but lists are reset.

    The name's staying is recorded 2026-09; measured are RefreshTokenRotation, RefreshTokenValidity,
    EnableTokenRevocation and AuthSessionValidity, and the reset of ExplicitAuthFlows and
    SupportedIdentityProviders. The others follow their kind (guess).

    Raises:
        InvalidParameterException, InvalidOAuthFlowException, ScopeDoesNotExistException,
        FeatureUnavailableInTierException: a rule of `client_rules` is broken.

    """
    changed = _with(replace(client, modified_at=ctx.now), request)
    client_rules.check(request, pool, changed, "updating")
    return ctx.tx.put(CLIENTS, changed)


def delete(ctx: Context, client: Client) -> None:
    """Remove a client; what it issued is refused from then on, for want of it."""
    ctx.tx.delete(CLIENTS, client.id)


def get(ctx: Context, pool: Pool, client_id: str) -> Client:
    """Return a client of that pool, for operations that manage clients.

    Raises:
        ResourceNotFoundException: there is none (text recorded 2026-09), or it is another pool's
            (not confirmed).

    """
    client = ctx.tx.get(CLIENTS, client_id)
    if client is None or client.pool_id != pool.id:
        raise errors.ResourceNotFoundException("User pool client does not exist.")
    return client


def of_pool(ctx: Context, pool: Pool) -> list[Client]:
    """Return a pool's clients in the order of their ids, as they are listed (recorded 2026-09)."""
    return sorted(ctx.tx.all(CLIENTS, "pool", pool.id), key=lambda client: client.id)


def any_rotates(ctx: Context, pool: Pool) -> bool:
    """Whether any client of a pool rotates refresh tokens."""
    return any(client.rotates for client in ctx.tx.all(CLIENTS, "pool", pool.id))


def add_secret(ctx: Context, client: Client, value: str | None) -> ClientSecret:
    """Give a client a second secret, a new one unless ``value`` is given.

    That the client's date stays is not confirmed.

    Raises:
        InvalidParameterException: the client has none yet (documented; text not confirmed).
        LimitExceededException: it has two (text: another emulator's).

    """
    if not client.secrets:
        raise errors.InvalidParameterException(
            "A secret can only be added to a client that was created with one."
        )
    if len(client.secrets) >= _MOST_SECRETS:
        raise errors.LimitExceededException(
            f"Client secrets cannot exceed limit of {_MOST_SECRETS} secrets."
        )
    secret = _secret(ctx, client.id, value or ctx.ids.client_secret(), client.secrets)
    ctx.tx.put(CLIENTS, replace(client, secrets=(*client.secrets, secret)))
    return secret


def delete_secret(ctx: Context, client: Client, secret_id: str) -> None:
    """Remove one of a client's two secrets.

    Raises:
        ResourceNotFoundException: the client has no such secret (text not confirmed).
        InvalidParameterException: it is the only one (text: another emulator's).

    """
    remaining = tuple(secret for secret in client.secrets if secret.id != secret_id)
    if remaining == client.secrets:
        raise errors.ResourceNotFoundException("User pool client secret does not exist.")
    if not remaining:
        raise errors.InvalidParameterException("Cannot delete the only client secret.")
    ctx.tx.put(CLIENTS, replace(client, secrets=remaining))


def _free(ctx: Context, wanted: str) -> str:
    """Return a wanted id if a client may have it."""
    if not _CLIENT_ID.fullmatch(wanted):
        raise errors.InvalidParameterException(
            f"{wanted} cannot be the id of a user pool client: it must have the form"
            f" {_CLIENT_ID.pattern}"
        )
    if ctx.tx.get(CLIENTS, wanted) is not None:
        raise errors.InvalidParameterException(f"There already is a user pool client {wanted}")
    return wanted


def _first_secret(
    ctx: Context, client_id: str, request: Mapping[str, Any]
) -> tuple[ClientSecret, ...]:
    value = request.get("ClientSecret")
    if request.get("GenerateSecret"):
        value = ctx.ids.client_secret()
    return () if value is None else (_secret(ctx, client_id, value),)


def _secret(
    ctx: Context, client_id: str, value: str, others: tuple[ClientSecret, ...] = ()
) -> ClientSecret:
    """Return a secret under the id that the model describes: of the client and of the second."""
    taken = {other.id for other in others}
    second = int(ctx.now)
    while (secret_id := f"{client_id}--{second}") in taken:
        second += 1  # ids differ even where both are made in one second, or time stands still
    return ClientSecret(secret_id, value, ctx.now)


# --- from a request to fields ---------------------------------------------------------------------


def _with(client: Client, request: Mapping[str, Any]) -> Client:
    """Return a client with what a request names; lists are empty where it does not name them."""
    scalars = {name: read(request[member]) for member, name, read in _SCALARS if member in request}
    # An empty list counts as none: measured of WriteAttributes, which cannot forbid all writing.
    lists: dict[str, Any] = {
        name: read(request.get(member, ())) or None for member, name, read in _LISTS
    }
    kept = {name: value for name, value in client.echoed.items() if name in _ECHOED}
    named = {name: request[name] for name in _ECHOED if name in request}
    named_lists = {name: request[name] for name in _ECHOED_LISTS if request.get(name)}
    changed = replace(client, **scalars, **lists, echoed={**kept, **named, **named_lists})
    if changed.refresh_validity == 0:
        return replace(changed, refresh_validity=_refresh_default(changed.units))
    return changed


def _filled(units: Mapping[str, str]) -> dict[str, str]:
    return {**_UNITS, **units} if units else {}


def _in_own_order(flows: Iterable[str]) -> tuple[str, ...]:
    given = frozenset(flows)
    return tuple(flow for flow in _FLOWS if flow in given)


def _refresh_default(units: Mapping[str, str]) -> int:
    """Return thirty days in the client's unit (30, measured for days; others not confirmed)."""
    unit = units.get("RefreshToken", "days")
    return _REFRESH_DAYS * _UNIT_SECONDS["days"] // _UNIT_SECONDS[unit]


def _rotation(given: Mapping[str, Any]) -> Rotation:
    """Return the rotation as it is shown: without a grace where it is off (recorded 2026-09)."""
    enabled = given["Feature"] == "ENABLED"
    return Rotation(enabled, given.get("RetryGracePeriodSeconds", 0) if enabled else 0)


_Readers = tuple[tuple[str, str, Callable[[Any], Any]], ...]

# The members of a request that set a field: their names, the field's, and how they are read.
_SCALARS: _Readers = (
    ("ClientName", "name", str),
    ("AccessTokenValidity", "access_validity", int),
    ("IdTokenValidity", "id_validity", int),
    ("RefreshTokenValidity", "refresh_validity", int),
    ("TokenValidityUnits", "units", _filled),
    ("EnableTokenRevocation", "revocable", bool),
    ("PreventUserExistenceErrors", "hides_users", "ENABLED".__eq__),
    ("AuthSessionValidity", "session_minutes", int),
    ("RefreshTokenRotation", "rotation", _rotation),
)
_LISTS: _Readers = (
    ("ExplicitAuthFlows", "flows", _in_own_order),
    ("ReadAttributes", "read_attributes", tuple),
    ("WriteAttributes", "write_attributes", tuple),
)


# --- sign-in --------------------------------------------------------------------------------------


def no_such(client_id: str) -> errors.ResourceNotFoundException:
    """Return the error that says that there is no such client (text recorded 2026-09)."""
    return errors.ResourceNotFoundException(f"User pool client {client_id} does not exist.")


def in_pool(ctx: Context, pool: Pool, client_id: str) -> Client:
    """Return a client of that pool, for operations that name both and run a sign-in.

    Raises:
        ResourceNotFoundException: there is no such client, or it is another pool's (text recorded
            2026-09 for the latter; for the former not confirmed).

    """
    client = ctx.tx.get(CLIENTS, client_id)
    if client is None or client.pool_id != pool.id:
        raise errors.ResourceNotFoundException(
            f"User pool client {client_id} does not exist in user pool {pool.id}."
        )
    ctx.through = client
    return client


def require_secret_hash(client: Client, secret_hash: str | None) -> None:
    """Refuse a sign-in without SECRET_HASH where the client has a secret.

    Raises:
        NotAuthorizedException: text recorded 2026-09.

    """
    if client.secrets and not secret_hash:
        raise errors.NotAuthorizedException(
            f"Client {client.id} is configured with secret but SECRET_HASH was not received"
        )


def check_secret_hash(client: Client, username: str, secret_hash: str | None) -> None:
    """Check the SECRET_HASH of a sign-in, over the name as that request sends it.

    Raises:
        NotAuthorizedException: missing or wrong (texts recorded 2026-09).

    """
    require_secret_hash(client, secret_hash)
    _verify(client, secret_hash or "", _expected_hashes(client, username))


def check_secret_hash_of_refresh(client: Client, username: str, secret_hash: str | None) -> None:
    """Check the SECRET_HASH of REFRESH_TOKEN_AUTH, over the user's canonical name.

    Raises:
        NotAuthorizedException: missing (text recorded 2026-09) or wrong (measured).

    """
    require_secret_hash(client, secret_hash)
    if not _matches(client, secret_hash or "", _expected_hashes(client, username)):
        raise errors.NotAuthorizedException(
            f"SecretHash does not match for the client: {client.id}"
        )


def check_secret_hash_member(client: Client, username: str, secret_hash: str | None) -> None:
    """Check the ``SecretHash`` of SignUp and its like; missing is worded differently (measured).

    Raises:
        NotAuthorizedException: missing or wrong.

    """
    _require_secret(client, secret_hash)
    _verify(client, secret_hash or "", _expected_hashes(client, username))


def check_secret(client: Client, secret: str | None) -> None:
    """Check the ``ClientSecret`` of GetTokensFromRefreshToken; one that is not needed is ignored.

    Raises:
        NotAuthorizedException: missing or wrong (texts recorded 2026-09).

    """
    _require_secret(client, secret)
    _verify(client, secret or "", [known.value for known in client.secrets])


def _require_secret(client: Client, given: str | None) -> None:
    if client.secrets and not given:
        raise errors.NotAuthorizedException(
            f"Client {client.id} is configured for secret but secret was not received"
        )


def _verify(client: Client, given: str, expected: list[str]) -> None:
    if not _matches(client, given, expected):
        raise errors.NotAuthorizedException(f"Unable to verify secret hash for client {client.id}")


def _matches(client: Client, given: str, expected: list[str]) -> bool:
    """Whether one of these was given; a client without a secret takes anything."""
    good = [hmac.compare_digest(given.encode(), one.encode()) for one in expected]
    return any(good) or not client.secrets


def _expected_hashes(client: Client, username: str) -> list[str]:
    return [secret_hash(known.value, username, client.id) for known in client.secrets]


def secret_hash(secret: str, username: str, client_id: str) -> str:
    """Return the SECRET_HASH by which a client proves that it knows its secret (documented)."""
    digest = hmac.digest(secret.encode(), (username + client_id).encode(), "sha256")
    return b64encode(digest).decode()
