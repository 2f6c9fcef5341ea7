"""The parameters of a template as people give them, and as files of the tools that deploy it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from os import fspath
from pathlib import Path

from cognito_emulator.seeds.files import text_of
from cognito_emulator.seeds.parsing import parsed
from cognito_emulator.seeds.places import Place, items, mapping

FILE = "file://"


def parameters_given(text: str, folder: Path = Path()) -> Mapping[str, str]:
    """Return what ``NAME=VALUE`` says, whose value may be empty, or all of ``file://FILE``.

    Args:
        text: one of both.
        folder: where the path of a file begins.

    Raises:
        ValueError: it is neither; or the file is not there, or something else.

    """
    if text.startswith(FILE):
        return parameters_of(folder / text.removeprefix(FILE))
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise ValueError(f"{text!r} has to be written NAME=VALUE, or {FILE}FILE")
    return {name: value}


def parameters_of(path: Path) -> dict[str, str]:
    """Return what a file says: an object of names and values, or what the AWS CLI takes.

    The AWS CLI takes a list of objects with ParameterKey and ParameterValue, or of NAME=VALUE;
    pipelines have the names in Parameters. A list of values is a text with commas.

    Raises:
        SeedError: it is something else.

    """
    place = Place(fspath(path), file=path)
    document = parsed(place, text_of(place, path), is_json=False)
    if isinstance(document, list):
        return dict(_of_list(place, document))
    described = mapping(place, document)
    if isinstance(inside := described.get("Parameters"), Mapping):
        place, described = place.member("Parameters"), mapping(place.member("Parameters"), inside)
    return {name: _text(value) for name, value in described.items()}


def _of_list(place: Place, listed: list[object]) -> Iterator[tuple[str, str]]:
    for here, each in items(place, listed):
        if isinstance(each, str) and "=" in each:
            name, _, value = each.partition("=")
            yield name, value
            continue
        described = mapping(here, each)
        key, given = (described.get(f"Parameter{part}") for part in ("Key", "Value"))
        if not isinstance(key, str) or given is None:
            raise here.wrong("This must have ParameterKey and ParameterValue.")
        yield key, _text(given)


def _text(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str() | int():
            return str(value)
        case list() if all(isinstance(each, str | int) for each in value):
            return ",".join(map(_text, value))
        case None:
            return ""
        case _:  # a parameter is text always: Amplify gives it what it has as JSON
            return json.dumps(value, separators=(",", ":"))
