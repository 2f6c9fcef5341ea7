"""What tests of the same options begin with: a pool, its first client, and what a seed adds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cognito_emulator import Emulator
from cognito_emulator.control import pools
from cognito_emulator.control.pools import Client, Pool, PoolWithClient
from cognito_emulator.seeds import Document, SeedError
from cognito_emulator.settings import Settings
from pytest_cognito_emulator.options import OptionError, Options, Session, described


@dataclass(frozen=True, slots=True)
class Baseline:
    """What tests of some options begin with.

    Attributes:
        document: all of it, as a seed describes it; ``None`` where they want no pool.
        records: the pool and its first client, when nobody has changed them.

    """

    options: Options
    document: Mapping[str, Any] | None = None
    records: PoolWithClient | None = None

    @property
    def pool(self) -> Pool | None:
        """The pool's record, when nobody has changed it."""
        return None if self.records is None else self.records.pool

    @property
    def client(self) -> Client | None:
        """The record of its first client, when nobody has changed it."""
        return None if self.records is None else self.records.client

    @property
    def pool_id(self) -> str | None:
        """The pool's id."""
        return None if self.pool is None else self.pool.id

    @property
    def seeds(self) -> tuple[Mapping[str, Any], ...]:
        """What an emulator is to go back to."""
        return () if self.document is None else (self.document,)


def baseline_of(session: Session, options: Options) -> Baseline:
    """Return what tests of these options begin with.

    The two records come of an emulator of their own, so that nobody has changed them.

    Raises:
        SeedError: no pool can be as the seed describes it, with what the options want.
        OptionError: no pool can be as the options want it.

    """
    if options.pool is False:
        return Baseline(options)
    document = described(session, options)
    try:
        planted = Emulator(Settings(region=session.region)).plant(_bare(document))[0]
    except SeedError as error:
        if options.seed is not None:
            raise
        # There is no seed that could be to blame: it is what ini options, settings or markers say.
        reason = str(error).removeprefix("seed: ")
        raise OptionError(f"These settings are refused: {reason}{_hint(reason)}") from None
    return Baseline(options, document, PoolWithClient(planted.pool, planted.clients[0]))


def _hint(reason: str) -> str:
    """Return a sentence for those who meet a refusal by what their framework does by default."""
    if "http://testserver" not in reason:
        return ""
    return (
        " Only localhost may use http. The test client of FastAPI takes"
        " base_url='http://localhost', that of Django headers={'host': 'localhost'}."
    )


def amend(emulator: Emulator, former: Baseline, new: Baseline) -> bool:
    """Change what differs between two baselines of the same pool and seed; return whether they are.

    All that was made since stays: users, groups, clients, attributes, and the pool's dates.
    """
    if former.pool_id != new.pool_id or former.options.seed != new.options.seed:
        return False
    if former.records is not None and new.records is not None:
        pools.amend(emulator, former.records, new.records)
    return True


def beside(document: Mapping[str, Any], pool_id: str, client_id: str) -> Mapping[str, Any]:
    """Return the first pool of a document under other ids, with all that belongs to it.

    But for its domain: no two pools have the same.
    """
    pool = {name: value for name, value in _first(document).items() if name != "Domain"}
    clients = [
        {name: value for name, value in client.items() if name != "ClientId"}
        for client in pool["Clients"]
    ]
    clients[0]["ClientId"] = client_id
    return _like(document, {**pool, "Id": pool_id, "Clients": clients})


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
