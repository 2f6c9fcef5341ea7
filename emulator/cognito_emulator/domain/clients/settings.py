"""What becomes of an app client: made, changed, removed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from cognito_emulator import errors
from cognito_emulator.domain.clients import doubts
from cognito_emulator.domain.clients import rules as client_rules
from cognito_emulator.domain.clients.analytics import AnalyticsConfiguration
from cognito_emulator.domain.clients.record import CLIENTS, UNIT_SECONDS, UNITS, Client, Rotation
from cognito_emulator.domain.clients.rules import ClientChange
from cognito_emulator.domain.clients.secrets import first_secret
from cognito_emulator.domain.pools import resource_servers
from cognito_emulator.domain.pools.providers import settings as providers
from cognito_emulator.domain.work import ownership

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context

#: What a ClientName begins with that names the id of a new client: a convention of emulators.
ID_PREFIX = "_custom_id_:"

_REFRESH_DAYS = 30
_CLIENT_ID = re.compile(r"[\w+]{1,128}", re.ASCII)  # the model's ClientIdType
_MOST_CLIENTS = 1000  # documented

# The service lists flows in an order of its own (recorded [clients-17] of four), ALLOW_CUSTOM_AUTH
# before them (measured [clients-18]). The places of the others are a guess, by the one rule that
# fits those five: Java's, which keeps the names of a set by their hash codes.
_FLOWS = (
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ADMIN_NO_SRP_AUTH",
    "USER_PASSWORD_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_TOKEN_EXCHANGE_IMPERSONATION",
    "ALLOW_USER_AUTH",
    "CUSTOM_AUTH_FLOW_ONLY",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_TOKEN_EXCHANGE_DELEGATION",
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
        LimitExceededException: the pool is full (text: guess).

    """
    client = _made(ctx, pool, request, client_id)
    client_rules.check(_change(ctx, request, pool, client, "creating"))
    _tell_of_doubts(ctx, pool, client)
    return ctx.tx.put(CLIENTS, client)


def restore(
    ctx: Context, pool: Pool, shown: Mapping[str, Any], client_id: str | None = None
) -> Client:
    """Make an app client as DescribeUserPoolClient shows it.

    Other calls can leave a client in a state that CreateUserPoolClient refuses, such as a default
    redirect URI without callback URLs, a scope without its resource server, or a provider that is
    gone. Such a state is restored with a warning. Arguments and errors are otherwise those of
    `create`.
    """
    client = _made(ctx, pool, shown, client_id)
    for doubt in client_rules.check_shown(_change(ctx, shown, pool, client, "creating")):
        ctx.warn(doubt, pool)
    _tell_of_doubts(ctx, pool, client)
    return ctx.tx.put(CLIENTS, client)


def id_in_name(name: str) -> str | None:
    """Return the id that a ClientName asks for by `ID_PREFIX`, if it does."""
    return name.removeprefix(ID_PREFIX) if name.startswith(ID_PREFIX) else None


def _made(ctx: Context, pool: Pool, request: Mapping[str, Any], client_id: str | None) -> Client:
    if ctx.tx.count(CLIENTS, "pool", pool.id) >= _MOST_CLIENTS:
        raise errors.LimitExceededException(
            f"A user pool can have no more than {_MOST_CLIENTS} clients."
        )
    name: str = request["ClientName"]
    wanted = client_id or id_in_name(name)
    new_id = ctx.ids.client_id() if wanted is None else _free(ctx, wanted)
    blank = Client(
        id=new_id,
        pool_id=pool.id,
        name=name,
        created_at=ctx.now,
        modified_at=ctx.now,
        secrets=first_secret(ctx, new_id, request),
    )
    return _with(blank, {"RefreshTokenValidity": 0, **request})  # 0: the default


def update(ctx: Context, pool: Pool, client: Client, request: Mapping[str, Any]) -> Client:
    """Change a client: what is omitted stays as it is, but lists are reset.

    That the name stays is recorded [clients-19]; that RefreshTokenRotation, RefreshTokenValidity,
    EnableTokenRevocation and AuthSessionValidity do is measured [clients-20, clients-21], and so is
    the reset of ExplicitAuthFlows, SupportedIdentityProviders, ReadAttributes and WriteAttributes,
    measured [clients-22, clients-23]. The others follow their kind (a guess).

    Raises:
        InvalidParameterException, InvalidOAuthFlowException, ScopeDoesNotExistException,
        FeatureUnavailableInTierException: a rule of `client_rules` is broken.

    """
    changed = _with(replace(client, modified_at=ctx.now), request)
    client_rules.check(_change(ctx, request, pool, changed, "updating"))
    _tell_of_doubts(ctx, pool, changed, before=client)
    return ctx.tx.put(CLIENTS, changed)


def delete(ctx: Context, client: Client) -> None:
    """Remove a client with all that belongs to it; its tokens are refused from then on."""
    ownership.remove_of_client(ctx.tx, client.pool_id, client.id)
    ctx.tx.delete(CLIENTS, client.id)


def _change(
    ctx: Context, request: Mapping[str, Any], pool: Pool, client: Client, verb: client_rules.Verb
) -> ClientChange:
    known_scopes = partial(resource_servers.known_scopes, ctx, pool)
    known_providers = partial(providers.names, ctx, pool)
    return ClientChange(request, pool, client, verb, known_scopes, known_providers)


def _tell_of_doubts(ctx: Context, pool: Pool, client: Client, before: Client | None = None) -> None:
    """Say what will disappoint in a client's settings, as far as it was not so before."""
    for doubt in doubts.of(client, before):
        ctx.warn(doubt, pool)


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


# --- from a request to fields ---------------------------------------------------------------------


def _with(client: Client, request: Mapping[str, Any]) -> Client:
    """Return a client with what a request names; lists are empty where it does not name them."""
    scalars = {name: read(request[member]) for member, name, read in _SCALARS if member in request}
    # An empty list counts as none, as WriteAttributes cannot forbid all writing (measured
    # [clients-24]); of the others that is a guess.
    lists: dict[str, Any] = {
        name: read(request.get(member, ())) or None for member, name, read in _LISTS
    }
    changed = replace(client, **scalars, **lists, oauth=client.oauth.changed(request))
    if changed.refresh_validity == 0:
        return replace(changed, refresh_validity=_refresh_default(changed.units))
    return changed


def _filled(units: Mapping[str, str]) -> dict[str, str]:
    return {**UNITS, **units} if units else {}


def _in_own_order(flows: Iterable[str]) -> tuple[str, ...]:
    given = frozenset(flows)
    return tuple(flow for flow in _FLOWS if flow in given)


def _refresh_default(units: Mapping[str, str]) -> int:
    """Return thirty days in the client's unit: of days measured [clients-25], else a guess."""
    unit = units.get("RefreshToken", "days")
    return _REFRESH_DAYS * UNIT_SECONDS["days"] // UNIT_SECONDS[unit]


def _rotation(given: Mapping[str, Any]) -> Rotation:
    """Return the rotation as it is shown: without a grace if it is off (recorded [clients-26])."""
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
    ("EnablePropagateAdditionalUserContextData", "propagates_context", bool),
    ("AnalyticsConfiguration", "analytics", AnalyticsConfiguration.of),
)
_LISTS: _Readers = (
    ("ExplicitAuthFlows", "explicit_flows", _in_own_order),
    ("ReadAttributes", "read_attributes", tuple),
    ("WriteAttributes", "write_attributes", tuple),
)
