"""All that there can be in a store, in the codec, in snapshots, and when its owner goes."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pytest

from cognito_emulator.domain.pools import settings
from cognito_emulator.domain.pools.record import POOLS
from cognito_emulator.domain.users.record import USERS
from cognito_emulator.domain.work.record import (
    ATTACHED_TARGETS,
    CLOCKS,
    EXCHANGES,
    SECRETS,
    SEEDED_IDS,
    WARNINGS,
)
from cognito_emulator.emulator import Emulator
from cognito_emulator.store import Store, Table, belonging_to, tables
from cognito_emulator.store.codec import decode, encode
from tests.contract import CheckedEmulator
from tests.store import busy
from tests.support import Lab, StockKeys

State = Mapping[Table[Any], Mapping[Hashable, Any]]


@pytest.fixture
def emulator(stock_keys: StockKeys, store: Store) -> Emulator:
    return CheckedEmulator(keys=stock_keys, store=store)


@pytest.fixture
def lab(emulator: Emulator) -> Lab:
    """In which much has happened."""
    return busy.make(emulator)


def state(store: Store) -> dict[str, Any]:
    """The records of each table that has some, by its name."""
    return {table.name: dict(kept) for table, kept in records(store).items()}


def records(store: Store) -> State:
    return {table: kept for table, kept in store.snapshot().records.items() if kept}


@pytest.mark.usefixtures("lab")
def test_every_table_has_records(store: Store) -> None:
    """Whoever adds a table adds to `busy` what makes such a record."""
    own = {t for t in tables() if t.record.__module__.startswith("cognito_emulator.")}
    assert set(records(store)) == own


@pytest.mark.usefixtures("lab")
def test_every_record_comes_back_equal_from_the_codec(store: Store) -> None:
    for table, kept in records(store).items():
        for record in kept.values():
            found, back = decode(encode(table, record))
            assert found is table
            assert back == record
            assert table.key(back) == table.key(record)


def test_a_snapshot_holds_every_table(lab: Lab, store: Store) -> None:
    before, snapshot = state(store), lab.emulator.snapshot()
    lab.emulator.reset()
    after = state(store)
    assert (after.pop(WARNINGS.name, None) is not None) == store.lasts  # what it was told of it
    if store.lasts:  # its processes know which one of them it was
        assert before.pop(EXCHANGES.name) != after.pop(EXCHANGES.name)
    # Tokens stay good, no id comes back, and functions are a part of the set-up.
    staying = (SECRETS.name, SEEDED_IDS.name, ATTACHED_TARGETS.name)
    assert after == ({name: before[name] for name in staying} if store.lasts else {})
    lab.emulator.restore(snapshot)
    if store.lasts:
        del before[CLOCKS.name]  # the clock is as it was set meanwhile
    assert {**state(store), EXCHANGES.name: None} == {**before, EXCHANGES.name: None}


def test_what_belongs_to_a_pool_goes_with_it(lab: Lab, store: Store) -> None:
    pool = lab.emulator.pool(busy.POOL_ID)  # which the API keeps as long as it has a domain
    lab.emulator.run(lambda ctx: settings.remove(ctx, pool))
    outliving = {table.name for table in tables() if "pool" in table.outlives}
    assert set(state(store)) <= outliving


def test_what_belongs_to_a_user_goes_with_the_user(lab: Lab, store: Store) -> None:
    """And nothing else does: what others have, and what outlives its user."""
    alice = store.get(USERS, (busy.POOL_ID, "alice"))
    assert alice is not None
    names = {alice.sub, alice.username}

    def of_alice(table: Table[Any], record: Any) -> bool:
        return getattr(record, table.field_of("user"), None) in names

    expected = {
        table.name: {key: record for key, record in kept.items() if not of_alice(table, record)}
        if "user" in table.belongs_to or table is USERS
        else dict(kept)
        for table, kept in records(store).items()
    }
    gone = {table.name for table, kept in records(store).items() if kept != expected[table.name]}
    assert gone == {USERS.name, *(table.name for table in belonging_to("user"))}
    lab.call("AdminDeleteUser", UserPoolId=busy.POOL_ID, Username="alice")
    assert state(store) == {name: kept for name, kept in expected.items() if kept}


def test_another_pool_keeps_what_is_its_own(lab: Lab, store: Store) -> None:
    other = Lab(lab.emulator)
    other.user("alice")
    before = state(store)
    lab.call("DeleteUserPool", UserPoolId=other.pool_id)
    after = state(store)
    assert {name: len(kept) for name, kept in before.items() if kept != after[name]} == {
        "pools": 2,
        "clients": len(before["clients"]),
        "users": len(before["users"]),
    }
    assert tuple(after[POOLS.name]) == (busy.POOL_ID,)
