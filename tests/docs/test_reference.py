"""What is generated of the manual is what the code says now."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.table import table
from tools.reference import regions as reference

ROOT = reference.ROOT
PAGES = [page.relative_to(ROOT).as_posix() for page in reference.pages()]


def on(page: str) -> dict[str, str]:
    return reference.regions(ROOT.joinpath(page).read_text(encoding="utf-8"))


def named() -> list[tuple[str, str]]:
    """All regions, with their pages; a page whose marks are wrong has a test of its own."""
    found = []
    for page in PAGES:
        try:
            found += [(page, name) for name in on(page)]
        except ValueError:
            continue
    return found


@table("page", PAGES)
def test_marks_of_regions_belong_together(page: str) -> None:
    on(page)


@table("page, name", named)
def test_a_region_is_as_its_function_writes_it(page: str, name: str) -> None:
    assert on(page)[name] == reference.written(name), "make reference writes it anew"


# A trigger's answer has several members.
SEVERAL_ROWS = {"trigger-answers"}


@table("page, name", lambda: [each for each in named() if each[1] not in SEVERAL_ROWS])
def test_a_table_has_one_row_for_each_thing(page: str, name: str) -> None:
    """Who looks something up reads the first row, and no other."""
    for block in on(page)[name].split("\n\n"):
        firsts = [line.split(" | ")[0] for line in block.splitlines() if line.startswith("| ")]
        assert sorted(set(firsts)) == sorted(firsts)


def test_every_function_writes_a_region() -> None:
    assert set(reference.writers()) - {name for _, name in named()} == set()


def test_a_region_is_written_anew_where_it_stands() -> None:
    marks = ("<!-- generated: operations -->\n", "<!-- /generated: operations -->\n")
    page = "Before\n\n" + "old\n".join(marks) + "\nafter\n"

    new = reference.renewed(page)

    assert new.startswith("Before\n\n<!-- generated: operations -->\n\n| Operation | ")
    assert new.endswith(" |\n\n<!-- /generated: operations -->\n\nafter\n")
    assert reference.renewed(new) == new


def test_a_region_that_nobody_writes_is_refused() -> None:
    with pytest.raises(LookupError, match="writes the region unheard-of"):
        reference.renewed("<!-- generated: unheard-of -->\n<!-- /generated: unheard-of -->\n")


@table(
    "page",
    [
        "<!-- generated: operations -->\n",
        "<!-- /generated: operations -->\n",
        "<!-- generated: operations -->\n<!-- /generated: fixtures -->\n",
        "<!-- generated: operations -->\n<!-- /generated: operations -->\n" * 2,
        "text <!-- generated: operations -->\n<!-- /generated: operations -->\n",
        "<!--generated: operations-->\n",
    ],
)
def test_marks_that_do_not_belong_together_are_refused(page: str) -> None:
    with pytest.raises(ValueError, match="marks of generated regions"):
        reference.renewed(page)


def test_a_region_has_one_function() -> None:
    assert "operations" in reference.writers()
    with pytest.raises(ValueError, match="operations is written twice"):
        reference.region("operations")(lambda: "")


def test_the_pages_of_the_manual_are_looked_at() -> None:
    assert {"README.md", "docs/reference/operations.md"} <= set(PAGES)
    assert all(Path(page).suffix in (".md", ".txt") for page in PAGES)
