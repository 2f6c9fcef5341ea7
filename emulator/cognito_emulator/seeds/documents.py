"""The files that seeds stand in."""

from __future__ import annotations

import codecs
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import chain
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cognito_emulator.seeds import cognito_local, foreign, parsing, printed, templates
from cognito_emulator.seeds.places import Item, Place, Placed, SeedError, mapping
from cognito_emulator.seeds.stack import Stack

if TYPE_CHECKING:
    from cognito_emulator.seeds.templates.report import Report

Source = str | PathLike[str] | Mapping[str, Any]
"""A seed: the path of a JSON or YAML file, or what would stand in it."""

_LARGEST = 64 * 2**20  # bytes: a million users; what is larger is something else, or endless

# Editors and PowerShell write them; of UTF-8's everybody knows. The longer ones first.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


# Of cognito-local, in the folder above its pools.
_CONFIG_FILE = "config.json"


class Document(Placed):
    """What stands in a seed's file, maybe changed since; it remembers the file.

    Attributes:
        path: of the file, or of the folder, where it is one of cognito-local's; ``None`` of what
            stands in no file.
        notes: what whoever has the seed has to know.
        report: what became of the members of a template, if it is one.

    """

    def __init__(
        self,
        path: Path | None,
        members: Mapping[str, Any],
        notes: tuple[str, ...] = (),
        report: Report | None = None,
    ) -> None:
        if isinstance(members, Placed):
            super().__init__(members.place, members, members.origins)
        else:
            super().__init__(_root(path), members)
        self.path = path
        self.notes = notes
        self.report = report

    def having(self, members: Mapping[str, Any]) -> Document:
        """Return a document of the same file with other members."""
        return Document(
            self.path, Placed(self.place, members, self.origins), self.notes, self.report
        )


def load(
    source: str | PathLike[str], stack: Stack | None = None, *, functions: bool = True
) -> Document:
    """Return what stands in a seed's file, unchecked.

    A folder, or a file, may be cognito-local's. A folder may have what the AWS CLI printed of a
    pool. A file may be a template.

    Args:
        source: the file or folder.
        stack: what a template is deployed with.
        functions: whether code beside a template answers triggers: that runs it.

    Raises:
        SeedError: it cannot be read, is no object with members, or something else than a seed.

    """
    path = Path(source)
    if path.is_dir():
        return _printed(path) or _kept_by_cognito_local(path, _folder(path))
    document = _object(path)
    if cognito_local.is_clients(document):
        return _kept_by_cognito_local(path, path.parent)
    if cognito_local.is_pool(document):
        return _kept_by_cognito_local(path, path.parent, path)
    return _from_template(path, document, stack, functions=functions) or _own(path, document)


def _printed(path: Path) -> Document | None:
    """Return the pool that a folder of answers describes, if one of them describes a pool."""
    files = [file for file in sorted(path.glob("*.json")) if not _is_cognito_local_s(file)]
    if not any(map(_describes_a_pool, files)):
        return None
    found, notes = printed.pool((_root(file), _object(file)) for file in files)
    return Document(path, found, notes)


def _describes_a_pool(file: Path) -> bool:
    try:
        return printed.is_pool(_object(file))
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
    from cognito_emulator.seeds.templates.translation import (  # noqa: PLC0415 - only they cost it
        translated,
    )

    place = _root(path)
    found = translated(place, members, stack or Stack(), path, run_code=functions)
    only = found.pools[0] if len(found.pools) == 1 else {"UserPools": found.pools}
    return Document(path, only, tuple(found.report.notes(place.source)), found.report)


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
        if (document := _template(place, text)) is not None:
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
        "This is a folder. A seed is a file, the folder with pools of cognito-local (.cognito), or"
        " a folder with what `aws cognito-idp describe-user-pool` and the like print."
    )


def _is_cognito_local_s(file: Path) -> bool:
    try:
        document = _object(file)
    except SeedError:
        return False
    # Of clients also what is wrong: the mistake is reported when they are read.
    return cognito_local.is_pool(document) or document.keys() == {"Clients"}


def _kept_by_cognito_local(path: Path, folder: Path, *files: Path) -> Document:
    """Return the pools in a folder of cognito-local, or those of some of its files."""
    beside = folder / cognito_local.CLIENTS_FILE
    place = Place(fspath(beside))
    clients = mapping(place, _object(beside).get("Clients")) if beside.is_file() else {}
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
    document = _object(file)
    if not cognito_local.is_pool(document):
        raise Place(fspath(file)).wrong("This is no pool of cognito-local; it has no Options.")
    return document


def _object(path: Path) -> dict[str, Any]:
    place = Place(fspath(path), file=path)
    return mapping(place, _parsed(place, path, _text(place, path)))


def with_lines(error: SeedError) -> SeedError:
    """Return an error whose mistakes say in which lines of their files they are, in that order."""
    files = dict.fromkeys(each.place.file for each in error.mistakes)
    lines: dict[Path | None, dict[str, int | None]] = {
        file: _lines(file, [each.place for each in error.mistakes if each.place.file == file])
        for file in files
        if file is not None
    }
    if not lines:
        return error
    found = [
        each._replace(line=each.line or lines.get(each.place.file, {}).get(each.place.path))
        for each in error.mistakes
    ]
    order = list(files)
    found.sort(key=lambda each: (order.index(each.place.file), each.line or 0))
    return SeedError.of(found)


def _lines(file: Path, places: Iterable[Place]) -> dict[str, int | None]:
    """Return the lines of places in a file, by their paths."""
    by_path = {place.path: place for place in places}
    steps = [
        tuple(step.number if isinstance(step, Item) else step for step in place.steps)
        for place in by_path.values()
    ]
    try:
        text = _text(Place(""), file) if file.is_file() else ""  # a pipe was read already
    except SeedError:
        text = ""
    return dict(zip(by_path, parsing.line_numbers(text, steps), strict=True))


def _parsed(place: Place, path: Path, text: str) -> object:
    if not text.strip():
        raise place.wrong("The file is empty.")
    is_json = path.suffix.lower() == ".json"
    try:
        document = parsing.parsed(place, text, is_json=is_json)
    except SeedError:
        foreign.refuse_text(place, text)
        found = None if is_json else _template(place, text)
        if found is None:
            raise
        return found
    if isinstance(document, str):
        foreign.refuse_text(place, text)
    return document


def _template(place: Place, text: str) -> Mapping[str, Any] | None:
    """Return what stands in a template with short tags, which is no YAML without them.

    Raises:
        SeedError: it is another text with tags that is known to be no seed.

    """
    if "!" not in text:
        return None
    try:
        found = mapping(place, parsing.with_functions(place, text))
    except SeedError:
        return None
    if not templates.is_template(found):
        foreign.refuse(place, found)
        return None
    return found


def _text(place: Place, path: Path) -> str:
    """Return a file's text.

    Raises:
        SeedError: it cannot be read, or is no text.

    """
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except OSError as error:
        raise place.wrong(f"{error.strerror}.") from None
    except ValueError as error:  # a NUL in the path
        raise place.wrong(f"{error}.") from None
    if len(raw) > _LARGEST:
        raise place.wrong(f"The file is too large: more than {_LARGEST >> 20} MiB.")
    foreign.refuse_bytes(place, raw)
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8-sig")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        name = encoding.removesuffix("-sig").upper()
        raise place.wrong(f"The file is not {name} text.") from None
    if "\0" in text:
        raise place.wrong("The file is no text, but binary.")
    return text
