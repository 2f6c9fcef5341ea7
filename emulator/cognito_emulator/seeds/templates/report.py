"""What became of each member of a template."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from cognito_emulator.seeds.places import Called, Item, Place

Outcome = Literal["taken", "folded", "skipped", "lost"]
"""``taken`` as it is, ``folded`` into another member, ``skipped`` as no pool has it, or ``lost``:
a pool would have it, and cannot here."""


# Members that only hold what a resource has.
_CONTAINERS = (["values"], ["attributes"])


class Row(NamedTuple):
    """What became of one resource, or one member of it.

    Attributes:
        place: in the template.
        kind: of the resource, as the template has it: ``AWS::Cognito::UserPool``.
        sentence: into what it was folded, or why it was not taken; without a full stop.

    """

    place: Place
    kind: str
    outcome: Outcome
    sentence: str = ""

    @property
    def where(self) -> str:
        """Where it is, as people look for it: from the resource that has a name of its own."""
        steps = self.place.steps
        named = [
            number
            for number, step in enumerate(steps)
            if isinstance(step, Item) and isinstance(step.value, Called)
        ]
        if not named:
            return self.place.path
        first, *others = steps[named[-1] :]
        if others and isinstance(others[0], str) and "&{" in others[0].replace("$", "&"):
            del others[0]  # the name with what goes round in it: the address has it
        rest = Place("", tuple(others[1:] if others[:1] in _CONTAINERS else others)).path
        address = str(getattr(first, "value", ""))
        return f"{address}.{rest}" if rest else address

    @property
    def note(self) -> str:
        """The sentence for who starts an emulator with it."""
        return f"{self.place.source}: {self.where}: {self.sentence}."

    def __str__(self) -> str:
        what = f"{self.where} ({self.kind})" if self.kind else self.where
        return f"{self.outcome:<7} {what}{f': {self.sentence}' if self.sentence else ''}"


class Report:
    """Gathers what became of a template's members."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def taken(self, place: Place, sentence: str = "") -> None:
        """Say that a member is there as it stands, or what it is."""
        self.rows.append(Row(place, "", "taken", sentence))

    def folded(self, place: Place, sentence: str) -> None:
        """Say of which other member a member became a part."""
        self.rows.append(Row(place, "", "folded", sentence))

    def skipped(self, place: Place, sentence: str, kind: str = "") -> None:
        """Say why something is not needed here."""
        self.rows.append(Row(place, kind, "skipped", sentence))

    def lost(self, place: Place, sentence: str, kind: str = "") -> None:
        """Say what a deployed pool would have, and why the one here does not."""
        self.rows.append(Row(place, kind, "lost", sentence))

    def notes(self) -> Iterator[str]:
        """Give a sentence for each thing that is lost, for who starts an emulator with it."""
        yield from (row.note for row in self.rows if row.outcome == "lost")
