"""``/_emulator/clock``: the emulator's time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cognito_emulator.clock import parse
from cognito_emulator.web.answers import answer, iso
from cognito_emulator.web.control import parameters

if TYPE_CHECKING:
    from flask import Blueprint, Response

    from cognito_emulator.clock import Clock
    from cognito_emulator.emulator import Emulator

_UNITS = ("weeks", "days", "hours", "minutes", "seconds", "milliseconds")


def add(routes: Blueprint, emulator: Emulator) -> None:
    """Add the routes."""

    @routes.get("/clock")
    def show_clock() -> Response:
        """Show the time."""
        parameters.nothing()
        return answer(_view(emulator.clock))

    @routes.put("/clock")
    def set_clock() -> Response:
        """Move, stop or release the clock."""
        wish = parameters.body("shift", "move_to", "freeze")  # which a client may send slowly
        with emulator.clock.changing():
            _set(emulator.clock, wish)
        return answer(_view(emulator.clock))

    @routes.delete("/clock")
    def reset_clock() -> Response:
        """Show the process's own time."""
        parameters.nothing()
        emulator.clock.reset()
        return answer(_view(emulator.clock))


def _view(clock: Clock) -> dict[str, str | bool | float]:
    return {
        "now": iso(clock.now()),
        "frozen": clock.frozen,
        "offset_seconds": round(clock.offset, 3),
    }


def _set(clock: Clock, wished: dict[str, Any]) -> None:
    """Move first, then shift, then freeze; do nothing at all if any of it is wrong."""
    if not wished:
        raise parameters.BadRequest("Say shift, move_to or freeze.")
    freeze = wished.get("freeze")
    if not isinstance(freeze, bool | str | None):
        raise parameters.BadRequest("freeze must be true, false, or the date to stop at.")
    target = _moment("move_to", wished["move_to"]) if "move_to" in wished else clock.now()
    step = _step(wished["shift"]) if "shift" in wished else 0.0
    parameters.check_range("shift" if step else "move_to", target + step)
    stop = _moment("freeze", freeze) if isinstance(freeze, str) else None
    if "move_to" in wished:
        clock.move_to(target)
    clock.shift(step)
    if freeze is False:
        clock.unfreeze()
    elif freeze is not None:
        clock.freeze(stop)


def _step(shift: object) -> float:
    """Return a shift in seconds: a number of them, or an object of units."""
    units = shift if isinstance(shift, dict) else {"seconds": shift}
    parameters.refuse_unknown(units, _UNITS, "unit of shift")
    for unit, amount in units.items():
        if isinstance(amount, bool) or not isinstance(amount, int | float):
            raise parameters.BadRequest(f"shift: {unit} must be a number.")
    try:
        return timedelta(**units).total_seconds()
    except (OverflowError, ValueError):
        raise parameters.BadRequest("shift is too large.") from None


def _moment(member: str, value: object) -> float:
    """Return epoch seconds of an ISO 8601 text or a number of seconds."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise parameters.BadRequest(
            f"{member} must be an ISO 8601 date, as in 2030-01-01T00:00:00Z."
        )
    try:
        moment = parse(value)
    except (ValueError, OverflowError):
        raise parameters.BadRequest(f"{member} is no ISO 8601 date: {value}") from None
    parameters.check_range(member, moment)
    return moment
