"""The application with which `servers` compares HTTP servers, and the way to start each.

`python servers_app.py <server> <flask|front> <port>`, in an environment that has them all.
It does what a sign-in does at the least: JSON in, two RSA-2048 signatures, JSON out. With
`front`, a function answers the API before Flask, which nothing then needs to import.
"""

# ruff: noqa: PLC0415 - each start imports only what it measures

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

HOST = "127.0.0.1"
THREADS = 8
FRONT = "SERVERS_APP_FRONT"
TARGET = "HTTP_X_AMZ_TARGET"

_keys: list[Any] = []


def answer(target: str, body: bytes) -> bytes:
    """Answer an API request."""
    document = json.loads(body)
    if target.endswith("InitiateAuth"):
        if not _keys:  # not at the start: no server is to be charged for it
            _keys.append(generate_private_key(public_exponent=65537, key_size=2048))
        for _ in range(2):
            _keys[0].sign(body * 20, PKCS1v15(), SHA256())
        document = {"IdToken": "t" * 1100, "AccessToken": "t" * 1100}
    return json.dumps(document).encode()


def front(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer the API and the health check, without Flask."""
    content = b"{}"
    if TARGET in environ:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        content = answer(environ[TARGET], body)
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(content)))]
    start_response("200 OK", headers)
    return [content]


def with_flask() -> WSGIApplication:
    """Answer the same by Flask's routing."""
    from flask import Flask, Response, request

    app = Flask(__name__)

    @app.post("/")
    def api() -> Response:
        content = answer(request.environ[TARGET], request.get_data())
        return Response(content, content_type="application/json")

    @app.get("/health")
    def health() -> dict[str, str]:
        return {}

    return app


def application() -> WSGIApplication:
    """The one that was asked for; granian calls this in its worker."""
    return front if os.environ[FRONT] == "front" else with_flask()


def _werkzeug(port: int) -> None:
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Quiet(WSGIRequestHandler):
        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Say nothing."""

    app = application()
    make_server(HOST, port, app, threaded=True, request_handler=Quiet).serve_forever()


def _waitress(port: int) -> None:
    waitress = import_module("waitress.server")
    waitress.create_server(application(), host=HOST, port=port, threads=THREADS).run()


def _cheroot(port: int) -> None:
    import_module("cheroot.wsgi").Server((HOST, port), application(), numthreads=THREADS).start()


def _granian(port: int) -> None:
    granian = import_module("granian")
    granian.Granian(
        "servers_app:application",
        factory=True,
        address=HOST,
        port=port,
        interface="wsgi",
        blocking_threads=THREADS,
        websockets=False,
        log_enabled=False,
    ).serve()


def _own(port: int) -> None:
    sys.path.insert(0, str(Path(__file__).parents[2] / "emulator"))
    from cognito_emulator.clock import Clock
    from cognito_emulator.web.http_server import HttpServer
    from cognito_emulator.web.listening import listen

    HttpServer(application(), listen(HOST, port), Clock()).run()


SERVERS: dict[str, Callable[[int], None]] = {
    "own": _own,
    "werkzeug": _werkzeug,
    "waitress": _waitress,
    "cheroot": _cheroot,
    "granian": _granian,
}

if __name__ == "__main__":
    os.environ[FRONT] = sys.argv[2]
    SERVERS[sys.argv[1]](int(sys.argv[3]))
