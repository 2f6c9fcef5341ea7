"""How sure a fact is, comments and docs say in five words: CONTRIBUTING.md, "The wire is true"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.prose import MANUAL, NEW_LINE, ROOT, SOURCES, found, prose
from tests.table import table

#: Ways to say how sure a fact is, and the word that there is for it: what no way of its kind goes
#: without, how it stands in a sentence, and the right word.
OTHER_WAYS = (
    ("not confirmed", r"(?<!has )(?<!user is )\b{}\b(?! yet)", "guess"),
    ("not verified", r"\b{} (?:against|with) the service\b", "guess"),
    ("presumably", r"\b{}\b", "guess"),
    ("probably so", r"\b{}\b", "guess"),
    ("it seems that the service", r"\b{}\b", "guess"),
    ("by analogy", r"\b{}\b", "guess"),
    ("known", r"\b(?:texts?|wording|message)s? (?:is|are) (?:not |un){}\b", "guess"),
    ("quoted", r"\b{}\b", "claimed"),
    ("peer", r"\b{}s?(?:'s?)?(?: only)?\b", "claimed"),
    ("emulator", r"\b(?:an|from an|another) {}(?:'s)? (?:only|text)\b", "claimed"),
    ("emulator", r"\b(?:text|known)s?:? (?:from|another|of an) (?:an )?{}\b", "claimed"),
    ("known from", r"\b{} (?:clients|an emulator)\b", "claimed"),
    ("in practice", r"\b{}\b", "claimed or measured"),
    ("is practice", r"\b{}\b", "claimed or measured"),
    ("guide", r"\b(?:service's|developer|the) {}\b", "documented"),
    ("quota", r"\b{}s? page\b", "documented"),
    ("(sibling)", r"{}", "measured on a sibling"),
    ("sibling service", r"\b{}\b", "measured on a sibling"),
)
WAYS = [(mark, re.compile(way.format(re.escape(mark))), word) for mark, way, word in OTHER_WAYS]


def objections(text: str) -> Iterator[str]:
    text = text.lower()
    for mark, way, word in WAYS:
        if mark in text and (
            match := way.search(text)
        ):  # most texts have no mark; a search is slow
            yield f"{match[0]!r}: say {word}"


@pytest.mark.sources
def test_comments_say_it_in_the_five_words() -> None:
    said = [
        f"{path.relative_to(ROOT)}:{line}: {objection}"
        for path in found(SOURCES)
        if path != Path(__file__)
        if any(objections(NEW_LINE.sub(" ", source := path.read_text(encoding="utf-8"))))
        for line, text in prose(source)  # which takes long
        for objection in objections(text)
    ]

    assert said == []


def test_docs_say_it_in_the_five_words() -> None:
    said = [
        f"{path.relative_to(ROOT)}:{line}: {objection}"
        for path in found(MANUAL)
        for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for objection in objections(text)
    ]

    assert said == []


def test_they_are_explained_once() -> None:
    (rule,) = [
        line
        for line in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("**The wire is true.**")
    ]

    for word in ("recorded", "measured", "documented", "claimed", "guess"):
        assert rule.count(f"*{word}*") == 1, word


@table(
    "text, sure",
    [
        ("The date stays (not confirmed).", False),
        ("text not confirmed", False),
        ("Quoted: an empty name breaks the pattern.", False),
        ("text: another emulator's", False),
        ("The figures are the service's quotas page.", False),
        ("The user has not confirmed the sign-up.", True),
        ("User is not confirmed.", True),
        ("a user who is UNCONFIRMED", True),
        ("the device is not confirmed yet", True),
        ("The date stays (a guess).", True),
        ("Measured on a sibling.", True),
    ],
)
def test_other_ways_are_told_from_what_is_no_fact(text: str, sure: bool) -> None:  # noqa: FBT001 - a column
    assert (not list(objections(text))) is sure
