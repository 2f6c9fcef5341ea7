"""Every link of what strangers read leads somewhere, and every page can be found."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.docs.documents import Document, Link, document, documents
from tests.prose import ROOT
from tests.table import table
from tools.release.project import address

MANUAL = sorted((ROOT / "docs").rglob("*.md"))
#: The hosts that links may lead to, with the reason: a page of any other may be gone tomorrow.
HOSTS = {
    urlsplit(address()).netloc: "the repository",
    "docs.aws.amazon.com": "the documentation of the service that is emulated",
    "docs.localstack.cloud": "what the comparison says of LocalStack",
    "github.com": "issues and sources of other projects, which evidence points to",
    "keepachangelog.com": "the form of the changelog",
    "openid.net": "OpenID Connect",
    "semver.org": "the numbers of versions",
    "www.rfc-editor.org": "the RFCs",
    "www.w3.org": "WebAuthn",
}


def links(*, relative: bool) -> list[Link]:
    """All links of one kind; not a table, as reading all files takes a second."""
    found = [link for each in documents() for link in each.links]
    return [link for link in found if link.is_relative is relative]


def broken(link: Link) -> str:
    """What is wrong with a relative link; empty where nothing is."""
    if ROOT not in [link.path, *link.path.parents] or not _exists(link.path):
        return "there is no such file"
    if link.anchor and link.path.suffix not in {".md", ".txt"}:
        return "only Markdown has anchors"
    if link.anchor and link.anchor not in document(link.path).anchors:
        return "there is no such heading"
    return ""


def _exists(path: Path) -> bool:
    """Whether a file is there by this very name; not every file system tells `A` from `a`."""
    return path == ROOT or (
        path.exists() and path.name in {it.name for it in path.parent.iterdir()}
    )


def test_relative_links_lead_to_what_is_there() -> None:
    objections = [(str(link), broken(link)) for link in links(relative=True)]

    assert [(link, wrong) for link, wrong in objections if wrong] == []


def test_other_links_lead_to_few_hosts() -> None:
    hosts = {str(link): urlsplit(link.target).netloc for link in links(relative=False)}

    assert {link: host for link, host in hosts.items() if host not in HOSTS} == {}


def test_other_links_are_encrypted() -> None:
    others = links(relative=False)

    assert [str(link) for link in others if not link.target.startswith("https://")] == []


def test_every_page_of_the_manual_is_in_its_list_of_pages() -> None:
    listed: set[Path] = set()
    new = {ROOT / "docs" / "index.md"}
    while new:
        listed |= new
        new = {page for path in new for page in document(path).toctree} - listed

    assert sorted(set(MANUAL) - listed) == []


def test_what_a_page_lists_for_the_sidebar_it_shows_its_readers_in_the_same_order() -> None:
    for path in MANUAL:
        listed = document(path).toctree
        linked = [link.path for link in document(path).links if link.path in listed]
        shown = list(dict.fromkeys(reversed(linked)))  # a list comes after the prose that names it

        assert shown[::-1] == list(listed), path


def faults(read: Document) -> list[str]:
    """How the beginning of a page is wrong."""
    levels = [level for level, _ in read.headings]
    found = []
    if levels[:1] != [1] or levels.count(1) != 1:
        found.append("a page has one heading of the first level, at its beginning")
    if any(below - above > 1 for above, below in pairwise(levels)):
        found.append("a level of headings is left out")
    if not read.opening.rstrip().endswith((".", ":", "?")):
        found.append("a sentence stands behind the first heading")
    return found


@table("path", MANUAL)
def test_a_page_begins_with_its_title_and_a_sentence(path: Path) -> None:
    assert faults(document(path)) == []


# What reads the pages is tested itself: links that nobody sees are links that nobody holds.

PAGE = """\
<!-- slow -->
# A `title`, twice

See [there](other.md#first "Title"), ![shown](shown.png) and <https://www.rfc-editor.org>.

| a | b |
|---|---|
| [in a table](table.md) | <a href="html.md">HTML</a> |

## A `title`, twice

- [in a list](list.md)

## 4 < 5: *so* it is

<a id="named"></a>

    [in code](code.md)
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.md"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_links_are_found_wherever_they_stand(page: Path) -> None:
    assert [link.target for link in document(page).links] == [
        "other.md#first",
        "shown.png",
        "https://www.rfc-editor.org",
        "table.md",
        "html.md",
        "list.md",
    ]


def test_anchors_are_those_of_github(page: Path) -> None:
    assert document(page).anchors == {
        "a-title-twice",
        "a-title-twice-1",
        "4--5-so-it-is",
        "named",
    }


@table(
    "target, wrong",
    [
        ("../README.md", ""),
        ("../emulator/decisions", ""),
        ("../pyproject.toml", ""),
        ("../readme.md", "there is no such file"),
        ("why/no.md", "there is no such file"),
        ("../../outside.md", "there is no such file"),
        ("../CHANGELOG.md#changelog", ""),
        ("../CHANGELOG.md#Changelog", "there is no such heading"),
        ("#evidence", "there is no such heading"),
        ("../pyproject.toml#L3", "only Markdown has anchors"),
    ],
)
def test_a_broken_link_is_noticed(target: str, wrong: str) -> None:
    assert broken(Link(ROOT / "docs" / "index.md", 1, target)) == wrong


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("# A", "## A"),
        ("## A", "# A"),
        ("## 4", "#### 4"),
        ("See", "```\nSee\n```\n\nSee"),
        ("org>.", "org>"),
    ],
)
def test_a_bad_beginning_is_noticed(right: str, wrong: str, page: Path) -> None:
    assert faults(document(page)) == []

    page.with_name("bad.md").write_text(PAGE.replace(right, wrong), encoding="utf-8")

    assert faults(document(page.with_name("bad.md"))) != []
