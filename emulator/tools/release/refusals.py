"""Why a release is not made, or made and not published. Each function returns objections."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

UNRELEASED = "unreleased"
PYTHON = "Programming Language :: Python :: 3."
_ENTRY = re.compile(r"^## \[(?P<version>[^\]]+)\](?: - (?P<day>.*))?$", re.MULTILINE)


class Entry(NamedTuple):
    """The head of an entry of the changelog."""

    version: str
    day: str
    """An ISO date, or ``unreleased``."""


def newest_entry(changelog: str) -> Entry | None:
    """Return the head of the first entry."""
    found = _ENTRY.search(changelog)
    return Entry(found["version"], found["day"] or "") if found else None


def against_releasing(project: Mapping[str, Any], changelog: str) -> list[str]:
    """Return where version, changelog and classifiers of a project contradict each other."""
    return [*_of_the_changelog(project["version"], changelog), *_of_the_classifiers(project)]


def against_publishing(
    changelog: str,
    unknown_address: Collection[str],
    tag: str,
    tags_of_the_commit: Collection[str],
    databases: Collection[str],
) -> list[str]:
    """Return what a release waits for before others may get it.

    Args:
        changelog: The text of CHANGELOG.md.
        unknown_address: The files that have a placeholder in place of the repository's address.
        tag: The tag that the commit has to have.
        tags_of_the_commit: Those that it has.
        databases: The names of the databases that are kept of releases, for later ones to open.

    """
    objections = []
    if unknown_address:
        objections.append(f"the repository has no address yet: {', '.join(unknown_address)}")
    entry = newest_entry(changelog)
    if entry is None or entry.day == UNRELEASED:
        objections.append(f"CHANGELOG.md calls this version {UNRELEASED}: give it its date")
    if f"{tag.removeprefix('v')}.db" not in databases:
        objections.append("no database of this version is kept: make released")
    if tag not in tags_of_the_commit:
        objections.append(f"this commit has no tag {tag}")
    return objections


def _of_the_changelog(version: str, changelog: str) -> Iterator[str]:
    entry = newest_entry(changelog)
    if entry is None:
        yield "CHANGELOG.md has no entry"
        return
    if entry.version != version:
        yield f"pyproject.toml is of version {version}, CHANGELOG.md's newest of {entry.version}"
    if entry.day != UNRELEASED and not _is_a_day(entry.day):
        yield f"CHANGELOG.md dates {entry.version} {entry.day!r}: write a date, or {UNRELEASED}"


def _is_a_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _of_the_classifiers(project: Mapping[str, Any]) -> Iterator[str]:
    classifiers: list[str] = project["classifiers"]
    minors = sorted(int(each.removeprefix(PYTHON)) for each in classifiers if PYTHON in each)
    oldest = f">=3.{minors[0]}" if minors else "none"
    if project["requires-python"] != oldest:
        yield f"requires-python is {project['requires-python']}, the oldest classifier {oldest}"
    if minors and minors != list(range(minors[0], minors[-1] + 1)):
        yield "a classifier of a Python between the oldest and the newest is missing"
    stable = not project["version"].startswith("0.")
    if stable != ("Development Status :: 5 - Production/Stable" in classifiers):
        yield f"the classifier of the development status does not fit version {project['version']}"
