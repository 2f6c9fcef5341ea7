"""What every table says of itself: where it stands, its name, and whom its records belong to."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
import re
from typing import Any

import cognito_emulator
from cognito_emulator.domain.pools.record import POOLS
from cognito_emulator.domain.users.record import USERS
from cognito_emulator.store import Table, tables

#: Of a room, or of a part of it that is a package.
RECORD = re.compile(r"cognito_emulator\.domain(\.\w+)+\.record")


def found() -> dict[Table[Any], list[str]]:
    """Every table that a module of the emulator has, and the modules that have it."""
    places: dict[Table[Any], list[str]] = {}
    for module in pkgutil.walk_packages(cognito_emulator.__path__, "cognito_emulator."):
        if module.name.endswith("__main__"):
            continue
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, Table):
                places.setdefault(value, []).append(module.name)
    return places


FOUND = found()


def test_every_table_is_declared_in_the_record_module_of_its_room() -> None:
    assert len(FOUND) > 10
    homeless = {t.name: m for t, m in FOUND.items() if not any(map(RECORD.fullmatch, m))}
    assert not homeless


def test_every_table_is_among_those_that_were_declared() -> None:
    assert set(FOUND) <= set(tables())


def test_names_are_identifiers_and_unique() -> None:
    names = [table.name for table in FOUND]
    assert all(re.fullmatch("[a-z][a-z_]*", name) for name in names)
    assert len({*names}) == len(names)


def test_every_table_says_whether_its_records_go_with_their_pool() -> None:
    """Whoever adds a table says so, or the next pool of that id would inherit what is in it."""
    undecided = [
        table.name
        for table in FOUND
        if table is not POOLS and ("pool" in table.belongs_to) == ("pool" in table.outlives)
    ]
    assert not undecided


def test_every_table_that_names_users_says_whether_its_records_go_with_them() -> None:
    undecided = [
        table.name
        for table in FOUND
        if table is not USERS
        and {"sub", "username"} & fields(table)
        and ("user" in table.belongs_to) == ("user" in table.outlives)
    ]
    assert not undecided


def test_every_table_that_names_clients_says_whether_its_records_go_with_them() -> None:
    undecided = [
        table.name
        for table in FOUND
        if "client_id" in fields(table)
        and ("client" in table.belongs_to) == ("client" in table.outlives)
    ]
    assert not undecided


def test_whoever_outlives_an_owner_says_why() -> None:
    assert all(all(table.outlives.values()) for table in FOUND)


def test_owners_are_named_by_fields() -> None:
    for table in FOUND:
        wanted = {table.field_of(owner) for owner in table.belongs_to}
        assert wanted <= fields(table), table.name
        assert set(table.by) <= set(table.belongs_to), table.name
        if "user" in table.belongs_to:
            assert "pool" in table.belongs_to, table.name
            assert table.field_of("user") in {"sub", "username"}, table.name
        if "client" in table.belongs_to:
            assert "pool" in table.belongs_to, table.name


def fields(table: Table[Any]) -> set[str]:
    return {field.name for field in dataclasses.fields(table.record)}
