"""The JSON API as a WSGI function in front of Flask, which would cost as much as the answer."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from cognito_emulator.wire import handle

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from cognito_emulator.emulator import Emulator
    from cognito_emulator.web.guard import Guard


class AwsJson:
    """Answers whatever comes to ``/``, and leaves the rest to another application."""

    def __init__(self, emulator: Emulator, guard: Guard, rest: WSGIApplication) -> None:
        self._emulator = emulator
        self._guard = guard
        self._rest = rest

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        if environ.get("PATH_INFO", "") not in ("/", ""):
            return self._rest(environ, start_response)
        method = environ["REQUEST_METHOD"]
        answer = handle(
            self._emulator,
            method,
            _headers(environ),
            _body(environ),
            base_url=base_url(environ),
            query=environ.get("QUERY_STRING", ""),
            ip=environ.get("REMOTE_ADDR"),
            objection=self._guard.objection_to_page(environ),
        )
        length = ("Content-Length", str(len(answer.body)))
        start_response(STATUS_LINES[answer.status], [*answer.headers.items(), length])
        return [] if method == "HEAD" else [answer.body]


#: Status lines by their code.
STATUS_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


def base_url(environ: WSGIEnvironment) -> str:
    """Return where the caller reaches the server, by the request's own word.

    ``X-Forwarded-*`` is not believed, anybody can send it: behind a proxy, ``--public-url`` tells.
    """
    host = environ.get("HTTP_HOST")
    if not host:
        name = environ["SERVER_NAME"]
        host = f"{f'[{name}]' if ':' in name else name}:{environ['SERVER_PORT']}"
    return f"{environ['wsgi.url_scheme']}://{host}"


def _headers(environ: WSGIEnvironment) -> dict[str, str]:
    """Return the request's headers, all of them: a signature may cover any."""
    headers = {
        name[5:].replace("_", "-"): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    if "CONTENT_TYPE" in environ:
        headers["content-type"] = environ["CONTENT_TYPE"]
    if "CONTENT_LENGTH" in environ:
        headers["content-length"] = environ["CONTENT_LENGTH"]
    return headers


def _body(environ: WSGIEnvironment) -> bytes:
    """Return the body, of which the server has kept no more than it takes to refuse it."""
    return bytes(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
