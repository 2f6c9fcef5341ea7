"""Every code block of the manual runs as it stands there, or says why not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.clients import node
from tests.docs.pages import Page, pages
from tests.docs.stage import stage

pytestmark = pytest.mark.slow
PLAYED = [pytest.param(page, id=page.name) for page in pages() if page.runs and not page.tested_by]


@pytest.mark.parametrize("page", PLAYED)
def test_its_blocks_run(page: Page, tmp_path: Path) -> None:
    prepare(page, tmp_path)
    with stage(page, tmp_path) as played:
        for block in page.blocks:
            try:
                played.play(block)
            except AssertionError as difference:
                pytest.fail(f"{page.name}:{block.line}: {difference}", pytrace=False)


def prepare(page: Page, folder: Path) -> None:
    """Skip the test where a program is missing; link the packages of npm into the folder."""
    for program in page.needs:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not there")
    if "npm" in page.needs:
        (folder / "node_modules").symlink_to(node.packages(), target_is_directory=True)
