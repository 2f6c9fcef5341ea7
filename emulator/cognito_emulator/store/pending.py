"""What a transaction has written and not committed, found by groups as what is stored is."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from cognito_emulator.store.base import Table

#: Members of a group that are read before they are removed, so that others can be told which.
FEW = 1_000

Key = TypeVar("Key", bound=Hashable)

_Groups = dict[str, dict[Hashable, set[Key]]]


class Pending(Generic[Key]):
    """The primary keys that were written to, by table and by group.

    Someone who plants a seed writes very many records, and asks for a few groups after each: so no
    question looks at all that was written. An index is made when it is asked for.

    Attributes:
        gone: the groups that were removed as a whole, by table, as index and value.

    """

    __slots__ = ("_indexes", "_places", "gone")

    def __init__(self) -> None:
        self.gone: dict[Table[Any], set[tuple[str, Hashable]]] = {}
        self._places: dict[Table[Any], dict[Key, int]] = {}  # by which number each was written
        self._indexes: dict[Table[Any], _Groups[Key]] = {}

    def note(self, table: Table[Any], key: Key, record: object | None) -> None:
        """Note that a record was written, or deleted."""
        places = self._places.setdefault(table, {})
        places.setdefault(key, len(places))
        if record is not None:
            for index, found in self._indexes.get(table, {}).items():
                _enter(found, table.groups[index](record), key)

    def touches(self, table: Table[Any]) -> bool:
        """Whether anything was written to a table."""
        return table in self._places or table in self.gone

    def remove(self, table: Table[Any], index: str, value: Hashable) -> None:
        """Note that a group was removed; what was written to it is removed by others."""
        self.gone.setdefault(table, set()).add((index, value))

    def is_gone(self, table: Table[Any], record: object) -> bool:
        """Whether a record that is stored is in a group that was removed."""
        groups = self.gone.get(table, ())
        return any(value in table.groups[index](record) for index, value in groups)

    def joined(
        self, table: Table[Any], index: str, value: Hashable, written: Callable[[Key], object]
    ) -> list[Key]:
        """Return the keys of records that were written to a group, in the order of writing.

        Some may have been written again since, to another one.

        Args:
            table: whose group it is.
            index: of which index.
            value: of the group.
            written: returns what was written last by a key; nothing where that was deleted.

        """
        places = self._places.get(table)
        if places is None:
            return []
        indexes = self._indexes.setdefault(table, {})
        found = indexes.get(index)
        if found is None:
            found = indexes[index] = {}
            for key in places:
                record = written(key)
                if record is not None:
                    _enter(found, table.groups[index](record), key)
        return sorted(found.get(value, ()), key=places.__getitem__)


def _enter(found: dict[Hashable, set[Key]], values: Any, key: Key) -> None:  # noqa: ANN401 - as an index yields them
    for value in values:
        found.setdefault(value, set()).add(key)
