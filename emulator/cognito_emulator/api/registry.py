"""Which function answers which operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from cognito_emulator.api import spec

if TYPE_CHECKING:
    from cognito_emulator.domain.work.context import Context

#: An operation: its context and its validated request in, its answer out (``None``: no members).
Handler = Callable[["Context", Any], Mapping[str, Any] | None]

_handlers: dict[str, Handler] = {}


def operation(name: str) -> Callable[[Handler], Handler]:
    """Register the decorated function as the operation ``name`` of the service model.

    Raises:
        ValueError: the model has no such operation, or it has a handler already.

    """
    if name not in spec.operations():
        raise ValueError(f"the service model has no operation {name}")
    if name in _handlers:
        raise ValueError(f"{name} is registered twice")

    def register(handler: Handler) -> Handler:
        _handlers[name] = handler
        return handler

    return register


def registered() -> Mapping[str, Handler]:
    """Return all handlers by the name of their operation."""
    return MappingProxyType(_handlers)
