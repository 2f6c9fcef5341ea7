"""Moving time for the emulator and the test process, both at once.

The emulator asks ``time.time()``, which freezegun and time-machine replace. So it is enough to move
the process, and the emulator's own offset stays at nothing: it would count twice.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from datetime import datetime, timedelta
from typing import Literal, get_args

from cognito_emulator.clock import instant, parse
from cognito_emulator.nearest import nearest
from pytest_cognito_emulator.names import naming
from pytest_cognito_emulator.tokens import CognitoTokens, claims_of

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

    def __init__(self, backend: str = "freezegun") -> None:
        """Take what moves the time: ``freezegun`` or ``time-machine``."""
        self._backend = backend
        self._depth = len(_moves)
        self._expiry_of_refresh: Callable[[str], float] = _unknown_refresh_token

    def __repr__(self) -> str:
        return f"<CognitoClock {self.now().isoformat()}, moved by {self._backend}>"

    def now(self) -> datetime:
        """Return the time as an aware UTC datetime."""
        return instant(_now())

    def move_to(self, when: datetime | float | str) -> Move:
        """Make it ``when``: a datetime (naive means UTC), epoch seconds, or an ISO 8601 text."""
        return self._move(parse(when))

    def shift(self, delta: timedelta | float | None = None, /, **units: float) -> Move:
        """Move by ``delta`` (seconds or a timedelta) or by timedelta's own units.

        >>> cognito_clock.shift(hours=1, minutes=30)
        >>> cognito_clock.shift(-30)

        Raises:
            ValueError: there is no such unit.

        """
        for unit in units:
            if unit not in _UNITS:
                raise ValueError(f"{unit} is no unit of time; {nearest(unit, _UNITS)}.")
        step = delta if isinstance(delta, timedelta) else timedelta(seconds=delta or 0)
        return self._move(_now() + (step + timedelta(**units)).total_seconds())

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

        """
        return self._move(max(_now(), self._expiry(tokens, use) + 1))

    def freeze(self, when: datetime | float | str | None = None) -> Move:
        """Stop time, now or at ``when``; the other verbs then lead to another still moment."""
        return self._move(_now() if when is None else parse(when), freeze=True)

    def learn(self, expiry_of_refresh: Callable[[str], float]) -> None:
        """Take what tells when a refresh token expires, in epoch seconds."""
        self._expiry_of_refresh = expiry_of_refresh

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
        moves = [f"moved by {self._backend}"] if _moves else []
        frozen = ["frozen"] if _moves and _moves[-1].frozen else []
        return ", ".join((self.now().isoformat(timespec="seconds"), *moves, *frozen))

    def _expiry(self, tokens: CognitoTokens | str, use: ExpiryOf | None) -> float:
        if use not in (None, *get_args(ExpiryOf)):
            raise ValueError(f"use is {use!r}; it must be access, id or refresh.")
        if isinstance(tokens, str):
            return _exp(tokens.removeprefix("Bearer "))
        if use == "refresh":
            return self._expiry_of_refresh(tokens.refresh_token)
        listed = {"access": [tokens.access_token], "id": [tokens.id_token]}
        return max(
            _exp(each) for each in listed.get(use or "", [tokens.access_token, tokens.id_token])
        )

    def _move(self, when: float, *, freeze: bool = False) -> Move:
        frozen = freeze or bool(_moves and _moves[-1].frozen)
        undo = _mover(self._backend)(when, frozen)
        move = Move(self, len(_moves), undo, frozen=frozen)
        _moves.append(move)
        return move


class Move:
    """A move of the clock, undone at the end of a ``with`` statement."""

    def __init__(self, clock: CognitoClock, depth: int, undo: Undo, *, frozen: bool) -> None:
        self._clock = clock
        self._depth = depth
        self.undo = undo
        self.frozen = frozen

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
