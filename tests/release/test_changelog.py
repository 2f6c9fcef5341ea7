"""CHANGELOG.md can be read: an entry for each change, short, with a link to what explains it."""

from __future__ import annotations

import re

from tools.release.project import changelog

ENTRY = re.compile(r"^- (.*)$", re.MULTILINE)
LINKED = re.compile(r".* → (?:(?:, )?\[[^\]]+\]\([^)]+\))+$")
LONGEST = 300


def test_every_entry_ends_with_a_link_to_what_explains_it() -> None:
    entries = ENTRY.findall(changelog())

    assert entries
    assert [entry for entry in entries if not LINKED.fullmatch(entry)] == []


def test_entries_are_short() -> None:
    told = [entry.partition(" → ")[0] for entry in ENTRY.findall(changelog())]

    assert [entry for entry in told if len(entry) > LONGEST] == []
