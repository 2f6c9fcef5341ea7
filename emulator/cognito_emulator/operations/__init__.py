"""The API's operations, one module per family; importing this package registers them all.

A family is found by being here.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

FAMILIES = tuple(sorted(module.name for module in iter_modules(__path__)))

for _family in FAMILIES:
    import_module(f"{__name__}.{_family}")
