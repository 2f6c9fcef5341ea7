"""The emulator's clock: the only module that reads the time.

Every reading of a date goes through :func:`time.time` at the moment of the call, so that freezegun
and time-machine, which replace it, drive the emulator as well; the clock's own verbs (``move_to``,
``shift``, ``freeze``) come on top as an offset.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from threading import RLock

Setting = tuple[float, float | None]
"""How a clock is set: by how many seconds it is ahead of the process, and where it stands still."""

# How far a float may fall short of a whole millisecond that was meant, for dates of our days.
_FLOAT_ERROR = 0.001


def instant(epoch: float) -> datetime:
    """Return the aware UTC datetime of ``epoch`` seconds, as responses carry it."""
    return datetime.fromtimestamp(epoch, UTC)


def parse(when: datetime | float | str) -> float:
    """Return ``when`` in epoch seconds.

    Args:
        when: a datetime (naive means UTC), epoch seconds, or an ISO 8601 text.

    Raises:
        ValueError: ``when`` is of another type, or a text that is not an ISO 8601 date.

    """
    if isinstance(when, str):
        try:
            when = datetime.fromisoformat(when)
        except ValueError:
            raise ValueError(_no_time(when)) from None
    if isinstance(when, datetime):
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    if isinstance(when, bool) or not isinstance(when, int | float):
        raise ValueError(_no_time(when))  # noqa: TRY004
    return float(when)


def _no_time(when: object) -> str:
    """Say what a time is written as."""
    sentence = (
        f"{when!r} is no time: take a datetime, epoch seconds, or an ISO 8601 text such as"
        " 2030-01-31T12:00:00Z"
    )
    return f"{sentence}{'; shift() moves by a period' if isinstance(when, timedelta) else ''}."


def wait(seconds: float) -> None:
    """Let real time pass, in this thread alone; no clock of a test is asked, and none moves."""
    time.sleep(seconds)


class _Machine:
    """What the machine's clock shows, which no test moves.

    freezegun puts its own in place of what modules hold, hence a class. time-machine replaces
    `time.time` itself and knows `CLOCK_REALTIME`; the kernel's other clock shows the same, apart
    from 37 leap seconds on a machine that keeps account of them.
    """

    _read = staticmethod(time.time)
    _clock = getattr(time, "CLOCK_TAI", None)  # Linux alone has it

    @classmethod
    def seconds(cls) -> float:
        """Return epoch seconds."""
        return cls._read() if cls._clock is None else time.clock_gettime(cls._clock)


def of_machine() -> float:
    """Return the machine's own time in epoch seconds, whatever the clocks of tests show.

    Certificates live by it, as TLS libraries ask the system itself. Where a test moves the process
    by time-machine, this moves along on other systems than Linux.
    """
    return _Machine.seconds()


class Stopwatch:
    """How much real time has passed since it was made, whatever the clocks of tests show.

    Attributes:
        begun: when that was, in seconds that all processes of the machine count alike.

    """

    __slots__ = ("begun",)

    # Kept in a class: freezegun puts its own in place of what modules hold.
    _read = staticmethod(time.perf_counter)

    def __init__(self) -> None:
        self.begun = self._read()

    def seconds(self) -> float:
        """Return the seconds since then."""
        return self._read() - self.begun


class Clock:
    """What time it is for the emulator.

    Shared by all threads: readers take no lock; of those who move it, one comes after the other.
    """

    __slots__ = ("_alone", "_changed", "_frozen_at", "_look", "_offset")

    def __init__(self) -> None:
        self._offset = 0.0
        self._frozen_at: float | None = None
        lock = RLock()
        self._alone: Callable[[], AbstractContextManager[object]] = lambda: lock
        self._look: Callable[[], None] = _nothing
        self._changed: Callable[[Setting], None] = _nothing

    def now(self) -> float:
        """Return the current time in epoch seconds, to the millisecond as the service keeps it.

        It is rounded down: a time that was rounded up could lie in a second that the process has
        not reached yet, and verifiers would refuse such tokens.
        """
        return math.floor(self.exact() * 1000 + _FLOAT_ERROR) / 1000

    def exact(self) -> float:
        """Return the current time in epoch seconds, not rounded."""
        frozen_at = self._frozen_at
        return time.time() + self._offset if frozen_at is None else frozen_at

    @property
    def frozen(self) -> bool:
        """Whether time stands still."""
        return self._frozen_at is not None

    @property
    def offset(self) -> float:
        """Seconds by which the emulator is ahead of the process."""
        frozen_at = self._frozen_at
        return self._offset if frozen_at is None else frozen_at - time.time()

    def of_process(self) -> float:
        """Return the process's own time in epoch seconds; moving this clock does not change it."""
        return time.time()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Keep others from moving the clock, so that several changes are one."""
        with self._alone():
            self._look()
            yield

    def move_to(self, when: datetime | float | str) -> None:
        """Set the time to ``when``; it runs on from there, unless it is frozen.

        Raises:
            ValueError: ``when`` is a text that is not an ISO 8601 date.

        """
        with self.changing():
            self._jump(parse(when))

    def shift(self, delta: timedelta | float | None = None, /, **units: float) -> None:
        """Move by ``delta`` (seconds or a timedelta) or by timedelta's own units.

        >>> clock = Clock()
        >>> clock.shift(hours=1)
        >>> clock.shift(-30)
        """
        step = delta if isinstance(delta, timedelta) else timedelta(seconds=delta or 0)
        with self.changing():
            self._jump(self.exact() + (step + timedelta(**units)).total_seconds())

    def freeze(self, when: datetime | float | str | None = None) -> None:
        """Stop time, now or at ``when``."""
        with self.changing():
            self.set_back((self._offset, self.exact() if when is None else parse(when)))

    def unfreeze(self) -> None:
        """Let time run again, from where it stopped."""
        with self.changing():
            if self._frozen_at is not None:
                self.set_back((self._frozen_at - time.time(), None))

    def reset(self) -> None:
        """Go back to the process's own time."""
        self.set_back((0.0, None))

    def setting(self) -> Setting:
        """Return the state of the clock, for :meth:`set_back`."""
        return self._offset, self._frozen_at

    def set_back(self, setting: Setting) -> None:
        """Restore a state that :meth:`setting` returned."""
        self.follow(setting)
        self._changed(setting)

    def follow(self, setting: Setting) -> None:
        """Show what another clock shows, whose state :meth:`setting` returned; nobody is told."""
        self._offset, self._frozen_at = setting

    def keep_in(
        self,
        alone: Callable[[], AbstractContextManager[object]],
        look: Callable[[], None],
        changed: Callable[[Setting], None],
    ) -> None:
        """Have others know how the clock is set.

        Args:
            alone: keeps others from setting it.
            look: sets it as others have it, by :meth:`follow`; it is called before each change.
            changed: is called after each change, with the new state.

        """
        self._alone, self._look, self._changed = alone, look, changed

    def _jump(self, target: float) -> None:
        if self._frozen_at is None:
            self.set_back((target - time.time(), None))
        else:
            self.set_back((self._offset, target))


def _nothing(_setting: Setting = (0.0, None)) -> None:
    """Do nothing: nobody shares the clock."""
