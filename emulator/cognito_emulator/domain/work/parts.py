"""Parts of a document that the emulator reads: typed within, spelled as the API does without.

A part knows the API's name of each of its fields. What was not given is ``None``, or an empty tuple
for a list, and is absent where the part is shown again; what has a default is always shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, ClassVar, Self, cast

from cognito_emulator.records import Record

_PLAIN = (str, bool, int)


class Part(Record):
    """A structure of the API; its classes are frozen dataclasses whose fields all have defaults.

    Attributes:
        MEMBERS: the API's name of each field.

    """

    __slots__ = ()
    MEMBERS: ClassVar[Mapping[str, str]]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """Return the part that a document describes, an empty one too."""
        part: Self = cast("Any", cls)(**cls.fields_of(document))
        return part

    @classmethod
    def at(cls, document: Mapping[str, Any], member: str) -> Self | None:
        """Return the part that a member of a document describes, ``None`` if it is not there."""
        return cls.of(document[member]) if member in document else None

    @classmethod
    def fields_of(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields that a document names."""
        return {
            name: tuple(value) if isinstance(value := document[member], list) else value
            for name, member in cls.MEMBERS.items()
            if member in document
        }

    def document(self) -> dict[str, Any]:
        """Return the part as the API shows it; it shares nothing that can be changed."""
        document = {}
        for name, member in self.MEMBERS.items():
            value = getattr(self, name)
            if value is None or value == ():
                continue
            document[member] = value if isinstance(value, _PLAIN) else _copy(value)
        return document


def _copy(value: object) -> object:
    return list(value) if isinstance(value, tuple) else deepcopy(value)
