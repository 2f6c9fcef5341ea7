"""The files that seeds stand in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cognito_emulator.nearest import MOST
from cognito_emulator.seeds import cognito_local, files, foreign, parsing, printed, templates
from cognito_emulator.seeds.files import object_of
from cognito_emulator.seeds.places import Place, Placed, SeedError, mapping
from cognito_emulator.seeds.stack import Stack

if TYPE_CHECKING:
    from cognito_emulator.seeds.templates.deployment import Given
    from cognito_emulator.seeds.templates.report import Report

Source = str | PathLike[str] | Mapping[str, Any]
"""A seed: the path of a JSON or YAML file, or what would stand in it."""

# Of cognito-local, in the folder above its pools.
_CONFIG_FILE = "config.json"


class Document(Placed):
    """What stands in a seed's file, maybe changed since; it remembers the file.

    Attributes:
        path: of the file, or of the folder; ``None`` of what stands in no file.
        notes: what whoever has the seed has to know.
        report: what became of the members of a template, if it is one.
        files: those that were read besides.

    """

    def __init__(
        self,
        path: Path | None,
        members: Mapping[str, Any],
        notes: tuple[str, ...] = (),
        report: Report | None = None,
        files: tuple[Path, ...] = (),
    ) -> None:
        if isinstance(members, Placed):
            super().__init__(members.place, members, members.origins)
        else:
            super().__init__(_root(path), members)
        self.path = path
        self.notes = notes
        self.report = report
        self.files = files

    def having(self, members: Mapping[str, Any]) -> Document:
        """Return a document of the same file with other members."""
        placed = Placed(self.place, members, self.origins)
        return Document(self.path, placed, self.notes, self.report, self.files)


def load(
    source: str | PathLike[str], stack: Stack | None = None, *, functions: bool = True
) -> Document:
    """Return what stands in a seed's file, unchecked.

    A folder, or a file, may be cognito-local's. A folder may have what the AWS CLI printed of a
    pool, or templates that a tool has written. A file may be a template.

    Args:
        source: the file or folder.
        stack: what a template is deployed with.
        functions: whether code beside a template answers triggers: that runs it.

    Raises:
        SeedError: it cannot be read, is no object with members, or something else than a seed.

    """
    path = Path(source)
    if path.is_dir():
        return (
            _from_folder(path, stack, functions=functions)
            or _printed(path)
            or _kept_by_cognito_local(path, _folder(path))
        )
    document = object_of(path)
    if cognito_local.is_clients(document):
        return _kept_by_cognito_local(path, path.parent)
    if cognito_local.is_pool(document):
        return _kept_by_cognito_local(path, path.parent, path)
    if path.name == templates.MANIFEST and templates.is_assembly(document):
        return _from_folder(path, stack, functions=functions) or _own(path, document)
    return _from_template(path, document, stack, functions=functions) or _own(path, document)


def _printed(path: Path) -> Document | None:
    """Return the pool that a folder of answers describes, if one of them describes a pool."""
    files = [file for file in sorted(path.glob("*.json")) if not _is_cognito_local_s(file)]
    if not any(map(_describes_a_pool, files)):
        return None
    found, notes = printed.pool((_root(file), object_of(file)) for file in files)
    return Document(path, found, notes)


def _describes_a_pool(file: Path) -> bool:
    try:
        return printed.is_pool(object_of(file))
    except SeedError:  # which is told when all of them are read
        return False


def document_of(described: Mapping[str, Any], stack: Stack | None = None) -> Document:
    """Return what would stand in a seed's file, unchecked; it may be a template.

    Raises:
        SeedError: it is something else than a seed, or a template that cannot be resolved.

    """
    members = mapping(_root(None), described)
    return _from_template(None, members, stack, functions=False) or _own(None, members)


def _own(path: Path | None, members: Mapping[str, Any]) -> Document:
    foreign.refuse(_root(path), members)
    return Document(path, members)


def _from_template(
    path: Path | None, members: Mapping[str, Any], stack: Stack | None, *, functions: bool
) -> Document | None:
    """Return the seed that a template comes to, if it is one."""
    if not templates.is_template(members):
        return None
    from cognito_emulator.seeds.templates.deployment import Given  # noqa: PLC0415 - see `_seed_of`

    return _seed_of(path, [Given(_root(path), members, path)], stack, functions=functions)


def _from_folder(path: Path, stack: Stack | None, *, functions: bool) -> Document | None:
    """Return the seed that the templates in a folder come to, if a tool has written them there.

    Args:
        path: of the folder, or of the manifest in it.
        stack: what they are deployed with.
        functions: whether code beside them answers triggers.

    """
    folder = path if path.is_dir() else path.parent
    if not templates.may_be_written_by_a_tool(folder):
        return None
    from cognito_emulator.seeds.templates import together  # noqa: PLC0415 - see `_seed_of`

    found = together.in_folder(folder)
    return _seed_of(path, found, stack, functions=functions) if found else None


def _seed_of(
    path: Path | None, own: Sequence[Given], stack: Stack | None, *, functions: bool
) -> Document:
    from cognito_emulator.seeds.templates import (  # noqa: PLC0415 - only templates cost it
        together,
        translation,
    )

    place, stack = _root(path), stack or Stack()
    base = path.parent if path is not None and functions else None
    others = together.others(path, stack)
    try:
        found = translation.translated(place, own, stack, others, base)
    except RecursionError:
        raise place.wrong("It is nested too deeply.") from None
    only = found.pools[0] if len(found.pools) == 1 else {"UserPools": found.pools}
    notes = (*found.notes, *found.report.notes())
    read = (each.path for each in (*own, *(given for given, _ in others)) if each.path is not None)
    return Document(path, only, notes, found.report, (*found.files, *read))


def _root(path: Path | None) -> Place:
    return Place(fspath(path), file=path) if path else Place("seed")


def read_yaml(text: str) -> Mapping[str, Any]:
    """Return what a seed says that stands in no file, unchecked.

    Raises:
        SeedError: it is no YAML, or no object with members.

    """
    place = Place("seed")
    try:
        return mapping(place, parsing.parsed(place, text, is_json=False))
    except SeedError:
        if (document := files.template(place, text)) is not None:
            return document
        raise


def files_of(source: str | PathLike[str]) -> tuple[Path, ...]:
    """Return the files and folders that `load` may read, whether they are there or not."""
    path = Path(source)
    if path.is_dir():
        inside = (path / "db", path / ".cognito", path / ".cognito" / "db")
        return (path, *inside, path.parent / _CONFIG_FILE, *sorted(path.glob("*.json")))
    if path.suffix == ".json":
        return (path, path.with_name(cognito_local.CLIENTS_FILE), path.parent.parent / _CONFIG_FILE)
    return (path,)


def _folder(path: Path) -> Path:
    """Return where cognito-local keeps its pools, if a folder is its own.

    Raises:
        SeedError: it is another one.

    """
    for folder in (path, path / "db", path / ".cognito" / "db"):
        if any(map(_is_cognito_local_s, folder.glob("*.json"))):
            return folder
    raise Place(fspath(path)).wrong(
        "This is a folder. A seed is a file, the folder with pools of cognito-local (.cognito),"
        " one with templates (cdk.out, .serverless, .aws-sam), or"
        " a folder with what `aws cognito-idp describe-user-pool` and the like print."
        f"{_inside(path)}"
    )


# What is meant where somebody names the folder around it: folders of tools first.
_MEANT = (
    *(".serverless", "cdk.out", ".aws-sam", ".amplify/artifacts/cdk.out"),
    *("*template*.json", "*template*.y*ml", "*.y*ml"),
)


def _inside(folder: Path) -> str:
    """Return a sentence that names what is in a folder and may have been meant."""
    for pattern in _MEANT:
        if found := sorted(map(fspath, folder.glob(pattern)))[:MOST]:
            return f" In it {'is' if len(found) == 1 else 'are'} {', '.join(found)}."
    return ""


def _is_cognito_local_s(file: Path) -> bool:
    try:
        document = object_of(file)
    except SeedError:
        return False
    # Of clients also what is wrong: the mistake is reported when they are read.
    return cognito_local.is_pool(document) or document.keys() == {"Clients"}


def _kept_by_cognito_local(path: Path, folder: Path, *files: Path) -> Document:
    """Return the pools in a folder of cognito-local, or those of some of its files."""
    beside = folder / cognito_local.CLIENTS_FILE
    place = Place(fspath(beside))
    clients = mapping(place, object_of(beside).get("Clients")) if beside.is_file() else {}
    pools: list[dict[str, Any]] = []
    notes: dict[Path, cognito_local.Notes] = defaultdict(cognito_local.Notes)
    for file in files or [each for each in sorted(folder.glob("*.json")) if each != beside]:
        place = Place(fspath(file))
        pools.append(cognito_local.pool(place, file.stem, _pool_of(file), clients, notes[file]))
    if not pools:
        raise Place(fspath(folder)).wrong("There is no pool of cognito-local in this folder.")
    if not files:
        cognito_local.of_folder(clients, [pool["Id"] for pool in pools], notes[beside])
    config = folder.parent / _CONFIG_FILE
    if config.is_file():
        cognito_local.of_config(notes[config])
    members = pools[0] if len(pools) == 1 else {"UserPools": pools}
    lines = chain(*(each.lines(fspath(file)) for file, each in notes.items()))
    return Document(path, members, tuple(lines))


def _pool_of(file: Path) -> Mapping[str, Any]:
    document = object_of(file)
    if not cognito_local.is_pool(document):
        raise Place(fspath(file)).wrong("This is no pool of cognito-local; it has no Options.")
    return document
