"""Records outside of the process: a store that writes them out does it by this (decision 0019).

Needs the extra ``store``; nothing else imports this module.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any, NamedTuple

import msgspec

from cognito_emulator.store.base import Table, table_named


class Written(NamedTuple):
    """A record as it is written out.

    Attributes:
        table: its table's name.
        version: of the shape that the table's records had then.
        text: the record, as JSON in UTF-8.

    """

    table: str
    version: int
    text: bytes


class UnreadableError(ValueError):
    """What was written out cannot be read: its table or shape is another, or it is damaged."""


def encode(table: Table[Any], record: object) -> Written:
    """Return a record of a table as it is written out."""
    try:
        text = msgspec.json.encode(record)
    except UnicodeEncodeError:  # functions of this process may say half a character
        text = json.dumps(msgspec.to_builtins(record)).encode()
    return Written(table.name, table.version, text)


def decode(written: Written) -> tuple[Table[Any], Any]:
    """Return the record that was written out, and its table.

    Raises:
        UnreadableError: there is no such table, its version is another, or its records look
            otherwise.

    """
    table = table_named(written.table)
    if table is None:
        raise UnreadableError(f"There is no table {written.table}.")
    if written.version != table.version:
        raise UnreadableError(
            f"This record of {table.name} is of version {written.version},"
            f" this release reads version {table.version}."
        )
    try:
        return table, _read(table, written.text)
    except ValueError as error:  # msgspec's and json's are such
        raise UnreadableError(f"This is no record of {table.name}: {error}.") from error


def _read(table: Table[Any], text: bytes) -> Any:  # noqa: ANN401 - a record of that table
    try:
        return _decoder(table).decode(text)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:  # half a character, which msgspec takes for damage
        return msgspec.convert(json.loads(text), table.record)


@cache
def _decoder(table: Table[Any]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(table.record)
