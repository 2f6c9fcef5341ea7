"""HTTP requests that are no calls of an operation, as they are reported to whoever listens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from cognito_emulator import printable
from cognito_emulator.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from cognito_emulator.listeners import Listeners

_LONGEST_PATH, _LONGEST_SENTENCE = 120, 240
_REFUSED = 400  # and all above
_ENTRY = "cognito_emulator.request_kind"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Exchange(Record):
    """A request that is no call, and its result: for keys, discovery or control, or a refused one.

    ``str(exchange)`` is a line for a report, such as ``GET /x -> 404: There is nothing at /x.``

    Attributes:
        method: the request's method; empty if it could not be read.
        path: its path without the query, which may hold secrets; empty if it could not be read.
        status: the status of the answer.
        error: why the request was refused, as the client is told; ``None`` if it was not.

    """

    method: str = ""
    path: str = ""
    status: int
    error: str | None = None

    @property
    def refused(self) -> bool:
        """Whether the request was refused."""
        return self.status >= _REFUSED

    def __str__(self) -> str:
        what = printable.line(f"{self.method} {self.path}", _LONGEST_PATH) or "(unreadable)"
        why = f": {printable.line(self.error, _LONGEST_SENTENCE)}" if self.error else ""
        return f"{what} -> {self.status}{why}"


class ReportingApplication:
    """An application that reports its exchanges to listeners, except calls.

    Args:
        application: the one that answers; it says of calls `this_is_a_call`.
        listeners: who wants to hear.

    """

    def __init__(self, application: WSGIApplication, listeners: Listeners[Exchange]) -> None:
        self._application = application
        self._listeners = listeners

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        if not self._listeners.present:
            return self._application(environ, start_response)
        environ[_ENTRY] = kind = _Kind()
        begun: list[str] = []

        def begin(
            status: str, headers: list[tuple[str, str]], exc_info: object = None, /
        ) -> Callable[[bytes], object]:
            begun[:] = [status]
            return start_response(status, headers, exc_info)  # type: ignore[arg-type]

        body = _whole(self._application(environ, begin))
        if not kind.is_call:
            self._listeners.tell(_exchange(environ, begun[0], body))
        return [body]


class _Kind:
    """Which kind of request it is; applications pass it on in each copy of the environment."""

    def __init__(self) -> None:
        self.is_call = False


def this_is_a_call(environ: WSGIEnvironment) -> None:
    """Say that a request is reported as a call, by whoever answers it: it is no exchange."""
    kind: _Kind | None = environ.get(_ENTRY)
    if kind is not None:  # somebody listens
        kind.is_call = True


def _exchange(environ: WSGIEnvironment, status_line: str, body: bytes) -> Exchange:
    status = int(status_line.partition(" ")[0])
    return Exchange(
        method=environ["REQUEST_METHOD"],
        path=environ.get("PATH_INFO", "").encode("latin-1", "replace").decode("utf-8", "replace"),
        status=status,
        error=_sentence(body) if status >= _REFUSED else None,
    )


def _whole(pieces: Iterable[bytes]) -> bytes:
    try:
        return b"".join(pieces)
    finally:
        if (close := getattr(pieces, "close", None)) is not None:
            close()


def _sentence(body: bytes) -> str | None:
    """Return what a refusal says, whichever of our two shapes it has."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    found = document.get("error", document.get("message")) if isinstance(document, dict) else None
    return found if isinstance(found, str) else None
