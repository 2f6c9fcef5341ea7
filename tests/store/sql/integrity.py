"""Whether the indexes of a database agree with its records, by reading both."""

from __future__ import annotations

from collections import Counter
from typing import Any

from cognito_emulator.store.base import table_named
from cognito_emulator.store.codec import Written, decode
from cognito_emulator.store.sql.keys import path_of, text_of
from cognito_emulator.store.sql.store import Snapshot


def check(snapshot: Snapshot) -> int:
    """Hold what lies in the tables against what the records say; return how many there are.

    A name that two records claim leads to one of them; nothing else may be missing or too much.
    """
    rows = snapshot.rows
    claims: set[tuple[str, str, int]] = set()
    joined: set[tuple[str, str, int]] = set()
    sizes: Counter[str] = Counter()
    for row_id, kind, key, _version, text in rows["records"]:
        table = table_named(kind)
        assert table is not None, kind
        _table, record = decode(Written(kind, table.version, text))
        assert key == text_of(table.key(record))
        claims |= _entries(table, table.unique, record, row_id)
        joined |= _entries(table, table.groups, record, row_id)
        sizes[kind] += 1
    names = {tuple(row) for row in rows["names"]}
    assert names <= claims
    assert {claim[:2] for claim in claims} == {name[:2] for name in names}
    heads = {head: (path, value, size) for head, path, value, _version, size in rows["heads"]}
    members = [(*heads[head][:2], record) for head, _place, record in rows["members"]]
    assert len(members) == len(set(members))
    assert set(members) == joined
    counted = Counter((path, value) for path, value, _record in members)
    assert {(path, value): size for path, value, size in heads.values()} == dict(counted)
    assert {name: size for name, _version, size in rows["kinds"] if size} == dict(sizes)
    return len(rows["records"])


def _entries(table: Any, indexes: Any, record: Any, row_id: int) -> set[tuple[str, str, int]]:
    return {
        (path_of(table, index), text_of(value), row_id)
        for index, values in indexes.items()
        for value in values(record)
    }
