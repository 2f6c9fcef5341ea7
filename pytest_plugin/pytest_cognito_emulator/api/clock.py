"""Moving time for the emulator and the test process, both at once, or for the emulator alone.

The emulator asks ``time.time()``, which freezegun and time-machine replace. So it is enough to move
the process, and the emulator's own offset stays at nothing: it would count twice. That offset is
what is moved where the process is to be let alone.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from datetime import datetime, timedelta
from typing import Literal, get_args

from cognito_emulator.clock import Clock, instant, parse
from cognito_emulator.nearest import nearest
from pytest_cognito_emulator.api.tokens import CognitoTokens, checked_tokens, claims_of
from pytest_cognito_emulator.names import naming

Undo = Callable[[], None]
ExpiryOf = Literal["access", "id", "refresh"]

_UNITS = ("weeks", "days", "hours", "minutes", "seconds", "milliseconds", "microseconds")

#: pytest reads the time itself to report how long a test took.
_IGNORED = ["_pytest.timing"]


def _unknown_refresh_token(_token: str) -> float:
    raise ValueError("This clock knows no refresh tokens.")


class CognitoClock:
    """What time it is, for the emulator and the test. Time runs on unless :meth:`freeze` stops it.

    Each verb holds until the end of the test or, in a ``with`` statement, until the end of that:

    >>> with cognito_clock.shift(hours=2):
    ...     ...  # two hours later
    """

    def __init__(
        self,
        backend: str = "freezegun",
        emulator: Clock | None = None,
        expiry_of_refresh: Callable[[str], float] = _unknown_refresh_token,
    ) -> None:
        """Make one.

        Args:
            backend: what moves the time: ``freezegun`` or ``time-machine`` that of the process, and
                the emulator's with it; ``emulator`` the emulator's alone.
            emulator: its clock.
            expiry_of_refresh: tells when a refresh token expires, in epoch seconds.

        """
        self._backend = backend
        self._emulator = emulator or Clock()
        self._depth = len(_moves)
        self._expiry_of_refresh = expiry_of_refresh

    def __repr__(self) -> str:
        return f"<CognitoClock {self.now().isoformat()}, {self._moved_by}>"

    def use(self, backend: str) -> None:
        """Have another backend move the time from now on; what was moved stays so."""
        self._backend = backend

    def now(self) -> datetime:
        """Return the time as an aware UTC datetime."""
        return instant(self._now())

    def move_to(self, when: datetime | float | str) -> Move:
        """Make it ``when``: a datetime (naive means UTC), epoch seconds, or an ISO 8601 text.

        Raises:
            ValueError: ``when`` is something else.

        """
        return self._move(parse(when))

    def shift(self, delta: timedelta | float | None = None, /, **units: float) -> Move:
        """Move by ``delta`` (seconds or a timedelta) or by timedelta's own units.

        >>> cognito_clock.shift(hours=1, minutes=30)
        >>> cognito_clock.shift(-30)

        Raises:
            ValueError: there is no such unit, or something is no period.

        """
        for unit, number in units.items():
            if unit not in _UNITS:
                raise ValueError(f"{unit} is no unit of time; {nearest(unit, _UNITS)}.")
            if not isinstance(number, int | float):
                raise ValueError(f"{unit} is {number!r}; it must be a number.")  # noqa: TRY004
        if not isinstance(delta, timedelta | int | float | None):
            raise ValueError(  # noqa: TRY004 - what is taken is a matter of values, too
                f"{delta!r} is no period: take seconds, a timedelta, or units such as hours=1."
            )
        step = delta if isinstance(delta, timedelta) else timedelta(seconds=delta or 0)
        return self._move(self._now() + (step + timedelta(**units)).total_seconds())

    @naming()
    def expire(self, tokens: CognitoTokens | str, use: ExpiryOf | None = None) -> Move:
        """Move to one second after tokens have expired; not at all if they have already.

        >>> tokens = cognito_user.tokens()
        >>> cognito_clock.expire(tokens)

        Args:
            tokens: those of a sign-in, or a JSON Web Token.
            use: ``access``, ``id`` or ``refresh``, by default whichever of the first two lives
                longer.

        Raises:
            ValueError: there is no such use, it is no token, or one that never expires.
            TypeError: it is something else than tokens.

        """
        return self._move(max(self._now(), self._expiry(tokens, use) + 1))

    def freeze(self, when: datetime | float | str | None = None) -> Move:
        """Stop time, now or at ``when``; the other verbs then lead to another still moment.

        Raises:
            ValueError: ``when`` is no time, as :meth:`move_to` takes one.

        """
        return self._move(self._now() if when is None else parse(when), freeze=True)

    def put_back(self) -> None:
        """Undo all moves since this clock began, by other clocks too."""
        _undo(self._depth)

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Undo in the end what is moved inside."""
        depth = len(_moves)
        try:
            yield
        finally:
            _undo(depth)

    @property
    def told(self) -> str:
        """What time it is, and how it came to be, for reports."""
        last = self._last_move()
        moves = [self._moved_by] if last else []
        frozen = ["frozen"] if last and last.frozen else []
        return ", ".join((self.now().isoformat(timespec="seconds"), *moves, *frozen))

    def _expiry(self, tokens: CognitoTokens | str, use: ExpiryOf | None) -> float:
        if use not in (None, *get_args(ExpiryOf)):
            raise ValueError(f"use is {use!r}; it must be access, id or refresh.")
        if isinstance(tokens, str):
            return _exp(tokens.removeprefix("Bearer "))
        checked_tokens("expire", tokens, "or a JSON Web Token")
        if use == "refresh":
            return self._expiry_of_refresh(tokens.refresh_token)
        listed = {"access": [tokens.access_token], "id": [tokens.id_token]}
        return max(
            _exp(each) for each in listed.get(use or "", [tokens.access_token, tokens.id_token])
        )

    def _move(self, when: float, *, freeze: bool = False) -> Move:
        last = self._last_move()
        frozen = freeze or bool(last and last.frozen)
        mover = self._by_emulator if self._alone else _mover(self._backend)
        move = Move(self, len(_moves), mover(when, frozen), frozen=frozen, alone=self._alone)
        _moves.append(move)
        return move

    @property
    def _alone(self) -> bool:
        """Whether the emulator's time is moved alone."""
        return self._backend == "emulator"

    @property
    def _moved_by(self) -> str:
        return "moved for the emulator alone" if self._alone else f"moved by {self._backend}"

    def _now(self) -> float:
        """Return the time of what this clock moves, not rounded: an hour's shift is no less."""
        return self._emulator.exact() if self._alone else _now()

    def _last_move(self) -> Move | None:
        """Return the last move in force of what this clock moves."""
        return next((move for move in reversed(_moves) if move.alone == self._alone), None)

    def _by_emulator(self, when: float, frozen: bool) -> Undo:  # noqa: FBT001 - as all of them
        """Move the emulator's time alone."""
        clock, former = self._emulator, self._emulator.setting()
        if frozen:
            clock.freeze(when)
        else:
            clock.move_to(when)
        return lambda: clock.set_back(former)


class Move:
    """A move of the clock, undone at the end of a ``with`` statement."""

    def __init__(
        self, clock: CognitoClock, depth: int, undo: Undo, *, frozen: bool, alone: bool
    ) -> None:
        self._clock = clock
        self._depth = depth
        self.undo = undo
        self.frozen = frozen
        self.alone = alone

    def __enter__(self) -> CognitoClock:
        return self._clock

    def __exit__(self, *exception: object) -> None:
        _undo(self._depth)


#: All moves that are in force, of whatever clock: the time is the process's, and there is but one.
_moves: list[Move] = []


def _undo(depth: int) -> None:
    """Undo all moves but the first of so many."""
    while len(_moves) > depth:
        _moves.pop().undo()


def _exp(token: str) -> float:
    expiry = claims_of(token).get("exp")
    if not isinstance(expiry, int | float):
        raise ValueError("The token never expires: it has no exp.")  # noqa: TRY004 - a text of ours
    return expiry


def _now() -> float:
    """Return the process's time, moved as it is; not rounded: an hour's shift is no less."""
    return time.time()  # noqa: TID251 - this is the time that is moved


def _mover(backend: str) -> Callable[[float, bool], Undo]:
    """Return what moves the process: the chosen backend, unless freezegun is at work already.

    time-machine refuses to start then.
    """
    freezegun = sys.modules.get("freezegun.api")
    if backend == "freezegun" or (freezegun and freezegun.freeze_factories):
        return _by_freezegun
    return _by_time_machine


def _by_freezegun(when: float, frozen: bool) -> Undo:  # noqa: FBT001 - one signature for both
    """Move the process with freezegun.

    Starting it means going through all loaded modules, some 10 to 30 ms. So it is started once per
    test, and later moves exchange what it reads the time from. That also serves a test that has
    started freezegun itself and stops it before our moves are undone.
    """
    from freezegun import api  # noqa: PLC0415 - slow, needed only where time is moved

    target = instant(when)
    if not api.freeze_factories:
        # The zone stays as it is: freezegun would otherwise make UTC the local time.
        zone = timedelta(seconds=time.localtime(when).tm_gmtoff)
        freezer = api.freeze_time(
            target, tick=not frozen, tz_offset=zone, ignore=[*_IGNORED], real_asyncio=True
        )
        freezer.start()
        return freezer.stop
    former = api.freeze_factories[-1]
    naive = target.replace(tzinfo=None)
    moved = api.FrozenDateTimeFactory(naive) if frozen else copy(former)
    moved.time_to_freeze = naive
    if isinstance(moved, api.TickingDateTimeFactory):  # which cannot move before freezegun 1.5
        moved.start = api.real_datetime.now()
    api.freeze_factories[-1] = moved

    def undo() -> None:
        if api.freeze_factories and api.freeze_factories[-1] is moved:
            api.freeze_factories[-1] = former

    return undo


def _by_time_machine(when: float, frozen: bool) -> Undo:  # noqa: FBT001 - one signature for both
    """Move the process with time-machine; a number as destination leaves the time zone alone."""
    try:
        import time_machine  # noqa: PLC0415 - optional, needed only where time is moved
    except ImportError as missing:
        raise RuntimeError(
            "The ini option cognito_clock is time-machine, which is not installed."
        ) from missing
    journey = time_machine.travel(when, tick=not frozen)
    journey.start()
    return journey.stop
