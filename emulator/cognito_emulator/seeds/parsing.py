"""From a file's text to what stands in it: JSON, or YAML in which text is text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from math import isfinite
from typing import Any, ClassVar, NoReturn

from cognito_emulator.seeds.places import Mistake, Place, SeedError

_MOST_VALUES = 1_000_000  # of a document whose aliases stand for more than what is written
_LONGEST_NUMBER = 100  # digits


def parsed(place: Place, text: str, *, is_json: bool) -> object:
    """Return what stands in a text.

    Raises:
        SeedError: it is no JSON or YAML, or would be endless; the message says in which line.

    """
    try:
        return _json(place, text) if is_json else _yaml(place, text)
    except RecursionError:
        raise place.wrong("It is nested too deeply.") from None


def line_numbers(text: str, paths: Iterable[tuple[str | int, ...]]) -> Iterator[int | None]:
    """Give the line, counted from 1, of each path's last member, or of what lacks it.

    Args:
        text: of JSON or YAML.
        paths: by the names of members and the numbers of items, counted from 0.

    """
    root = _composed(text)
    for path in paths:
        try:
            yield _line(root, path) if root is not None else None
        except RecursionError:  # a mapping that is merged into itself
            yield None


def with_functions(place: Place, text: str) -> object:
    """Return what stands in YAML with the short tags of CloudFormation.

    ``!Ref Pool`` is ``{"Ref": "Pool"}``, ``!Sub text`` is ``{"Fn::Sub": "text"}``.

    Raises:
        SeedError: it is no YAML, or would be endless; the message says in which line.

    """
    try:
        return _yaml(place, text, _loader_of_functions())
    except RecursionError:
        raise place.wrong("It is nested too deeply.") from None


# --- JSON -----------------------------------------------------------------------------------------


class _TwiceError(ValueError):
    """A name that an object has twice."""


def _json(place: Place, text: str) -> object:
    try:
        document: object = json.loads(
            text,
            object_pairs_hook=_once_each,
            parse_int=_whole_number,
            parse_constant=_no_constant,
        )
    except json.JSONDecodeError as error:
        raise _wrong(place, f"{error.msg}, column {error.colno}.", error.lineno) from None
    except _TwiceError as error:
        _yaml(place, _as_yaml(text))  # JSON is YAML, and that reader knows the line
        raise place.wrong(str(error)) from None
    except ValueError as error:
        raise place.wrong(str(error)) from None
    return document


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _TwiceError(f"{twice} is there twice.")
    return members


def _whole_number(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise ValueError(f"The number {text[:20]}... is too long.")
    return int(text)


def _number(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(f"{text[:20]} is no number in JSON.")
    return number


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number in JSON.")


def _as_yaml(text: str) -> str:
    """Return JSON as YAML reads it, too: tabs are blanks there, as none stands inside of a text."""
    return text.replace("\t", " ")


# --- YAML -----------------------------------------------------------------------------------------


def _yaml(place: Place, text: str, loader: Any = None) -> object:  # noqa: ANN401 - PyYAML's
    import yaml  # noqa: PLC0415 - 15 ms that only seeds in YAML cost

    try:
        document: object = yaml.load(text, loader or _loader())  # noqa: S506 - a safe one, narrowed
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        sentence = _yaml_problem(text, error)
        raise _wrong(place, f"{sentence}.", mark.line + 1 if mark else None) from None
    if "*" in text:
        _require_finite(place, document)
    return document


def _yaml_problem(text: str, error: Exception) -> str:
    """Return what is wrong; what PyYAML says after a "but" has its first half elsewhere."""
    mark = getattr(error, "problem_mark", None)
    if mark is not None and _is_tab(text.splitlines(), mark.line, mark.column):
        return "There is a tab before the line's text; YAML wants blanks there"
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    context = getattr(error, "context", None) if problem.startswith("but ") else None
    sentence = f"{context} {problem}" if context else str(problem)
    return f"{sentence}, column {mark.column + 1}" if mark is not None else sentence


def _is_tab(rows: list[str], line: int, column: int) -> bool:
    row = rows[line] if line < len(rows) else ""
    before = row[: len(row) - len(row.lstrip())]
    return "\t" in before or row[column : column + 1] == "\t"


def _require_finite(place: Place, document: object) -> None:
    """Refuse a document whose aliases make it endless, or as good as.

    Raises:
        SeedError: it contains itself, or much more than is written.

    """
    weights: dict[int, int | None] = {}
    written = 0

    def weigh(value: object) -> int:
        """Return how many values there are, those of an alias each time."""
        nonlocal written
        if not isinstance(value, dict | list):
            return 1
        if id(value) in weights:
            known = weights[id(value)]
            if known is None:
                raise place.wrong("It contains itself, by an alias.")
            return known
        weights[id(value)] = None
        inside = value.values() if isinstance(value, dict) else value
        weights[id(value)] = weight = 1 + sum(map(weigh, inside))
        written += 1 + len(value)
        return weight

    values = weigh(document)
    if values > _MOST_VALUES and values > 10 * written:
        raise place.wrong(f"Its aliases make it too large: {values} values.")


@cache
def _loader() -> Any:  # noqa: ANN401 - a class of PyYAML's
    """Return a loader for which text is text.

    YAML 1.1 sees a date in a birthdate, a number in +15551234567 and false in "no". Only null,
    true, false and plain whole numbers are something else here.
    """
    import yaml  # noqa: PLC0415

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    def plain(read: Callable[[str], object], kind: str) -> Callable[[Any, Any], object]:
        """Return a constructor of scalars, which may say that their tag is no use."""

        def constructed(_loader: Any, node: Any) -> object:  # noqa: ANN401 - PyYAML's
            try:
                return read(node.value)
            except (KeyError, ValueError):
                problem = f"{node.value[:20]} is no {kind}, or too long"
                mark = node.start_mark
                raise yaml.constructor.ConstructorError(None, None, problem, mark) from None

        return constructed

    tags = [f"tag:yaml.org,2002:{kind}" for kind in ("null", "str", "seq", "map")]

    class Loader(base):  # type: ignore[misc]
        """Takes little for anything but text, and no key twice."""

        yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}
        yaml_constructors: ClassVar[dict[Any, Any]] = {
            **{tag: base.yaml_constructors[tag] for tag in tags},
            "tag:yaml.org,2002:int": plain(_whole_number, "whole number"),
            "tag:yaml.org,2002:float": plain(_number, "number"),  # only where it is tagged so
            "tag:yaml.org,2002:bool": plain({"true": True, "false": False}.__getitem__, "flag"),
            None: base.construct_undefined,
        }

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002
            names = [key for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
            seen: set[str] = set()
            for name in names:
                if name.value in seen and name.value != "<<":
                    problem = f"{name.value} is there twice"
                    raise yaml.constructor.ConstructorError(None, None, problem, name.start_mark)
                seen.add(name.value)
            return super().construct_mapping(node, deep)

    for kind, pattern, first in (
        ("null", r"~|null|", ["~", "n", ""]),
        ("bool", r"true|false", ["t", "f"]),
        ("int", r"0|-?[1-9][0-9]*", list("-0123456789")),
        ("merge", r"<<", ["<"]),
    ):
        Loader.add_implicit_resolver(
            f"tag:yaml.org,2002:{kind}", re.compile(rf"(?:{pattern})\Z"), first
        )
    return Loader


# These tags stand for themselves, every other one for a function: ``!Sub`` is ``Fn::Sub``.
_ALONE = ("Ref", "Condition")


@cache
def _loader_of_functions() -> Any:  # noqa: ANN401 - a class of PyYAML's
    import yaml  # noqa: PLC0415

    class Loader(_loader()):  # type: ignore[misc]
        """Takes a tag for the function that it is short for."""

    def function(loader: Any, name: str, node: Any) -> object:  # noqa: ANN401 - PyYAML's
        return {name if name in _ALONE else f"Fn::{name}": argument(loader, name, node)}

    def argument(loader: Any, name: str, node: Any) -> object:  # noqa: ANN401 - PyYAML's
        if isinstance(node, yaml.MappingNode):
            members: object = loader.construct_mapping(node, deep=True)
            return members
        if isinstance(node, yaml.SequenceNode):
            return loader.construct_sequence(node, deep=True)
        if name == "GetAtt":  # a logical id has no dot, what follows may
            return str(node.value).split(".", 1)
        return node.value

    Loader.add_multi_constructor("!", function)
    return Loader


# --- lines ----------------------------------------------------------------------------------------


def _composed(text: str) -> Any:  # noqa: ANN401 - a node of PyYAML's
    import yaml  # noqa: PLC0415

    for variant in dict.fromkeys((text, _as_yaml(text))):
        try:
            return yaml.compose(variant, _loader())
        except (yaml.YAMLError, RecursionError):
            continue
    return None


def _line(node: Any, path: tuple[str | int, ...]) -> int | None:  # noqa: ANN401 - PyYAML's
    """Return the line of a path's last step, or of the one before where that leads nowhere."""
    found = None
    for done, step in enumerate(path, start=1):
        following = _step(node, step)
        if following is None:
            return found if done == len(path) else None
        found, node = following
    return found


def _step(node: Any, step: str | int) -> tuple[int, Any] | None:  # noqa: ANN401 - PyYAML's
    """Return the line at which a step from a node leads to another, and that one."""
    if isinstance(step, int):
        inside = node.value if node.id == "sequence" else []
        return (inside[step].start_mark.line + 1, inside[step]) if step < len(inside) else None
    if node.id != "mapping":
        return None
    for key, value in node.value:
        if key.value == step:
            return key.start_mark.line + 1, value
    for key, value in node.value:
        if key.value == "<<":
            for merged in value.value if value.id == "sequence" else [value]:
                if (found := _step(merged, step)) is not None:
                    return found
    return None


def _wrong(place: Place, sentence: str, line: int | None) -> SeedError:
    return SeedError.of([Mistake(place, sentence, line)])
