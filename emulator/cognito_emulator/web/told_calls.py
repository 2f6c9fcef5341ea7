"""Calls as they are told over HTTP, by one process or by all that answer for an emulator."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from cognito_emulator.control.history import MOST
from cognito_emulator.web.answers import iso
from cognito_emulator.web.siblings import Siblings, SilentSiblingError

if TYPE_CHECKING:
    from cognito_emulator.calls import Call
    from cognito_emulator.control.history import CallLog


_ODD = (
    "Another process, which answers for this emulator too, tells what this one does not understand:"
    " is it of another release?"
)
_LONGEST_NUMBER = 20  # digits


class Told(NamedTuple):
    """Calls, oldest first.

    Attributes:
        since: from when on they were kept, in epoch seconds on the emulator's clock.
        calls: they, as objects of JSON.

    """

    since: float
    calls: list[Any]


class OwnCalls:
    """The calls of an emulator that one process answers for."""

    def __init__(self, log: CallLog) -> None:
        self._log = log

    def of(self, operation: str | None) -> Told:
        """Return the calls, or those of one operation."""
        return Told(self._log.since, [in_json(view(each)) for each in self._log.of(operation)])

    def forget(self) -> int:
        """Throw them away; return how many there were."""
        return self._log.forget()


class CallsOfAll:
    """The calls of an emulator that several processes answer for: each keeps its own.

    They are kept from the first request to each process on.
    """

    def __init__(self, log: CallLog, store: str) -> None:
        self._log = log
        self._siblings = Siblings(store, self._answered)
        log.begin()
        self._siblings.listen()

    def of(self, operation: str | None) -> Told:
        """Return the calls of all processes, or those of one operation; the newest ones.

        Raises:
            SiblingsError: other processes cannot be asked, or do not answer.

        """
        theirs = self._siblings.ask(json.dumps({"calls": operation}).encode())
        told = [_understood(answer) for answer in (self._told(operation), *theirs)]
        by_time = sorted(
            (call for each in told for call in each["calls"]), key=lambda call: call[0]
        )
        calls = [in_json(document) for _over, document in by_time[-MOST:]]
        return Told(min(each["since"] for each in told), calls)

    def forget(self) -> int:
        """Throw them away, in all processes; return how many there were.

        Raises:
            SiblingsError: other processes cannot be asked, or do not answer.

        """
        theirs = self._siblings.ask(json.dumps({"forget": True}).encode())
        return self._log.forget() + sum(map(_number, theirs))

    def _answered(self, question: bytes) -> bytes:
        asked = json.loads(question)
        if "forget" in asked:
            return str(self._log.forget()).encode()
        return self._told(asked["calls"])

    def _told(self, operation: str | None) -> bytes:
        calls = [[each.over, in_json(view(each))] for each in self._log.of(operation)]
        return orjson.dumps({"since": self._log.since, "calls": calls})


def _understood(answer: bytes) -> dict[str, Any]:
    """Return what a process has told of its calls.

    Raises:
        SilentSiblingError: that is something else.

    """
    try:
        found = json.loads(answer)
        if _is_told(found):
            return dict(found)
    except (ValueError, RecursionError):
        pass
    raise SilentSiblingError(_ODD)


def _is_told(found: object) -> bool:
    match found:
        case {"since": int() | float(), "calls": list(calls)}:
            return all(_is_call(each) for each in calls)
        case _:
            return False


def _is_call(found: object) -> bool:
    match found:
        case [int() | float(), dict()]:
            return True
        case _:
            return False


def _number(answer: bytes) -> int:
    """Return how many calls a process says it has forgotten.

    Raises:
        SilentSiblingError: it says something else.

    """
    if not (answer.isdigit() and len(answer) < _LONGEST_NUMBER):
        raise SilentSiblingError(_ODD)
    return int(answer)


def view(call: Call) -> dict[str, Any]:
    """Return a call as an object of JSON, but for what a caller in this process may have said."""
    error = call.error
    return {
        "operation": call.operation,
        "request": call.request,
        "answer": call.answer,
        "error": None if error is None else {"type": error.type, "message": error.message},
        "at": iso(call.at),
        "seconds": call.seconds,
        "door": call.door,
        "region": call.region,
        "injected": call.injected,
        "line": str(call),
    }


def in_json(document: object) -> orjson.Fragment:
    """Return JSON of whatever a caller or a function of this process said.

    Moments and other things that JSON does not have become texts; halves of characters are escaped.
    """
    try:
        return orjson.Fragment(orjson.dumps(document, default=str))
    except TypeError:
        return orjson.Fragment(json.dumps(document, default=str, skipkeys=True).encode())
