"""A closed-loop HTTP load generator: raw sockets, prebuilt bytes, a process of its own.

Every connection sends a request, waits for the whole answer and sends the next one.
`bombard` starts the generator with a job on its standard input and reads what came
of it from its standard output, so that the load never shares an interpreter with
the program that measures, nor with a server.
"""

from __future__ import annotations

import json
import selectors
import socket
import subprocess
import sys
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import cycle

MARK = b"@@@@@@@"
"""In a numbered job: where the number goes, seven digits wide like the mark."""

CONNECT_SECONDS = 5.0
STALL_SECONDS = 20.0
HEAD_END = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length:"


@dataclass(frozen=True, slots=True)
class Job:
    """What to send, over how many connections, for how long.

    A job with `numbered` sends its first request that many times, each with a
    number of its own; it ends with the last number or after `seconds`. Any other
    job repeats its requests until the time is over.
    """

    host: str
    port: int
    connections: int
    seconds: float
    requests: tuple[bytes, ...]
    warm_up: float = 0.0
    numbered: int = 0

    def to_json(self) -> str:
        """The job as the generator reads it."""
        requests = [b64encode(request).decode() for request in self.requests]
        return json.dumps({**asdict(self), "requests": requests})

    @classmethod
    def from_json(cls, text: str) -> Job:
        """Read what `to_json` wrote."""
        fields = json.loads(text)
        fields["requests"] = tuple(b64decode(request) for request in fields["requests"])
        return cls(**fields)

    def source(self) -> Iterator[bytes]:
        """The requests in the order they are sent."""
        if not self.numbered:
            return cycle(self.requests)
        return (self.requests[0].replace(MARK, b"%07d" % n) for n in range(self.numbered))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back.

    Attributes:
        requests: those whose answers came in the seconds that count.
        answers: all, those of the warm-up and the last ones too.

    """

    connections: int
    requests: int
    seconds: float
    median_ms: float
    failures: int = 0
    first_failure: str = ""
    reconnects: int = 0
    answers: int = 0

    @property
    def rate(self) -> float:
        """Answers per second."""
        return self.requests / self.seconds if self.seconds > 0 else 0.0


def bombard(job: Job) -> Outcome:
    """Run a job in a process of its own.

    Raises:
        RuntimeError: the generator failed; with what it said.

    """
    done = subprocess.run(
        [sys.executable, __file__],
        input=job.to_json(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    return Outcome(**json.loads(done.stdout))


class Connection:
    """A client's connection, opened anew when the server has closed it."""

    def __init__(self, address: tuple[str, int], selector: selectors.BaseSelector) -> None:
        """Nothing is open yet."""
        self._address = address
        self._selector = selector
        self._socket: socket.socket | None = None
        self._received = b""
        self._request = b""
        self.sent_at = 0.0
        self.opened = 0

    def open(self) -> socket.socket:
        """Connect."""
        opened = socket.create_connection(self._address, CONNECT_SECONDS)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._selector.register(opened, selectors.EVENT_READ, self)
        self._socket = opened
        self.opened += 1
        return opened

    def send(self, request: bytes) -> None:
        """Send a request; the clock starts here, a new connection is part of the cost."""
        self._request = request
        self.sent_at = time.perf_counter()
        (self._socket or self.open()).sendall(request)

    def receive(self) -> bytes | None:
        """Read what there is; the answer once it is complete."""
        assert self._socket
        data = self._socket.recv(1 << 18)
        if not data:
            return self._ended()
        self._received += data
        size = answer_size(self._received)
        if size is None or len(self._received) < size:
            return None
        answer, self._received = self._received[:size], self._received[size:]
        if closes(answer):
            self.close()
        return answer

    def close(self) -> None:
        """Close, where open."""
        if self._socket:
            self._selector.unregister(self._socket)
            self._socket.close()
            self._socket = None
        self._received = b""

    def _ended(self) -> bytes | None:
        """The server has closed: that ends an answer, or it asks for the request again."""
        answer = self._received
        self.close()
        if not answer:
            self.open().sendall(self._request)
        return answer or None


def answer_size(received: bytes) -> int | None:
    """How long the answer is, once that can be told."""
    end = received.find(HEAD_END)
    if end < 0:
        return None
    head = received[:end].lower() + b"\r\n"
    at = head.find(LENGTH)
    if at >= 0:
        at += len(LENGTH)
        return end + len(HEAD_END) + int(head[at : head.index(b"\r\n", at)])
    if b"\r\ntransfer-encoding: chunked\r\n" in head:
        last = received.find(b"\r\n0\r\n\r\n", end)
        return None if last < 0 else last + len(b"\r\n0\r\n\r\n")
    return None


def closes(answer: bytes) -> bool:
    """Whether the server says that it closes the connection after this answer."""
    head = answer[: answer.index(HEAD_END)].lower()
    return b"\r\nconnection: close" in head or head.startswith(b"http/1.0")


class Run:
    """One job under way."""

    def __init__(self, job: Job) -> None:
        """Prepare the connections; nothing is sent yet."""
        self._job = job
        self._source = job.source()
        self._selector = selectors.DefaultSelector()
        address = (job.host, job.port)
        self._everyone = [Connection(address, self._selector) for _ in range(job.connections)]
        self._working = 0
        self._answers = 0
        self._times: list[float] = []
        self._failures: list[str] = []

    def go(self) -> Outcome:
        """Send until the job is done; all connections are open before the clock starts."""
        for connection in self._everyone:
            connection.open()
        begin = time.perf_counter() + self._job.warm_up
        end = begin + self._job.seconds
        for connection in self._everyone:
            self._working += self._send(connection)
        now = begin
        while self._working:
            events = self._selector.select(STALL_SECONDS)
            if not events:
                self._failures.append(f"no answer for {STALL_SECONDS:.0f} seconds")
                break
            for key, _ in events:
                now = self._handle(key.data, begin, end)
        for connection in self._everyone:
            connection.close()
        return self._sum_up(min(now, end) - begin)

    def _handle(self, connection: Connection, begin: float, end: float) -> float:
        answer = connection.receive()
        now = time.perf_counter()
        if answer is None:
            return now
        self._answers += 1
        if begin <= now <= end:
            self._times.append(now - connection.sent_at)
            if answer[9:12] != b"200":
                self._failures.append(answer.decode("latin-1"))
        if now > end or not self._send(connection):
            self._working -= 1
            connection.close()
        return now

    def _send(self, connection: Connection) -> bool:
        request = next(self._source, None)
        if request is not None:
            connection.send(request)
        return request is not None

    def _sum_up(self, seconds: float) -> Outcome:
        times = sorted(self._times) or [0.0]
        return Outcome(
            connections=self._job.connections,
            requests=len(self._times),
            seconds=seconds,
            median_ms=times[len(times) // 2] * 1000,
            failures=len(self._failures),
            first_failure=self._failures[0][:600] if self._failures else "",
            reconnects=sum(max(0, c.opened - 1) for c in self._everyone),
            answers=self._answers,
        )


def main() -> None:
    """Run the job on standard input."""
    outcome = Run(Job.from_json(sys.stdin.read())).go()
    sys.stdout.write(json.dumps(asdict(outcome)))


if __name__ == "__main__":
    main()
