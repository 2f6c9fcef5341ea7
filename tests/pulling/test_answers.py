"""``pull`` from a host whose answers are none, or have no end."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from typing import Any, NamedTuple

import pytest
from botocore.signers import RequestSigner

from cognito_emulator.pulling import Aws, AwsError
from cognito_emulator.pulling.aws import Limits
from tests.pulling.rows import named
from tests.seeds.samples import POOL_ID
from tests.table import table

# --- answers that are none ------------------------------------------------------------------------


def http(body: bytes, status: str = "200 OK", length: int | None = None, more: str = "") -> bytes:
    """Return an answer; its client must not use the connection again, which is closed then."""
    size = len(body) if length is None else length
    head = f"HTTP/1.1 {status}\r\nContent-Length: {size}\r\nConnection: close\r\n{more}\r\n"
    return head.encode() + body


RESET = b""
POOL = http(b'{"UserPool": {"Name": "a"}}')


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")


class Said(NamedTuple):
    """A service that says what it is told to, where it is, and how long was waited for it."""

    url: str
    aws: Aws
    answers: list[bytes]
    waits: list[float]

    def asked(self) -> dict[str, Any]:
        self.waits.clear()
        return self.aws.call("DescribeUserPool", UserPoolId=POOL_ID)


@pytest.fixture
def said(credentials: None) -> Iterator[Said]:  # noqa: ARG001
    """A service, and what it answers, one after the other; the last one again and again."""
    answers: list[bytes] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                answer = answers.pop(0) if len(answers) > 1 else answers[0]
                if answer is RESET:
                    linger = struct.pack("ii", 1, 0)
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                    continue
                with connection.makefile("rb") as request:  # all of it, so that nothing is reset
                    head = iter(request.readline, b"\r\n")
                    sizes = [line.split()[1] for line in head if b"content-length" in line.lower()]
                    request.read(int(sizes[0]))
                connection.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    waits: list[float] = []
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    aws = Aws("us-east-1", endpoint_url=url, per_second=4.0, sleep=waits.append)
    yield Said(url, aws, answers, waits)
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


@table(
    "answer, sentence, times",
    named(
        {
            "a page": (http(b"<html>"), "the answer is no JSON", 5),
            "nothing": (http(b""), "the answer is no JSON", 5),
            "a list": (http(b"[]"), "the answer is no JSON object", 5),
            "half of it": (
                http(b'{"UserPool"', length=99),
                "the answer ends after 11 of 99 bytes",
                5,
            ),
            "cut in a string": (http(b'{"UserPool": {"Na'), "the answer is no JSON", 5),
            "brackets": (http(b"[" * 100_000), "the answer is no JSON", 5),
            "no HTTP": (b"hello\r\n\r\n", "Connection was closed before", 5),
            "a reset": (RESET, "endpoint URL", 5),
            "a proxy": (http(b"<html>", "502 Bad Gateway"), "(502) when calling", 9),
            "throttled": (http(b'{"__type":"ThrottlingException"}', "400 X"), "(ThrottlingEx", 9),
            "expired": (
                http(b'{"__type":"ExpiredTokenException","message":"It has expired"}', "400 X"),
                "when calling the DescribeUserPool operation: It has expired",
                1,
            ),
            "elsewhere": (http(b"", "302 Found", more="Location: http://x/\r\n"), "(302)", 1),
            "no error": (http(b"null", "400 X"), "boto3 cannot read the answer (AttributeError", 1),
            "no pool": (
                http(b'{"UserPool": 5}'),
                "boto3 cannot read the answer (AttributeError",
                1,
            ),
            "a date": (
                http(b'{"UserPool": {"CreationDate": "x"}}'),
                "(ValueError: Invalid time",
                1,
            ),
            "a name": (
                http(b'{"UserPool": {"Name": 5}}'),
                "DescribeUserPool.UserPool.Name is int, where it is string",
                1,
            ),
        }
    ),
)
def test_an_answer_that_is_none(said: Said, answer: bytes, sentence: str, times: int) -> None:
    said.answers[:] = [answer]
    with pytest.raises(AwsError) as refusal:
        said.asked()
    assert sentence in str(refusal.value)
    assert said.waits.count(0.25) == times


@table("trouble", [RESET, http(b"{", length=99), http(b"", "504 X")])
def test_trouble_that_passes(said: Said, trouble: bytes) -> None:
    said.answers[:] = [trouble, trouble, POOL]
    assert said.asked()["UserPool"]["Name"] == "a"


def test_half_a_character_and_much_of_it(said: Said) -> None:
    name = r"\ud800" + "x" * 3_000_000
    said.answers.append(http(json.dumps({"UserPool": {"Name": "@"}}).replace("@", name).encode()))
    assert said.asked()["UserPool"]["Name"] == "?" + "x" * 3_000_000


# --- answers without an end -----------------------------------------------------------------------

PAUSE = 0.01  # seconds between two bytes: no time-out of a socket ever ends
HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
SMALL = 1_000  # bytes
PATIENT = Limits(seconds=60.0, most_bytes=SMALL)  # in which an answer comes beside any load
HASTY = Limits(seconds=0.05)


class Endless(NamedTuple):
    """An answer that does not end: how it begins, and what is sent then, again and again."""

    begins: bytes
    goes_on: bytes
    pause: float = 0.0


class EndlessHost:
    """Begins one answer for whoever asks, and ends none."""

    def __init__(self) -> None:
        self.answer = Endless(b"", b"")
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listening.getsockname()[1]}"
        self.waits: list[float] = []
        self._ended = threading.Event()
        self._connections: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._begin(self._serve)
        self.aws = cache(self._aws)  # a client takes a while to make

    def end(self) -> None:
        self._ended.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._threads[0].join()  # no connection comes any more
        for each in self._connections:
            with suppress(OSError):  # it is closed already
                each.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def _aws(self, limits: Limits) -> Aws:
        url = f"http://{self.address}"
        return Aws("us-east-1", endpoint_url=url, sleep=self.waits.append, limits=limits)

    def _begin(self, work: Callable[..., None], *given: object) -> None:
        self._threads.append(threading.Thread(target=work, args=given, daemon=True))
        self._threads[-1].start()

    def _serve(self) -> None:
        with suppress(OSError):  # it is closed
            while True:
                connection, _ = self._listening.accept()
                self._connections.append(connection)
                self._begin(self._send, connection, self.answer)

    def _send(self, connection: socket.socket, answer: Endless) -> None:
        with connection, suppress(OSError):  # the client has gone
            connection.sendall(answer.begins)
            while not self._ended.wait(answer.pause):
                connection.sendall(answer.goes_on)


@pytest.fixture
def endless(credentials: None) -> Iterator[EndlessHost]:  # noqa: ARG001
    host = EndlessHost()
    yield host
    host.end()


SLOW = "is not whole after 0.05 s."
LARGE = "has more than 1,000 bytes."


@table(
    "answer, limits, sentence",
    named(
        {
            "nothing": (Endless(b"", b"", PAUSE), HASTY, SLOW),
            "a slow status": (Endless(b"HTTP/1.1 200 ", b"O", PAUSE), HASTY, SLOW),
            "a slow header": (Endless(HEAD + b"X: ", b"x", PAUSE), HASTY, SLOW),
            "a slow body": (Endless(HEAD + b"\r\n", b"x", PAUSE), HASTY, SLOW),
            "slow chunks": (Endless(CHUNKED, b"1\r\nx\r\n", PAUSE), HASTY, SLOW),
            "a slow error": (Endless(b"HTTP/1.1 400 X\r\n\r\n", b"x", PAUSE), HASTY, SLOW),
            "a body": (Endless(HEAD + b"\r\n", b"x" * SMALL), PATIENT, LARGE),
            "chunks": (Endless(CHUNKED, b"400\r\n" + b"x" * 0x400 + b"\r\n"), PATIENT, LARGE),
            "a long promise": (
                Endless(HEAD + b"Content-Length: 999999999\r\n\r\n", b"x" * SMALL),
                PATIENT,
                LARGE,
            ),
            "an error": (
                Endless(b"HTTP/1.1 400 X\r\n\r\n", b"x" * SMALL),
                PATIENT,
                LARGE,
            ),
        }
    ),
)
def test_an_answer_without_an_end(
    endless: EndlessHost, answer: Endless, limits: Limits, sentence: str
) -> None:
    endless.answer = answer
    endless.waits.clear()
    with pytest.raises(AwsError) as refusal:
        endless.aws(limits).call("DescribeUserPool", UserPoolId=POOL_ID)
    assert str(refusal.value) == (
        f"DescribeUserPool: the answer of {endless.address} {sentence} Look at the network, at"
        " proxies and at --endpoint-url, and run the command again"
    )
    assert endless.waits.count(0.1) == 5  # so often it was asked


@table("more", [0, 1])
def test_as_much_as_an_answer_may_be(said: Said, more: int) -> None:
    """The last byte that is allowed, and the first that is not."""
    frame = b'{"UserPool": {"Name": "%s"}}'
    body = frame.replace(b"%s", b"x" * (SMALL + more - len(frame) + 2))
    said.answers[:] = [http(body)]
    aws = Aws("us-east-1", endpoint_url=said.url, sleep=said.waits.append, limits=PATIENT)
    if more:
        with pytest.raises(AwsError, match=LARGE):
            aws.call("DescribeUserPool", UserPoolId=POOL_ID)
    else:
        assert aws.call("DescribeUserPool", UserPoolId=POOL_ID)["UserPool"]["Name"][-1] == "x"


def test_a_body_that_breaks_is_asked_for_again(said: Said) -> None:
    broken = CHUNKED + b"9\r\n{"
    said.answers[:] = [broken, broken, POOL]
    assert said.asked()["UserPool"]["Name"] == "a"


def test_a_person_may_take_long_for_credentials(
    credentials: None,  # noqa: ARG001
    said: Said,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They are found in the thread that calls, where a code is asked for, without a deadline."""
    places: list[threading.Thread] = []
    sign = RequestSigner.sign

    def signed(*given: Any, **how: Any) -> None:
        places.append(threading.current_thread())
        sign(*given, **how)

    monkeypatch.setattr(RequestSigner, "sign", signed)
    said.answers.append(POOL)
    said.asked()
    assert places == [threading.current_thread()]
