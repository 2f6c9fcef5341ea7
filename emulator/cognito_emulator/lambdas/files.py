"""Functions in files: loaded when they are named, and again when their files have changed."""

from __future__ import annotations

import importlib.util
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple
from weakref import WeakSet

from cognito_emulator.lambdas import beside
from cognito_emulator.lambdas.base import Function, Invocation
from cognito_emulator.stamps import Stamp, stamp


class FileFunction:
    """A function of a file, as the file was when it was last loaded.

    Attributes:
        file: the file.
        load: returns the function as the file has it now, or raises ValueError.
        function: what is in use.
        keeps_time: as of `NodeFunction`.

    """

    def __init__(self, file: Path, load: Callable[[], Function]) -> None:
        self.file = file
        self.load = load
        self.function = load()
        self.keeps_time: bool = getattr(self.function, "keeps_time", False)

    def __call__(self, invocation: Invocation) -> Any:  # noqa: ANN401 - whatever it returns
        """Try it once; see `Function`."""
        return self.function(invocation)


class _Loaded(NamedTuple):
    """A function as it is in a changed file."""

    of: FileFunction
    function: Function


class Files:
    """The files of functions that this process has loaded."""

    def __init__(self) -> None:
        self._functions: WeakSet[FileFunction] = WeakSet()
        self._stamps: dict[Path, Stamp] = {}
        self._lock = threading.RLock()

    def function(self, file: Path, load: Callable[[], Function]) -> FileFunction:
        """Return a function of a file.

        Raises:
            ValueError: there is none.

        """
        with self._lock:
            before = stamp(file)
            found = FileFunction(file, load)
            self._stamps.setdefault(file, before)
            self._functions.add(found)
            return found

    def changed(self) -> dict[Path, Stamp]:
        """Return the files that are no longer what was loaded, of functions that are in use."""
        with self._lock:
            files = {each.file for each in self._functions}
            now = {file: stamp(file) for file in sorted(files)}
            return {file: seen for file, seen in now.items() if seen != self._stamps[file]}

    def load_anew(self, changed: Iterable[Path], forget: Callable[[Path], None]) -> Renewal:
        """Load changed files, and return what has their functions take the place of the old ones.

        Args:
            changed: the files.
            forget: has a file be read again when it is next loaded.

        Raises:
            ValueError: one of them cannot be loaded, or lacks a function; all stay as they were.

        """
        with self._lock:
            by_file: dict[Path, list[FileFunction]] = defaultdict(list)
            for each in self._functions:
                by_file[each.file].append(each)
            stamps, loaded = {}, []
            for file in changed:
                stamps[file] = stamp(file)
                forget(file)
                loaded += [_Loaded(each, each.load()) for each in by_file[file]]
            return Renewal(self, stamps, loaded)

    def take(self, stamps: dict[Path, Stamp], loaded: Iterable[_Loaded]) -> None:
        """Have functions be what was loaded."""
        with self._lock:
            self._stamps |= stamps
            for each in loaded:
                each.of.function = each.function


class Renewal:
    """Changed files that are loaded, and whose functions are not yet in use.

    Attributes:
        files: which.

    """

    def __init__(self, of: Files, stamps: dict[Path, Stamp], loaded: list[_Loaded]) -> None:
        self.files = list(stamps)
        self._of, self._stamps, self._loaded = of, stamps, loaded

    def apply(self) -> None:
        """Use them from now on."""
        self._of.take(self._stamps, self._loaded)


# --- Python ---------------------------------------------------------------------------------------


def python_module(file: Path) -> ModuleType:
    """Return a Python file's module, the same for each function that it holds.

    It is compiled from its source: what Python keeps of it tells no change within a second. What it
    imports may stand beside it: see `beside`.

    Args:
        file: absolute and without links.

    Raises:
        FileNotFoundError: there is no such file.
        Exception: whatever it raises.

    """
    name = _module_name(file)
    if name in sys.modules:
        return sys.modules[name]
    loader = SourceFileLoader(name, str(file))
    spec = importlib.util.spec_from_loader(name, loader)
    if spec is None or not file.is_file():
        raise FileNotFoundError(file)
    module = importlib.util.module_from_spec(spec)
    if folder := beside.folder(file.parent):
        folder.adopt(file.stem, module)
        vars(module)["__builtins__"] = folder.builtins
    sys.modules[name] = module  # as an import does: its dataclasses look there for their module
    try:
        code = loader.source_to_code(loader.get_data(str(file)), str(file))
        exec(code, module.__dict__)  # noqa: S102 - the user's own file, as an import runs it
    except BaseException:
        del sys.modules[name]
        if folder:
            folder.disown(file.stem)
        raise
    return module


def forget_python_module(file: Path) -> None:
    """Have a Python file be read again when it is next loaded, with the modules beside it."""
    sys.modules.pop(_module_name(file), None)
    beside.forget(file.parent)


def _module_name(file: Path) -> str:
    return f"cognito_emulator_functions:{file}"


class Modules:
    """The modules that functions are named by; their files are loaded once in a process."""

    def __init__(self) -> None:
        self._stamps: dict[Path, Stamp] = {}

    def note(self, module: ModuleType) -> None:
        """Remember what a module's file is like."""
        if file := getattr(module, "__file__", None):
            self._stamps.setdefault(Path(file), stamp(Path(file)))

    def newly_changed(self) -> list[Path]:
        """Return the files that have changed since they were loaded, or last returned."""
        now = {file: stamp(file) for file in self._stamps}
        changed = [file for file, seen in now.items() if seen != self._stamps[file]]
        self._stamps |= now
        return changed


FILES = Files()
MODULES = Modules()
