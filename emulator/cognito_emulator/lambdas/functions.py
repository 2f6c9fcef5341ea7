"""Which function answers which trigger of which pool."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import NamedTuple, Protocol

from cognito_emulator.lambdas.base import (
    TRIGGERS,
    Event,
    Function,
    Invocation,
    InvocationError,
    UnreachableError,
)
from cognito_emulator.lambdas.remote import of_arn
from cognito_emulator.nearest import nearest
from cognito_emulator.printable import exact

_VERSIONED = "PreTokenGeneration"
_MOST_SENDERS = 100
VERSIONS = ("V1_0", "V2_0", "V3_0")


class Attached(NamedTuple):
    """A function that answers a trigger.

    Attributes:
        version: of the events that it wants (``V1_0``, ``V2_0``, ``V3_0``), ``None`` where it is
            the pool's affair.
        target: what named it; ``None`` if it was given as it is.

    """

    function: Function
    version: str | None = None
    target: str | None = None


AttachedTo = tuple[str, str | None]
"""What a function is attached to: a trigger, of a pool or of all pools."""


class Shared(Protocol):
    """Functions that are attached for other processes, too."""

    def attached(self) -> Mapping[AttachedTo, Attached | None]:
        """Return them; ``None`` has nobody answer."""


class Functions:
    """The functions of an emulator: attached to triggers, or bound to the ARNs of LambdaConfig.

    They are part of its set-up, like its settings: a reset leaves them in place.
    """

    def __init__(self, endpoint: str | None = None, shared: Shared | None = None) -> None:
        """Begin without functions of its own.

        Args:
            endpoint: the Lambda invoke endpoint that has the functions of all other ARNs.
            shared: what goes before its own functions, where both are attached to the same.

        """
        self._endpoint = endpoint
        self._shared = shared
        self._attached: dict[AttachedTo, Attached | None] = {}
        self._bound: dict[str, Function | None] = {}
        self._running: set[threading.Thread] = set()
        self._starting = threading.Lock()

    def copy(self) -> Functions:
        """Return the same functions, to go back to; what runs on the side is no part of it."""
        copied = Functions(self._endpoint, self._shared)
        copied._attached = dict(self._attached)
        copied._bound = dict(self._bound)
        return copied

    def attach(
        self,
        trigger: str,
        function: Function | None,
        pool_id: str | None = None,
        version: str | None = None,
        target: str | None = None,
    ) -> None:
        """Have ``function`` answer a trigger of one pool, or of every pool; ``None``: nobody.

        Args:
            trigger: its name.
            function: the function.
            pool_id: of the pool.
            version: of the events that it wants.
            target: what named it, for whoever asks.

        Raises:
            ValueError: there is no such trigger, or no such version of its events.

        """
        trigger, version = parse(trigger, version)
        answers = None if function is None else Attached(function, version, target)
        self._attached[trigger, pool_id] = answers

    def detach(self, trigger: str, pool_id: str | None = None) -> None:
        """Undo :meth:`attach`; again does no harm.

        Raises:
            ValueError: there is no such trigger.

        """
        trigger, _ = parse(trigger)
        self._attached.pop((trigger, pool_id), None)

    def attached(self) -> Mapping[AttachedTo, Attached | None]:
        """Return who answers by being attached, of this process and of all; ``None``: nobody."""
        return {**self._attached, **(self._shared.attached() if self._shared else {})}

    def has(self, place: AttachedTo) -> bool:
        """Whether a function of its own is attached to that, or that nobody answers it."""
        return place in self._attached

    def bind(self, arn: str, function: Function | None) -> None:
        """Have ``function`` answer wherever a LambdaConfig names this ARN.

        ``None``: as if LambdaConfig did not name it.
        """
        self._bound[arn] = function

    def exchange(
        self, former: Mapping[str, Function | None], new: Mapping[str, Function | None]
    ) -> None:
        """Have ``new`` be bound in place of ``former``; what was bound otherwise since stays so."""
        for arn, function in former.items():
            if self._bound.get(arn) is function:
                self._bound.pop(arn, None)
        for arn, function in new.items():
            self._bound.setdefault(arn, function)

    def unbind(self, arn: str) -> None:
        """Undo :meth:`bind`; again does no harm."""
        self._bound.pop(arn, None)

    def find(self, trigger: str, pool_id: str, arn: str | None) -> Attached | None:
        """Return who answers a trigger of a pool: what is attached to it goes before its ARN.

        Of an ARN that leads nowhere it is a function that cannot be reached.
        """
        shared = self._shared.attached() if self._shared else {}
        if self._attached or shared:  # most emulators have none
            for place in ((trigger, pool_id), (trigger, None)):
                for attached in (shared, self._attached):
                    if place in attached:
                        return attached[place]
        if arn is None:
            return None
        function = self._bound[arn] if arn in self._bound else self._elsewhere(trigger, arn)
        return None if function is None else Attached(function)

    def _elsewhere(self, trigger: str, arn: str) -> Function:
        if self._endpoint is not None:
            return of_arn(self._endpoint, arn)

        def nowhere(_invocation: Invocation) -> None:
            raise UnreachableError(
                f"ResourceNotFoundException: the emulator has no function for {arn}: bind one with"
                " --function, a seed's Functions or emulator.bind(), or none; in pytest,"
                f' cognito.on("{trigger}", ...) or triggers={{"{trigger}": ...}}'
                " answers in its place"
            )

        return nowhere

    # -- on the side ------------------------------------------------------------------------------

    def start(
        self,
        function: Function,
        event: Event,
        request_id: str,
        failed: Callable[[InvocationError], object],
    ) -> None:
        """Call a function that nobody waits for; ``failed`` is told that it fails, and no more.

        It is not called while too many others still run.
        """

        def work() -> None:
            try:
                function(Invocation(deepcopy(event), request_id, background=True))
            except InvocationError as failure:
                failed(failure)
            finally:
                self._running.discard(threading.current_thread())

        thread = threading.Thread(target=work, name="cognito-sender", daemon=True)
        with self._starting:  # or somebody might wait for a thread that has not begun
            crowded = len(self._running) >= _MOST_SENDERS
            if not crowded:
                self._running.add(thread)
                thread.start()
        if crowded:
            failed(UnreachableError(f"{_MOST_SENDERS} functions that nobody waits for still run"))

    def finish(self, seconds: float) -> bool:
        """Wait for the functions that run on the side, each so long; whether all are done."""
        with self._starting:
            running = tuple(self._running)
        for thread in running:
            thread.join(seconds)
        return not self._running


def parse(trigger: str, version: str | None = None) -> tuple[str, str | None]:
    """Return the trigger that is named and the version of its events, ``None`` for the pool's.

    Args:
        trigger: its name in LambdaConfig; a version may follow, as in ``PreTokenGeneration:V2_0``.
        version: the same by itself.

    Raises:
        ValueError: there is no such trigger or version, or two versions are named; it says what
            there is.

    """
    name, colon, behind = trigger.partition(":")
    if name not in TRIGGERS:
        raise ValueError(f"There is no trigger {exact(name)}; {nearest(name, TRIGGERS)}.")
    if colon and version not in (None, behind):
        raise ValueError(exact(f"{trigger} and version {version} are two versions; name one."))
    wanted = behind if colon else version
    if wanted is None:
        return name, None
    if name != _VERSIONED:
        raise ValueError(f"Only {_VERSIONED} has versions, {name} has none.")
    if wanted not in VERSIONS:
        raise ValueError(f"There is no version {exact(wanted)}; there are {', '.join(VERSIONS)}.")
    return name, wanted
