"""The Lambda triggers, and what their functions may answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cognito_emulator.domain.work.answers import FORMS, Kind
from cognito_emulator.lambdas.base import TRIGGERS
from tools.reference.markdown import code, table
from tools.reference.regions import region


@region("trigger-answers")
def trigger_answers() -> str:
    """Return a row for each member of a response that has an effect."""
    return table(
        ("Trigger", "Event version", "Member of `response`", "Type"),
        (row for trigger in TRIGGERS for row in _rows(trigger)),
    )


def _rows(trigger: str) -> Iterator[tuple[str, str, str, str]]:
    forms = [form for form in FORMS if form.trigger == trigger]
    if not any(form.members for form in forms):
        yield code(trigger), "any", "none", ""
    for form in forms:
        for path, kind in _within(form.members, ""):
            yield code(trigger), code(*form.versions) or "any", code(path), _words(kind)


def _within(members: Mapping[str, Kind], path: str) -> Iterator[tuple[str, Kind]]:
    for name, kind in members.items():
        if kind.members:
            yield from _within(kind.members, f"{path}{name}.")
        else:
            yield f"{path}{name}", kind


def _words(kind: Kind) -> str:
    return " or ".join(code(value) for value in kind.values) if kind.values else kind.words
