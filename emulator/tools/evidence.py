"""What is known of the real service: the rows of `docs/evidence`, a file for each family of facts.

A row's id is its family and a number, as ``wire-4``. Comments of the code point to rows.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from cognito_emulator.api import spec

if TYPE_CHECKING or not yaml.__with_libyaml__:
    from yaml import BaseLoader
else:  # which reads ten times as fast
    from yaml import CBaseLoader as BaseLoader

FOLDER = Path(__file__).parents[2] / "docs" / "evidence"
#: How sure a row is, surest first.
SURE = ("recorded", "measured", "documented", "claimed", "guess")
#: Services in front of an app, which take a pool's tokens.
FRONTS = frozenset({"REST APIs", "HTTP APIs", "load balancers", "AppSync"})
#: What a row is about that is about no single operation.
NO_OPERATION = frozenset({"any", "tokens", "triggers", "messages"}) | FRONTS

_MEMBERS = ("operation", "situation", "answer", "source", "date", "sure", "sibling")
_OPTIONAL = frozenset({"date", "sibling"})
_FAMILY = re.compile(r"[a-z]+(?:-[a-z]+)*")
_ADDRESS = re.compile(r"(?:GET|POST|OPTIONS) /\S*")
_DATE = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_END = re.compile(r"[.`]$")


class NoRowError(ValueError):
    """A file of rows says something that no row can say; the message says where and what."""


@dataclass(frozen=True, slots=True)
class Row:
    """A fact of the real service.

    Attributes:
        id: the family and a number, ``wire-4``; never used for another fact.
        operation: which operations it is of, comma-separated; an address, ``GET /login``; or what
            else it is of (`NO_OPERATION`).
        situation: what is asked, or what there is: a sentence.
        answer: what the service does; its own texts stand in backticks.
        source: who published it; ``owner/repo#123`` is an issue on GitHub.
        date: of the observation: year, month or day; empty where it is not known.
        sure: a word of `SURE`.
        sibling: whether another service with the same front gave the answer.
    """

    id: str
    operation: str
    situation: str
    answer: str
    source: str
    sure: str
    date: str = ""
    sibling: bool = False

    @property
    def said(self) -> str:
        """How sure it is, as comments say it."""
        return f"{self.sure} on a sibling" if self.sibling else self.sure


@dataclass(frozen=True, slots=True)
class Family:
    """The rows of a file.

    Attributes:
        name: of the file, and how its rows' ids begin.
        about: what its rows are about, in a sentence: the file's first line.
        rows: in the order of their numbers.
    """

    name: str
    about: str
    rows: tuple[Row, ...]


class _Loader(BaseLoader):  # every scalar is a text: a date and `true` as well
    """Reads YAML, and refuses a key that is there twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - as inherited
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise NoRowError(f"{key} is there twice.")
        return super().construct_mapping(node, deep=deep)


def families(folder: Path = FOLDER) -> tuple[Family, ...]:
    """Return all families, by name.

    Raises:
        NoRowError: a file is not well-formed.
    """
    return tuple(family(path) for path in sorted(folder.glob("*.yaml")))


def family(path: Path) -> Family:
    """Return the family of a file.

    Raises:
        NoRowError: the file is not well-formed.
    """
    text = path.read_text(encoding="utf-8")
    first, _, _ = text.partition("\n")
    if not (_FAMILY.fullmatch(path.stem) and first.startswith("# ") and first.endswith(".")):
        raise NoRowError(f"{path.name} does not begin with a comment that says what it is about.")
    entries = yaml.load(text, _Loader)  # noqa: S506 - it makes nothing but texts, lists and mappings
    if not isinstance(entries, dict):
        raise NoRowError(f"{path.name} holds no mapping of rows.")
    wanted = [f"{path.stem}-{number}" for number in range(1, len(entries) + 1)]
    if list(entries) != wanted:
        odd = next(key for key, id_ in zip(entries, wanted, strict=True) if key != id_)
        raise NoRowError(f"{path.name}: {odd} is out of the sequence of ids.")
    return Family(path.stem, first[2:], tuple(_row(*entry) for entry in entries.items()))


def _row(id_: str, members: object) -> Row:
    try:
        values = _members(members)
    except NoRowError as error:
        raise NoRowError(f"{id_}: {error}") from None
    sibling = bool(values.pop("sibling", ""))
    return Row(id_, **values, sibling=sibling)


def _members(members: object) -> dict[str, str]:
    """Return the members of a row, which are texts.

    Raises:
        NoRowError: one is missing, is none of a row's, or says what it cannot say.
    """
    if not isinstance(members, dict) or list(members) != _in_order(members):
        raise NoRowError(f"its members are not, in this order: {', '.join(_MEMBERS)}.")
    for name, value in members.items():
        if not isinstance(value, str) or not value or value != " ".join(value.split()):
            raise NoRowError(f"{name} is no text of one line.")
    if objection := next(_objections(members), None):
        raise NoRowError(objection)
    return members


def _in_order(members: Mapping[str, object]) -> list[str]:
    return [name for name in _MEMBERS if name in members or name not in _OPTIONAL]


def _objections(members: Mapping[str, str]) -> Iterator[str]:
    for name in members["operation"].split(", "):
        if name not in NO_OPERATION | spec.operations().keys() and not _ADDRESS.fullmatch(name):
            yield f"there is no operation {name}."
    if not members["situation"].endswith("."):
        yield "situation is no sentence."
    if not _END.search(members["answer"]) or members["answer"].count("`") % 2:
        yield "answer ends neither as a sentence nor as a text in backticks."
    if not _DATE.fullmatch(members.get("date", "2026")):
        yield "date is no year, month or day."
    if members["sure"] not in SURE:
        yield f"sure is none of: {', '.join(SURE)}."
    if "sibling" in members and (members["sibling"], members["sure"]) != ("true", "measured"):
        yield "sibling is true, of what was measured, or it is left out."
