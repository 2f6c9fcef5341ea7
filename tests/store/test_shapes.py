"""What was written out must not be misread by a later release."""

from __future__ import annotations

from typing import Any

from tests.store import shapes


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
