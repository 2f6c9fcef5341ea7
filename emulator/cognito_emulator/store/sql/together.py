"""Several statements to PostgreSQL in one round trip, each prepared once for a connection.

The driver's own pipeline takes one round trip as well, but some 40 microseconds of CPU for each
statement: it makes a cursor, dumps parameters and looks for a prepared statement. So this speaks by
libpq's pipeline, which costs five here, and in the server less than statements of SQL that execute
prepared ones (decision 0040).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import psycopg
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus

from cognito_emulator.store.sql.patience import Patient

if TYPE_CHECKING:
    from psycopg.pq.abc import PGresult

Statement = tuple[str, tuple[object, ...]]
"""With ``?`` for each value, and the values: whole numbers, texts and bytes."""

_BINARY = 1  # how values travel: a text with a null would end there otherwise
_SENT: dict[type, tuple[int, Callable[[Any], bytes]]] = {  # by which type, and how
    int: (20, lambda number: number.to_bytes(8, "big", signed=True)),
    str: (25, str.encode),
    bytes: (17, bytes),
}


def _number(value: bytes) -> int:
    return int.from_bytes(value, "big", signed=True)


_RECEIVED: dict[int, Callable[[bytes], Any]] = {
    17: bytes,
    19: bytes.decode,  # name
    20: _number,  # of eight bytes, and of four
    23: _number,
    25: bytes.decode,
    2278: bytes,  # void
}


_ANSWERED = (TransactionStatus.IDLE, TransactionStatus.INTRANS, TransactionStatus.INERROR)


class Answer(NamedTuple):
    """What a statement gave: the rows that it found, or how many it changed."""

    rows: list[tuple[Any, ...]]
    changed: int


class Connection(Patient):
    """A connection that remembers which statements it has prepared.

    Their names are of this connection alone: a pooler that has several share one at the server
    would execute what another has prepared by the same name.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as the driver has it
        """Take a connection of libpq's, as the driver does."""
        super().__init__(*args, **kwargs)
        self._names_of_ours: dict[str, bytes] = {}
        self._count_of_ours = 0

    def say(self, statements: Iterable[Statement]) -> Answer:
        """Execute statements in one round trip; return what the last of them gave.

        After one that fails none is executed. Outside of a transaction they are one together.
        """
        self.pgconn.enter_pipeline_mode()
        try:
            for query, values in statements:
                self._send(query, values)
            self.pgconn.pipeline_sync()
            result = self._results()[-1]
        except BaseException:
            self._names_of_ours.clear()  # not all of them may be; a name never comes back
            raise
        finally:
            if self.pgconn.transaction_status in _ANSWERED:
                self.pgconn.exit_pipeline_mode()
        return Answer(_rows(result), result.command_tuples or 0)

    def _send(self, query: str, values: tuple[object, ...]) -> None:
        name = self._names_of_ours.get(query)
        if name is None:
            self._count_of_ours += 1
            numbers = self.pgconn.backend_pid, self._count_of_ours
            name = self._names_of_ours[query] = b"ours_%d_%d" % numbers
            types = [_SENT[type(value)][0] for value in values]
            self.pgconn.send_prepare(name, _numbered(query), types)
        sent = [_SENT[type(value)][1](value) for value in values]
        self.pgconn.send_query_prepared(name, sent, [_BINARY] * len(sent), _BINARY)

    def _results(self) -> list[PGresult]:
        """Return the result of each statement, those of preparing them among them.

        Raises:
            psycopg.Error: that of the first that failed, or the connection broke.

        """
        results: list[PGresult] = []
        broken = None
        try:
            while (result := self._next_result()).status != ExecStatus.PIPELINE_SYNC:
                results.append(result)
        except psycopg.OperationalError as error:
            broken = error
        for result in results:
            if result.status == ExecStatus.FATAL_ERROR:  # maybe the server says why it ends
                raise error_from_result(result, self.info.encoding) from broken
        if broken is not None:
            raise broken
        return results

    def _next_result(self) -> PGresult:
        while True:
            while self.pgconn.is_busy():
                self.listen()
            result = self.pgconn.get_result()
            if result is not None:
                return result
            if self.pgconn.status != ConnStatus.OK:
                raise psycopg.OperationalError("the connection is lost")


def _rows(result: PGresult) -> list[tuple[Any, ...]]:
    columns = [(n, _RECEIVED[result.ftype(n)]) for n in range(result.nfields)]
    return [
        tuple(
            None if (value := result.get_value(row, n)) is None else load(value)
            for n, load in columns
        )
        for row in range(result.ntuples)
    ]


@cache
def _numbered(query: str) -> bytes:
    """Return a statement with its parameters as PREPARE has them."""
    first, *others = query.split("?")
    numbered = first + "".join(f"${number}{other}" for number, other in enumerate(others, 1))
    return numbered.encode()
