"""Hooks into modules, also those to come."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

from pytest_cognito_emulator.intercept.hooks import Foreign, Function, Hooks, Replace

SOURCE = """
def greet():
    return "hello"

class Parent:
    def greet(self):
        return "hello"

    @classmethod
    def make(cls):
        return cls.__name__

class Child(Parent): ...
"""


def louder(function: Function) -> Function:
    return lambda *arguments: f"{function(*arguments).upper()}!"


def hook(module: Foreign, replace: Replace) -> None:
    replace(module, "greet", louder)
    replace(module, "Child.greet", louder)
    replace(module, "Child.greet", louder)  # again: no louder than once
    replace(module, "Parent.make", louder)
    replace(module, "of_another_version", louder)
    replace(module, "OfAnotherVersion.greet", louder)


@pytest.fixture
def name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A module that can be imported."""
    (tmp_path / "greeting.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(tmp_path)
    yield "greeting"
    sys.modules.pop("greeting", None)


def told(module: ModuleType) -> list[str]:
    return [module.greet(), module.Parent().greet(), module.Child().greet(), module.Child.make()]


PLAIN, LOUD = ["hello", "hello", "hello", "Child"], ["HELLO!", "hello", "HELLO!", "CHILD!"]


def test_a_module_that_is_there(name: str) -> None:
    hooks = Hooks({name: hook})
    module = importlib.import_module(name)
    hooks.need()
    assert told(module) == LOUD
    hooks.release()
    assert told(module) == PLAIN
    assert "greet" not in vars(module.Child)


def test_what_is_inherited_anew_is_what_is_replaced(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooks = Hooks({name: hook})
    module = importlib.import_module(name)
    for greeting in ("hello", "good morning", "good evening"):
        monkeypatch.setattr(module.Parent, "greet", lambda _self, said=greeting: said)
        hooks.need()
        assert module.Child().greet() == f"{greeting.upper()}!"
        hooks.release()


def test_a_module_that_comes_later(name: str) -> None:
    hooks = Hooks({name: hook})
    hooks.need()
    module = importlib.import_module(name)
    assert told(module) == LOUD
    hooks.release()
    assert told(module) == PLAIN
    assert module.__spec__ is not None
    assert type(module.__loader__) is type(module.__spec__.loader) is SourceFileLoader


def test_a_module_that_is_looked_for_before_it_comes(name: str) -> None:
    hooks = Hooks({name: hook})
    hooks.need()
    assert importlib.util.find_spec(name) is not None
    assert told(importlib.import_module(name)) == LOUD
    hooks.release()


def test_a_module_that_comes_at_the_second_attempt(name: str, tmp_path: Path) -> None:
    source = tmp_path / "greeting.py"
    source.write_text("raise ImportError")
    hooks = Hooks({name: hook})
    hooks.need()
    with pytest.raises(ImportError):
        importlib.import_module(name)
    source.write_text(SOURCE)
    assert told(importlib.import_module(name)) == LOUD
    hooks.release()


def test_a_module_that_comes_too_late(name: str) -> None:
    hooks = Hooks({name: hook})
    hooks.need()
    hooks.release()
    assert told(importlib.import_module(name)) == PLAIN


def test_a_module_that_never_comes() -> None:
    hooks = Hooks({"nobody_has_this": hook})
    hooks.need()
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("nobody_has_this")
    hooks.release()


def test_as_long_as_anybody_needs_them(name: str) -> None:
    hooks = Hooks({name: hook})
    module = importlib.import_module(name)
    hooks.need()
    hooks.need()
    hooks.release()
    assert told(module) == LOUD
    hooks.release()
    assert told(module) == PLAIN


def test_a_module_that_has_bound_what_stands_in(name: str, tmp_path: Path) -> None:
    """It is left with what it should have bound."""
    (tmp_path / "later.py").write_text(f"from {name} import greet")
    hooks = Hooks({name: hook, "later": lambda later, replace: replace(later, "greet", louder)})
    module = importlib.import_module(name)
    greet = module.greet
    hooks.need()
    later = importlib.import_module("later")
    assert later.greet() == "HELLO!"
    hooks.release()
    assert later.greet is module.greet is greet
    sys.modules.pop("later")
