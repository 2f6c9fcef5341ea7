"""The kinds of records that a seed can hold: a module each, found by being here.

A module declares its kind as ``PART``: how it is written, planted, planted anew and exported. The
pool itself, to which they all belong, is the one module without.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from graphlib import TopologicalSorter
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from cognito_emulator.seeds.kinds import pools

if TYPE_CHECKING:
    from cognito_emulator.seeds.kind import Part


def _found() -> list[Part]:
    names = sorted(module.name for module in iter_modules(__path__))
    modules = [import_module(f"{__name__}.{name}") for name in names]
    return [module.PART for module in modules if module is not pools]


def _in_order(parts: Iterable[Part]) -> Mapping[str, Part]:
    """Return parts by their names, each before those that refer to it."""
    by_name = {part.name: part for part in parts}
    sorter = TopologicalSorter[str](dict.fromkeys(by_name, ()))
    for part in by_name.values():
        for later in part.before:
            sorter.add(later, part.name)
    return {name: by_name[name] for name in sorter.static_order()}


PARTS = _in_order(_found())
"""What belongs to a pool, by the names of the lists, in the order in which it is planted."""

POOL = replace(pools.KIND, parts=PARTS)
