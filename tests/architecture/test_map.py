"""emulator/README.md is a map that cannot go stale: what is there has its row, and conversely.

What its prose names is there, too: a path, a module, or something that is defined in one.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

import cognito_emulator
import pytest_cognito_emulator
from cognito_emulator import domain
from cognito_emulator.store import Table

MAP = Path(__file__).parents[2] / "emulator" / "README.md"
EMULATOR = Path(cognito_emulator.__file__).parent
ROOMS = Path(domain.__file__).parent
PLUGIN = Path(pytest_cognito_emulator.__file__).parent
NAME = re.compile(r"`(\w+)(?:/|\.py)?`")


def inside(folder: Path) -> set[str]:
    """The modules and packages of a package."""
    modules = {path.stem for path in folder.glob("*.py") if not path.stem.startswith("_")}
    return modules | {path.parent.name for path in folder.glob("*/__init__.py")}


def rows(heading: str) -> Iterator[list[str]]:
    """The cells of a section's table, but for its head."""
    section = MAP.read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2]
    for line in section.partition("\n## ")[0].splitlines():
        if line.startswith("| `"):
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


def named(cells: list[str]) -> set[str]:
    return {name for cell in cells for name in NAME.findall(cell)}


def first_column(heading: str) -> list[str]:
    return [name for row in rows(heading) for name in NAME.findall(row[0])]


def test_every_module_and_package_of_the_emulator_has_its_row() -> None:
    assert sorted(first_column("The emulator")) == sorted(inside(EMULATOR))


def test_every_room_has_its_row() -> None:
    assert sorted(first_column("The domain")) == sorted(inside(ROOMS))


def test_every_module_of_the_plugin_is_named() -> None:
    assert named([cell for row in rows("The plugin") for cell in row]) >= inside(PLUGIN)
    assert set(first_column("The plugin")) <= inside(PLUGIN)


@pytest.mark.parametrize(
    ("heading", "home"), [("The emulator", EMULATOR), ("The domain", ROOMS), ("The plugin", PLUGIN)]
)
def test_what_a_row_of_a_package_names_is_in_it(heading: str, home: Path) -> None:
    missing = {
        row[0]: unknown
        for row in rows(heading)
        if len(packages := NAME.findall(row[0])) == 1 and (home / packages[0]).is_dir()
        if (unknown := named(row[1:2]) - inside(home / packages[0]))
    }

    assert missing == {}


def test_where_to_find_what_is_there() -> None:
    section = MAP.read_text(encoding="utf-8").partition("\n## Where do I find ...\n")[2]
    paths = re.findall(r"`([\w/]+/[\w/]*(?:\.\w+)?)`", section.partition("\n## ")[0])

    assert len(paths) > 10
    homes = (EMULATOR, MAP.parent)
    assert [path for path in paths if not any((home / path).exists() for home in homes)] == []


PATH = re.compile(r"[\w/]+/|[\w/]+\.(?:py|json)|\w[\w/]*/[\w/]+")
DOTTED = re.compile(r"([\w.]+)\.(\w+)(?:\(\.\.\.\))?")
WORD = re.compile(r"\w+")
#: What prose calls something in another way than the code that has it.
ALIASES = {"ctx": "Context"}


@pytest.mark.sources
def test_what_prose_names_is_there() -> None:
    top = MAP.parents[1]
    packages = [path for folder in (EMULATOR, PLUGIN) for path in folder.rglob("*.*")]
    files = [path for path in packages if path.suffix == ".py"]
    known = definitions([*files, *top.glob("tests/*.py")])
    defined = set().union(*known.values())
    homes = {f"/{path.as_posix()}/" for file in packages for path in (file, file.parent)}

    def is_there(name: str) -> bool:
        if PATH.fullmatch(name):
            there = any((root / name).exists() for root in (top, MAP.parent))
            ends = (f"/{name.strip('/')}/", f"/{name}.py/")
            return there or any(home.endswith(ends) for home in homes)
        if dotted := DOTTED.fullmatch(name):
            owner = dotted[1].rpartition(".")[2]
            return dotted[2] in known.get(ALIASES.get(owner, owner), ())
        return not WORD.fullmatch(name) or name in known or name in defined

    names = dict.fromkeys(re.findall(r"`([^`\n]+)`", MAP.read_text(encoding="utf-8")))
    assert [name for name in names if not is_there(name)] == []


def definitions(files: Iterable[Path]) -> Mapping[str, set[str]]:
    """What the modules, packages and classes of each name have in them."""
    found: dict[str, set[str]] = defaultdict(set)
    bases: list[tuple[str, str]] = []
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        found[file.parent.name].add(file.stem)
        found[file.parent.parent.name].add(file.parent.name)
        found[file.parent.name if file.stem == "__init__" else file.stem] |= names_in(tree)
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                found[node.name] |= names_in(node)
                bases += [(node.name, base.id) for base in node.bases if isinstance(base, ast.Name)]
    for name, base in bases:
        found[name] |= found.get(base, set())
    return found


def names_in(scope: ast.Module | ast.ClassDef) -> set[str]:
    names: set[str] = set()
    for node in scope.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def test_every_table_of_a_room_is_named() -> None:
    shown = {row[0].strip("`"): named(row[2:]) for row in rows("The domain")}

    assert {room: tables for room, tables in shown.items() if tables} == tables_of_rooms()


def tables_of_rooms() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for path in ROOMS.rglob("record.py"):
        place = path.relative_to(ROOMS).with_suffix("").parts
        module = importlib.import_module(".".join([domain.__name__, *place]))
        tables = {name for name, value in vars(module).items() if isinstance(value, Table)}
        if tables:
            found[place[0]] |= tables
    return found
