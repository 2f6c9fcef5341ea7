"""Functions that answer Lambda triggers."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from cognito_emulator.lambdas import (
    NOBODY,
    Handler,
    Target,
    TargetError,
    TriggerName,
    parse,
    remote_function,
    resolve,
)

if TYPE_CHECKING:
    from pathlib import Path

    from cognito_emulator.engine import Engine
    from cognito_emulator.lambdas import Attached, AttachedTo, Function

__all__ = [
    "Answering",
    "AnyHandler",
    "Target",
    "TargetError",
    "TriggerName",
    "Unsaid",
    "attach",
    "attach_for_all",
    "attached",
    "bind",
    "detach",
    "detach_for_all",
]

AnyHandler = TypeVar("AnyHandler", bound=Handler)


class Unsaid(Enum):
    """The value of an argument that was not given, where ``None`` has a meaning of its own."""

    UNSAID = "unsaid"


class Answering(NamedTuple):
    """Who answers a trigger, because somebody has attached it.

    Attributes:
        trigger: its name, maybe with the version of its events.
        target: where the function is, ``none`` if nobody answers; ``None`` if it was given as it
            is, by who runs the emulator in the own process.
        pool_id: of the pool, ``None`` of all pools.

    """

    trigger: str
    target: str | None
    pool_id: str | None


def attached(engine: Engine) -> list[Answering]:
    """Return who answers which trigger by being attached, and not by a pool's LambdaConfig.

    What is attached for all processes goes before what this one has for the same.
    """
    engine.store.transaction()  # which is told what other processes have attached
    return sorted(
        (_answering(place, found) for place, found in engine.functions.attached().items()),
        key=lambda each: (each.trigger, each.pool_id or ""),
    )


def _answering(place: AttachedTo, found: Attached | None) -> Answering:
    trigger, pool_id = place
    if found is None:
        return Answering(trigger, NOBODY, pool_id)
    named = f"{trigger}:{found.version}" if found.version else trigger
    return Answering(named, found.target, pool_id)


def attach(
    engine: Engine,
    trigger: TriggerName,
    function: Target | Unsaid,
    pool_id: str | None,
    version: str | None,
    folder: Path | None = None,
) -> Callable[[AnyHandler], AnyHandler] | None:
    """Let a function answer a trigger, or return a decorator; see :meth:`Emulator.on`.

    It is this process's. What :func:`attach_for_all` has attached goes before it, with a warning.

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
        target = function if isinstance(function, str) else None
        _attach(engine, (name, pool_id), resolve(function, folder), events, target)
        return None

    def decorate(handler: AnyHandler) -> AnyHandler:
        _attach(engine, (name, pool_id), resolve(handler), events)
        return handler

    return decorate


def _attach(
    engine: Engine,
    place: AttachedTo,
    function: Function | None,
    version: str | None,
    target: str | None = None,
) -> None:
    trigger, pool_id = place
    engine.functions.attach(trigger, function, pool_id, version, target)
    shared = engine.kept_targets.target(place) if engine.kept_targets else None
    if shared is not None:
        engine.warn(
            f"{trigger} is answered by {shared}, which POST /_emulator/triggers attached for all"
            f" processes of {engine.store.name}, and not by the function that is named here: DELETE"
            " /_emulator/triggers takes it off.",
            user_pool_id=pool_id,
        )


def attach_for_all(
    engine: Engine, trigger: TriggerName, target: str, pool_id: str | None = None
) -> None:
    """Let a function elsewhere answer a trigger, in all processes that share the store.

    Where the store lasts it is kept there; else it is attached as by :func:`attach`.

    Raises:
        ValueError: there is no such trigger, or no such function.

    """
    name, events = parse(trigger)
    if engine.kept_targets is None:
        engine.functions.attach(name, remote_function(target), pool_id, events, target)
    else:
        engine.kept_targets.put((name, pool_id), target, events)


def detach_for_all(engine: Engine, trigger: TriggerName, pool_id: str | None = None) -> None:
    """Undo :func:`attach_for_all`; again does no harm.

    Raises:
        ValueError: there is no such trigger; or what answers is the function of each process.

    """
    name, _ = parse(trigger)
    place = name, pool_id
    if engine.kept_targets is None:
        engine.functions.detach(name, pool_id)
    elif not engine.kept_targets.remove(place) and engine.functions.has(place):
        raise ValueError(
            f"{name} is answered by the function that was named where the emulator was started, and"
            " other processes may have named others: POST triggers with the target none has nobody"
            " answer, in all of them."
        )


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
