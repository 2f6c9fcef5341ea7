"""The size and the shape of the house."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.sources

ROOT = Path(__file__).parents[2]
SOURCES = [
    ROOT / "emulator" / "cognito_emulator",
    ROOT / "pytest_plugin" / "pytest_cognito_emulator",
]
LONGEST = 500
CONTRACTS = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text("utf-8"))["tool"][
    "importlinter"
]["contracts"]


def test_no_module_is_too_long_to_be_read() -> None:
    sizes = {
        path.relative_to(source.parent).as_posix(): len(text.splitlines())
        for source in SOURCES
        for path in source.rglob("*.py")
        if "Generated: do not edit." not in (text := path.read_text(encoding="utf-8"))
    }

    assert {name: lines for name, lines in sizes.items() if lines > LONGEST} == {}


def test_no_room_has_a_way_up() -> None:
    """But for types, which nobody imports who runs."""
    [rooms] = [each for each in CONTRACTS if each.get("containers") == ["cognito_emulator.domain"]]
    excepted = [tuple(arrow.split(" -> ")) for arrow in rooms.get("ignore_imports", ())]

    assert rooms["exhaustive"]
    assert [(module, used) for module, used in excepted if used in run_by(module)] == []


def run_by(module: str) -> set[str]:
    """What a module imports when it runs, anywhere in it."""
    path = ROOT.joinpath("emulator", *module.split(".")).with_suffix(".py")
    found: set[str] = set()
    nodes: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            nodes += node.orelse
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        nodes += ast.iter_child_nodes(node)
    return found
