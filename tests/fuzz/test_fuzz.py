"""A short game of the fuzzer's, the same in each run; ``make fuzz`` plays longer ones."""

from __future__ import annotations

import math
import random
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest

from cognito_emulator import Emulator, Server, Settings
from tests.fuzz import hostile, run
from tests.fuzz.connection import Connection, Finding
from tests.fuzz.values import CODE
from tests.support import StockKeys

SEED = "a short game"


@pytest.fixture
def port(stock_keys: StockKeys) -> Iterator[int]:
    emulator = Emulator(Settings(code=CODE, seeded_ids=SEED), keys=stock_keys)
    with Server(emulator, "127.0.0.1", 0) as server:
        yield urlsplit(server.url).port or 0


@pytest.mark.slow
def test_one_player_finds_nothing(port: int) -> None:
    """A game that goes nowhere would find nothing: many operations do what is asked of them."""
    answered = run.play("127.0.0.1", port, SEED, moves=1_500, until=math.inf)
    assert len(answered) > 30
    assert answered["RespondToAuthChallenge"] > 0
    assert answered["oauth2/authorize"] > 0


@pytest.mark.slow
def test_players_side_by_side_find_nothing(port: int) -> None:
    """How far they get depends on who is first."""
    assert run.play("127.0.0.1", port, SEED, players=4, moves=300, until=math.inf)


ANSWERS = {
    "a bug": b'HTTP/1.1 500 X\r\nContent-Length: 19\r\n\r\n{"__type":"Failure"}',
    "another 501": b'HTTP/1.1 501 X\r\nContent-Length: 19\r\n\r\n{"__type":"Failure"}',
    "an undeclared error": (
        b'HTTP/1.1 400 X\r\nContent-Length: 34\r\n\r\n{"__type":"UsernameExistsException"}'
    ),
    "no JSON": b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n{",
    "no error type": b"HTTP/1.1 400 X\r\nContent-Length: 2\r\n\r\n{}",
    "another shape": b'HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{"Users":"ab"}',
    "another member": b'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"Us":[]}',
    "long headers": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 17_000 + b"\r\nContent-Length: 2\r\n\r\n{}",
    "a header of controls": b"HTTP/1.1 200 OK\r\nX: \x1b[31m\r\nContent-Length: 2\r\n\r\n{}",
    "no HTTP": b"hello\r\n\r\n",
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_what_must_not_happen_is_found(answer: bytes) -> None:
    with (
        answering(answer) as address,
        closing(Connection(*address)) as connection,
        pytest.raises(Finding),
    ):
        connection.call("ListUsers", {})


@pytest.mark.parametrize(
    "answer", [b"hello", b"HTTP/1.1 500 Oops\r\n\r\n", b"HTTP/1.1 200\r\n\r\n"]
)
def test_what_must_not_answer_hostile_requests_is_found(answer: bytes) -> None:
    with answering(answer) as address, pytest.raises(Finding):
        hostile.attempt(*address, random.Random(1))


def test_a_bug_in_the_log_is_found(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("one\nA bug in the emulator:\nTraceback (most recent call last)\n")
    assert "A bug in the emulator" in (run.bugs(log) or "")
    log.write_text("one\n")
    assert run.bugs(log) is None


@contextmanager
def answering(answer: bytes) -> Iterator[tuple[str, int]]:
    """A server that says the same to everybody: its address."""

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                connection.recv(65_536)
                connection.sendall(answer)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65_536):
                    pass

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
