"""Where clients race: each sends a request of its own, all at the same moment."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPResponse
from socket import create_connection, socket
from typing import Any, NamedTuple
from urllib.parse import urlencode

from tests.benchmarks import wire
from tests.benchmarks.wire import HOST
from tests.processes import children, connected

CLIENTS = 8
_RACES_OF_A_CONNECTION = 16  # the next one may be another worker's
_TRIES = 200
_PATIENCE = 60.0


class Answer(NamedTuple):
    """What a client was answered."""

    status: int
    body: Any

    @property
    def is_good(self) -> bool:
        return self.status == 200

    @property
    def why(self) -> str:
        """The name of a refusal, and its words."""
        if not isinstance(self.body, dict):
            return ""
        return f"{self.body.get('__type') or self.body.get('error')}: {self.body.get('message')}"


class Request(NamedTuple):
    """What a client sends."""

    text: bytes

    @classmethod
    def call(cls, port: int, operation: str, **body: Any) -> Request:
        return cls(wire.request(port, operation, body))

    @classmethod
    def other(
        cls, port: int, method: str, path: str, body: bytes = b"", kind: str = "application/json"
    ) -> Request:
        head = f"{method} {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nContent-Type: {kind}\r\n"
        return cls(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)

    @classmethod
    def form(cls, port: int, path: str, **fields: str) -> Request:
        kind = "application/x-www-form-urlencoded"
        return cls.other(port, "POST", path, urlencode(fields).encode(), kind)


class Client:
    """A connection, which is opened when it is needed."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket | None = None

    def ask(self, request: Request) -> Answer:
        if self._socket is None:
            self._socket = create_connection((HOST, self._port), _PATIENCE)
        self._socket.sendall(request.text)
        response = HTTPResponse(self._socket)
        response.begin()
        content = response.read()
        if response.will_close:
            self.close()
        try:
            return Answer(response.status, json.loads(content or b"{}"))
        except ValueError:
            return Answer(response.status, content)

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


class Track:
    """Where clients race.

    Attributes:
        port: of the server.
        answers: how many there were in races.
    """

    def __init__(self, port: int, server: int) -> None:
        """Find the workers.

        Args:
            port: of the server.
            server: its process.

        """
        self.port = port
        self.answers = 0
        self._number = 0
        self._one = Client(port)
        self._clients = [Client(port) for _ in range(CLIENTS)]
        self._together = threading.Barrier(CLIENTS)
        self._threads = ThreadPoolExecutor(CLIENTS)
        self.ask(Request.other(port, "GET", "/_emulator/health"))  # once there are workers
        self._workers = children(server)

    def name(self, what: str = "user") -> str:
        """Return a name that nothing has."""
        self._number += 1
        return f"{what}-{self._number}"

    def request(self, operation: str, **body: Any) -> Request:
        return Request.call(self.port, operation, **body)

    def call(self, operation: str, **body: Any) -> Any:
        """Call an operation, which is to succeed."""
        return self.ask(self.request(operation, **body))

    def ask(self, request: Request) -> Any:
        answer = self.one(request)
        assert answer.is_good, f"{request.text!r}: {answer.status} {answer.body}"
        return answer.body

    def one(self, request: Request) -> Answer:
        """Ask by a connection that is in no race."""
        return self._one.ask(request)

    def race(self, *requests: Request) -> list[Answer]:
        """Send a request of each client, all at the same moment, to more than one worker."""
        assert len(requests) == CLIENTS
        if self.answers % (CLIENTS * _RACES_OF_A_CONNECTION) == 0:
            self._spread()
        self.answers += CLIENTS
        return list(self._threads.map(self._run, self._clients, requests))

    def _spread(self) -> None:
        """Have other connections, until they are not all of one worker."""
        health = Request.other(self.port, "GET", "/_emulator/health")
        for _ in range(_TRIES):
            for client in self._clients:
                client.close()
                client.ask(health)
            if len(connected(self.port, self._workers)) > 1:
                return
        raise AssertionError("One worker takes all connections: nothing races.")

    def _run(self, client: Client, request: Request) -> Answer:
        self._together.wait(_PATIENCE)
        return client.ask(request)

    def close(self) -> None:
        for client in (self._one, *self._clients):
            client.close()
        self._threads.shutdown()


def only(number: int, found: Sequence[Answer], refusal: str) -> list[int]:
    """Hold that so many were successful, and all others refused like that; return which."""
    good = [index for index, answer in enumerate(found) if answer.is_good]
    others = [answer.why for answer in found if not answer.is_good]
    assert len(good) == number, f"{len(good)} of {len(found)} were successful: {found}"
    assert all(refusal in why for why in others), f"refused with {others}"
    return good


def all_good(found: Sequence[Answer]) -> None:
    only(len(found), found, "")
