"""What was written out must not be misread by a later release."""

from __future__ import annotations

from typing import Any

from tests.store import shapes


def test_no_shape_of_a_record_has_changed_unnoticed() -> None:
    """A changed record: see whether its table's version must rise, then `make shapes`.

    Versions count from the first release with a store that lasts: 0 is before it. From then on,
    `make shapes` refuses to write another shape under the same version.
    """
    assert shapes.current() == shapes.committed()


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
