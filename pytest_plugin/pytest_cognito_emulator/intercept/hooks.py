"""Replaces functions of other modules for a time, also in modules that are imported meanwhile."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial, update_wrapper
from importlib.machinery import ModuleSpec
from threading import RLock
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias, cast
from weakref import WeakSet

if TYPE_CHECKING:
    from importlib.abc import Loader  # which imports much that nobody needs here

#: An object of another library. No such library is imported here, not even for its types.
Foreign: TypeAlias = Any

#: A function of another library, or its stand-in.
Function: TypeAlias = Callable[..., Any]
#: Takes a function, and returns its stand-in.
Around = Callable[[Function], Function]


_stand_ins: WeakSet[Function] = WeakSet()


class Replace(Protocol):
    """Replaces a function, until the hooks are taken out."""

    def __call__(self, within: object, path: str, around: Around) -> None:
        """Replace ``function`` or ``Class.method`` within a module or a class.

        A function that is not there belongs to another version of a library; then nothing happens.
        """


#: Takes a module, and replaces functions in it.
Hook = Callable[[Foreign, Replace], None]


class Hooks:
    """Hooks into modules, by the modules' names; they are set as long as anything needs them.

    No module is imported for them. A module that is imported later is hooked then.

    When nothing needs the hooks any more, a stand-in must do what its function does: other code may
    have got the stand-in in the meantime, and go on using it.
    """

    def __init__(self, by_module: Mapping[str, Hook]) -> None:
        self._by_module = by_module
        self._needed = 0
        self._lock = RLock()
        self._replaced: dict[int, _Replaced] = {}  # by the identities of what stands in
        self._made: dict[tuple[object, str], _Replaced] = {}  # by owners, to be set again
        self._finder = _Finder(self._hook)

    def need(self) -> None:
        """Set the hooks, unless they are set already."""
        with self._lock:
            self._needed += 1
            if self._needed == 1:
                self._set()

    def release(self) -> None:
        """Put everything back as it was, unless something else still needs the hooks."""
        with self._lock:
            self._needed -= 1
            if self._needed == 0:
                self._take_out()

    def _set(self) -> None:
        for name in self._by_module:
            module = sys.modules.get(name)
            if module is None:
                self._finder.awaited.add(name)
            else:
                self._by_module[name](module, self._replace)
        sys.meta_path.insert(0, self._finder)

    def _take_out(self) -> None:
        sys.meta_path.remove(self._finder)
        self._finder.awaited.clear()
        while self._replaced:
            self._replaced.popitem()[1].put_back()

    def _hook(self, name: str, module: ModuleType) -> None:
        with self._lock:
            if self._needed:
                self._by_module[name](module, self._replace)

    def _replace(self, within: object, path: str, around: Around) -> None:
        of_class, _, name = path.rpartition(".")
        owner = getattr(within, of_class, None) if of_class else within
        function = getattr(owner, name, None)
        if function is None:
            return
        own = vars(owner).get(name)
        if id(own) in self._replaced and self._replaced[id(own)].owner is owner:
            return
        made = self._made.get((owner, name))
        if made is None or made.former is not own or made.function != function:
            stand_in = _stand_in(around, function, own)
            made = _Replaced(owner, name, function, stand_in, _true(own))
            self._made[owner, name] = made
        setattr(owner, name, made.stand_in)
        self._replaced[id(made.stand_in)] = made


def _stand_in(around: Around, function: Function, own: object) -> object:
    """Return the stand-in for a function, which is inherited or the owner's own."""
    if isinstance(own, classmethod):
        return classmethod(_disguised(around, own.__func__))
    return _disguised(around, _true(function))


def _true(function: Foreign) -> Foreign:
    """Return the function itself, which any of our stand-ins has replaced.

    A module that was imported meanwhile has bound a stand-in. Other code that replaced a stand-in
    in the meantime may have put it back for good.
    """
    while function in _stand_ins:
        function = function.__wrapped__
    return function


def _disguised(around: Around, function: Function) -> Function:
    """Return the stand-in for a function, with the function's name and documentation."""
    stand_in = update_wrapper(around(function), function)
    _stand_ins.add(stand_in)
    return stand_in


class _Replaced(NamedTuple):
    """An attribute that is replaced now; ``former`` is ``None`` if it was inherited."""

    owner: object
    name: str
    function: object
    stand_in: object
    former: object

    def put_back(self) -> None:
        """Undo it, unless other code has replaced the stand-in since: that code puts it back."""
        if vars(self.owner).get(self.name) is not self.stand_in:
            return
        if self.former is None:
            delattr(self.owner, self.name)
        else:
            setattr(self.owner, self.name, self.former)


class _Finder:
    """Tells when one of the awaited modules has been imported."""

    def __init__(self, tell: Callable[[str, ModuleType], None]) -> None:
        self.awaited: set[str] = set()
        self._tell = tell

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return what the other finders find, with a loader that tells of the import."""
        if fullname not in self.awaited:
            return None
        others = [finder for finder in sys.meta_path if finder is not self]
        specs = (finder.find_spec(fullname, path, target) for finder in others)
        spec = next((spec for spec in specs if spec is not None), None)
        if spec is not None and hasattr(spec.loader, "exec_module"):
            spec.loader = cast("Loader", _Loader(spec.loader, partial(self._loaded, fullname)))
        return spec

    def _loaded(self, name: str, module: ModuleType) -> None:
        self.awaited.discard(name)
        self._tell(name, module)


class _Loader:
    """Wraps another loader and tells when that is done. The module does not see the wrapper."""

    def __init__(self, true: Foreign, loaded: Callable[[ModuleType], None]) -> None:
        self._true = true
        self._loaded = loaded

    def __getattr__(self, name: str) -> object:
        return getattr(self._true, name)

    def exec_module(self, module: Foreign) -> None:
        """Execute a module, and tell."""
        module.__spec__.loader = module.__loader__ = self._true
        self._true.exec_module(module)
        self._loaded(module)
