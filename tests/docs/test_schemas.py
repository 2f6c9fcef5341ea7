"""Files of other tools that the manual shows are what these tools take, by their schemas."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.docs.pages import Block, pages
from tests.schemas import judged

if TYPE_CHECKING:
    from click.testing import Result

#: What a file's name says of it, and the schema that check-jsonschema brings for it.
SCHEMAS = {
    r"\.github/workflows/.+\.ya?ml": "github-workflows",
    r"\.gitlab-ci\.yml": "gitlab-ci",
    r"(.+/)?compose\.ya?ml": "compose-spec",
}


def schema_of(name: str) -> str:
    """The name of the schema; empty where there is none."""
    found = [schema for pattern, schema in SCHEMAS.items() if re.fullmatch(pattern, name)]
    return found[0] if found else ""


FILES = [
    pytest.param(block, schema_of(block.detail), id=f"{page.name}:{block.detail}")
    for page in pages()
    for block in page.blocks
    if block.kind == "file" and schema_of(block.detail)
]


def test_there_is_one_for_each_schema() -> None:
    assert {schema for file in FILES for schema in file.values[1:]} == set(SCHEMAS.values())


@pytest.mark.parametrize(("block", "schema"), FILES)
def test_it_is_right(block: Block, schema: str, tmp_path: Path) -> None:
    done = judge(block.text, schema, tmp_path)

    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("schema", SCHEMAS.values())
def test_a_mistake_is_noticed(schema: str, tmp_path: Path) -> None:
    assert judge("jobs: 1\nservices: 1\nstages: 1\n", schema, tmp_path).exit_code == 1


def judge(text: str, schema: str, folder: Path) -> Result:
    file = folder / "file.yaml"
    file.write_text(text, encoding="utf-8")
    return judged(schema, file)
