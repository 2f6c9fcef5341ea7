"""The files that seeds stand in: JSON and YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from os import PathLike, fspath
from pathlib import Path
from typing import Any, ClassVar

from cognito_emulator.seeds.places import Place, SeedError, mapping

Source = str | PathLike[str] | Mapping[str, Any]
"""A seed: the path of a JSON or YAML file, or what would stand in it."""


class Document(dict[str, Any]):
    """What stands in a seed's file, maybe changed since; it remembers the file.

    Attributes:
        path: of the file.

    """

    def __init__(self, path: Path, members: Mapping[str, Any]) -> None:
        super().__init__(members)
        self.path = path


def load(source: str | PathLike[str]) -> Document:
    """Return what stands in a seed's file, unchecked.

    Raises:
        SeedError: it cannot be read, or is no object with members.

    """
    path = Path(source)
    return Document(path, mapping(Place(fspath(source)), _parsed(path)))


def _parsed(path: Path) -> object:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SeedError(f"{path}: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise SeedError(f"{path}: The file is not UTF-8 text.") from None
    return _json(path, text) if path.suffix.lower() == ".json" else _yaml(path, text)


def _json(path: Path, text: str) -> object:
    try:
        document: object = json.loads(text)
    except json.JSONDecodeError as error:
        raise SeedError(f"{path}:{error.lineno}: {error.msg}, column {error.colno}.") from None
    except RecursionError:
        raise SeedError(f"{path}: It is nested too deeply.") from None
    return document


def _yaml(path: Path, text: str) -> object:
    import yaml  # noqa: PLC0415 - 15 ms that only seeds in YAML cost

    try:
        document: object = yaml.load(text, _yaml_loader())  # noqa: S506 - a safe loader, narrowed
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise SeedError(f"{path}{line}: {_yaml_problem(error)}.") from None
    except RecursionError:
        raise SeedError(f"{path}: It is nested too deeply.") from None
    return document


def _yaml_problem(error: Exception) -> str:
    """Return what PyYAML says is wrong; what begins with "but" has its first half elsewhere."""
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    context = getattr(error, "context", None) if problem.startswith("but ") else None
    return f"{context} {problem}" if context else str(problem)


@cache
def _yaml_loader() -> Any:  # noqa: ANN401 - a class of PyYAML's
    """Return a loader for which text is text.

    YAML 1.1 sees a date in a birthdate, a number in +15551234567 and false in "no". Only null,
    true, false and plain whole numbers are something else here.
    """
    import yaml  # noqa: PLC0415

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        """Takes little for anything but text, and no key twice."""

        yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002
            names = [key for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
            seen: set[str] = set()
            for name in names:
                if name.value in seen and name.value != "<<":
                    said = f"{name.value} is there twice"
                    raise yaml.constructor.ConstructorError(None, None, said, name.start_mark)
                seen.add(name.value)
            return super().construct_mapping(node, deep)

    for tag, pattern, first in (
        ("null", r"~|null|", ["~", "n", ""]),
        ("bool", r"true|false", ["t", "f"]),
        ("int", r"0|-?[1-9][0-9]*", list("-0123456789")),
        ("merge", r"<<", ["<"]),
    ):
        Loader.add_implicit_resolver(
            f"tag:yaml.org,2002:{tag}", re.compile(rf"(?:{pattern})\Z"), first
        )
    return Loader
