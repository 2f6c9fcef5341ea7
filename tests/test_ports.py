"""A port that is reserved is refused, goes to who asks for it, and to nobody else."""

from __future__ import annotations

import errno
import socket
import struct
from contextlib import closing

import pytest

from tests.ports import IPV4, IPV6, reserved_port

IP_LOCAL_PORT_RANGE = 51  # of Linux since 6.3: the ports that the system may give to a socket


def taken_from(port: int) -> socket.socket:
    """A socket to which the system may give this port and no other."""
    made = socket.socket()
    try:
        made.setsockopt(socket.IPPROTO_IP, IP_LOCAL_PORT_RANGE, struct.pack("=HH", port, port))
    except OSError:
        made.close()
        pytest.skip("this system cannot be asked whether it would give a port away")
    return made


def test_nobody_listens_there() -> None:
    with reserved_port() as port:
        for host in (IPV4, IPV6):
            with pytest.raises(OSError):  # noqa: PT011 - refused, or there is no IPv6
                socket.create_connection((host, port), timeout=60)


def test_a_server_that_is_told_of_it_may_have_it_again_and_again() -> None:
    with reserved_port() as port:
        for _ in range(2):
            with (
                closing(socket.create_server((IPV4, port))) as server,
                closing(socket.create_connection((IPV4, port), timeout=60)) as client,
                closing(server.accept()[0]) as accepted,
            ):
                accepted.sendall(b"x")
                assert client.recv(1) == b"x"


def test_no_server_is_given_it_by_chance() -> None:
    with (
        reserved_port() as port,
        closing(taken_from(port)) as other,
        pytest.raises(OSError, match=rf"\[Errno {errno.EADDRINUSE}\]"),
    ):
        other.bind((IPV4, 0))


def test_no_client_is_given_it_by_chance() -> None:
    with (
        closing(socket.create_server((IPV4, 0))) as somebody,
        reserved_port() as port,
        closing(taken_from(port)) as other,
        pytest.raises(OSError, match=rf"\[Errno {errno.EADDRNOTAVAIL}\]"),
    ):
        other.connect(somebody.getsockname())


def test_it_is_given_at_an_address_where_it_is_not_reserved() -> None:
    """So that it is not was due to the reservation."""
    with reserved_port() as port, closing(taken_from(port)) as other:
        other.bind(("127.0.0.77", 0))
        assert other.getsockname()[1] == port
