"""Several statements to PostgreSQL in one round trip, each prepared once for a connection.

The driver's own pipeline takes one round trip as well, but some 40 microseconds of CPU for each
statement: it makes a cursor, dumps parameters and looks for a prepared statement. So this speaks by
libpq's pipeline, which costs five here, and in the server less than statements of SQL that execute
prepared ones (decision 0040).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from struct import pack
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import psycopg
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus

from cognito_emulator.store.base import UnreachableError
from cognito_emulator.store.sql.at_once import ASKING_HERE, SHIFT, Number
from cognito_emulator.store.sql.patience import Patient
from cognito_emulator.store.sql.statements import ASKING

if TYPE_CHECKING:
    from psycopg.pq.abc import PGresult

Statement = tuple[str, tuple[object, ...]]
"""With ``?`` for each value, and the values: whole numbers, texts, bytes and tuples of texts."""

_Prepared = tuple[str, tuple[type, ...]]

_BINARY = 1  # how values travel: a text with a null would end there otherwise


def _eight_bytes(number: int) -> bytes:
    return number.to_bytes(8, "big", signed=True)


def _texts(values: tuple[str, ...]) -> bytes:
    """Return an array of texts: of one dimension, without nulls, from the first on."""
    head = pack(">5i", 1, 0, 25, len(values), 1) if values else pack(">3i", 0, 0, 25)
    each = (value.encode() for value in values)
    return head + b"".join(pack(">i", len(text)) + text for text in each)


_SENT: dict[type, tuple[int, Callable[[Any], bytes]]] = {  # by which type, and how
    int: (20, _eight_bytes),
    Number: (20, _eight_bytes),
    str: (25, str.encode),
    bytes: (17, bytes),
    tuple: (1009, _texts),
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
        self._names_of_ours: dict[_Prepared, bytes] = {}
        self._count_of_ours = 0

    def say(self, statements: Sequence[Statement], asked: int = -1) -> Answer:
        """Execute statements in one round trip; return what one of them gave.

        After one that fails none is executed. Outside of a transaction they are one together.

        Args:
            statements: in their order.
            asked: which of them gives the answer; by itself the last.

        """
        new: list[_Prepared] = []
        self.pgconn.enter_pipeline_mode()
        try:
            for query, values in statements:
                self._send(query, values, new)
            self.pgconn.pipeline_sync()
            result = self._results()[asked]
        except BaseException:
            for each in new:  # not all of them may be there; a name never comes back
                del self._names_of_ours[each]
            raise
        finally:
            if self.pgconn.transaction_status in _ANSWERED:
                self.pgconn.exit_pipeline_mode()
        return Answer(_rows(result), result.command_tuples or 0)

    def _send(self, query: str, values: tuple[object, ...], new: list[_Prepared]) -> None:
        types = tuple(map(type, values))
        name = self._names_of_ours.get((query, types))
        if name is None:
            self._count_of_ours += 1
            numbers = self.pgconn.backend_pid, self._count_of_ours
            name = self._names_of_ours[query, types] = b"ours_%d_%d" % numbers
            new.append((query, types))
            oids = [_SENT[each][0] for each in types]
            self.pgconn.send_prepare(name, _numbered(query, types), oids)
        sent = [_SENT[each][1](value) for each, value in zip(types, values, strict=True)]
        self.pgconn.send_query_prepared(name, sent, [_BINARY] * len(sent), _BINARY)

    def _results(self) -> list[PGresult]:
        """Return the result of each statement; none is of one that was prepared on the way.

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
        return [
            each for each in results if each.status != ExecStatus.COMMAND_OK or each.command_status
        ]

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
    columns = [(n, _RECEIVED.get(result.ftype(n), _unread)) for n in range(result.nfields)]
    return [
        tuple(
            None if (value := result.get_value(row, n)) is None else load(value)
            for n, load in columns
        )
        for row in range(result.ntuples)
    ]


def _unread(_value: bytes) -> NoReturn:
    raise UnreachableError("a column has another type than it was made with")


@cache
def _numbered(query: str, types: tuple[type, ...]) -> bytes:
    """Return a statement with its parameters as the server has them."""
    parts = query.replace(ASKING, ASKING_HERE).split("?")
    for number, each in enumerate(types[: len(parts) - 1], 1):
        parameter = f"(${number} + {SHIFT})" if each is Number else f"${number}"
        parts[number] = parameter + parts[number]
    return "".join(parts).encode()
