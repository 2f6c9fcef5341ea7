"""Two stores of one database, whose transactions interleave: each as if it were alone.

What a transaction saw is held against a memory at the moment of its commit. Whoever commits has
seen what is there then, whatever the store knew of it before.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cognito_emulator.store import MemoryStore, Reach, Table
from cognito_emulator.store.base import Reader
from cognito_emulator.store.sql import SqlStore, known, rows, writer
from cognito_emulator.store.sql.keys import text_of
from tests import properties
from tests.store.sql import integrity
from tests.store.test_alike import BOXES, IDS, LOOKS, NAMES, RECORDS, TABLES, written
from tests.store.things import PASSING, THINGS, Thing, put

STORES = st.integers(0, 1)
OPEN = st.integers(0, 3)
Deed = Callable[[Any], object]


class Interrupted:
    """A database; between one of its answers and whoever asked, something else may happen once."""

    def __init__(self, db: Any) -> None:
        self._db = db
        self._depth = 0
        self.meanwhile: Callable[[], None] | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)

    def one(self, query: str, *values: object) -> Any:
        return self._interrupted(self._db.one(query, *values))

    def ask(self, query: str, *values: object) -> Any:
        return self._interrupted(self._db.ask(query, *values))

    @contextmanager
    def reading(self) -> Iterator[None]:
        with self._whole(self._db.reading()):
            yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        with self._whole(self._db.alone()):
            yield

    @contextmanager
    def writing(self, *question: Any) -> Iterator[Any]:
        with self._whole(self._db.writing(*question)) as found:
            yield found

    @contextmanager
    def _whole(self, transaction: AbstractContextManager[Any]) -> Iterator[Any]:
        """Others wait until it is over."""
        with transaction as found:
            self._depth += 1
            try:
                yield found
            finally:
                self._depth -= 1

    def _interrupted(self, answer: Any) -> Any:
        if self.meanwhile is not None and not self._depth:
            happens, self.meanwhile = self.meanwhile, None
            happens()
        return answer


class UnderWay:
    """A transaction, what it did so far, and what it saw."""

    def __init__(self, store: SqlStore, commits: int) -> None:
        self.tx = store.transaction()
        self.deeds: list[tuple[Deed, object]] = []
        self.since = commits

    def does(self, deed: Deed) -> None:
        self.deeds.append((deed, deed(self.tx)))


class Interleaved(RuleBasedStateMachine):
    """Two transactions of each store are always under way."""

    def __init__(self) -> None:
        super().__init__()
        self.memory = MemoryStore()
        self.commits = 0
        self.stores = [SqlStore(place) for place in [self.place()] * 2]
        for store in self.stores:
            store._db = Interrupted(store._db)
            store._shared = rows.Rows(store._db)
        self.open = [self.begun(which) for which in range(4)]
        self.snapshots: list[tuple[Any, Any]] = []

    def place(self) -> str:
        self.folder = tempfile.TemporaryDirectory()
        return str(Path(self.folder.name) / "state.db")

    def begun(self, which: int) -> UnderWay:
        return UnderWay(self.stores[which % 2], self.commits)

    @rule(which=OPEN, table=TABLES, look=st.sampled_from(LOOKS))
    def look(self, which: int, table: Table[Thing], look: Callable[..., object]) -> None:
        self.open[which].does(lambda tx: look(tx, table))

    @rule(which=OPEN, table=TABLES, record=RECORDS, kept=st.booleans())
    def put(self, which: int, table: Table[Thing], record: Thing, *, kept: bool) -> None:
        self.open[which].does(lambda tx: written(tx, table, record, kept=kept))

    @rule(which=OPEN, table=TABLES, key=st.sampled_from(IDS))
    def delete(self, which: int, table: Table[Thing], key: str) -> None:
        self.open[which].does(lambda tx: tx.delete(table, key))

    @rule(which=OPEN, succeeds=st.booleans())
    def finish(self, which: int, *, succeeds: bool) -> None:
        one, again = self.open[which], self.memory.transaction()
        has_seen_what_is = [deed(again) for deed, _ in one.deeds] == [seen for _, seen in one.deeds]
        if one.tx.commit() if succeeds else one.tx.commit_kept():
            assert has_seen_what_is
            assert again.commit() if succeeds else again.commit_kept()
            self.commits += 1
        else:
            assert one.since != self.commits, "nobody else has committed anything"
        self.open[which] = self.begun(which)

    @rule(which=STORES, table=TABLES, records=st.lists(RECORDS | st.sampled_from(IDS), max_size=3))
    def change_alone(self, which: int, table: Table[Thing], records: list[Thing | str]) -> None:
        """By transactions that become real together."""
        for store in (self.memory, self.stores[which]):
            with store.exclusively():
                for record in records:
                    tx = store.transaction()
                    if isinstance(record, Thing):
                        written(tx, table, record)
                    else:
                        tx.delete(table, record)
                    assert tx.commit()
        self.commits += 1

    @rule(
        which=OPEN,
        table=TABLES,
        change=RECORDS | st.sampled_from(IDS),
        look=st.sampled_from(LOOKS),
        told=st.booleans(),
    )
    def interrupt(
        self,
        which: int,
        table: Table[Thing],
        change: Thing | str,
        look: Callable[..., object],
        *,
        told: bool,
    ) -> None:
        """While a store waits for an answer, the other commits; a thread may have noticed."""
        ours = self.stores[which % 2]

        def happens() -> None:
            self.change_alone(1 - which % 2, table, [change])
            if told:
                ours.transaction()

        ours._db.meanwhile = happens
        self.look(which, table, look)
        ours._db.meanwhile = None
        self.is_as_committed_last(which % 2, table, look)

    @rule(which=STORES, table=TABLES, look=st.sampled_from(LOOKS))
    def is_as_committed_last(
        self, which: int, table: Table[Thing], look: Callable[..., object]
    ) -> None:
        ours = look(self.stores[which].transaction(), table)
        assert ours == look(self.memory.transaction(), table)

    @rule(which=STORES, table=TABLES, box=st.sampled_from(BOXES))
    def pages(self, which: int, table: Table[Thing], box: str) -> None:
        ours, theirs = (
            store.transaction().page(table, "box", box, Reach(0, 9))
            for store in (self.stores[which], self.memory)
        )
        assert ours == theirs

    @rule(which=STORES)
    def holds_together(self, which: int) -> None:
        store = self.stores[which]
        integrity.check(store.snapshot())
        for table in (THINGS, PASSING):
            assert all(store.get(table, key) == self.memory.get(table, key) for key in IDS)
            for box in BOXES:
                assert store.all(table, "box", box) == self.memory.all(table, "box", box)
            for name in NAMES:
                assert store.find(table, "name", name) == self.memory.find(table, "name", name)

    @rule(which=STORES)
    def clear(self, which: int) -> None:
        self.memory.clear()
        self.stores[which].clear()
        self.commits += 1

    @rule(which=STORES)
    def snapshot(self, which: int) -> None:
        self.snapshots.append((self.memory.snapshot(), self.stores[which].snapshot()))

    @precondition(lambda self: self.snapshots)
    @rule(which=STORES, number=STORES)
    def restore(self, which: int, number: int) -> None:
        memory, sql = self.snapshots[number % len(self.snapshots)]
        self.memory.restore(memory)
        self.stores[which].restore(sql)
        self.commits += 1

    def teardown(self) -> None:
        for store in self.stores:
            store.close()
        self.folder.cleanup()


class InterleavedOnPostgresql(Interleaved):
    def place(self) -> str:
        from tests.store.postgres import server  # noqa: PLC0415 - fast tests spare its import

        self.folder = tempfile.TemporaryDirectory()
        return server().emptied()


@pytest.mark.parametrize("is_small", [False, True], ids=["all known", "little known"])
@pytest.mark.parametrize(
    ("machine", "examples"),
    [(Interleaved, 40), pytest.param(InterleavedOnPostgresql, 25, marks=pytest.mark.slow)],
)
def test_each_is_as_if_it_were_alone(
    monkeypatch: pytest.MonkeyPatch, machine: type[Interleaved], examples: int, *, is_small: bool
) -> None:
    """However little of what was read is kept, and of what was said of changes."""
    if is_small:
        monkeypatch.setattr(known, "KEPT_FACTS", 2)
        monkeypatch.setattr(known, "KEPT_NEWS", 2)
        monkeypatch.setattr(rows, "_FEW", 1)
        monkeypatch.setattr(writer, "MUCH", 6)
        monkeypatch.setattr(writer, "_STEP", 12)
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=properties.examples(examples), stateful_step_count=30),
    )


@pytest.mark.parametrize(
    ("read", "now"),
    [
        (lambda reader: reader.all(THINGS, "box", "a"), [Thing("2"), Thing("3", ("x",))]),
        (lambda reader: reader.find(THINGS, "name", "x"), Thing("3", ("x",))),
    ],
    ids=["all", "find"],
)
@pytest.mark.parametrize("of", ["store", "known"])
def test_what_is_read_outside_of_a_transaction_is_of_one_moment(
    tmp_path: Path, of: str, read: Callable[[Reader], object], now: object
) -> None:
    """Another commits after it was known who is there, and before one of them is looked for."""
    ours, theirs = (SqlStore(str(tmp_path / "state.db")) for _ in range(2))
    put(ours, Thing("1", ("x",)), Thing("2"))
    read(ours)
    ours._shared.known.rows.drop(("things", text_of("1")))  # as the oldest of many facts
    ours._db = interrupted = Interrupted(ours._db)
    ours._shared._db = interrupted

    def exchange() -> None:
        tx = theirs.transaction()
        tx.delete(THINGS, "1")
        tx.put(THINGS, Thing("3", ("x",)))
        assert tx.commit()

    reader: Reader = ours if of == "store" else ours.known
    if of == "store":
        interrupted.meanwhile = exchange  # once it was asked what is new
    else:
        exchange()
    assert read(reader) == now
    ours.close()
    theirs.close()


def test_who_commits_has_seen_one_moment(tmp_path: Path) -> None:
    """Threads of two stores move things between boxes; nobody finds one too many or too few."""
    stores = [SqlStore(str(tmp_path / "state.db")) for _ in range(2)]
    tx = stores[0].transaction()
    for number in range(6):
        tx.put(THINGS, Thing(str(number), box="ab"[number % 2]))
    assert tx.commit()
    wrong: list[object] = []

    def work(store: SqlStore, own: int) -> None:
        for turn in range(40):
            tx = store.transaction()
            found = {thing.id: box for box in "ab" for thing in tx.all(THINGS, "box", box)}
            each = {key: thing.box for key in map(str, range(6)) if (thing := tx.get(THINGS, key))}
            if (turn + own) % 3:
                key = str((turn + own) % 6)
                tx.put(THINGS, Thing(key, box="b" if each[key] == "a" else "a", count=turn))
            if tx.commit() and (found != each or len(found) != 6):
                wrong.append((found, each))

    threads = [threading.Thread(target=work, args=(stores[n % 2], n)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    integrity.check(stores[1].snapshot())
    for store in stores:
        store.close()
    assert wrong == []
