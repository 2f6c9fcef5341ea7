"""Several statements to PostgreSQL in one message, each prepared once for a connection.

A pipeline of the driver takes one round trip as well, but some 40 microseconds of CPU for each
statement: it makes a cursor, dumps parameters and looks for a prepared statement. A message that
executes prepared statements by their names costs what one statement does (decision 0040).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import psycopg

from cognito_emulator.store.sql.patience import Patient

Statement = tuple[str, tuple[object, ...]]
"""With ``?`` for each value, and the values: whole numbers, texts and bytes."""

Cursor = psycopg.Cursor[tuple[Any, ...]]

_TYPES = {int: "bigint", str: "text", bytes: "bytea"}


class Connection(Patient):
    """A connection that remembers which statements it has prepared.

    Their names are of this connection alone: a pooler that has several share one at the server
    would execute what another has prepared by the same name.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as the driver has it
        """Take a connection of libpq's, as the driver does."""
        super().__init__(*args, **kwargs)
        self._names_of_ours: dict[str, str] = {}
        self._count_of_ours = 0

    def say(self, statements: Iterable[Statement]) -> Cursor:
        """Execute statements in one round trip; return what the last of them gave."""
        text = "; ".join(self._written(statements))
        try:
            cursor = self.execute(text)
        except BaseException:
            self._names_of_ours.clear()  # not all of them may be; a name never comes back
            raise
        while cursor.nextset():
            pass
        return cursor

    def _written(self, statements: Iterable[Statement]) -> Iterator[str]:
        for query, values in statements:
            if not values:
                yield query
                continue
            name = self._names_of_ours.get(query)
            if name is None:
                self._count_of_ours += 1
                name = f"statement_{self.info.backend_pid}_{self._count_of_ours}"
                self._names_of_ours[query] = name
                types = ", ".join(_TYPES[type(value)] for value in values)
                yield f"PREPARE {name} ({types}) AS {_numbered(query)}"
            yield f"EXECUTE {name} ({', '.join(map(_literal, values))})"


@cache
def _numbered(query: str) -> str:
    """Return a statement with its parameters as PREPARE has them."""
    first, *others = query.split("?")
    return first + "".join(f"${number}{other}" for number, other in enumerate(others, 1))


def _literal(value: object) -> str:
    """Return a value as SQL has it, where backslashes in texts are themselves."""
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'"
    return str(value)
