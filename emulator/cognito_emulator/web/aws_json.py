"""The JSON API as a WSGI function in front of Flask, which would cost as much as the answer."""

from __future__ import annotations

import re
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cognito_emulator.service_hosts import service_host
from cognito_emulator.web.exchange import this_is_a_call
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
        this_is_a_call(environ)
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
    Who asks at the service's own host reaches the service, as far as it knows.
    """
    host = environ.get("HTTP_HOST")
    if host and (service := service_host(host)) is not None:
        return service.api_url(environ["wsgi.url_scheme"])
    if not host:
        name = environ["SERVER_NAME"]
        host = f"{f'[{name}]' if ':' in name else name}:{environ['SERVER_PORT']}"
    return f"{environ['wsgi.url_scheme']}://{host}"


def asked_url(environ: WSGIEnvironment, public_url: str | None) -> str:
    """Return where the caller reaches the server, as :func:`base_url` does.

    A proxy in front may change scheme and path. Where it passes the Host on, and that is the public
    URL's, the public URL has them.
    """
    if public_url is not None and _authority(environ.get("HTTP_HOST", "")) == _of_url(public_url):
        return public_url
    return base_url(environ)


def _authority(text: str) -> str:
    return _USUAL_PORT.sub("", text.lower())


@lru_cache(maxsize=16)
def _of_url(url: str) -> str:
    return _authority(urlsplit(url).netloc)


_USUAL_PORT = re.compile(r"\.?:(?:80|443)?$")


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
