"""What package indexes show: README, with links that lead somewhere from there too."""

from __future__ import annotations

import re
from email.message import Message
from importlib.metadata import PackageMetadata
from typing import cast

import pytest
from build.util import project_wheel_metadata

from tests.table import table
from tools.release.description import dead_links
from tools.release.project import ROOT, address, facts

CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
RELATIVE = re.compile(r"\]\((?![\w]+:|#)([^)#\s]+)[^)]*\)")


@pytest.fixture(scope="module")
def metadata() -> PackageMetadata:
    """What the wheel will say of itself."""
    return project_wheel_metadata(ROOT, isolated=False)


@pytest.fixture(scope="module")
def description(metadata: PackageMetadata) -> str:
    text = cast("Message", metadata).get_payload()
    assert isinstance(text, str)
    return text


@pytest.fixture(scope="module")
def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def test_no_link_of_the_description_is_dead(description: str) -> None:
    assert dead_links(description) == []


def test_a_relative_link_leads_to_the_file_of_this_release(description: str, readme: str) -> None:
    release = f"{address()}/blob/v{facts()['version']}/"
    files = [path for path in RELATIVE.findall(readme) if (ROOT / path).exists()]

    assert files
    assert [path for path in files if f"]({release}{path}" not in description] == []
    assert description.count(release) == len(files)


def test_code_is_as_readme_has_it(description: str, readme: str) -> None:
    """Where a list is indexed and called, it looks like a link."""
    assert CODE.findall(description) == CODE.findall(readme)


def test_all_addresses_are_told(metadata: PackageMetadata) -> None:
    told = dict(url.split(", ") for url in metadata.get_all("Project-URL") or ())

    assert told == facts()["urls"]
    assert set(told) == {"Homepage", "Documentation", "Repository", "Issues", "Changelog"}


@table(
    "markdown, dead",
    [
        ("[the manual](docs/index.md)", ["docs/index.md"]),
        ("[the manual][m]\n\n[m]: /docs/index.md", ["/docs/index.md"]),
        ('<a href="docs/index.md">the manual</a>', ["docs/index.md"]),
        ("![a picture](docs/picture.png)", ["docs/picture.png"]),
        ("# Here\n\n[nowhere](#there)", ["#user-content-there"]),
        ("# Over there\n\n[there](#over-there)", []),
        ("[the manual](https://example.com/docs)", []),
        ("[mail](mailto:somebody@example.com)", []),
        ("```python\nhandlers[name](event)\n```", []),
    ],
)
def test_a_dead_link_is_found(markdown: str, dead: list[str]) -> None:
    assert dead_links(markdown) == dead
