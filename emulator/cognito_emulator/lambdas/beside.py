"""The modules beside a function's file, which it imports by their bare names, as it does in Lambda.

There each function has a process of its own, and its folder comes first on ``sys.path``. Here
functions share one process with each other and, in tests, with an app; any of them may have a
``helper.py`` or a ``config.py``. So the modules of such a folder are its own: they stand in
``sys.modules`` only while one of them is imported. The folder's code, late imports included, looks
there first, because it has an ``__import__`` of its own.

A folder that is on ``sys.path`` needs none of it: its modules are what everybody imports.
"""

from __future__ import annotations

import builtins
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

_IMPORTING = threading.RLock()


class Folder:
    """A folder that is not on ``sys.path``, and the modules that were imported from it.

    Attributes:
        builtins: what code of the folder has for its ``__builtins__``.

    """

    def __init__(self, path: Path) -> None:
        self._path = str(path)
        self._modules: dict[str, ModuleType] = {}
        self._in_place: list[str] = []
        self.builtins = _Builtins(__import__=self._import)

    def adopt(self, name: str, module: ModuleType) -> None:
        """Have a module be what the folder's code imports by that name."""
        self._modules[name] = module

    def disown(self, name: str) -> None:
        """Undo :meth:`adopt`."""
        self._modules.pop(name, None)

    def _import(
        self,
        name: str,
        globals: Mapping[str, Any] | None = None,  # noqa: A002 - as builtins.__import__ names it
        locals: Mapping[str, Any] | None = None,  # noqa: A002 - likewise
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        """Do what an ``import`` in the folder's code asks for."""
        from_where = (globals or {}).get("__package__") or "" if level else name
        top = from_where.partition(".")[0]
        if not self._has(top):
            return builtins.__import__(name, globals, locals, fromlist, level)
        with _IMPORTING, self._put_in_place(top):
            return builtins.__import__(name, globals, locals, fromlist, level)

    def _has(self, top: str) -> bool:
        """Whether a module, or what is in it, is the folder's.

        A directory without an ``__init__.py`` gives way to any other module, as always.
        """
        if top in self._modules:
            return True
        if top in sys.stdlib_module_names:
            return False
        found = PathFinder.find_spec(top, [self._path])
        if found is None or found.origin is not None:
            return found is not None
        return top not in sys.modules and PathFinder.find_spec(top) is None

    @contextmanager
    def _put_in_place(self, top: str) -> Iterator[None]:
        """Have a name mean the folder's module, for one import."""
        if top in self._in_place:
            yield
            return
        others = _taken_out(top)
        own = {name: each for name, each in self._modules.items() if _is_in(name, top)}
        sys.modules.update(own)
        self._in_place.append(top)
        sys.meta_path.insert(0, self)
        try:
            yield
        finally:
            sys.meta_path.remove(self)
            self._in_place.remove(top)
            self._modules |= _taken_out(top)
            sys.modules.update(others)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module of the folder, as a finder on ``sys.meta_path`` does."""
        if name.partition(".")[0] not in self._in_place:
            return None
        found = PathFinder.find_spec(name, [self._path] if path is None else path, target)
        if found is not None and isinstance(found.loader, SourceFileLoader):
            found.loader = _Loader(self.builtins, name, found.loader.path)
        return found


class _Builtins(dict[str, Any]):
    """What there is everywhere, as it is now: a test may have replaced some of it."""

    def __missing__(self, name: str) -> Any:  # noqa: ANN401 - whatever a builtin is
        return vars(builtins)[name]


class _Loader(SourceFileLoader):
    """Loads a module of a folder, from its source: see `files.python_module`."""

    def __init__(self, its_builtins: _Builtins, name: str, path: str) -> None:
        super().__init__(name, path)
        self._builtins = its_builtins

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        code: CodeType = self.source_to_code(self.get_data(path), path)
        return code

    def exec_module(self, module: ModuleType) -> None:
        vars(module)["__builtins__"] = self._builtins
        super().exec_module(module)


_FOLDERS: dict[Path, Folder] = {}


def folder(path: Path) -> Folder | None:
    """Return a folder whose modules are its own; ``None`` if it is on ``sys.path``.

    Args:
        path: absolute and without links.

    """
    if any(Path(entry).resolve() == path for entry in sys.path):
        return None
    return _FOLDERS.setdefault(path, Folder(path))


def forget(path: Path) -> None:
    """Have the modules of a folder be loaded again when they are next imported."""
    _FOLDERS.pop(path, None)


def _taken_out(top: str) -> dict[str, ModuleType]:
    """Take a module, and what is in it, out of ``sys.modules``."""
    names = [name for name in list(sys.modules) if _is_in(name, top)]
    return {name: sys.modules.pop(name) for name in names}


def _is_in(name: str, top: str) -> bool:
    return name == top or name.startswith(f"{top}.")
