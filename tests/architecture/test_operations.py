"""The registry against the service model, and the records against their own rules."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import pkgutil
import re
import textwrap
from pathlib import Path
from types import ModuleType

import pytest

import cognito_emulator
from cognito_emulator import domain, operations
from cognito_emulator.api import registry, spec
from cognito_emulator.domain.sign_in.challenges import CHALLENGES
from cognito_emulator.domain.sign_in.flows import FLOWS, sign_up
from cognito_emulator.domain.tokens import refresh_flow
from cognito_emulator.records import Record
from tests.table import table


def modules(package: ModuleType) -> list[ModuleType]:
    found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    return [importlib.import_module(module.name) for module in found]


def test_every_handler_is_an_operation_of_the_model() -> None:
    assert set(registry.registered()) <= set(spec.operations())


def test_an_operation_is_registered_once() -> None:
    with pytest.raises(ValueError, match="SignUp is registered twice"):
        registry.operation("SignUp")
    with pytest.raises(ValueError, match="no operation Nonsense"):
        registry.operation("Nonsense")


def test_every_challenge_and_every_flow_of_the_model_is_there() -> None:
    """But for a name that only triggers see; and the pages have a flow of their own."""
    answered = spec.operation("RespondToAuthChallenge").input.members["ChallengeName"].enum
    assert {*CHALLENGES, "ADMIN_NO_SRP_AUTH"} == set(answered)
    assert {*FLOWS, *refresh_flow.NAMES} == {
        *spec.operation("InitiateAuth").input.members["AuthFlow"].enum,
        sign_up.NAME,
    }


def test_what_the_code_says_is_not_emulated_is_not() -> None:
    """So that whoever emulates an operation finds what has waited for it."""
    said = re.compile(r"`([A-Z]\w+)`\s(?:is|are)\snot\semulated")
    root = Path(cognito_emulator.__file__).parent
    found = {
        name: path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        for name in said.findall(path.read_text(encoding="utf-8"))
    }

    assert found.keys() & set(registry.registered()) == set(), found
    assert found.keys() <= set(spec.operations())


def test_handlers_stand_in_the_operations_package() -> None:
    homes = {handler.__module__ for handler in registry.registered().values()}
    assert homes == {module.__name__ for module in modules(operations)}


@table("name", sorted(registry.registered()))
def test_operations_are_short(name: str) -> None:
    """An operation is guards, one domain call, one view: a screenful at most."""
    lines, _ = inspect.getsourcelines(registry.registered()[name])
    assert len(lines) <= 30, f"{name} has {len(lines)} lines"


@table("name", sorted(registry.registered()))
def test_operations_leave_the_spelling_of_records_to_views(name: str) -> None:
    """What shows more than two members of a record is a document, and has its view."""
    source = textwrap.dedent(inspect.getsource(registry.registered()[name]))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Dict):
            members = [value for value in node.values if isinstance(value, ast.Attribute)]
            assert len(members) <= 2, ast.unparse(node)


def test_records_are_frozen_and_slotted() -> None:
    """State changes by replacing records, never in them; `Context` is the one working object."""
    for module in modules(domain):
        for name, kind in vars(module).items():
            ours = isinstance(kind, type) and kind.__module__ == module.__name__
            if ours and dataclasses.is_dataclass(kind) and name != "Context":
                parameters = kind.__dataclass_params__  # type: ignore[union-attr]
                assert parameters.frozen, name
                is_record = Record in kind.mro()  # type: ignore[union-attr]
                in_table = module.__name__.endswith(".record")
                assert "__slots__" in vars(kind) or not in_table, name
                assert is_record or not in_table, name
                own = {"__eq__", "__hash__", "__repr__"} & vars(kind).keys()
                assert not (is_record and own), f"{name}: eq=False, repr=False"


def test_public_functions_say_what_they_do() -> None:
    root = Path(cognito_emulator.__file__).parent
    for path in root.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in public(tree.body):
            members = public(node.body) if isinstance(node, ast.ClassDef) else []
            for one in (node, *members):
                assert ast.get_docstring(one), f"{path}: {one.name}"


def public(nodes: list[ast.stmt]) -> list[ast.FunctionDef | ast.ClassDef]:
    named = (node for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef))
    return [node for node in named if not node.name.startswith("_") and not is_overload(node)]


def is_overload(node: ast.FunctionDef | ast.ClassDef) -> bool:
    """What an overload does, the function below it says."""
    return any(isinstance(d, ast.Name) and d.id == "overload" for d in node.decorator_list)
