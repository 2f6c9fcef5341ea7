"""Stores do the same: whatever is done to the memory and to a database, they say the same of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cognito_emulator.store import MemoryStore, Reach, Store, Table, pending
from cognito_emulator.store.memory import MemoryTransaction
from tests import properties
from tests.store.sql import integrity
from tests.store.stores import CheckedSqlStore, on_postgresql
from tests.store.things import PASSING, THINGS, Thing

TABLES = st.sampled_from([THINGS, PASSING])
IDS, NAMES, BOXES = "123", "xy", "ab"
RECORDS = st.builds(
    Thing,
    st.sampled_from(IDS),
    st.lists(st.sampled_from(NAMES), max_size=2, unique=True).map(tuple),
    st.sampled_from(BOXES),
    st.integers(0, 1),
)
OPEN = st.integers(0, 1)
LOOKS: list[Callable[[Any, Table[Thing]], object]] = [
    *(lambda tx, table, key=key: tx.get(table, key) for key in IDS),
    *(lambda tx, table, name=name: tx.find(table, "name", name) for name in NAMES),
    *(lambda tx, table, box=box: tx.all(table, "box", box) for box in BOXES),
    *(lambda tx, table, box=box: tx.count(table, "box", box) for box in BOXES),
    *(lambda tx, table, name=name: tx.all(table, "label", name) for name in NAMES),
]


class Pair(NamedTuple):
    """A transaction of the memory, the same one of the database, and what was done in both."""

    memory: MemoryTransaction
    sql: Any
    done: list[Callable[[Any], object]]


class Stores(RuleBasedStateMachine):
    """Two transactions are always under way."""

    make: Callable[[], CheckedSqlStore] = CheckedSqlStore

    def __init__(self) -> None:
        super().__init__()
        self.memory, self.sql = MemoryStore(), self.make()
        self.stores: tuple[Store, ...] = (self.memory, self.sql)
        self.open = [self.begun(), self.begun()]
        self.snapshots: list[tuple[Any, Any]] = []

    def begun(self) -> Pair:
        return Pair(self.memory.transaction(), self.sql.transaction(), [])

    @rule(which=OPEN, table=TABLES, look=st.sampled_from(LOOKS))
    def look(self, which: int, table: Table[Thing], look: Callable[..., object]) -> None:
        self.same(which, lambda tx: look(tx, table))

    @rule(which=OPEN, table=TABLES, record=RECORDS, kept=st.booleans())
    def put(self, which: int, table: Table[Thing], record: Thing, *, kept: bool) -> None:
        self.same(which, lambda tx: written(tx, table, record, kept=kept))

    @rule(which=OPEN, table=TABLES, key=st.sampled_from(IDS))
    def delete(self, which: int, table: Table[Thing], key: str) -> None:
        self.same(which, lambda tx: tx.delete(table, key))

    @precondition(lambda _self: pending.FEW > 0)
    @rule(which=OPEN, table=TABLES, box=st.sampled_from(BOXES))
    def delete_all(self, which: int, table: Table[Thing], box: str) -> None:
        self.same(which, lambda tx: tx.delete_all(table, "box", box))

    @rule(
        table=TABLES,
        box=st.sampled_from(BOXES),
        before=st.lists(RECORDS, max_size=2),
        after=st.lists(RECORDS, max_size=2),
    )
    def clear_out(
        self, table: Table[Thing], box: str, before: list[Thing], after: list[Thing]
    ) -> None:
        """Remove a group in the midst of other changes.

        Nobody is told who was in a large one: so others who are under way may have to begin anew.
        """
        memory, sql = ([*clearings(s, table, box, before, after)] for s in self.stores)
        assert memory == sql
        self.open = [self.begun(), self.begun()]

    @rule(which=OPEN)
    def commit(self, which: int) -> None:
        self.finish(which, lambda tx: tx.commit())

    @rule(which=OPEN)
    def fail(self, which: int) -> None:
        self.finish(which, lambda tx: tx.commit_kept())

    @rule(table=TABLES, records=st.lists(RECORDS, min_size=1, max_size=3))
    def write_alone(self, table: Table[Thing], records: list[Thing]) -> None:
        for store in self.stores:
            with store.exclusively():
                for record in records:
                    tx = store.transaction()
                    written(tx, table, record)
                    assert tx.commit()

    @rule(
        table=TABLES,
        look=st.sampled_from(LOOKS),
        change=RECORDS | st.sampled_from(IDS),
    )
    def race(self, table: Table[Thing], look: Callable[..., object], change: Thing | str) -> None:
        """One looks, another changes something, and the one commits."""
        outcomes = []
        for store in self.stores:
            reader, writer = store.transaction(), store.transaction()
            seen = look(reader, table)
            if isinstance(change, Thing):
                written(writer, table, change)
            else:
                writer.delete(table, change)
            outcomes.append((seen, writer.commit(), reader.commit()))
        assert outcomes[0] == outcomes[1]

    @rule(table=TABLES, box=st.sampled_from(BOXES), limit=st.integers(1, 2), least=OPEN)
    def page(self, table: Table[Thing], box: str, limit: int, least: int) -> None:
        """Positions are each store's own."""
        starts: list[int | None] = [0, 0]
        while None not in starts:
            pages = [
                store.transaction().page(
                    table, "box", box, Reach(start or 0, limit, lambda thing: thing.count >= least)
                )
                for store, start in zip(self.stores, starts, strict=True)
            ]
            assert pages[0][0] == pages[1][0]
            starts = [following for _, following in pages]
        assert starts == [None, None]

    @rule()
    def clear(self) -> None:
        self.memory.clear()
        self.sql.clear()

    @rule()
    def snapshot(self) -> None:
        self.snapshots.append((self.memory.snapshot(), self.sql.snapshot()))

    @precondition(lambda self: self.snapshots)
    @rule(which=OPEN)
    def restore(self, which: int) -> None:
        memory, sql = self.snapshots[which % len(self.snapshots)]
        self.memory.restore(memory)
        self.sql.restore(sql)

    @invariant()
    def all_is_the_same(self) -> None:
        memory, sql = (
            {t.name: list(kept.items()) for t, kept in store.snapshot().records.items() if kept}
            for store in self.stores
        )
        assert memory == sql
        integrity.check(self.sql.snapshot())
        for table in (THINGS, PASSING):
            for box in BOXES:
                assert self.memory.all(table, "box", box) == self.sql.all(table, "box", box)
            for name in NAMES:
                assert self.memory.find(table, "name", name) == self.sql.find(table, "name", name)
                assert self.memory.all(table, "label", name) == self.sql.all(table, "label", name)

    def same(self, which: int, what: Callable[[Any], object]) -> None:
        """What a transaction sees that cannot be committed any more may differ."""
        memory, sql, done = self.open[which]
        done.append(what)
        assert what(memory) == what(sql) or memory.is_stale()

    def finish(self, which: int, how: Callable[[Any], bool]) -> None:
        memory, sql, done = self.open[which]
        outcomes = how(memory), how(sql)
        if outcomes == (True, False) and sql._guessed:
            # Whoever writes without a look is refused once others have written there, even where
            # it is again as it was. The next try succeeds, as that of an operation does.
            sql = self.sql.transaction()
            for what in done:
                what(sql)
            outcomes = True, how(sql)
        assert outcomes[0] == outcomes[1]
        self.open[which] = self.begun()


def written(tx: Any, table: Table[Thing], record: Thing, *, kept: bool = False) -> None:
    """Write a record; whoever has its names makes way, as operations see to.

    What stays after a failure takes no names from others: they would not have made way.
    """
    for name in record.names:
        holder = tx.find(table, "name", name)
        if holder is not None and holder.id != record.id:
            tx.delete(table, holder.id)
            kept = False
    (tx.keep if kept else tx.put)(table, record)


def clearings(
    store: Store, table: Table[Thing], box: str, before: list[Thing], after: list[Thing]
) -> Iterator[object]:
    """Write records, remove a group, write others; give all that a transaction sees of it."""
    tx = store.transaction()
    for record in before:
        written(tx, table, record, kept=not record.names)
    tx.delete_all(table, "box", box)
    yield [look(tx, table) for look in LOOKS]
    for record in after:
        written(tx, table, record, kept=not record.names)
    yield [look(tx, table) for look in LOOKS]
    yield tx.commit_kept() if len(after) == 2 else tx.commit()


class StoresOnPostgresql(Stores):
    make = staticmethod(on_postgresql)

    def teardown(self) -> None:
        self.sql.close()


@pytest.mark.parametrize("few", [pending.FEW, 0])
@pytest.mark.parametrize(
    ("machine", "examples"),
    [(Stores, 100), pytest.param(StoresOnPostgresql, 25, marks=pytest.mark.slow)],
)
def test_a_database_does_as_the_memory_does(
    machine: type[Stores], examples: int, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a group of any size counts as one of very many."""
    monkeypatch.setattr(pending, "FEW", few)
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=properties.examples(examples), stateful_step_count=20),
    )


def test_who_writes_without_a_look_is_refused_where_others_have_been() -> None:
    """Even where all is again as it was: nobody knows any more how that was."""
    machine = Stores()
    machine.put(0, THINGS, Thing("1"), kept=False)
    machine.write_alone(THINGS, [Thing("1")])
    for store in machine.stores:
        tx = store.transaction()
        tx.delete(THINGS, "1")
        assert tx.commit()
    assert not machine.open[0].sql.commit()
    machine.commit(0)
    machine.all_is_the_same()
