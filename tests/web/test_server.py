"""The server in a background thread, as the pytest plugin runs it."""

from __future__ import annotations

import http.client
import json
import re
import socket
from contextlib import closing
from urllib.parse import urlsplit

import pytest
import requests

from cognito_emulator.api import codec
from cognito_emulator.emulator import Emulator
from cognito_emulator.web.server import CannotListen, Server

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
    assert server.url == f"http://127.0.0.1:{port}"
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
    status, document = raw(server, b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n")
    assert b" 413 " in status
    assert document["__type"] == "RequestEntityTooLargeException"


@pytest.mark.parametrize(
    "request_",
    [
        b"nonsense\r\n\r\n",
        b"POST / HTTP/1.1\r\nbad header\r\n\r\n",
        b"GET /" + b"x" * 65536,
    ],
    ids=["nonsense", "bad header", "long request line"],
)
def test_what_is_no_http_is_refused_in_the_service_s_shape(server: Server, request_: bytes) -> None:
    status, document = raw(server, request_)
    assert b" 400 " in status
    assert document["__type"] == "SerializationException"


@pytest.mark.parametrize(
    "request_",
    [
        b"POST / HTTP/1.1\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        b"POST / HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}}\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2;"
        + b"x" * 65534
        + b"{}\r\n0\r\n\r\n",
    ],
    ids=[
        "endless length",
        "two lengths",
        "length and chunks",
        "unknown coding",
        "two codings",
        "no size",
        "longer than its size",
        "broken off",
        "line too long",
    ],
)
def test_bodies_whose_end_is_not_certain(server: Server, request_: bytes) -> None:
    """Taken at either word, the rest could pass for another request."""
    status, document = raw(server, request_)
    assert b" 400 " in status
    assert document["__type"] == "SerializationException"
    assert document["message"]


def test_bodies_of_several_parts_are_no_defect(server: Server) -> None:
    answer = requests.post(server.url, files={"a": b"b"}, headers=TARGET, timeout=60)
    assert answer.json() == {"__type": "SerializationException"}


def test_an_empty_line_before_a_request(server: Server) -> None:
    status, _ = raw(server, b"\r\nGET /_emulator/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert b" 200 " in status


def test_a_request_worded_for_a_proxy(server: Server) -> None:
    target = b"http://localhost/_emulator/health"
    status, _ = raw(server, b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert b" 200 " in status


def test_requests_one_right_after_the_other(server: Server) -> None:
    health = b"GET /_emulator/health HTTP/1.1\r\nHost: localhost\r\n\r\n"
    head = health.replace(b"GET", b"HEAD")
    chunked = (
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b\r\n{\r\n0\r\nA: b\r\n\r\n"
    )
    received = received_for(server, head + chunked + health)
    assert re.findall(rb"HTTP/1.1 (\d+) ", received) == [b"200", b"400", b"200"]


def test_an_old_client_is_told_that_its_connection_stays(server: Server) -> None:
    health = b"GET /_emulator/health HTTP/1.0\r\nHost: localhost\r\n"
    assert b"Connection: keep-alive" in received_for(
        server, health + b"Connection: keep-alive\r\n\r\n"
    )
    assert b"Connection: close" in received_for(server, health + b"\r\n")


def test_a_client_that_asks_before_it_sends_its_body(server: Server) -> None:
    parts = urlsplit(server.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as plug:
        plug.sendall(b"POST / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        assert plug.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        plug.sendall(b"{}")
        assert plug.recv(65536).startswith(b"HTTP/1.1 400 ")


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
    with pytest.raises(CannotListen, match=rf"port {port}: the port is taken"):
        Server(emulator, port=port)


@pytest.mark.parametrize(
    ("host", "port"), [("203.0.113.1", 0), ("no such host", 0), ("127.0.0.1", 65536)]
)
def test_an_address_that_cannot_be(emulator: Emulator, host: str, port: int) -> None:
    with pytest.raises(CannotListen):
        Server(emulator, host, port)


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


def test_an_address_of_ipv6(emulator: Emulator) -> None:
    try:
        server = Server(emulator, "::1", 0)
    except CannotListen:
        pytest.skip("no IPv6 here")
    with server:
        assert server.url.startswith("http://[::1]:")
        assert requests.get(f"{server.url}/_emulator/health", timeout=60).status_code == 200
