"""What was written out must not be misread by a later release."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator.store import Table
from tests.store import shapes
from tests.store.things import Thing


def test_no_shape_of_a_record_has_changed_unnoticed() -> None:
    """A changed record: see whether its table's version must rise, then `make shapes`.

    Versions count from the first release with a store that lasts: 0 is before it. From then on,
    `make shapes` refuses to write another shape under the same version.
    """
    changes = "\n".join(shapes.differences(shapes.committed(), shapes.current()))
    assert not changes, (
        f"records look otherwise than tests/store/shapes_of_tables has them:\n{changes}\n"
        "if that is intended, `make shapes`"
    )


def test_a_change_is_told_by_its_table_and_field() -> None:
    before = {"users": table(0, name="str", email="str", old="int"), "gone": table(0)}
    after = {"users": table(0, name="str", **{"email": "str | null", "new?": "int"}), "more": {}}
    assert shapes.differences(before, after) == [
        "gone is gone",
        "more is new",
        "users.record.old is gone",
        "users.record.new? is new",
        'users.record.email was "str", and is "str | null"',
    ]


def test_a_migration_leads_from_each_version_to_the_next() -> None:
    """A store that lasts was written by any release since the first: each change has a way."""
    assert shapes.unmigrated() == []


def test_a_version_without_a_migration_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def migration(document: dict[str, Any]) -> dict[str, Any]:
        return document

    made = [
        Table(
            name, Thing, key=lambda thing: thing.id, belongs_to=(), version=version, migrations=ways
        )
        for name, version, ways in (
            ("unreleased", 0, {}),
            ("first", 1, {}),
            ("led", 3, {1: migration, 2: migration}),
            ("gap", 3, {2: migration}),
            ("beyond", 1, {1: migration}),
        )
    ]
    monkeypatch.setattr(shapes, "tables", lambda: made)
    assert shapes.unmigrated() == ["gap", "beyond"]


def table(version: int, **record: Any) -> dict[str, Any]:
    return {"version": version, "record": record}


def test_from_the_first_version_on_another_shape_is_another_version() -> None:
    before = {name: table(1, id="str") for name in ("same", "changed", "declared")}
    before["early"] = table(0, id="str")
    after = {
        "same": table(1, id="str"),
        "changed": table(1, id="int"),
        "declared": table(2, id="int"),
        "early": table(0, id="int"),
        "new": table(1, id="str"),
    }
    assert shapes.undeclared(before, after) == ["changed"]
