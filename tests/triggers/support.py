"""Functions for tests: one that remembers what it was told, and a server that has some."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cognito_emulator import TriggerName
from tests.support import Lab

Event = dict[str, Any]
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:"


class Spy:
    """A function behind a trigger that fills in its response and remembers what it was told."""

    def __init__(
        self, lab: Lab, trigger: TriggerName, *, version: str | None = None, **response: Any
    ) -> None:
        self.events: list[Event] = []
        self.response = response
        self.deed: Callable[[Event], object] = lambda _event: None
        lab.emulator.on(trigger, self, version=version)

    def __call__(self, event: Event) -> Event:
        self.events.append(deepcopy(event))
        self.deed(event)
        event["response"].update(self.response)
        return event

    @property
    def event(self) -> Event:
        """The only one."""
        (event,) = self.events
        return event

    @property
    def sources(self) -> list[str]:
        """What it was asked for."""
        return [event["triggerSource"] for event in self.events]


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
