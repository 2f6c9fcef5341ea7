"""A commit in one round trip: the lock, whether it may be, and all that it writes (decision 0040).

Who sends it does not know yet which number of changes it will follow. So it gives the numbers that
are next as far as it knows, and the server adds what others have added since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from cognito_emulator.store.base import EXCHANGES_BITS, Table
from cognito_emulator.store.sql.database import Database
from cognito_emulator.store.sql.known import News, Place, State, spelled
from cognito_emulator.store.sql.rows import NOTHING, Row, Rows
from cognito_emulator.store.sql.statements import ASKING
from cognito_emulator.store.sql.writer import Writer

_ENDLESS = 2**62

SHIFT = "current_setting('cognito_emulator.shift')::bigint"
"""How many changes there were that a commit did not know of; within its transaction."""

_GENERATION = f"generation # (state.tableoid::bigint << {EXCHANGES_BITS})"

ASKING_HERE = f"SELECT changes, {_GENERATION}"
"""What stands for `statements.ASKING`: another table of the same numbers is another history.

It came from a dump, and lacks what was committed since.
"""

NEWS_IF = f"""SELECT now.changes, now.generation, since, upto, text
FROM (
    {ASKING} AS generation FROM state WHERE CASE
        WHEN {_GENERATION} = $2 AND changes - $1 <= $3 AND changes - $1 = (
            SELECT COALESCE(SUM(upto - since), 0) FROM news
            WHERE upto > $1 AND NOT jsonb_exists_any(convert_from(text, 'UTF8')::jsonb -> 0, $4)
        )
        THEN set_config('cognito_emulator.shift', (changes - $1)::text, TRUE) IS NOT NULL
        ELSE CAST('the commit is tried in another way, after change ' || changes AS BIGINT) IS NULL
    END
) AS now LEFT JOIN news ON upto > $1 ORDER BY upto"""  # noqa: S608 - words of ours
"""`statements.NEWS`; fails if any is missing or touches a place, so that nothing else is done."""


class Number(int):
    """A number that a commit gives as far as it knows: the server adds the shift."""


class Condition(NamedTuple):
    """What has to hold where a commit is made, or nothing of it is.

    Attributes:
        state: as the commit knows it; no other has exchanged it since.
        room: so many changes more there may be.
        places: none of them has touched these.

    """

    state: State
    room: int
    places: Iterable[Place]

    @property
    def question(self) -> tuple[str, tuple[object, ...]]:
        """What asks for the news, and fails if it does not hold."""
        return NEWS_IF, (*self.state, self.room, tuple(map(spelled, self.places)))


class CrowdedError(Exception):
    """A table is full: which record is the oldest shows only with the lock."""


class Draft(Writer):
    """Writes down what is to be written, and asks nothing of what others may have changed.

    Attributes:
        statements: what is to be said to the database.
        room: how many changes there may be that it did not know of.

    """

    number = Number

    def __init__(self, db: Database, rows: Rows, changes: int) -> None:
        super().__init__(db, rows, changes)
        self.statements: list[tuple[str, tuple[object, ...]]] = []
        self.room = _ENDLESS

    def later(self, query: str, *values: object) -> None:
        """Write a statement down."""
        self.statements.append((query, values))

    def moved(self, by: int) -> tuple[Mapping[Place, Row], Mapping[Place, bytes]]:
        """Return what has been written after so many changes more, and its texts."""
        return {place: _moved(row, by) for place, row in self.rows.items()}, self.texts

    def _unseen(self, _table: Table[Any], _place: Place) -> Row:
        """Count on there being nothing: the key is mostly a new one, else it is refused."""
        return NOTHING

    def _forget_oldest(self, table: Table[Any], _newest: str) -> None:
        if table.capacity is None or self._growth[table] <= 0:
            return
        size = self._reader.size(table.name) + self._growth[table]
        if size > table.capacity:
            raise CrowdedError
        self.room = min(self.room, table.capacity - size)  # a change adds one record at most


def _moved(row: Row, by: int) -> Row:
    row_id, version = (int(n) + by if isinstance(n, Number) else n for n in row[:2])
    return Row(row_id, version, row.record)


def news_moved(news: News, by: int) -> News:
    """Return the news of a commit after so many changes more."""
    return news._replace(since=news.since + by, upto=news.upto + by)
