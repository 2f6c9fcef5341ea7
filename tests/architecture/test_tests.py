"""What holds of the tests themselves."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from cognito_emulator import domain, operations
from cognito_emulator.api import registry, spec

TESTS = Path(__file__).parents[1]
#: They are about the service model, not about what is emulated of it.
OF_THE_MODEL = ("api", "wire")


def test_none_names_an_operation_that_is_not_emulated() -> None:
    """It would be another test as soon as that operation is: `support.not_emulated` finds one."""
    assert operations.FAMILIES, "importing the families registers them"
    missing = set(spec.operations()) - set(registry.registered())
    mentioned = re.compile("|".join(["$^", *sorted(missing)]))
    naming = [
        f"{path.relative_to(TESTS)}:{node.lineno}: {node.value}"
        for path in _modules()
        if not set(OF_THE_MODEL) & set(path.relative_to(TESTS).parts)
        if mentioned.search(text := path.read_text(encoding="utf-8"))  # parsing takes long
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and node.value in missing
    ]

    assert naming == []


def test_every_operation_is_called() -> None:
    """Beside the tests of all operations, which name none."""
    called = {
        node.value
        for folder in ("operations", "passkeys")
        for path in (TESTS / folder).glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
    }

    assert set(registry.registered()) - called == set()


def test_those_of_a_room_stand_in_its_folder() -> None:
    rooms = {path.name for path in Path(domain.__file__).parent.iterdir()}
    tests = [path.relative_to(TESTS / "domain") for path in (TESTS / "domain").rglob("test_*.py")]

    assert {path.parts[0] for path in tests} <= rooms


def test_properties_are_tried_with_as_many_examples_as_the_run_wants() -> None:
    """And with the same ones in each run: what fails is to fail for everybody."""
    said = [
        f"{path.relative_to(TESTS)}:{node.lineno}: {ast.unparse(keyword)}"
        for path in _modules()
        if "max_examples" in (text := path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "settings"
        for keyword in node.keywords
        if keyword.arg in {"deadline", "derandomize"}
        or (keyword.arg == "max_examples" and not ast.unparse(keyword).count("examples("))
    ]

    assert said == []


def _modules() -> Iterator[Path]:
    return (path for path in sorted(TESTS.rglob("*.py")) if "node_modules" not in path.parts)
