"""The server in a background thread, as the pytest plugin runs it."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest
import requests

from cognito_emulator.api import codec
from cognito_emulator.emulator import Emulator
from cognito_emulator.web.server import CannotListen, Server

TARGET = {"X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth"}


@pytest.fixture
def server(emulator: Emulator) -> Iterator[Server]:
    with Server(emulator, port=0) as running:
        yield running


def connection(server: Server) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=10)


def raw(server: Server, request: bytes) -> tuple[bytes, dict[str, str]]:
    """Send bytes, and return the status line and the JSON body."""
    parts = urlsplit(server.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as plug:
        plug.sendall(request)
        plug.shutdown(socket.SHUT_WR)
        received = b"".join(iter(lambda: plug.recv(65536), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    return head.partition(b"\r\n")[0], json.loads(body)


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
    answer = requests.post(server.url, data=iter([b"{", b"}"]), headers=TARGET, timeout=10)
    assert answer.json()["__type"] == "InvalidParameterException"


def test_an_oversized_body_gets_its_answer(server: Server) -> None:
    """It is read to its end, or the client would see a broken connection in place of the answer."""
    body = b" " * (codec.MAX_BODY_BYTES * 2)
    answer = requests.post(server.url, data=body, headers=TARGET, timeout=10)
    assert answer.status_code == 413
    assert answer.json()["__type"] == "RequestEntityTooLargeException"


def test_a_gigantic_body_is_not_read_at_all(server: Server) -> None:
    status, document = raw(server, b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n")
    assert b" 413 " in status
    assert document["__type"] == "RequestEntityTooLargeException"


@pytest.mark.parametrize(
    "request_", [b"nonsense\r\n\r\n", b"POST / HTTP/1.1\r\nbad header\r\n\r\n"]
)
def test_what_is_no_http_is_refused_in_the_service_s_shape(server: Server, request_: bytes) -> None:
    status, document = raw(server, request_)
    assert b" 400 " in status
    assert document["__type"] == "SerializationException"


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
        assert requests.get(f"{server.url}/_emulator/health", timeout=10).status_code == 200
