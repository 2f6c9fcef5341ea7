"""Modules beside a function's file, which it imports by their bare names."""

from __future__ import annotations

import builtins
import sys
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator.lambdas import TargetError, ask, load_anew, resolve

HANDLER = """
from helper import GREETING

def handler(event):
    return GREETING
"""


def written(folder: Path, **files: str) -> Path:
    """Write modules, the folder's ``name`` into each place where it says FOLDER."""
    for name, source in files.items():
        path = folder / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source.replace("FOLDER", folder.name))
    return folder


def answer(folder: Path, target: str = "handler.py:handler") -> Any:
    function = resolve(target, folder)
    assert function is not None
    return ask(function, {}, "a-request", None)


def test_a_module_beside_it(tmp_path: Path) -> None:
    written(tmp_path, handler=HANDLER, helper="GREETING = 'hello'")
    assert answer(tmp_path) == "hello"


def test_equal_names_in_two_folders_are_two_modules(tmp_path: Path) -> None:
    folders = [
        written(tmp_path / name, handler=HANDLER, helper="GREETING = 'FOLDER'") for name in "ab"
    ]
    assert [answer(folder) for folder in folders] == ["a", "b"]


LATE = """
def handler(event):
    import helper
    from shared.words import GREETING
    return [helper.GREETING, GREETING]
"""


PACKAGE = {
    "shared/__init__": "",
    "shared/words": "from .more import late\nGREETING = late()",
    "shared/more": "def late():\n    from . import even\n    return even.HERE",
    "shared/even": "HERE = 'shared of FOLDER'",
}


def test_what_is_imported_late(tmp_path: Path) -> None:
    """When the other function's modules have long been imported, too."""
    folders = [
        written(
            tmp_path / name,
            handler=LATE,
            helper="GREETING = 'FOLDER'",
            **PACKAGE,
        )
        for name in "ab"
    ]
    functions = [resolve("handler.py:handler", folder) for folder in folders]
    answers = [ask(function, {}, "id", None) for function in functions if function]
    assert answers == [["a", "shared of a"], ["b", "shared of b"]]


def test_a_folder_without_an_init_gives_way(tmp_path: Path) -> None:
    written(tmp_path / "f", handler="from tests import support\nfrom words import hello")
    written(tmp_path / "f" / "tests", other="")
    written(tmp_path / "f" / "words", hello="")
    with pytest.raises(TargetError, match=r"has no function nothing; it has none\."):
        resolve("handler.py:nothing", tmp_path / "f")


def test_neither_app_nor_tests_see_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = written(tmp_path / "app", helper="GREETING = 'the app'")
    function = written(tmp_path / "function", handler=HANDLER, helper="GREETING = 'FOLDER'")
    path, finders = sys.path.copy(), sys.meta_path.copy()
    assert answer(function) == "function"
    assert (sys.path, sys.meta_path) == (path, finders)
    assert "helper" not in sys.modules

    monkeypatch.syspath_prepend(app)
    import helper  # type: ignore[import-not-found] # noqa: PLC0415 - it is there by now

    assert helper.GREETING == "the app"
    other = written(tmp_path / "other", handler=HANDLER, helper="GREETING = 'FOLDER'")
    assert answer(other) == "other"
    assert sys.modules["helper"] is helper
    monkeypatch.delitem(sys.modules, "helper")


def test_a_folder_on_the_path_has_what_everybody_imports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, handler="import shared_helper\ndef handler(_):\n  return shared_helper.NOW")
    written(tmp_path, shared_helper="NOW = 'first'")
    monkeypatch.syspath_prepend(tmp_path)
    import shared_helper  # type: ignore[import-not-found] # noqa: PLC0415 - it is there by now

    assert answer(tmp_path) == "first"
    monkeypatch.setattr(shared_helper, "NOW", "replaced")
    assert answer(tmp_path) == "replaced"
    monkeypatch.delitem(sys.modules, "shared_helper")


def test_a_helper_knows_the_function_s_own_module(tmp_path: Path) -> None:
    written(
        tmp_path,
        handler="WHO = object()\nimport helper\ndef handler(_):\n  return helper.who() is WHO",
        helper="import handler\ndef who():\n  return handler.WHO",
    )
    assert answer(tmp_path) is True


def test_a_helper_that_fails(tmp_path: Path) -> None:
    written(tmp_path, handler="\nimport helper\n", helper="\n\n1 / 0\n")
    for _ in range(2):
        with pytest.raises(TargetError, match=r"ZeroDivisionError: .*zero \(helper\.py:3\)\."):
            resolve("handler.py:handler", tmp_path)
    written(tmp_path, handler=HANDLER, helper="GREETING = 'mended'")
    assert answer(tmp_path) == "mended"


def test_a_helper_is_read_again_with_its_function(tmp_path: Path) -> None:
    written(tmp_path, handler=HANDLER, helper="GREETING = 1")
    function = resolve("handler.py:handler", tmp_path)
    assert function is not None
    written(tmp_path, helper="GREETING = 2")
    load_anew([tmp_path / "handler.py"]).apply()
    assert ask(function, {}, "a-request", None) == 2


def test_builtins_are_those_of_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test may have replaced one of them."""
    written(
        tmp_path,
        handler="def handler(_):\n  class A: pass\n  try: return [len('ab'), greeting]\n"
        "  except NameError as error: return str(error)",
    )
    assert answer(tmp_path) == "name 'greeting' is not defined"
    monkeypatch.setattr(builtins, "greeting", "hello", raising=False)
    assert answer(tmp_path) == [2, "hello"]
