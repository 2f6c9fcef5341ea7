"""Rows, tables and triggers that somebody has changed: told in a sentence, nothing half-done."""

# ruff: noqa: S608 - the names are ours
from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Protocol

import psycopg
import pytest

from cognito_emulator.store import Reach, StoreError, UnreachableError
from cognito_emulator.store.sql import SqlStore
from tests.store.postgres import server
from tests.store.sql import hostile
from tests.store.sql.hostile import Damage
from tests.store.things import PASSING, THINGS, Thing, put
from tests.table import table


class Place(Protocol):
    """Where a store is that somebody else may change."""

    name: str

    def begin(self) -> None:
        """Have it be as it was at first."""

    def damage(self, damage: Damage) -> bool:
        """Change it; say whether the database has taken it."""

    def rows(self) -> object:
        """Return all that is in it."""

    def has(self, kind: str, key: str) -> bool:
        """Whether there is such a record."""


def filled(store: SqlStore) -> None:
    """Two commits, so that there is news, and a table that is full."""
    put(store, *(Thing(f"a{number}", (f"a {number}",)) for number in range(3)))
    put(store, Thing("b1", ("b 1",), box="b"))
    transaction = store.transaction()
    for number in range(2):
        transaction.put(PASSING, Thing(str(number)))
    assert transaction.commit()


class File:
    def __init__(self, folder: Path) -> None:
        self.path = folder / "state.db"
        self.name = str(self.path)
        with closing(SqlStore(self.name)) as store:
            filled(store)
        self._content = self.path.read_bytes()

    def begin(self) -> None:
        for each in self.path.parent.iterdir():
            each.unlink()
        self.path.write_bytes(self._content)

    def damage(self, damage: Damage) -> bool:
        with closing(sqlite3.connect(self.path)) as db, db:
            try:
                for each in hostile.parts(damage):
                    db.execute(each)
            except sqlite3.Error:
                db.rollback()
                return False
        return True

    def rows(self) -> object:
        with closing(sqlite3.connect(self.path)) as db:
            db.text_factory = bytes
            query = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            names = [name.decode() for (name,) in db.execute(query)]
            return {name: sorted(map(repr, db.execute(f"SELECT * FROM {name}"))) for name in names}

    def has(self, kind: str, key: str) -> bool:
        with closing(sqlite3.connect(self.path)) as db:
            query = "SELECT COUNT(*) FROM records WHERE kind = ? AND key = ?"
            return bool(db.execute(query, (kind, key)).fetchone()[0] == 1)


class Database:
    def __init__(self, _folder: Path) -> None:
        self.name = server().emptied()

    def begin(self) -> None:
        with self._connected() as db:
            db.execute("SET client_min_messages = warning")
            for schema in ("cognito_emulator", "cognito_emulator_before"):
                db.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        with closing(SqlStore(self.name)) as store:
            filled(store)

    def damage(self, damage: Damage) -> bool:
        with suppress(psycopg.Error), self._connected() as db, db.transaction():
            for each in hostile.parts(damage):
                db.execute(each)
            return True
        return False

    def rows(self) -> object:
        with self._connected() as db:
            query = "SELECT tablename FROM pg_tables WHERE schemaname = 'cognito_emulator'"
            names = sorted(name for (name,) in db.execute(query))
            return {
                name: sorted(map(repr, db.execute(f"SELECT {name}.*::text FROM {name}")))
                for name in names
            }

    def has(self, kind: str, key: str) -> bool:
        with self._connected() as db:
            query = "SELECT COUNT(*) FROM records WHERE kind::text = %s AND key::text = %s"
            row = db.execute(query, (kind, key)).fetchone()
            return row == (1,)

    def _connected(self) -> psycopg.Connection[Any]:
        return psycopg.connect(
            self.name, autocommit=True, options="-c search_path=cognito_emulator"
        )


PLACES: dict[str, tuple[Callable[[Path], Place], hostile.Dialect]] = {
    "sqlite": (File, hostile.SQLITE),
    "postgresql": (Database, hostile.POSTGRESQL),
}


# --- what is done with it ---------------------------------------------------------------------


def listed(store: SqlStore) -> None:
    store.transaction().page(THINGS, "box", "a", Reach(0, 5))


READS: tuple[Callable[[SqlStore], object], ...] = (
    lambda store: store.get(THINGS, "a1"),
    lambda store: store.find(THINGS, "name", "a 2"),
    lambda store: store.all(THINGS, "box", "a"),
    lambda store: store.transaction().count(THINGS, "box", "a"),
    listed,
)


def write(store: SqlStore, number: int) -> bool:
    """New ones, one in place of another, one that goes, and one more than a table takes."""
    transaction = store.transaction()
    transaction.put(THINGS, Thing(f"new{number}", (f"new {number}",), box="b"))
    old = transaction.get(THINGS, "b1")
    transaction.put(THINGS, Thing("b1", (f"b {number}",), box="c" if old is None else "b"))
    transaction.put(PASSING, Thing(f"new{number}"))
    transaction.delete(THINGS, f"a{number}")
    return transaction.commit()


def write_alone(store: SqlStore, number: int) -> bool:
    with store.exclusively():
        return write(store, number)


def sentence(error: Exception) -> str:
    said = str(error)
    assert said
    assert "\n" not in said
    return said


def use(store: SqlStore, place: Place, *, is_seen: bool = True) -> list[str]:
    """Read and write; return what was said of it."""
    said: list[str] = []
    for read in READS:
        try:
            read(store)
        except UnreachableError as error:
            said.append(sentence(error))
    for number, each in enumerate((write, write_alone, write)):
        before = place.rows()
        try:
            is_done = each(store, number)
        except UnreachableError as error:
            said.append(sentence(error))
            is_done = False
        if is_done:
            assert place.has("things", f'"new{number}"') or not is_seen
        else:
            assert place.rows() == before
    for exchange in (store.snapshot, store.clear):
        before = place.rows()
        try:
            exchange()
        except UnreachableError as error:
            said.append(sentence(error))
            assert place.rows() == before
    return said


def judged_when_opened(place: Place, damage: Damage) -> str:
    place.begin()
    if not place.damage(damage):
        return "refused"
    try:
        store = SqlStore(place.name)
    except StoreError as error:
        return sentence(error)
    with closing(store):
        return "; ".join(use(store, place)) or "unnoticed"


def judged_while_open(place: Place, damage: Damage) -> str:
    place.begin()
    with closing(SqlStore(place.name)) as store, closing(SqlStore(place.name)) as other:
        for read in READS:
            read(store)
        put(other, Thing("other"))
        if not place.damage(damage):
            return "refused"
        return "; ".join(use(store, place, is_seen=False)) or "unnoticed"


def damages(name: str) -> Iterator[Damage]:
    _, dialect = PLACES[name]
    yield from hostile.changed_rows(dialect)
    yield from hostile.missing_rows()
    yield from hostile.changed_tables()
    yield from hostile.triggers_of_sqlite() if name == "sqlite" else hostile.changed_by_postgresql()


# --- all of it --------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path) -> File:
    return File(tmp_path)


#: Of so many damages the slow tests do one: all of PostgreSQL's take nine minutes.
EVERY = {"sqlite": 2, "postgresql": 11}

#: Of each kind one.
KINDS = (
    ("UPDATE state SET changes = 1", "it has rows with numbers that it never gave"),
    (f"UPDATE state SET changes = {hostile.LARGEST}", "it does not say how much has happened"),
    ("UPDATE state SET generation = -1", "it does not say how much has happened"),
    ("UPDATE state SET format = 0", "it does not say of which format it is"),
    ("DELETE FROM state", "it does not say of which format it is"),
    ("INSERT INTO state SELECT * FROM state", "its table state has 2 rows in place of one"),
    ("UPDATE records SET id = 0 WHERE id = 1", "it has rows with numbers that it never gave"),
    (f"UPDATE news SET upto = {hostile.LARGEST} WHERE since = 0", "it has rows with numbers"),
    ("UPDATE kinds SET size = -1 WHERE name = 'things'", "it says that it has -1 things"),
    ("ALTER TABLE records RENAME COLUMN key TO other", "does not have the column key as it was"),
    ("DROP INDEX members_of_record", "its table members has no index of record, head as it was"),
    ("DROP INDEX records_by_age", "its table records has no index of kind, id as it was made"),
    ("DROP TABLE news", "it has no table news"),
    (
        "CREATE TRIGGER meddler BEFORE INSERT ON names BEGIN SELECT RAISE(IGNORE) @ END",
        "the trigger meddler of its table names may change or drop what is written",
    ),
)


@table("damage, why", KINDS)
def test_what_would_go_wrong_without_a_word_is_not_opened(
    file: File, damage: Damage, why: str
) -> None:
    file.begin()
    assert file.damage(damage)
    with pytest.raises(StoreError) as refused:
        SqlStore(file.name)
    said = sentence(refused.value)
    assert why in said
    assert said.startswith(f"{file.name} is damaged: ")
    assert said.endswith(" It is left as it is; name another file.")


NOTICED = (
    ("UPDATE records SET key = '\"x\"' WHERE key = '\"a1\"'", "has the key of another"),
    ("UPDATE records SET version = -1", "-1 is no number that it ever gave"),
    ("UPDATE records SET text = 5", "one of its things has no text"),
    ("UPDATE names SET record = 404", "one of its things is missing"),
    (
        "UPDATE names SET record = (SELECT MIN(record) FROM names)",
        "one of its things has the name of another",
    ),
    ("UPDATE members SET record = 404 + place", "one of its things is missing"),
    ("DELETE FROM records", "one of its things is missing"),
    (f"UPDATE heads SET size = {hostile.LARGEST}", f"{hostile.LARGEST} is no number that"),
    ("UPDATE kinds SET size = 9; DELETE FROM records WHERE kind = 'passing_things'", "has fewer"),
    ("UPDATE heads SET path = CAST(x'ff' AS TEXT) || id", "Could not decode to UTF-8"),
)


@table("damage, why", NOTICED)
def test_what_is_met_later_is_told_then(file: File, damage: Damage, why: str) -> None:
    file.begin()
    assert file.damage(damage)
    with closing(SqlStore(file.name)) as store:
        assert why in "; ".join(use(store, file))


@table("text", hostile.BYTES)
def test_news_that_cannot_be_read_is_as_if_there_was_none(file: File, text: bytes) -> None:
    """Whoever is told of it forgets all that it knows, and reads it again."""
    file.begin()
    with closing(SqlStore(file.name)) as store, closing(SqlStore(file.name)) as other:
        assert store.get(THINGS, "a1") == Thing("a1", ("a 1",))
        put(other, Thing("a1", ("new",)))
        assert file.damage(f"UPDATE news SET text = x'{text.hex()}'")
        assert store.get(THINGS, "a1") == Thing("a1", ("new",))
        put(store, Thing("a2", ("newer",)))
        assert other.get(THINGS, "a2") == Thing("a2", ("newer",))


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("judged", [judged_when_opened, judged_while_open])
@pytest.mark.parametrize("name", PLACES)
def test_whatever_somebody_has_done_is_told(
    tmp_path: Path, name: str, judged: Callable[[Place, Damage], str]
) -> None:
    place = PLACES[name][0](tmp_path)
    wrong: list[BaseException] = []
    for damage in list(damages(name))[:: EVERY[name]]:
        try:
            judged(place, damage)
        except Exception as error:  # noqa: BLE001 - it is told
            error.add_note(f"in the row {damage[:200]}")
            wrong.append(error)
    if wrong:
        which = "".join(f"\n{error.__notes__[-1]}" for error in wrong)
        raise BaseExceptionGroup(f"{len(wrong)} rows:{which}", wrong)
