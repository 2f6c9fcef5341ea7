"""What stands in files: their text, what that says, and in which line."""

from __future__ import annotations

import codecs
import os
import stat
from collections.abc import Iterable, Mapping
from os import fspath
from pathlib import Path
from typing import Any, BinaryIO

from cognito_emulator.nearest import nearest
from cognito_emulator.seeds import foreign, parsing, templates
from cognito_emulator.seeds.places import Item, Place, SeedError, mapping

_ENDINGS = (".yaml", ".yml", ".json")
# Bytes: an export of a million users has some 400 MiB in YAML, and 700 in JSON; what is larger is
# something else. A pipe or a device may be endless.
_LARGEST, _LARGEST_STREAM = 2**30, 64 * 2**20

# Editors and PowerShell write them; of UTF-8's everybody knows. The longer ones first.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def object_of(path: Path) -> dict[str, Any]:
    """Return what stands in a file of JSON or YAML, or in a template with short tags.

    Raises:
        SeedError: it cannot be read, or is no object with members.

    """
    place = Place(fspath(path), file=path)
    return mapping(place, _parsed(place, path, text_of(place, path)))


def snippet_of(path: Path) -> dict[str, Any]:
    """Return what stands in a file that is a part of a template.

    Raises:
        SeedError: it cannot be read, or is no object with members.

    """
    place = Place(fspath(path), file=path)
    return mapping(place, parsing.with_functions(place, text_of(place, path)))


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
        text = text_of(Place(""), file) if file.is_file() else ""  # a pipe was read already
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
        found = None if is_json else template(place, text)
        if found is None:
            raise
        return found
    if isinstance(document, str):
        foreign.refuse_text(place, text)
    return document


def template(place: Place, text: str) -> Mapping[str, Any] | None:
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


def beside(path: Path, endings: tuple[str, ...] = _ENDINGS) -> str:
    """Return how a sentence ends that says that there is no such file: with the nearest names.

    Args:
        path: of the file.
        endings: of files that may be meant.

    """
    folder = path.parent
    if not folder.is_dir():
        return f": there is no folder {folder}"
    names = [one.name for one in folder.iterdir() if one.name.lower().endswith(endings)]
    return f"; {nearest(path.name, names)}" if names else ""


def text_of(place: Place, path: Path) -> str:
    """Return a file's text.

    Raises:
        SeedError: it cannot be read, or is no text.

    """
    try:
        with path.open("rb") as file:
            raw = _read(place, file)
    except FileNotFoundError:
        raise place.wrong(f"There is no such file{beside(path)}.") from None
    except OSError as error:
        raise place.wrong(f"{error.strerror}.") from None
    except SeedError:
        raise
    except ValueError as error:  # a NUL in the path
        raise place.wrong(f"{error}.") from None
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


def _read(place: Place, file: BinaryIO) -> bytes:
    """Return what is in a file; of a stream, which may be endless, only so much.

    Raises:
        SeedError: it is too large.

    """
    there = os.fstat(file.fileno())
    is_stream = not stat.S_ISREG(there.st_mode)
    most = _LARGEST_STREAM if is_stream else _LARGEST
    if there.st_size <= most:
        raw = file.read(most + 1 if is_stream else -1)
        if len(raw) <= most:
            return raw
    raise place.wrong(f"The file is too large: more than {most >> 20} MiB.")
