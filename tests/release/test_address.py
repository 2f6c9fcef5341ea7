"""The repository's address: one fact, which stands in several files."""

from __future__ import annotations

import pytest

from tools.release.project import address, facts, naming, placeholder, pyproject, tracked

pytestmark = pytest.mark.sources


def test_every_address_of_the_project_begins_with_the_repository_s() -> None:
    assert [url for url in facts()["urls"].values() if not url.startswith(address())] == []


def test_links_of_the_description_lead_there() -> None:
    hooks = pyproject()["tool"]["hatch"]["metadata"]["hooks"]
    [substitution] = hooks["fancy-pypi-readme"]["substitutions"]

    assert substitution["replacement"].startswith(f"]({address()}/blob/v$HFPR_VERSION/")


def test_the_placeholder_stands_everywhere_or_nowhere() -> None:
    """Whoever knows the address replaces it in all files."""
    if address() == f"https://{placeholder()}":
        assert "pyproject.toml" in naming(placeholder())
    else:
        assert naming(placeholder()) == []


@pytest.mark.parametrize(
    "path", ["pyproject.toml", "SECURITY.md", ".github/ISSUE_TEMPLATE/config.yml"]
)
def test_files_that_have_to_name_the_address_do(path: str) -> None:
    assert path in tracked()
    assert path in naming(address())
