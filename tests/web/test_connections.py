"""How many connections there are, who gives way to whom, and what is kept of a body."""

from __future__ import annotations

import errno
import http.client
import io
import logging
import re
import socket
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import chain, repeat
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import cognito_emulator
from cognito_emulator.api import codec
from cognito_emulator.web import http_server
from cognito_emulator.web.http_request import MAX_BODY_BYTES, Reader, RequestError
from tests.web.echo import CHUNKED, GET, POST, Echo, statuses

ASKED = GET + b"\r\n"
PATIENCE = 60.0


@contextmanager
def serving(max_connections: int) -> Iterator[Echo]:
    echo = Echo(max_connections)
    try:
        yield echo
    finally:
        echo.released.set()
        echo.close()


def connect(echo: Echo) -> socket.socket:
    plug = socket.socket()
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    plug.settimeout(PATIENCE)
    plug.connect(echo.address)
    return plug


def answer(plug: socket.socket) -> list[int]:
    plug.sendall(ASKED)
    return statuses(plug.recv(65536))


class Waiting(logging.Handler):
    """Knows whether the server said that connections have to wait, and how often."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.begun = threading.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())
        self.begun.set()


@pytest.fixture
def waiting() -> Iterator[Waiting]:
    handler = Waiting()
    log = logging.getLogger("cognito_emulator.web.http_server")
    log.addHandler(handler)
    yield handler
    log.removeHandler(handler)


# --- too many -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        ASKED,
        b"GET / HT",
        GET + b"B: c",
        POST + b"Content-Length: 5\r\n\r\nhell",
        CHUNKED + b"5\r\nhell",
        CHUNKED + b"0\r\nB: c\r\n",
        b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n",
        b"nonsense\r\n\r\n",
    ],
    ids=[
        "nothing sent",
        "idle",
        "half a request line",
        "half a header",
        "half a body",
        "half a chunk",
        "trailers without end",
        "an answer that is not read",
        "refused and not closed",
    ],
)
def test_who_waits_for_the_client_gives_way(sent: bytes) -> None:
    """However it holds a connection, a client cannot keep others out."""
    with serving(max_connections=1) as echo, closing(connect(echo)) as first:
        first.sendall(sent)
        with closing(connect(echo)) as second:
            assert answer(second) == [200]


def test_the_longest_idle_connection_gives_way_first() -> None:
    with serving(max_connections=3) as echo, ExitStack() as stack:
        plugs = [stack.enter_context(closing(connect(echo))) for _ in range(3)]
        for plug in (*plugs, plugs[0]):
            assert answer(plug) == [200]
        assert answer(stack.enter_context(closing(connect(echo)))) == [200]
        assert plugs[1].recv(1) == b""
        assert answer(plugs[0]) == answer(plugs[2]) == [200]


def test_a_request_that_is_being_answered_does_not_give_way(waiting: Waiting) -> None:
    with serving(max_connections=1) as echo, closing(connect(echo)) as first:
        first.sendall(b"GET /busy HTTP/1.1\r\nHost: a\r\n\r\n")
        assert echo.busy.wait(PATIENCE)
        with closing(connect(echo)) as second:
            assert waiting.begun.wait(PATIENCE)
            echo.released.set()
            assert statuses(first.recv(65536)) == [200]
            assert answer(second) == [200]
        assert len(waiting.said) == 1
        assert waiting.said[0].startswith("1 connections are open")


@pytest.mark.parametrize("failure", [RuntimeError("can't start new thread"), MemoryError()])
def test_a_thread_that_cannot_start_does_later(
    failure: Exception, waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, failures = threading.Thread.start, iter([True, True, False])

    def start_perhaps(thread: threading.Thread) -> None:
        if next(failures, False):
            raise failure
        start(thread)

    with serving(max_connections=3) as echo:
        monkeypatch.setattr(threading.Thread, "start", start_perhaps)
        with closing(connect(echo)) as plug:
            assert answer(plug) == [200]
    assert len(waiting.said) == 1


def test_a_signal_s_exception_ends_a_server_that_starts_a_thread(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may come by where a lock is not held that is released on the way out."""
    lock = threading.Lock()

    def start_and_stop(_thread: threading.Thread) -> None:
        with lock:
            lock.release()
            raise SystemExit

    with serving(max_connections=3) as echo:
        monkeypatch.setattr(threading.Thread, "start", start_and_stop)
        ours, theirs = socket.socketpair()
        with ours, theirs, pytest.raises(SystemExit):
            echo.http.process_request(ours, ("127.0.0.1", 1))
    assert not waiting.said


@pytest.mark.parametrize(("files", "connections"), [(8, 6), (2**20, 1000), (-1, 1000)])
def test_some_files_are_left_for_others(
    files: int, connections: int, monkeypatch: pytest.MonkeyPatch, waiting: Waiting
) -> None:
    """Triggers need some, and imports."""
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(resource, "getrlimit", lambda _which: (files, files))
    echo = Echo()
    try:
        assert echo.http.max_connections == connections
        with ExitStack() as stack:
            for _ in range(7):
                assert answer(stack.enter_context(closing(connect(echo)))) == [200]
    finally:
        echo.close()
    assert len(waiting.said) == (1 if connections < 7 else 0)


# --- out of files ---------------------------------------------------------------------------------

CHILD = """
import os, resource, sys
from cognito_emulator import Emulator, Server

with Server(Emulator(), port=0) as server:
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    held = []
    try:
        while True:
            held.append(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        print(server.url, flush=True)
    sys.stdin.readline()
    for file in held:
        os.close(file)
    sys.stdin.readline()
"""


def test_out_of_files_the_server_says_so_once_and_waits() -> None:
    sources = str(Path(cognito_emulator.__file__).parents[1])
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD],
        env={"PYTHONPATH": sources},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdin
        assert child.stdout
        assert child.stderr
        url = urlsplit(child.stdout.readline().strip())
        clients = [http.client.HTTPConnection(url.netloc, timeout=PATIENCE) for _ in range(3)]
        for client in clients:
            client.request("GET", "/_emulator/health")  # into the queue of the socket
        assert "The process has no file left" in child.stderr.readline()
        child.stdin.write("free them\n")
        child.stdin.flush()
        for client in clients:
            assert client.getresponse().status == 200
            client.close()
        _, more = child.communicate("end\n")
        assert more == ""


def test_waiting_for_a_file_is_no_busy_loop(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What wakes it is a connection that ends, long before it would look again by itself."""
    attempts = []

    def full(self: Any) -> Any:
        attempts.append(self)
        raise OSError(errno.EMFILE, "Too many open files")

    with serving(max_connections=9) as echo, ExitStack() as stack:
        busy = stack.enter_context(closing(connect(echo)))
        busy.sendall(b"GET /busy HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert echo.busy.wait(PATIENCE)
        with monkeypatch.context() as patched:
            patched.setattr(http_server, "_POLL_SECONDS", 3600.0)
            patched.setattr(socket.socket, "accept", full)
            second = stack.enter_context(closing(connect(echo)))
            second.sendall(ASKED)
            assert waiting.begun.wait(PATIENCE)
        echo.released.set()
        assert statuses(busy.recv(65536)) == [200]
        busy.close()
        assert statuses(second.recv(65536)) == [200]
    assert len(attempts) == 1


# --- TLS ------------------------------------------------------------------------------------------


def test_a_client_that_speaks_tls_is_refused_at_once_and_the_log_says_why(waiting: Waiting) -> None:
    """Its first message may have no end of a line, and it waits for an answer."""
    with serving(max_connections=9) as echo:
        for _ in range(2):
            with closing(connect(echo)) as plug:
                plug.sendall(b"\x16\x03\x01\x02\x00")
                assert statuses(plug.recv(65536)) == [400]
    assert [said.partition(":")[2] for said in waiting.said] == [
        " use http:// in place of https://."
    ]


# --- bodies ---------------------------------------------------------------------------------------


class Stream(io.RawIOBase):
    """Bytes that are made as they are read."""

    def __init__(self, *pieces: Iterable[bytes]) -> None:
        self._pieces = chain(*pieces)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = next(self._pieces, b"")
        piece, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)


SIZE = MAX_BODY_BYTES // 2
BODY = [bytes(2**16)] * (SIZE // 2**16)


@pytest.mark.parametrize(
    "stream",
    [
        Stream([POST + b"Content-Length: %d\r\n\r\n" % SIZE], BODY),
        Stream([CHUNKED + b"%x\r\n" % SIZE], BODY, [b"\r\n0\r\n\r\n"]),
    ],
    ids=["length", "chunks"],
)
def test_what_is_not_kept_of_a_body_takes_no_memory(stream: Stream) -> None:
    reader = Reader(io.BufferedReader(stream))
    request = reader.request()
    assert request
    tracemalloc.start()
    try:
        assert len(reader.body(request.length(), 10)) == 10
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()
    assert reader.request() is None


def test_what_frames_chunks_counts_as_body() -> None:
    """Extensions would make a small body endless, too."""
    chunk = b"1;" + b"x" * 4000 + b"\r\n.\r\n"
    stream = Stream([CHUNKED], repeat(chunk, 10_000))
    reader = Reader(io.BufferedReader(stream))
    request = reader.request()
    assert request
    with pytest.raises(RequestError, match=r"exceeds the limit of"):
        reader.body(request.length(), 10)


def test_an_application_is_given_no_more_than_it_needs_to_refuse() -> None:
    with serving(max_connections=9) as echo:
        body = bytes(codec.MAX_BODY_BYTES * 2)
        head = POST + b"Content-Length: %d\r\n\r\n" % len(body)
        assert statuses(echo.exchange(head + body + ASKED)) == [200, 200]
        assert len(echo.seen[0].body) == codec.MAX_BODY_BYTES + 1
        assert echo.environments[0]["CONTENT_LENGTH"] == str(codec.MAX_BODY_BYTES + 1)


def test_a_client_that_sends_a_gigantic_body_can_read_why_not() -> None:
    """It is refused at once, and what comes is dropped, so that the connection does not break."""
    with serving(max_connections=9) as echo:
        connection = http.client.HTTPConnection("127.0.0.1", echo.address[1], timeout=PATIENCE)
        with closing(connection):
            pieces = [bytes(2**16)] * (MAX_BODY_BYTES // 2**16 + 1)
            length = str(2**16 * len(pieces))
            connection.request("POST", "/", iter(pieces), {"Content-Length": length})
            refusal = connection.getresponse()
            assert refusal.status == 413
            assert re.search(b"exceeds the limit of [0-9]+ bytes", refusal.read())
        assert not echo.seen
