"""The templates of a file or a folder, and those that were given together with them."""

from __future__ import annotations

from os import fspath
from pathlib import Path

from cognito_emulator.seeds.files import object_of, text_of
from cognito_emulator.seeds.places import Place, SeedError
from cognito_emulator.seeds.stack import Stack
from cognito_emulator.seeds.templates import MANIFEST, is_template
from cognito_emulator.seeds.templates.assemblies import written_in
from cognito_emulator.seeds.templates.deployment import Given

# One of these words is in each template: what has none of them is not parsed to see.
_WORDS = ("Resources", "terraform_version")


def in_folder(folder: Path) -> list[Given]:
    """Return the templates that a tool has written into a folder.

    Raises:
        SeedError: one of them cannot be read, or an assembly has nothing in its stacks.

    """
    written = written_in(folder)
    found = [
        Given(Place(fspath(path), file=path), document, path, name, parameters)
        for path, name, parameters in written
        if is_template(document := object_of(path))
    ]
    if written and not found and (folder / MANIFEST).is_file():
        raise Place(fspath(folder)).wrong("There is no user pool in it.")
    return found


def others(path: Path | None, stack: Stack) -> list[tuple[Given, bool]]:
    """Return the templates that were given with one, and whether each stands before it.

    What cannot be read, and what is no template, is left out: whoever reads it for itself is told.
    """
    if path is None or path not in stack.together:
        return []
    own = stack.together.index(path)
    found = []
    for number, other in enumerate(stack.together):
        if other != path:
            try:
                found += [(given, number < own) for given in _templates(other)]
            except SeedError:
                continue
    return found


def _templates(path: Path) -> list[Given]:
    if path.is_dir():
        return in_folder(path)
    place = Place(fspath(path), file=path)
    if not any(word in text_of(place, path) for word in _WORDS):
        return []
    document = object_of(path)
    return [Given(place, document, path)] if is_template(document) else []
