"""What tests of the same options begin with: a pool, its first client, and what a seed adds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from cognito_emulator.domain.clients.record import CLIENTS, Client
from cognito_emulator.domain.pools import settings as pool_settings
from cognito_emulator.domain.pools.record import POOLS, Pool
from cognito_emulator.domain.users.directory import save
from cognito_emulator.domain.users.record import USERS
from cognito_emulator.emulator import Emulator
from cognito_emulator.seeds import Document, SeedError
from cognito_emulator.settings import Settings
from pytest_cognito_emulator.options import OptionError, Options, Session, described

if TYPE_CHECKING:
    from cognito_emulator.domain.work.context import Context

Record = TypeVar("Record", Pool, Client)

_DATES = ("created_at", "modified_at")


NO_POOL = (
    "This test has no pool of its own, as pool is False: in its marker, in cognito_settings or in "
    "the ini option cognito_pool. Make one with cognito.pool(), or take one that the app has made: "
    'cognito.pools["its id or its name"].'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where users live: a pool, and the client that is theirs unless they name another.

    Attributes:
        pool: the pool's id; ``None`` where there is none.
        client: the client's id; ``None`` where there is none.
        scope: the name of the scope that holds what is made there.
        depth: how many scopes were open when it had begun.

    """

    pool: str | None
    client: str | None
    scope: str
    depth: int

    def __str__(self) -> str:
        return "none" if self.pool is None else f"{self.pool}, client {self.client or 'none'}"

    @property
    def pool_id(self) -> str:
        """The pool's id.

        Raises:
            LookupError: there is no pool; the message says what to do.

        """
        if self.pool is None:
            raise LookupError(NO_POOL)
        return self.pool

    @property
    def client_id(self) -> str:
        """The client's id.

        Raises:
            LookupError: there is no pool, or it has no client; the message says what to do.

        """
        if self.client is None:
            raise LookupError(
                f"The pool {self.pool_id} has no client yet. Have the app make one, or make one "
                f'with cognito.pools["{self.pool_id}"].client(), before you take the pool.'
            )
        return self.client


@dataclass(frozen=True, slots=True)
class Ground:
    """What tests of some options begin with.

    Attributes:
        document: all of it, as a seed describes it; ``None`` where they want no pool.
        pool, client: the records of the pool and its first client, when nobody has changed them.

    """

    options: Options
    document: Mapping[str, Any] | None = None
    pool: Pool | None = None
    client: Client | None = None

    @property
    def pool_id(self) -> str | None:
        """The pool's id."""
        return None if self.pool is None else self.pool.id

    @property
    def seeds(self) -> tuple[Mapping[str, Any], ...]:
        """What an emulator is to go back to."""
        return () if self.document is None else (self.document,)


def ground(session: Session, options: Options) -> Ground:
    """Return what tests of these options begin with.

    The two records come of an emulator of their own, so that nobody has changed them.

    Raises:
        SeedError: no pool can be as the seed describes it, with what the options want.
        OptionError: no pool can be as the options want it.

    """
    if options.pool is False:
        return Ground(options)
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


def amend(emulator: Emulator, former: Ground, new: Ground) -> bool:
    """Change what differs between two grounds of the same pool and seed; return whether they are.

    All that was made since stays: users, groups, clients, attributes, and the pool's dates.
    """
    if former.pool_id != new.pool_id or former.options.seed != new.options.seed:
        return False
    emulator.run(lambda ctx: _amend(ctx, former, new))
    return True


def remove(emulator: Emulator, pool_ids: Iterable[str]) -> None:
    """Remove pools, also protected ones, with all that belongs to them."""

    def gone(ctx: Context) -> None:
        for pool_id in pool_ids:
            pool = ctx.tx.get(POOLS, pool_id)
            if pool is not None:
                pool_settings.remove(ctx, pool)

    emulator.run(gone)


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
    if former.pool is None or new.pool is None or former.client is None or new.client is None:
        return
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
    return document.having(members) if isinstance(document, Document) else members
