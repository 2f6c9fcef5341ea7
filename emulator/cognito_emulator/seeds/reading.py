"""From a document to what it describes, checked as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.seeds import vocabulary
from cognito_emulator.seeds.documents import Document, Source, load
from cognito_emulator.seeds.places import Place, items, kind_of, mapping, refuse_half_characters
from cognito_emulator.seeds.vocabulary import Entry
from cognito_emulator.triggers import TargetError, resolve

if TYPE_CHECKING:
    from cognito_emulator.triggers import Function


class PoolSeed(NamedTuple):
    """A pool to make, with all that belongs to it."""

    pool: Entry
    clients: tuple[Entry, ...]
    groups: tuple[Entry, ...]
    users: tuple[Entry, ...]
    functions: Mapping[str, Function | None]


class Seed(NamedTuple):
    """What one source describes.

    Attributes:
        functions: what answers wherever a LambdaConfig names an ARN, those of the pools among them;
            ``None`` for nobody.

    """

    pools: tuple[PoolSeed, ...]
    functions: Mapping[str, Function | None]


def read(source: Source) -> Seed:
    """Return what a seed describes.

    Paths of files that hold functions begin at the seed's own folder.

    Raises:
        SeedError: it cannot be read, something in it is not as the API wants it, or a function is
            not there.

    """
    document = load(source) if isinstance(source, str | PathLike) else source
    path = document.path if isinstance(document, Document) else None
    place, folder = (Place(fspath(path)), path.parent) if path else (Place("seed"), Path())
    refuse_half_characters(place, document)
    pools = tuple(_pool(here, entry, folder) for here, entry in _pools(place, document))
    functions = _functions_beside(place, document, folder)
    for pool in pools:
        functions |= pool.functions
    return Seed(pools, functions)


def _pools(place: Place, document: object) -> Iterator[tuple[Place, object]]:
    described = mapping(place, document)
    if "UserPools" not in described:
        yield place, described
        return
    for name in described:
        if name not in ("UserPools", vocabulary.FUNCTIONS):
            raise place.member(name).wrong("A file has UserPools, or the members of one pool.")
    yield from items(place.member("UserPools"), described["UserPools"])


def _functions_beside(place: Place, document: object, folder: Path) -> dict[str, Function | None]:
    """Return the functions that stand beside a list of pools."""
    described = mapping(place, document)
    if "UserPools" not in described or described.get(vocabulary.FUNCTIONS) is None:
        return {}
    return _functions(place.member(vocabulary.FUNCTIONS), described[vocabulary.FUNCTIONS], folder)


def _functions(place: Place, described: object, folder: Path) -> dict[str, Function | None]:
    """Return functions by the ARNs that LambdaConfig has for them."""
    found: dict[str, Function | None] = {}
    for arn, target in mapping(place, described).items():
        here = place.member(arn)
        if not arn.startswith("arn:"):
            raise here.wrong("A function is named by its ARN, as in LambdaConfig.")
        if not isinstance(target, str) and not callable(target):
            raise here.wrong(f"This must be text that says where it is, not {kind_of(target)}.")
        try:
            found[arn] = resolve(target, folder)
        except TargetError as error:
            raise here.wrong(str(error)) from None
    return found


def _pool(place: Place, described: object, folder: Path) -> PoolSeed:
    members = vocabulary.members_of(place, described, "UserPool")
    if vocabulary.CLIENT.wrapper in members:
        raise members[vocabulary.CLIENT.wrapper][0].wrong(
            "This is an app client; it belongs into the list Clients of its pool."
        )
    parts: dict[str, tuple[Entry, ...]] = {}
    for name, kind in vocabulary.PARTS.items():
        here, given = members.pop(name, (place.member(name), []))
        parts[name] = tuple(vocabulary.entry(kind, *item) for item in items(here, given))
    here, given = members.pop(vocabulary.FUNCTIONS, (place.member(vocabulary.FUNCTIONS), {}))
    functions = _functions(here, given, folder)
    pool = vocabulary.checked(vocabulary.POOL, place, members)
    return PoolSeed(pool, parts["Clients"], parts["Groups"], parts["Users"], functions)
