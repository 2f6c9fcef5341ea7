"""A server that has functions for tests."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Exchange:
    """A request to the server, and what it answers."""

    path: str
    headers: dict[str, str]
    event: Any
    status: int = 200
    answer: Any = None
    answer_headers: dict[str, str] | None = None


@contextmanager
def functions_at(answer: Callable[[Exchange], None]) -> Iterator[str]:
    """Run an HTTP server whose answers ``answer`` fills in; its URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            exchange = Exchange(self.path, dict(self.headers), json.loads(body))
            answer(exchange)
            said = exchange.answer
            payload = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(exchange.status)
            for name, value in (exchange.answer_headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Say nothing of clients that did not wait."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
