"""The rows of `docs/evidence`, and that code which says how sure it is points to one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.prose import MANUAL, NEW_LINE, ROOT, SOURCES, found, prose
from tests.table import table
from tools import evidence

_SAID = r"recorded|measured(?: on a sibling)?|documented|claimed|guess"
_ID = r"[a-z]+(?:-[a-z]+)*-\d+"
#: A pointer, with the word before it: ``a guess [wire-4]``, ``measured [pools-3, pools-4]``.
POINTER = re.compile(rf"(?:\b({_SAID}) )?\[({_ID}(?:, {_ID})*)\]", re.IGNORECASE)
#: A word that needs a pointer; not as a word that is spoken of, which stands in marks.
CLAIM = re.compile(r"(?<![`*\"'])\b(?:recorded|measured)\b", re.IGNORECASE)
#: What a source has somewhere that says such a word or points.
ANY = re.compile(rf"recorded|measured|\[{_ID}", re.IGNORECASE)


class Pointer(NamedTuple):
    place: str
    said: str | None
    ids: tuple[str, ...]


def pointers_of(place: str, text: str) -> Iterator[Pointer]:
    for match in POINTER.finditer(text):
        said = match[1] and match[1].lower()
        yield Pointer(place, said, tuple(match[2].split(", ")))


def claims_of(text: str) -> Iterator[str]:
    """What says how sure it is and points to nothing."""
    without = POINTER.sub("", text)
    for match in CLAIM.finditer(without):
        yield without[max(0, match.start() - 40) : match.end() + 10]


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Where comments and docstrings stand, and what they say: of sources with such words at all."""
    return tuple(
        (f"{path.relative_to(ROOT)}:{line}", text)
        for path in found(SOURCES)
        if path != Path(__file__)
        if ANY.search(NEW_LINE.sub(" ", source := path.read_text(encoding="utf-8")))
        for line, text in prose(source)  # which takes long
    )


@cache
def rows() -> dict[str, evidence.Row]:
    return {row.id: row for family in evidence.families() for row in family.rows}


@cache
def pages() -> tuple[tuple[str, str], ...]:
    """Decisions and the manual, line by line: they may point to rows."""
    return tuple(
        (f"{path.relative_to(ROOT)}:{number}", line)
        for path in found(MANUAL)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    )


def pointers(*sources: tuple[tuple[str, str], ...]) -> list[Pointer]:
    return [pointer for source in sources for text in source for pointer in pointers_of(*text)]


def test_there_are_rows() -> None:
    assert rows()


def test_no_fact_is_there_twice() -> None:
    facts = [(row.operation, row.situation, row.answer) for row in rows().values()]

    assert sorted({fact for fact in facts if facts.count(fact) > 1}) == []


@pytest.mark.sources
def test_every_pointer_names_a_row() -> None:
    lost = [
        f"{place}: {id_}"
        for place, _, ids in pointers(texts(), pages())
        for id_ in ids
        if id_ not in rows()
    ]

    assert lost == []


@pytest.mark.sources
def test_what_is_said_beside_a_pointer_is_how_sure_its_row_is() -> None:
    wrong = [
        f"{place}: {said or 'nothing'} is said of {id_}, which is {rows()[id_].said}"
        for place, said, ids in pointers(texts(), pages())
        for id_ in ids
        if id_ in rows() and said != rows()[id_].said
    ]

    assert wrong == []


@pytest.mark.sources
def test_code_points_to_every_row_that_somebody_observed() -> None:
    pointed = {id_ for pointer in pointers(texts()) for id_ in pointer.ids}
    observed = {id_ for id_, row in rows().items() if row.sure in {"recorded", "measured"}}

    assert sorted(observed - pointed) == []


@pytest.mark.sources
def test_what_was_observed_has_its_pointer() -> None:
    without = [f"{place}: {claim}" for place, text in texts() for claim in claims_of(text)]

    assert without == []


@table(
    "text, said, ids",
    [
        ("Absent, not empty (recorded [users-1]).", "recorded", ["users-1"]),
        ("Measured [mfa-2, sign-in-13] of both.", "measured", ["mfa-2", "sign-in-13"]),
        ("measured on a sibling [wire-4]", "measured on a sibling", ["wire-4"]),
        ("That is a guess [wire-4].", "guess", ["wire-4"]),
        ("see [wire-4]", None, ["wire-4"]),
    ],
)
def test_a_pointer_is_read(text: str, said: str | None, ids: list[str]) -> None:
    assert list(pointers_of("here", text)) == [("here", said, tuple(ids))]
    assert not list(claims_of(text))


@table("text", ["items[0]", "[a-z]", "[PASSWORD]", "[wire-4, 5]", "list[int]"])
def test_what_is_no_pointer_is_none(text: str) -> None:
    assert not list(pointers_of("here", text))


@table(
    "text, missing",
    [
        ("sub is last (recorded 2026-09)", 1),
        ("Recorded [users-1], and for others measured.", 1),
        ("measured on a sibling", 1),
        ("Measured, both: recorded.", 2),
        ("says ``measured`` or *recorded*", 0),
        ("a recording that measures nothing", 0),
    ],
)
def test_a_word_without_a_pointer_is_noticed(text: str, missing: int) -> None:
    assert len(list(claims_of(text))) == missing


ROW = """\
# What clients send and get.
wire-1:
  operation: GetUser, AdminGetUser
  situation: A user's attributes are listed.
  answer: "`sub` is the last of `UserAttributes`."
  source: getmoto/moto#1
  date: 2026-09
  sure: recorded
"""


def read(tmp_path: Path, text: str, name: str = "wire.yaml") -> evidence.Family:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return evidence.family(path)


def test_a_family_is_read(tmp_path: Path) -> None:
    (row,) = read(tmp_path, ROW).rows

    assert row == evidence.Row(
        id="wire-1",
        operation="GetUser, AdminGetUser",
        situation="A user's attributes are listed.",
        answer="`sub` is the last of `UserAttributes`.",
        source="getmoto/moto#1",
        date="2026-09",
        sure="recorded",
    )
    assert read(tmp_path, ROW).about == "What clients send and get."


def test_the_date_may_be_unknown(tmp_path: Path) -> None:
    (row,) = read(tmp_path, ROW.replace("  date: 2026-09\n", "")).rows

    assert row.date == ""


def test_what_was_measured_on_a_sibling_says_so(tmp_path: Path) -> None:
    (row,) = read(tmp_path, ROW.replace("recorded", "measured\n  sibling: true")).rows

    assert row.said == "measured on a sibling"


@pytest.mark.parametrize(
    ("was", "becomes", "objection"),
    [
        ("# What clients send and get.\n", "", "wire.yaml does not begin with a comment"),
        ("wire-1:", "wire-2:", "wire.yaml: wire-2 is out of the sequence"),
        ("wire-1:", "users-1:", "wire.yaml: users-1 is out of the sequence"),
        ("AdminGetUser", "AdminGetUsers", "wire-1: there is no operation AdminGetUsers."),
        ("AdminGetUser", "GET .well-known", "wire-1: there is no operation GET .well-known."),
        ("are listed.", "are listed", "wire-1: situation is no sentence."),
        ("`sub` is", "`sub is", "wire-1: answer ends neither"),
        ("UserAttributes`.", "UserAttributes` now", "wire-1: answer ends neither"),
        ("2026-09", "2026-13", "wire-1: date is no year, month or day."),
        ("2026-09", "September 2026", "wire-1: date is no year, month or day."),
        ("sure: recorded", "sure: certain", "wire-1: sure is none of"),
        ("sure: recorded", "sure: recorded\n  sibling: true", "wire-1: sibling is true, of what"),
        ("sure: recorded", "sure: measured\n  sibling: no", "wire-1: sibling is true, of what"),
        ("  source: getmoto/moto#1\n", "", "wire-1: its members are not, in this order"),
        ("getmoto/moto#1", "[getmoto/moto#1]", "wire-1: source is no text of one line."),
        ("getmoto/moto#1", '""', "wire-1: source is no text of one line."),
        ("source:", "origin:", "wire-1: its members are not, in this order"),
        ("  date: 2026-09\n", "  date: 2026-09\n  date: 2026-10\n", "date is there twice."),
    ],
)
def test_what_no_row_can_say_is_refused(
    tmp_path: Path, was: str, becomes: str, objection: str
) -> None:
    assert was in ROW

    with pytest.raises(evidence.NoRowError, match=re.escape(objection)):
        read(tmp_path, ROW.replace(was, becomes))


def test_a_row_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(evidence.NoRowError, match=re.escape("wire-1 is there twice.")):
        read(tmp_path, ROW + ROW.partition("\n")[2])
