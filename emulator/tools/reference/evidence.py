"""What is known of the real service: a page for each family of rows, and the list of families."""

from __future__ import annotations

import re
from functools import cache, partial

from tools import evidence
from tools.evidence import Family, Row
from tools.reference.markdown import code, table
from tools.reference.regions import region

_ISSUE = re.compile(r"\b([\w-]+/[\w.-]+)#(\d+)")
_CODE = re.compile(r"(`[^`]*`)")
# What names a place in the world: a repository, a site with articles or questions.
_PLACE = re.compile(r"[\w.-]+/[\w.-]+|\bStack Overflow\b|\bre:Post\b|\bmedium\.com\b|\bDoyensec\b")
_ACTIVE = re.compile(r"([\\<>*\[\]])")  # what is markup where it stands in no code
_RECORDINGS = "radkawar/stackd, testdata/aws/cognito"
#: The commit at which the recordings were read.
_RECORDINGS_AT = (
    "https://github.com/radkawar/stackd/tree/9dc356f5e5cc49d2d334178a09c1398dd1c62617"
    "/testdata/aws/cognito"
)


@cache
def _families() -> tuple[Family, ...]:
    return evidence.families()


@region("evidence-families")
def all_families() -> str:
    """Return a row for each family: its page, its theme, and how many of its rows are how sure."""
    counts = [[_count(family, sure) for sure in evidence.SURE] for family in _families()]
    sums = [sum(column) for column in zip(*counts, strict=True)]
    rows = [
        (f"[{family.name}]({family.name}.md)", _prose(family.about), *map(_figure, numbers))
        for family, numbers in zip(_families(), counts, strict=True)
    ]
    pages = "\n".join(family.name for family in _families())
    return (
        table(("Family", "What it is about", *evidence.SURE), [*rows, ("", "", *map(str, sums))])
        + f"\n```{{toctree}}\n:hidden:\n\n{pages}\n```\n"
    )


@region("evidence-sources")
def sources() -> str:
    """Say of how many rows the source can be opened, found by its name, or neither."""
    texts = [row.source for family in _families() for row in family.rows]
    unlinked = [text for text in texts if _source(text) == text]
    nameless = [text for text in unlinked if not _PLACE.search(text)]
    return (
        f"Of {len(texts)} rows, {len(texts) - len(unlinked)} have a link to the page. "
        f"{len(unlinked) - len(nameless)} name a repository, a question or a site without a link. "
        f"{len(nameless)} name no page that can be opened: of public code they say only what it "
        "is.\n"
    )


def _count(family: Family, sure: str) -> int:
    return sum(row.sure == sure for row in family.rows)


def _figure(number: int) -> str:
    return str(number) if number else ""


def rows_of(family: Family) -> str:
    """Return the theme of a family and a table of its rows, each with an anchor."""
    head = ("Row", "Operation and situation", "Answer", "Source")
    return f"{_prose(family.about)} [Evidence](index.md) says what the words mean.\n\n" + table(
        head, map(_cells, family.rows)
    )


def _cells(row: Row) -> tuple[str, ...]:
    known = "<br>".join(filter(None, (f'<a id="{row.id}"></a>{row.id}', row.said, row.date)))
    asked = f"{_operations(row.operation)}{_prose(row.situation)}"
    return known, asked, _prose(row.answer), _source(row.source)


def _operations(names: str) -> str:
    """Return what a row is about, as it stands before the situation."""
    if names == "any":
        return ""
    words = [name if name in evidence.NO_OPERATION else code(name) for name in names.split(", ")]
    return f"{', '.join(words)}: "


def _prose(text: str) -> str:
    """Return a text in which only backticks are markup."""
    parts = _CODE.split(text)
    return "".join(part if part[:1] == "`" else _ACTIVE.sub(r"\\\1", part) for part in parts)


def _source(text: str) -> str:
    """Return a source with links to issues and to the recordings."""
    linked = _ISSUE.sub(r"[\1#\2](https://github.com/\1/issues/\2)", text)
    return linked.replace(_RECORDINGS, f"[{_RECORDINGS}]({_RECORDINGS_AT})")


for _family in _families():
    region(f"evidence-{_family.name}")(partial(rows_of, _family))
