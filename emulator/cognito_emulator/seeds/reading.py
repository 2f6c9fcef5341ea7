"""From a document to what it describes, checked as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from cognito_emulator.lambdas import TargetError, resolve
from cognito_emulator.seeds import foreign, vocabulary
from cognito_emulator.seeds.documents import Document, Source, document_of, load
from cognito_emulator.seeds.files import with_lines
from cognito_emulator.seeds.kind import Entry, Part
from cognito_emulator.seeds.kinds import PARTS, POOL
from cognito_emulator.seeds.kinds.clients import KIND as CLIENT
from cognito_emulator.seeds.kinds.pools import FUNCTIONS
from cognito_emulator.seeds.places import (
    Mistakes,
    Place,
    SeedError,
    items,
    kind_of,
    mapping,
    refuse_half_characters,
)

if TYPE_CHECKING:
    from cognito_emulator.lambdas import Function
    from cognito_emulator.seeds.stack import Stack


class PoolSeed(NamedTuple):
    """A pool to make, with all that belongs to it.

    Attributes:
        parts: what belongs to it, by the names of the lists.

    """

    pool: Entry
    parts: Mapping[str, tuple[Entry, ...]]
    functions: Mapping[str, Function | None]


class Seed(NamedTuple):
    """What one source describes.

    Attributes:
        functions: what answers wherever a LambdaConfig names an ARN, those of the pools among them;
            ``None`` for nobody.
        notes: what whoever has the seed has to know: what was not read of another emulator's file.
        files: those that were read beside the seed's own.

    """

    pools: tuple[PoolSeed, ...]
    functions: Mapping[str, Function | None]
    notes: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()


Find = Callable[[Any], "Function | None"]
"""Returns the function that a target names, or raises TargetError."""


def read(source: Source, stack: Stack | None = None, *, functions: bool = True) -> Seed:
    """Return what a seed describes.

    Paths of files that hold functions begin at the seed's own folder.

    Args:
        source: a file, or what would stand in it.
        stack: what it is deployed with, if it is a template.
        functions: whether it may name functions: that runs the code of whoever wrote it.

    Raises:
        SeedError: it cannot be read, something in it is not as the API wants it, or a function is
            not there.

    """
    try:
        return _seed(_document(source, stack, functions=functions), functions=functions)
    except SeedError as error:
        raise with_lines(error) from None
    except RecursionError:
        raise SeedError("seed: It is nested too deeply, or contains itself.") from None


def _document(source: object, stack: Stack | None, *, functions: bool) -> Document:
    if isinstance(source, str | PathLike):
        return load(source, stack, functions=functions)
    if isinstance(source, Document):
        return source
    place = Place("seed")
    return document_of(mapping(place, source), stack)


def _seed(document: Document, *, functions: bool) -> Seed:
    path = document.path
    place = Place(fspath(path), file=path) if path else Place("seed")
    folder = path.parent if path else Path()
    find: Find = partial(resolve, folder=folder) if functions else _refuse_function
    refuse_half_characters(place, document)
    foreign.refuse_answer(place, document)
    mistakes = Mistakes()
    pools = []
    for here, entry in _pools(place, document, mistakes):
        with mistakes:
            pools.append(_pool(here, entry, find))
    found = _functions_beside(place, document, find, mistakes)
    mistakes.settle()
    for pool in pools:
        found |= pool.functions
    return Seed(tuple(pools), found, document.notes, document.files)


def _pools(place: Place, described: Document, mistakes: Mistakes) -> list[tuple[Place, object]]:
    if "UserPools" not in described:
        return [(described.place, described)]
    for name in described:
        if name not in ("UserPools", FUNCTIONS):
            mistakes.add(
                place.member(name).wrong("A file has UserPools, or the members of one pool.")
            )
    return items(place.member("UserPools"), described["UserPools"])


def _functions_beside(
    place: Place, described: Mapping[str, object], find: Find, mistakes: Mistakes
) -> dict[str, Function | None]:
    """Return the functions that stand beside a list of pools."""
    if "UserPools" not in described or described.get(FUNCTIONS) is None:
        return {}
    return _functions(place.member(FUNCTIONS), described[FUNCTIONS], find, mistakes)


def _functions(
    place: Place, described: object, find: Find, mistakes: Mistakes
) -> dict[str, Function | None]:
    """Return functions by the ARNs that LambdaConfig has for them."""
    found: dict[str, Function | None] = {}
    for arn, target in mapping(place, described).items():
        here = place.member(arn)
        with mistakes:
            found[arn] = _function(here, arn, target, find)
    return found


def _function(place: Place, arn: str, target: object, find: Find) -> Function | None:
    if not arn.startswith("arn:"):
        raise place.wrong("A function is named by its ARN, as in LambdaConfig.")
    if not isinstance(target, str) and not callable(target):
        raise place.wrong(f"This must be text that says where it is, not {kind_of(target)}.")
    try:
        return find(target)
    except TargetError as error:
        raise place.wrong(str(error)) from None


def _refuse_function(_target: object) -> NoReturn:
    raise TargetError(
        "No function is taken from this seed: name it where the emulator is started, or attach it"
        " by a URL."
    )


def _pool(place: Place, described: object, find: Find) -> PoolSeed:
    members = vocabulary.members_of(place, described, POOL.wrapper)
    if CLIENT.wrapper in members:
        raise members[CLIENT.wrapper][0].wrong(
            "This is an app client; it belongs into the list Clients of its pool."
        )
    mistakes = Mistakes()
    parts = {
        name: _entries(part, *members.pop(name, (place.member(name), [])), mistakes)
        for name, part in PARTS.items()
    }
    functions: dict[str, Function | None] = {}
    pool = Entry(place, {}, {})
    there = members.pop(FUNCTIONS, (place.member(FUNCTIONS), {}))
    with mistakes:
        functions = _functions(*there, find, mistakes)
    with mistakes:
        pool = vocabulary.checked(POOL, place, members)
    mistakes.settle()
    return PoolSeed(pool, parts, functions)


def _entries(part: Part, place: Place, listed: object, mistakes: Mistakes) -> tuple[Entry, ...]:
    found = []
    with mistakes:
        for here, described in _listed(part, place, listed):
            with mistakes:
                found.append(vocabulary.entry(part.kind, here, described))
    return tuple(found)


def _listed(part: Part, place: Place, listed: object) -> list[tuple[Place, object]]:
    """Return the items of a list, of which some kinds may be written in short."""
    if not part.short:
        return items(place, listed)
    several = [(place, listed)] if isinstance(listed, str | Mapping) else items(place, listed)
    return [(here, {part.short: it} if isinstance(it, str) else it) for here, it in several]
