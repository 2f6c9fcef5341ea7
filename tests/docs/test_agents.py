"""What coding agents read first, llms.txt and docs/agents.md: short, whole, and in the right form.

That its links lead somewhere, test_links.py holds; that its code runs, test_pages.py.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.documents import document
from tests.prose import ROOT
from tools.reference import fixtures

LIST = ROOT / "llms.txt"
PAGE = ROOT / "docs" / "agents.md"
ENTRY = re.compile(r"- \[[^\]]+\]\([^)]+\): \S.*[^.]\.")


@pytest.mark.parametrize(
    ("path", "most"), [(PAGE, 60), (LIST, 120)]
)  # the list has a line for each page
def test_it_is_short(path: Path, most: int) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()

    assert len(lines) <= most
    assert max(map(len, lines)) < 700


def test_the_list_has_the_form_of_llmstxt_org() -> None:
    title, summary, *more = LIST.read_text(encoding="utf-8").split("\n\n")
    blocks = [block for block in more if not block.startswith("<!--")]

    assert title == "# cognito-emulator"
    assert summary.startswith("> ")
    for heading, entries in zip(blocks[::2], blocks[1::2], strict=True):
        assert re.fullmatch(r"## .+", heading)
        assert [line for line in entries.splitlines() if not ENTRY.fullmatch(line)] == []


def test_the_list_has_every_page_but_the_rows_of_evidence() -> None:
    listed = {link.path for link in document(LIST).links}
    pages = {
        path
        for path in ROOT.glob("docs/**/*.md")
        if path.parent.name != "evidence" and path.name != "index.md"
    }

    assert sorted(pages - listed) == []


def test_the_page_names_every_fixture() -> None:
    names = [fixture.name for fixture in fixtures.found()]

    assert names
    assert [name for name in names if f"`{name}`" not in PAGE.read_text(encoding="utf-8")] == []
