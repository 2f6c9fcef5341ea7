"""An app behind a load balancer that speaks WSGI, called without a server (PEP 3333)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from cognito_emulator.fronts.outcome import Answer

if TYPE_CHECKING:
    from cognito_emulator.fronts.request import FrontRequest, Pairs

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_PORT = "80"  # the load balancer speaks plain HTTP to its targets, on this side


def call(app: App, request: FrontRequest) -> Answer:
    """Return what an app answers; what it raises is raised here, as test clients do it."""
    started: list[tuple[str, Pairs]] = []
    written: list[bytes] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], exc_info: object = None
    ) -> Callable[[bytes], None]:
        del exc_info  # an app that begins anew: the last beginning counts
        started.append((status, tuple(headers)))
        return written.append

    chunks = app(environ(request), start_response)
    try:
        written.extend(chunks)
    finally:
        close = getattr(chunks, "close", None)
        if close is not None:
            close()
    if not started:
        raise RuntimeError(f"{app!r} has not called start_response, so it has not answered.")
    status, headers = started[-1]
    return Answer(int(status.partition(" ")[0]), headers, b"".join(written))


def environ(request: FrontRequest) -> dict[str, Any]:
    """Return a request as an app gets it from a server."""
    host = request.header("Host") or ""
    return {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": _latin(request.decoded_path),
        "RAW_URI": request.path,
        "QUERY_STRING": _latin(request.raw_query),
        "CONTENT_TYPE": request.header("Content-Type") or "",
        "CONTENT_LENGTH": str(len(request.body)) if request.body else "",
        "SERVER_NAME": host.partition(":")[0] or "localhost",
        "SERVER_PORT": _PORT,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": request.source_ip,
        **_headers(request),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(request.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def _headers(request: FrontRequest) -> dict[str, str]:
    """Return ``HTTP_...`` variables; several headers of a name are one, as servers join them."""
    found: dict[str, list[str]] = {}
    for name, value in request.headers:
        found.setdefault(name.upper().replace("-", "_"), []).append(_latin(value))
    joined = {
        name: ("; " if name == "COOKIE" else ",").join(values) for name, values in found.items()
    }
    apart = ("CONTENT_TYPE", "CONTENT_LENGTH")
    return {f"HTTP_{name}": value for name, value in joined.items() if name not in apart}


def _latin(text: str) -> str:
    """Return the bytes of a text as WSGI has them, a character for each."""
    return text.encode(errors="surrogateescape").decode("latin-1")
