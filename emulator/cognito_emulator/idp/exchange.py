"""What a stand-in is asked, and what it answers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

Pairs = tuple[tuple[str, str], ...]

_FORM = "application/x-www-form-urlencoded"
_NO_STORE = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request to a provider.

    Attributes:
        method: in capitals.
        path: below the provider's own address, for example ``/token``.
        base_url: the provider's own address as whoever asks reaches it, without a slash at its end.
        query: the parameters of the URL, in their order.
        form: those of the body.
        headers: by their names in lower case.
        now: the time in epoch seconds.

    """

    method: str
    path: str
    base_url: str
    now: float
    query: Pairs = ()
    form: Pairs = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def request_to(
    base_url: str,
    method: str,
    url: str,
    now: float,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
) -> Request:
    """Return a request as HTTP brings it.

    Args:
        base_url: the provider's own address, with which the URL begins.
        method: in capitals.
        url: all of it.
        now: epoch seconds.
        headers: in any case.
        body: of any type; parameters are read from forms alone.

    """
    lower = {name.lower(): value for name, value in (headers or {}).items()}
    path, _, query = url.partition("#")[0].removeprefix(base_url).partition("?")
    return Request(
        method=method,
        path=unquote(path) or "/",
        base_url=base_url,
        now=now,
        query=pairs(query),
        form=form_of(lower, body),
        headers=lower,
    )


def pairs(text: str) -> Pairs:
    """Return the parameters in a query or a form, in their order."""
    return tuple(parse_qsl(text, keep_blank_values=True))


def form_of(headers: Mapping[str, str], body: bytes) -> Pairs:
    """Return the parameters of a body; none where it is no form.

    Args:
        headers: by their names in lower case.
        body: the body.

    """
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return pairs(body.decode("utf-8", "replace")) if kind == _FORM else ()


def single(parameters: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return parameters by their names; an empty one counts as left out (RFC 6749, section 3.1)."""
    return {name: value for name, value in parameters if value}


def repeated(parameters: Iterable[tuple[str, str]]) -> str | None:
    """Return the first name that is there twice, which OAuth forbids; ``None`` if there is none."""
    counts = Counter(name for name, _ in parameters)
    return next((name for name, count in counts.items() if count > 1), None)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as HTTP has it."""

    status: int
    headers: Pairs
    body: bytes


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The provider keeps whoever asks waiting, for longer than they have patience.

    Attributes:
        seconds: after so many seconds who serves it gives up.

    """

    seconds: float = 60.0


Answered = Answer | NoAnswer


def document(
    members: Mapping[str, Any], status: int = 200, *headers: tuple[str, str], keep: bool = False
) -> Answer:
    """Return a JSON document.

    Args:
        members: in their order.
        status: of the answer.
        headers: more of them.
        keep: whether who asks may keep it; tokens and people's claims may not be kept.

    """
    body = json.dumps(members, ensure_ascii=False).encode("utf-8", "replace")
    kind = ("Content-Type", "application/json;charset=UTF-8")
    return Answer(status, (kind, *(() if keep else _NO_STORE), *headers), body)


def text(sentence: str, status: int, kind: str = "text/plain") -> Answer:
    """Return a text."""
    header = ("Content-Type", f"{kind};charset=UTF-8")
    return Answer(status, (header, *_NO_STORE), sentence.encode("utf-8", "replace"))


class OAuthError(Exception):
    """What OAuth refuses a request with.

    Attributes:
        error: its code, for example ``invalid_grant``.
        description: a sentence for developers.
        status: of an answer that is no redirect.

    """

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description
        self.status = status
