"""Where a function is to be found, as it is written on a command line or in a seed.

==================================  ================================================
``package.module:function``         a Python function of this process
``path/to/file.py:function``        the same, by its file
``path/to/file.js:function``        a function that Node.js runs, of a file ``.js``,
                                    ``.mjs`` or ``.cjs``; by default its ``handler``
``http://...``, ``https://...``     POST, JSON event in, JSON event out
``lambda:http://host:port/NAME``    the function NAME of a Lambda invoke endpoint
``none``                            no function: the trigger counts as not configured
==================================  ================================================
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from functools import reduce
from pathlib import Path
from types import ModuleType

from cognito_emulator.lambdas.base import Function, Handler
from cognito_emulator.lambdas.blame import told
from cognito_emulator.lambdas.files import (
    FILES,
    MODULES,
    Renewal,
    forget_python_module,
    python_module,
)
from cognito_emulator.lambdas.in_process import in_process
from cognito_emulator.lambdas.remote import at_lambda, at_url
from cognito_emulator.nearest import MOST, by_likeness
from cognito_emulator.stamps import Stamp

Target = Handler | str | None
"""A Python function, or where one is to be found; ``None`` for none."""

NOBODY = "none"

_JAVASCRIPT = (".js", ".mjs", ".cjs")
_TYPESCRIPT = (".ts", ".mts", ".cts", ".tsx")
_URLS = ("http://", "https://")
_LAMBDA = "lambda:"
_REMOTE = (*_URLS, *(f"{_LAMBDA}{url}" for url in _URLS))


class TargetError(ValueError):
    """A target leads to no function; the message says why."""


def resolve(target: Target, folder: Path | None = None) -> Function | None:
    """Return the function that a target names, ``None`` for none.

    Args:
        target: it.
        folder: where the paths of files begin; by default the current directory.

    Raises:
        TargetError: there is no such function.

    """
    if target is None or target == NOBODY:
        return None
    if not isinstance(target, str):
        return _checked(repr(target), target)
    if target.startswith(_URLS):
        return at_url(target)
    if target.startswith(_LAMBDA):
        return _behind_endpoint(target)
    return _in_code(target, folder or Path())


def remote_function(target: str) -> Function | None:
    """Return the function of a target that has no process run code of its own machine.

    Raises:
        TargetError: it is another target, or leads to no function.

    """
    if target != NOBODY and not target.startswith(_REMOTE):
        raise TargetError(
            f"{target!r} is no http(s) URL, no lambda:http://HOST/NAME and not {NOBODY};"
            " functions of files and modules are named where the emulator is started."
        )
    return resolve(target)


def _in_code(target: str, folder: Path) -> Function:
    if target.endswith(_JAVASCRIPT + _TYPESCRIPT):
        target = f"{target}:handler"
    home, _, name = target.rpartition(":")
    if not home or not name:
        raise TargetError(
            f"{target!r} names no function: that is module:function, file.py:function,"
            f" file.js:function, a URL,"
            f" lambda:http://HOST/NAME, or {NOBODY}."
        )
    if home.endswith(_JAVASCRIPT + _TYPESCRIPT):
        return _javascript(folder, home, name)
    if home.endswith(".py"):
        return _python(folder, home, name)
    return _checked(target, _member(_module(home), home, name))


def _javascript(folder: Path, path: str, name: str) -> Function:
    if path.endswith(_TYPESCRIPT):
        built = Path(path).with_suffix(".mjs")
        raise TargetError(
            f"{path} is TypeScript, which has to be compiled first: npx esbuild {path} --bundle"
            f" --platform=node --format=esm --outfile={built}; then name {built}:{name}."
        )

    def load() -> Function:
        from cognito_emulator.lambdas import node  # noqa: PLC0415 - 10 ms that only they cost

        try:
            return node.in_node(folder / path, name)
        except node.NodeError as error:
            raise TargetError(str(error)) from None

    return FILES.function((folder / path).resolve(), load)


def _python(folder: Path, path: str, name: str) -> Function:
    file = (folder / path).resolve()

    def load() -> Function:
        if not file.is_file():
            raise TargetError(f"There is no file {file}.")
        try:
            module = python_module(file)
        except (Exception, SystemExit) as error:  # a script may end itself
            raise TargetError(f"{path} cannot be loaded: {told(error)}.") from error
        return _checked(f"{path}:{name}", _member(module, path, name))

    return FILES.function(file, load)


def changed_files() -> dict[Path, Stamp]:
    """Return the files of functions that have changed since they were loaded, as they are now."""
    return FILES.changed()


def load_anew(changed: Iterable[Path]) -> Renewal:
    """Load changed files of functions; nothing uses them until `Renewal.apply`.

    Raises:
        TargetError: one of them cannot be loaded, or lacks a function.

    """
    return FILES.load_anew(changed, _forget)


def changed_modules() -> list[Path]:
    """Return the files of functions named by a module that changed; each change once.

    A module may be known to all of the process by now, so it is not loaded anew.
    """
    return MODULES.newly_changed()


def _forget(file: Path) -> None:
    if file.suffix == ".py":
        forget_python_module(file)
    else:
        from cognito_emulator.lambdas import node  # noqa: PLC0415 - as above; it is loaded

        node.forget(file)


def _behind_endpoint(target: str) -> Function:
    endpoint, _, name = target.removeprefix(_LAMBDA).rpartition("/")
    if not name or not endpoint.startswith(_URLS) or endpoint.endswith("/"):
        raise TargetError(f"{target!r} is no {_LAMBDA}http://HOST/NAME.")
    return at_lambda(endpoint, name)


def _module(name: str) -> ModuleType:
    try:
        module = importlib.import_module(name)
    except (Exception, SystemExit) as error:
        raise TargetError(f"{name} cannot be imported: {told(error)}.") from error
    MODULES.note(module)
    return module


def _member(module: ModuleType, home: str, name: str) -> object:
    try:
        return reduce(getattr, name.split("."), module)
    except AttributeError:
        raise TargetError(f"{home} has no function {name}; {_there_is(module, name)}.") from None


def _there_is(module: ModuleType, name: str) -> str:
    """Say which functions a module has in place of one that it has not."""
    own = [
        each
        for each, found in vars(module).items()
        if callable(found) and getattr(found, "__module__", None) == module.__name__
    ]
    return f"it has {', '.join(by_likeness(name, own)[:MOST])}" if own else "it has none"


def _checked(target: str, found: object) -> Function:
    if not callable(found):
        raise TargetError(f"{target} is no function.")
    try:
        return in_process(found)
    except ValueError as error:
        raise TargetError(str(error)) from None
