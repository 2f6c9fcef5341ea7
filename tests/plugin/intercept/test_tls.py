"""What is in place of TLS behaves as its clients expect."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import pytest

from pytest_cognito_emulator.intercept import Interception
from pytest_cognito_emulator.intercept.tls import PlainObject, PlainSocket

HOST = "cognito-idp.us-east-1.amazonaws.com"


class Pair:
    """Both ends of a connection: the one that a client has wrapped, and the emulator's."""

    def __init__(self, client: PlainSocket, server: socket.socket) -> None:
        self.client = client
        self.server = server


@pytest.fixture
def pair() -> Iterator[Pair]:
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        Interception({HOST}.__contains__, listening.getsockname()),
    ):
        raw = socket.create_connection((HOST, 443), timeout=60)
        server, _ = listening.accept()
        wrapped: object = ssl.create_default_context().wrap_socket(raw, server_hostname=HOST)
        assert isinstance(wrapped, PlainSocket)
        assert raw.fileno() == -1  # as after the real wrap_socket
        with server, wrapped:
            yield Pair(wrapped, server)


def test_a_socket_passes_bytes_as_they_are(pair: Pair) -> None:
    assert pair.client.write(b"hello") == 5
    assert pair.server.recv(10) == b"hello"
    pair.server.sendall(b"to you")
    assert pair.client.read(3) == b"to "
    buffer = bytearray(2)
    assert pair.client.read(1024, buffer) == 2
    assert buffer == b"yo"
    assert pair.client.pending() == 0
    assert pair.client.unwrap() is pair.client


def test_a_socket_keeps_its_timeout(pair: Pair) -> None:
    assert pair.client.gettimeout() == 60


def test_a_socket_tells_what_tls_tells(pair: Pair) -> None:
    client = pair.client
    assert client.getpeercert() == {"subjectAltName": (("DNS", HOST),)}
    assert client.getpeercert(True) == b""
    assert client.server_hostname == HOST
    assert client.context.check_hostname


@pytest.mark.parametrize("kind", [ssl.SSLSocket, ssl.SSLObject])
def test_nothing_is_missing(kind: type) -> None:
    """Whatever a client may ask of TLS, by the standard library of this very Python."""
    stand_in = PlainSocket if kind is ssl.SSLSocket else PlainObject
    told = {"context", "server_hostname"}  # of each instance
    public = {name for name in vars(kind) if not name.startswith("_")}
    assert public - set(dir(stand_in)) - told == set()


@pytest.fixture
def incoming() -> ssl.MemoryBIO:
    return ssl.MemoryBIO()


@pytest.fixture
def plain(incoming: ssl.MemoryBIO) -> PlainObject:
    return PlainObject(incoming, ssl.MemoryBIO(), ssl.create_default_context(), HOST.encode())


def test_an_object_waits_for_bytes(plain: PlainObject, incoming: ssl.MemoryBIO) -> None:
    with pytest.raises(ssl.SSLWantReadError):
        plain.read()
    incoming.write(b"hello")
    assert plain.pending() == 5
    assert plain.read(2) == b"he"
    buffer = bytearray(2)
    assert plain.read(1024, buffer) == 2
    assert buffer == b"ll"
    assert plain.read() == b"o"


def test_an_object_comes_to_its_end(plain: PlainObject, incoming: ssl.MemoryBIO) -> None:
    incoming.write(b"bye")
    incoming.write_eof()
    assert plain.read() == b"bye"
    assert plain.read() == b""
    plain.unwrap()


def test_an_object_names_its_host(plain: PlainObject) -> None:
    assert plain.server_hostname == HOST
