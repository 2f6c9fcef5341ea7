"""What tests of the same options begin with: a pool, its first client, and what a seed adds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cognito_emulator.domain.clients import CLIENTS, Client
from cognito_emulator.domain.pools import POOLS, Pool
from cognito_emulator.domain.users import USERS, save
from cognito_emulator.emulator import Emulator
from cognito_emulator.seeds import Document, SeedError
from cognito_emulator.settings import Settings
from pytest_cognito_emulator.options import OptionError, Options, Session, described

if TYPE_CHECKING:
    from cognito_emulator.domain.context import Context
    from cognito_emulator.seeds import Planted

Record = TypeVar("Record", Pool, Client)

_DATES = ("created_at", "modified_at")


class Home(NamedTuple):
    """Where users live: a pool, and the client that is theirs unless they name another.

    Attributes:
        scope: the name of the scope that holds what is made there.
        depth: how many scopes were open when it had begun.

    """

    pool_id: str
    client_id: str
    scope: str
    depth: int


@dataclass(frozen=True, slots=True)
class Ground:
    """What tests of some options begin with.

    Attributes:
        document: all of it, as a seed describes it.
        pool, client: the records of the pool and its first client, when nobody has changed them.

    """

    options: Options
    document: Mapping[str, Any]
    pool: Pool
    client: Client


def ground(session: Session, options: Options) -> Ground:
    """Return what tests of these options begin with.

    The two records come of an emulator of their own, so that nobody has changed them.

    Raises:
        SeedError: no pool can be as the seed describes it, with what the options want.
        OptionError: no pool can be as the options want it.

    """
    document = described(session, options)
    try:
        planted = Emulator(Settings(region=session.region)).plant(_bare(document))[0]
    except SeedError as error:
        if options.seed is not None:
            raise
        # There is no seed that could be to blame: it is what ini options, settings or markers say.
        reason = str(error).removeprefix("seed: ")
        raise OptionError(f"These settings are refused: {reason}") from None
    return Ground(options, document, planted.pool, planted.clients[0])


def lay(
    emulator: Emulator, new: Ground, former: Ground | None = None, *, shared: bool = False
) -> Planted | None:
    """Have a state begin with a ground, in place of a former one.

    Where both have the same seed, only what differs between the two changes, and all that was made
    since stays: users, groups, clients, attributes. Where they have not, the new one is planted
    whole; a former pool of another id is gone, unless others share it.

    Args:
        emulator: whose state it is.
        new: what it shall begin with.
        former: what it began with until now.
        shared: whether a wider scope may have made something in the former pool.

    Returns:
        What was planted, if anything was.

    Raises:
        SeedError: the service would refuse some of what the seed describes.

    """
    if former is not None and former.options.seed == new.options.seed:
        emulator.run(lambda ctx: _amend(ctx, former, new))
        return None
    if former is not None and former.pool.id != new.pool.id and not shared:
        emulator.run(lambda ctx: _remove(ctx, former.pool.id))
    return emulator.plant(new.document, anew=True)[0]


def beside(document: Mapping[str, Any], pool_id: str, client_id: str) -> Mapping[str, Any]:
    """Return the first pool of a document under other ids, with all that belongs to it."""
    pool = _first(document)
    clients = [
        {name: value for name, value in client.items() if name != "ClientId"}
        for client in pool["Clients"]
    ]
    clients[0]["ClientId"] = client_id
    return _like(document, {**pool, "Id": pool_id, "Clients": clients})


def _amend(ctx: Context, former: Ground, new: Ground) -> None:
    pool = _merged(ctx.tx.get(POOLS, new.pool.id), former.pool, new.pool)
    ctx.tx.put(POOLS, pool)
    if _names_by(former.pool) != _names_by(new.pool):
        for user in ctx.tx.all(USERS, "pool", pool.id):
            save(ctx, pool, user)  # which finds out anew by what the user is found
    client = ctx.tx.get(CLIENTS, new.client.id)
    ctx.tx.put(CLIENTS, _merged(client, former.client, new.client))


def _names_by(pool: Pool) -> tuple[object, ...]:
    """Return what decides by which names users are found."""
    return pool.alias_attributes, pool.username_attributes, pool.case_sensitive


def _merged(there: Record | None, former: Record, new: Record) -> Record:
    """Return what is there, with what the new record has otherwise than the former one."""
    if there is None:
        return new
    names = [each.name for each in fields(new) if each.name not in _DATES]
    changes: dict[str, Any] = {
        name: getattr(new, name) for name in names if getattr(new, name) != getattr(former, name)
    }
    return replace(there, **changes)


def _remove(ctx: Context, pool_id: str) -> None:
    for client in ctx.tx.all(CLIENTS, "pool", pool_id):
        ctx.tx.delete(CLIENTS, client.id)
    ctx.tx.delete(POOLS, pool_id)


def _bare(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the first pool with its first client, and nothing else."""
    pool = _first(document)
    kept = {name: value for name, value in pool.items() if name not in ("Groups", "Users")}
    return _like(document, {**kept, "Clients": pool["Clients"][:1]})


def _first(document: Mapping[str, Any]) -> Mapping[str, Any]:
    pool: Mapping[str, Any] = document.get("UserPools", [document])[0]
    return pool


def _like(document: Mapping[str, Any], members: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return another document of the same file, if it is of one."""
    return Document(document.path, members) if isinstance(document, Document) else members
