"""Functions that answer Lambda triggers."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, TypeVar

from cognito_emulator.lambdas import Handler, Target, TriggerName, parse, resolve

if TYPE_CHECKING:
    from pathlib import Path

    from cognito_emulator.engine import Engine

__all__ = ["AnyHandler", "Target", "TriggerName", "Unsaid", "attach", "bind", "detach"]

AnyHandler = TypeVar("AnyHandler", bound=Handler)


class Unsaid(Enum):
    """The value of an argument that was not given, where ``None`` has a meaning of its own."""

    UNSAID = "unsaid"


def attach(
    engine: Engine,
    trigger: TriggerName,
    function: Target | Unsaid,
    pool_id: str | None,
    version: str | None,
    folder: Path | None = None,
) -> Callable[[AnyHandler], AnyHandler] | None:
    """Let a function answer a trigger, or return a decorator; see :meth:`Emulator.on`.

    Args:
        engine: whose functions they are.
        trigger: as of `Emulator.on`.
        function: as of `Emulator.on`.
        pool_id: as of `Emulator.on`.
        version: as of `Emulator.on`.
        folder: where the paths of files begin; by default the current directory.

    """
    # The trigger's name is checked first, before a function's module is looked for.
    name, events = parse(trigger, version)
    if not isinstance(function, Unsaid):
        engine.functions.attach(name, resolve(function, folder), pool_id, events)
        return None

    def decorate(handler: AnyHandler) -> AnyHandler:
        engine.functions.attach(name, resolve(handler), pool_id, events)
        return handler

    return decorate


def detach(engine: Engine, trigger: TriggerName, pool_id: str | None) -> None:
    """Undo :func:`attach`.

    Raises:
        ValueError: there is no such trigger.

    """
    engine.functions.detach(trigger, pool_id)


def bind(engine: Engine, arn: str, function: Target) -> None:
    """Let a function answer wherever a LambdaConfig names ``arn``.

    Raises:
        ValueError: there is no such function.

    """
    engine.functions.bind(arn, resolve(function))
