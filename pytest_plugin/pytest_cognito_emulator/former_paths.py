"""Modules that have moved: their former paths go on working, and warn."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from importlib import import_module
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from types import MappingProxyType, ModuleType
from typing import Any

_OURS = "pytest_cognito_emulator"
_API = (
    "bad_tokens",
    "challenges",
    "clients",
    "clock",
    "cognito",
    "pools",
    "sign_in",
    "tokens",
    "user",
    "users",
)
#: The new paths of modules with public names, by the former ones.
MOVED: Mapping[str, str] = MappingProxyType(
    {
        **{f"{_OURS}.{name}": f"{_OURS}.api.{name}" for name in _API},
        f"{_OURS}.making": f"{_OURS}.api.factory",
        f"{_OURS}.server": f"{_OURS}.lifecycle.server",
    }
)


def find(name: str) -> ModuleSpec | None:
    """Return where a module has gone, and warn whoever imports it; ``None`` if it never was."""
    if name not in MOVED:
        return None
    warnings.warn(
        f"{name} has moved; its public names are those of {_OURS}: from {_OURS} import ...",
        DeprecationWarning,
        stacklevel=3,
    )
    return ModuleSpec(name, _Alias(MOVED[name]))


class _Alias(Loader):
    """Makes a module that has what another has."""

    def __init__(self, new: str) -> None:
        self._new = new

    def create_module(self, spec: ModuleSpec) -> None:
        """Leave it to Python."""

    def exec_module(self, module: ModuleType) -> None:
        """Put the names of the other one into it."""
        found: dict[str, Any] = vars(import_module(self._new))
        own = {name: value for name, value in found.items() if not name.startswith("__")}
        vars(module).update(own)
