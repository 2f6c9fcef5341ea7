"""Where a server listens, and by which name everybody is told to reach it: decision 0030."""

from __future__ import annotations

import errno
import json
import logging
import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from cognito_emulator import Emulator, Server, Tls
from cognito_emulator.web.listening import CannotListen, listen
from tests.support import Lab

IPV4, IPV6 = "127.0.0.1", "::1"


@pytest.fixture
def ipv6() -> None:
    """Skip where this machine has no ::1."""
    try:
        socket.create_server((IPV6, 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("no IPv6 here")


def reached(url: str, address: str) -> bool:
    """Whether somebody listens at an address, at the port of a URL."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with closing(socket.socket(family)) as plug:
        return plug.connect_ex((address, urlsplit(url).port)) == 0


@pytest.mark.usefixtures("ipv6")
def test_localhost_is_both_addresses_by_http_and_https(emulator: Emulator, tmp_path: Path) -> None:
    """Node.js tries ::1 first and alone, for some of its versions; others know IPv4 only."""
    with Server(emulator, port=0, tls=Tls(port=0, folder=tmp_path / "tls")) as server:
        urls = (server.url, server.https_url or "")
        assert [urlsplit(url).hostname for url in urls] == ["localhost", "localhost"]
        for url in urls:
            for host in ("localhost", IPV4, f"[{IPV6}]"):
                asked = url.replace("localhost", host)
                answer = requests.get(
                    f"{asked}/_emulator/health", verify=str(server.ca_file), timeout=60
                )
                assert answer.json()["status"] == "ok"
    assert not any(reached(url, address) for url in urls for address in (IPV4, IPV6))


@pytest.mark.usefixtures("ipv6")
def test_who_names_no_host_is_told_the_same_name_at_both(emulator: Emulator) -> None:
    """HTTP/1.0 has no Host: the answer has the server's own."""
    pool_id = Lab(emulator).pool_id
    request = f"GET /{pool_id}/.well-known/openid-configuration HTTP/1.0\r\n\r\n".encode()
    with Server(emulator, port=0) as server:
        for address in (IPV4, IPV6):
            plug = socket.create_connection((address, urlsplit(server.url).port), timeout=60)
            with closing(plug), plug.makefile("rb") as answer:
                plug.sendall(request)
                body = answer.read().partition(b"\r\n\r\n")[2]
            assert json.loads(body)["issuer"] == f"{server.url}/{pool_id}"


@pytest.mark.parametrize(
    ("host", "told", "addresses"),
    [
        (IPV4, IPV4, [IPV4]),
        (IPV6, f"[{IPV6}]", [IPV6]),
        ("LocalHost", "localhost", [IPV4, IPV6]),
        ("0.0.0.0", "localhost", [IPV4, IPV6]),  # noqa: S104 - the question
        ("::", "localhost", [IPV4, IPV6]),
        ("", "localhost", [IPV4, IPV6]),
    ],
)
@pytest.mark.usefixtures("ipv6")
def test_which_addresses_a_host_stands_for(host: str, told: str, addresses: list[str]) -> None:
    with closing(listen(host, 0)) as listening:
        url = listening.url("https")
        assert url == f"https://{told}:{listening.port}"
        assert [address for address in (IPV4, IPV6) if reached(url, address)] == addresses


# --- where there is no second address -------------------------------------------------------------

Refuse = Callable[[str, int], None]


@pytest.fixture
def refuse(monkeypatch: pytest.MonkeyPatch) -> Refuse:
    """A function: have an address refuse to be bound, with an error number."""
    create = socket.create_server

    def refuse(refused: str, number: int) -> None:
        def refusing(address: tuple[str, int], **options: Any) -> socket.socket:
            if address[0] == refused:
                raise OSError(number, "no")
            return create(address, **options)

        monkeypatch.setattr(socket, "create_server", refusing)

    return refuse


@pytest.fixture
def resolve(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A function: have the machine know localhost by some addresses, in their order."""

    def resolve(*addresses: str) -> None:
        def resolved(*_: object, **__: object) -> list[tuple[object, ...]]:
            if not addresses:
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            return [(0, 0, 0, "", (address, 0)) for address in addresses]

        monkeypatch.setattr(socket, "getaddrinfo", resolved)

    return resolve


@pytest.mark.parametrize("number", [errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EPERM])
@pytest.mark.parametrize("host", ["localhost", "0.0.0.0"])  # noqa: S104 - the question
@pytest.mark.parametrize(
    ("known", "told"),
    [
        ((IPV4,), "localhost"),
        ((IPV4, IPV6), "localhost"),  # as without IPv6, but with its line in a hosts file
        ((IPV6, IPV4), IPV4),  # who tries the first alone would find nobody
        ((), IPV4),  # not even the name is known
    ],
)
def test_without_ipv6_the_name_is_told_where_it_leads_here(
    number: int,
    host: str,
    known: tuple[str, ...],
    told: str,
    refuse: Refuse,
    resolve: Callable[..., None],
) -> None:
    refuse(IPV6, number)
    resolve(*known)
    with closing(listen(host, 0)) as listening:
        assert listening.url("http") == f"http://{told}:{listening.port}"
        assert listening.remark is None
        assert reached(listening.url("http"), IPV4)


@pytest.mark.usefixtures("ipv6")
def test_a_port_that_somebody_has_at_the_other_address(
    emulator: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    """Then localhost may lead there, and nothing says that name."""
    with closing(socket.create_server((IPV6, 0), family=socket.AF_INET6)) as theirs:
        port = theirs.getsockname()[1]
        with caplog.at_level(logging.WARNING), Server(emulator, port=port) as server:
            assert server.url == f"http://{IPV4}:{port}"
            assert requests.get(f"{server.url}/_emulator/health", timeout=60).ok
    (record,) = caplog.records
    assert record.getMessage() == (
        f"Another program listens on ::1, port {port}. Programs that call the emulator localhost "
        "may reach that one: call it 127.0.0.1, or choose another port."
    )


@pytest.mark.usefixtures("ipv6")
def test_ipv6_alone_where_ipv4_is_another_s(refuse: Refuse) -> None:
    refuse(IPV4, errno.EADDRINUSE)
    with closing(listen("::", 0)) as listening:
        assert listening.url("http") == f"http://[{IPV6}]:{listening.port}"
        assert f"listens on {IPV4}, port {listening.port}" in (listening.remark or "")


def test_any_free_port_is_free_at_both(monkeypatch: pytest.MonkeyPatch) -> None:
    create, tried = socket.create_server, list[int]()

    def taken_twice(address: tuple[str, int], **options: Any) -> socket.socket:
        if address[0] == IPV4:
            return create(address, **options)
        tried.append(address[1])
        if len(tried) <= 2:
            raise OSError(errno.EADDRINUSE, "in use")
        return create((IPV4, 0))  # stands for the other, which may not be there

    monkeypatch.setattr(socket, "create_server", taken_twice)
    with closing(listen("localhost", 0)) as listening:
        assert listening.host == "localhost"
        assert listening.port == tried[2]
        assert len(listening.sockets) == 2


def test_it_goes_on_where_no_port_is_free_at_both(refuse: Refuse) -> None:
    refuse(IPV6, errno.EADDRINUSE)
    with closing(listen("localhost", 0)) as listening:
        assert listening.host == IPV4
        assert f"::1, port {listening.port}" in (listening.remark or "")


def test_the_first_address_has_to_be_free() -> None:
    with closing(socket.create_server((IPV4, 0))) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(
            CannotListen, match=f"Cannot listen on LocalHost, port {port}: the port is in use"
        ):
            listen("LocalHost", port)
