"""What tests ask of a running emulator: reset, messages, clock, challenges. ``/_emulator/...``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import Blueprint, request

from cognito_emulator.clock import instant, parse
from cognito_emulator.errors import CognitoError
from cognito_emulator.web.answers import answer

if TYPE_CHECKING:
    from flask import Response

    from cognito_emulator.clock import Clock
    from cognito_emulator.domain.auth.driver import OpenChallenge
    from cognito_emulator.domain.auth.forced import ForcedChallenge
    from cognito_emulator.domain.messages import Message
    from cognito_emulator.emulator import Emulator
    from cognito_emulator.web.guard import Guard

_UNITS = ("weeks", "days", "hours", "minutes", "seconds", "milliseconds")
# Tokens tell whole seconds since 1970; far ends leave room for the lifetimes that are added.
_EARLIEST = datetime(1970, 1, 2, tzinfo=UTC).timestamp()
_LATEST = datetime(9000, 1, 1, tzinfo=UTC).timestamp()


class BadRequest(ValueError):  # noqa: N818 - named for what it says of the request
    """A request that cannot be carried out; the sentence names the member."""


def blueprint(emulator: Emulator, guard: Guard) -> Blueprint:
    """Return the routes under ``/_emulator/``, but for the health check."""
    routes = Blueprint("control", __name__, url_prefix="/_emulator")

    @routes.before_request
    def refuse_foreigners() -> Response | None:
        """Let nobody else in."""
        objection = guard.objection(request.environ)
        return None if objection is None else answer({"error": objection}, 403)

    @routes.errorhandler(BadRequest)
    def bad_request(error: BadRequest) -> Response:
        """Say what is wrong with a request."""
        return answer({"error": str(error)}, 400)

    @routes.post("/reset")
    def reset() -> Response:
        """Go back to the seeds."""
        emulator.reset()
        return answer({"status": "ok"})

    _add_messages(routes, emulator)
    _add_clock(routes, emulator.clock)
    _add_challenges(routes, emulator)
    return routes


def _add_messages(routes: Blueprint, emulator: Emulator) -> None:
    @routes.get("/messages")
    def messages() -> Response:
        """Show messages."""
        found = emulator.messages(**_recipient())
        return answer({"messages": [_message_view(message) for message in found]})

    @routes.delete("/messages")
    def forget_messages() -> Response:
        """Throw messages away."""
        return answer({"deleted": emulator.forget_messages(**_recipient())})


def _add_clock(routes: Blueprint, clock: Clock) -> None:
    @routes.get("/clock")
    def show_clock() -> Response:
        """Show the time."""
        return answer(_clock_view(clock))

    @routes.put("/clock")
    def set_clock() -> Response:
        """Move, stop or release the clock."""
        _set_clock(clock, _body("shift", "move_to", "freeze"))
        return answer(_clock_view(clock))

    @routes.delete("/clock")
    def reset_clock() -> Response:
        """Show the process's own time."""
        clock.reset()
        return answer(_clock_view(clock))


def _add_challenges(routes: Blueprint, emulator: Emulator) -> None:
    @routes.get("/challenges")
    def challenges() -> Response:
        """Show the wishes that nobody has met yet."""
        return answer({"challenges": [_wish_view(w) for w in emulator.forced_challenges()]})

    @routes.get("/challenges/open")
    def open_challenges() -> Response:
        """Show the challenges that wait for an answer."""
        return answer({"challenges": [_open_view(each) for each in _open(emulator)]})

    @routes.post("/challenges")
    def force_challenge() -> Response:
        """Wish for a challenge."""
        return answer(_wish_view(_force(emulator)), 201)

    @routes.delete("/challenges")
    def forget_challenges() -> Response:
        """Take all wishes back."""
        return answer({"deleted": emulator.forget_challenges()})


# --- views ----------------------------------------------------------------------------------------


def _message_view(message: Message) -> dict[str, str | None]:
    """Return a message as the control API shows it."""
    return {
        "id": message.id,
        "user_pool_id": message.user_pool_id,
        "username": message.username,
        "medium": message.medium,
        "destination": message.destination,
        "reason": message.reason,
        "code": message.code,
        "subject": message.subject,
        "body": message.body,
        "sent_at": _iso(message.sent_at),
    }


def _wish_view(wish: ForcedChallenge) -> dict[str, str | int | None]:
    return {
        "id": wish.id,
        "challenge": wish.challenge,
        "user_pool_id": wish.pool_id,
        "username": wish.username,
        "times": wish.times,
    }


def _open_view(waiting: OpenChallenge) -> dict[str, Any]:
    return {
        "challenge": waiting.name,
        "user_pool_id": waiting.pool_id,
        "client_id": waiting.client_id,
        "username": waiting.username,
        "session": waiting.session,
        "responses": waiting.responses,
        "expires_at": _iso(waiting.expires_at),
    }


def _clock_view(clock: Clock) -> dict[str, str | bool | float]:
    return {
        "now": _iso(clock.now()),
        "frozen": clock.frozen,
        "offset_seconds": round(clock.offset, 3),
    }


def _iso(epoch: float) -> str:
    return instant(epoch).isoformat(timespec="milliseconds").replace("+00:00", "Z")


# --- requests -------------------------------------------------------------------------------------


def _recipient() -> dict[str, str | None]:
    _refuse_unknown(request.args, ("pool_id", "username"), "query parameter")
    return {name: request.args.get(name) for name in ("pool_id", "username")}


def _body(*members: str) -> dict[str, Any]:
    """Return the request's JSON object, which has none but these members."""
    try:
        document = json.loads(request.get_data())
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise BadRequest(f"The body must be a JSON object; its members are {_listed(members)}.")
    _refuse_unknown(document, members, "member")
    return document


def _refuse_unknown(given: Mapping[str, Any], known: tuple[str, ...], what: str) -> None:
    for name in given:
        if name not in known:
            raise BadRequest(f"{name} is no {what} here; there is {_listed(known)}.")


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names[:-1]) + f" and {names[-1]}"


def _open(emulator: Emulator) -> list[OpenChallenge]:
    whose = _recipient()
    pool_id, username = whose["pool_id"], whose["username"]
    if not pool_id:
        raise BadRequest("pool_id is missing.")
    try:
        return emulator.open_challenges(pool_id, username)
    except CognitoError as error:
        raise _wrong_name(error, "pool_id", username) from None


def _wrong_name(error: CognitoError, pool_member: str, username: str | None) -> BadRequest:
    """Return a refusal that says which member of a request names nobody."""
    member = pool_member if "User pool" in str(error) else f"username: {username}"
    return BadRequest(f"{member}: {error}")


def _force(emulator: Emulator) -> ForcedChallenge:
    wished = _body("challenge", "user_pool_id", "username", "times")
    times = wished.get("times", 1)
    if type(times) is not int or times < 1:
        raise BadRequest("times must be a whole number, 1 or more.")
    username = None if wished.get("username") is None else _text(wished, "username")
    challenge, pool_id = _text(wished, "challenge"), _text(wished, "user_pool_id")
    try:
        return emulator.force_challenge(challenge, pool_id=pool_id, username=username, times=times)
    except ValueError as error:
        raise BadRequest(f"challenge: {error}") from None
    except CognitoError as error:
        raise _wrong_name(error, "user_pool_id", username) from None


def _text(document: Mapping[str, Any], member: str) -> str:
    value = document.get(member)
    if not isinstance(value, str) or not value:
        raise BadRequest(f"{member} is {'missing' if value is None else 'no text'}.")
    return value


# --- the clock ------------------------------------------------------------------------------------


def _set_clock(clock: Clock, wished: dict[str, Any]) -> None:
    """Move first, shift then, freeze last; nothing at all if any of it is wrong."""
    if not wished:
        raise BadRequest("Say shift, move_to or freeze.")
    freeze = wished.get("freeze")
    if not isinstance(freeze, bool | str | None):
        raise BadRequest("freeze must be true, false, or the date to stop at.")
    target = _moment("move_to", wished["move_to"]) if "move_to" in wished else clock.now()
    step = _step(wished["shift"]) if "shift" in wished else 0.0
    _check_range("shift" if step else "move_to", target + step)
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
    _refuse_unknown(units, _UNITS, "unit of shift")
    for unit, amount in units.items():
        if isinstance(amount, bool) or not isinstance(amount, int | float):
            raise BadRequest(f"shift: {unit} must be a number.")
    try:
        return timedelta(**units).total_seconds()
    except (OverflowError, ValueError):
        raise BadRequest("shift is too large.") from None


def _moment(member: str, value: object) -> float:
    """Return epoch seconds of an ISO 8601 text or a number of seconds."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise BadRequest(f"{member} must be an ISO 8601 date, as in 2030-01-01T00:00:00Z.")
    try:
        moment = parse(value)
    except (ValueError, OverflowError):
        raise BadRequest(f"{member} is no ISO 8601 date: {value}") from None
    _check_range(member, moment)
    return moment


def _check_range(member: str, moment: float) -> None:
    if not _EARLIEST <= moment <= _LATEST:
        raise BadRequest(f"{member} leads out of the years 1970 to 8999.")
