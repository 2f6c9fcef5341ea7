"""The server in a background thread, as the pytest plugin runs it."""

from __future__ import annotations

import errno
import http.client
import json
import socket
from contextlib import closing
from urllib.parse import urlsplit

import pytest
import requests

from cognito_emulator.api import codec
from cognito_emulator.emulator import Emulator
from cognito_emulator.web.exchange import Exchange
from cognito_emulator.web.listening import CannotListen
from cognito_emulator.web.server import Server
from tests.support import Lab

TARGET = {"X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth"}


def connection(server: Server) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)


def raw(server: Server, request: bytes) -> tuple[bytes, dict[str, str]]:
    """Send bytes, and return the status line and the JSON body."""
    head, _, body = received_for(server, request).partition(b"\r\n\r\n")
    return head.partition(b"\r\n")[0], json.loads(body)


def received_for(server: Server, request: bytes) -> bytes:
    """Send bytes and no more, and return all that comes until the server hangs up."""
    parts = urlsplit(server.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as plug:
        plug.sendall(request)
        plug.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: plug.recv(65536), b""))


def test_the_url_is_known_before_it_runs(emulator: Emulator) -> None:
    server = Server(emulator, port=0)
    port = urlsplit(server.url).port
    assert server.url == f"http://localhost:{port}"
    assert port
    server.stop()


def test_requests_wait_until_it_runs(emulator: Emulator) -> None:
    """It listens once it exists."""
    server = Server(emulator, port=0)
    with closing(connection(server)) as early:
        early.request("GET", "/_emulator/health")
        server.start()
        assert early.getresponse().status == 200
    server.stop()


def test_connections_are_kept(server: Server) -> None:
    with closing(connection(server)) as kept:
        kept.request("POST", "/", b"{}", TARGET)
        kept.getresponse().read()
        plug = kept.sock
        kept.request("POST", "/", b"{}", TARGET)
        assert kept.getresponse().status == 400
        assert kept.sock is plug


def test_chunked_bodies(server: Server) -> None:
    answer = requests.post(server.url, data=iter([b"{", b"}"]), headers=TARGET, timeout=60)
    assert answer.json()["__type"] == "InvalidParameterException"


def test_an_oversized_body_gets_its_answer(server: Server) -> None:
    """It is read to its end, or the client would see a broken connection in place of the answer."""
    body = b" " * (codec.MAX_BODY_BYTES * 2)
    answer = requests.post(server.url, data=body, headers=TARGET, timeout=60)
    assert answer.status_code == 413
    assert answer.json()["__type"] == "RequestEntityTooLargeException"


def test_a_gigantic_body_is_not_read_at_all(server: Server) -> None:
    status, document = raw(
        server, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n"
    )
    assert b" 413 " in status
    assert document["__type"] == "RequestEntityTooLargeException"


def test_bodies_of_several_parts_are_no_defect(server: Server) -> None:
    answer = requests.post(server.url, files={"a": b"b"}, headers=TARGET, timeout=60)
    assert answer.json() == {"__type": "SerializationException"}


def test_a_path_that_is_not_ascii(server: Server) -> None:
    _, document = raw(server, "GET /ü HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    assert "/ü" in document["error"]


def test_a_bug_of_the_application_gets_an_answer(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("cognito_emulator.web.guard.Guard.objection", failing)
    status, document = raw(server, b"GET /_emulator/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert b" 500 " in status
    assert document["__type"] == "InternalErrorException"
    assert "ZeroDivisionError" in caplog.text


def test_a_taken_port(server: Server, emulator: Emulator) -> None:
    port = urlsplit(server.url).port
    assert port
    with pytest.raises(CannotListen, match=rf"port {port}: the port is in use"):
        Server(emulator, port=port)


@pytest.mark.parametrize(
    ("host", "port"), [("203.0.113.1", 0), ("no such host", 0), ("localhost", 65536)]
)
def test_an_address_that_cannot_be(emulator: Emulator, host: str, port: int) -> None:
    with pytest.raises(CannotListen):
        Server(emulator, host, port)


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (
            PermissionError(errno.EACCES, "Permission denied"),
            r"ports below \d+ need",
        ),
        (OSError(errno.EPERM, "Operation not permitted"), "Operation not permitted"),
    ],
)
def test_why_it_cannot_listen(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch, problem: OSError, sentence: str
) -> None:
    def refused(*_: object) -> None:
        raise problem

    monkeypatch.setattr(socket.socket, "bind", refused)

    with pytest.raises(CannotListen, match=f"Cannot listen on localhost, port 80: {sentence}"):
        Server(emulator, port=80)


def test_who_listens_everywhere_is_reached_on_this_machine(emulator: Emulator) -> None:
    with Server(emulator, "0.0.0.0", 0) as server:  # noqa: S104 - that is the question
        assert server.url.startswith("http://localhost:")
        assert requests.get(f"{server.url}/_emulator/health", timeout=60).status_code == 200


def test_a_client_that_names_no_host(server: Server, emulator: Emulator) -> None:
    """HTTP/1.0 has no Host: the issuer is where the server listens, and no browser is refused."""
    pool_id = Lab(emulator).pool_id
    path = f"/{pool_id}/.well-known/openid-configuration"

    _, found = raw(server, f"GET {path} HTTP/1.0\r\n\r\n".encode())
    status, _ = raw(server, b"GET /_emulator/clock HTTP/1.0\r\n\r\n")

    assert found["issuer"] == f"{server.url}/{pool_id}"
    assert b" 200 " in status


def test_stopping_twice_and_for_good(emulator: Emulator) -> None:
    server = Server(emulator, port=0)
    server.start()
    with closing(connection(server)) as left_open:
        left_open.request("GET", "/_emulator/health")
        left_open.getresponse().read()
        server.stop()
    server.stop()
    with pytest.raises(OSError):  # noqa: PT011 - refused or reset
        connection(server).request("GET", "/_emulator/health")
    with pytest.raises(RuntimeError, match="has been stopped"):
        server.start()


@pytest.mark.parametrize(
    ("line", "rest", "told"),
    [
        ("POST /login?code=a", b"Host: a\r\nContent-Length: 99999999", "POST /login -> 413"),
        ("POST /login", b"Host: a\r\nContent-Length: x", "POST /login -> 400"),
        ("GET /caf%C3%A9?code=a", b"Host: a\r\nX: " + b"x" * 70_000, "GET /café -> 431"),
        ("GET /login", b"Accept: */*", "GET /login -> 400"),  # no Host
        ("GET /login", b"Host: a\r\nExpect: more", "GET /login -> 417"),
        ("POST /login", b"Host: a\r\nTransfer-Encoding: chunked", "POST /login -> 400"),
        ("GET /" + "x" * 70_000, b"Host: a", "(unreadable) -> 414"),
        ("nonsense", b"", "(unreadable) -> 400"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_path(
    server: Server, line: str, rest: bytes, told: str
) -> None:
    """As far as that could be read, and without its query, which may hold secrets."""
    heard: list[Exchange] = []
    server.on_request(heard.append)

    received_for(server, b"%b HTTP/1.1\r\n%b\r\n\r\n" % (line.encode(), rest))

    assert [str(each).partition(":")[0] for each in heard] == [told]
