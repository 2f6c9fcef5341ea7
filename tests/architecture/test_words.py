"""How sure a fact is, comments and docs say in five words: CONTRIBUTING.md, "The wire is true"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.prose import MANUAL, NEW_LINE, ROOT, SOURCES, found, prose

#: Ways to say how sure a fact is, and the word that there is for it.
OTHER_WAYS = {
    r"(?<!has )(?<!user is )\bnot confirmed\b(?! yet)": "guess",
    r"\bnot verified (?:against|with) the service\b": "guess",
    r"\b(?:presumably|probably so|it seems that the service)\b": "guess",
    r"\bby analogy\b": "guess",
    r"\b(?:texts?|wording|message)s? (?:is|are) (?:not known|unknown)\b": "guess",
    r"\bquoted\b": "claimed",
    r"\bpeers?(?:'s?)?(?: only)?\b": "claimed",
    r"\b(?:an|from an|another) emulator(?:'s)? (?:only|text)\b": "claimed",
    r"\b(?:text|known)s?:? (?:from|another|of an) (?:an )?emulator\b": "claimed",
    r"\bknown from (?:clients|an emulator)\b": "claimed",
    r"\bin practice\b|\bis practice\b": "claimed or measured",
    r"\b(?:service's|developer) guide\b|\bthe guide\b": "documented",
    r"\bquotas? page\b": "documented",
    r"\(sibling\)|\bsibling service\b": "measured on a sibling",
}
ANY = re.compile("|".join(OTHER_WAYS), re.IGNORECASE)


def objections(text: str) -> Iterator[str]:
    for way, word in OTHER_WAYS.items():
        if match := re.search(way, text, re.IGNORECASE):
            yield f"{match[0]!r}: say {word}"


@pytest.mark.sources
def test_comments_say_it_in_the_five_words() -> None:
    said = [
        f"{path.relative_to(ROOT)}:{line}: {objection}"
        for path in found(SOURCES)
        if path != Path(__file__)
        if ANY.search(NEW_LINE.sub(" ", source := path.read_text(encoding="utf-8")))
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


@pytest.mark.parametrize(
    ("text", "sure"),
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
