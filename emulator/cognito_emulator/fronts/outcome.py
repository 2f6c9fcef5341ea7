"""What a front decides, and what a client gets."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from cognito_emulator.fronts.request import Pairs

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a client gets.

    Attributes:
        status: of HTTP.
        headers: names and values, in the front's order.
        body: its bytes.
        reason: what is wrong with the function's answer, in plain words; ``None`` where it is good.

    """

    status: int
    headers: Pairs
    body: bytes
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """The front's own answer; the app hears nothing of the request.

    Attributes:
        answer: what the client gets.
        reason: why, in plain words; no client is told.

    """

    answer: Answer
    reason: str


@dataclass(frozen=True, slots=True)
class Admitted:
    """The request goes on to the app.

    Attributes:
        event: what a Lambda function gets.

    """

    event: Event


Outcome = Refusal | Admitted


def compact(document: object) -> bytes:
    """Return JSON as fronts write it: without blanks."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode(
        errors="backslashreplace"
    )
