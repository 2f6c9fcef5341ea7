"""Nothing else is touched, and everything is as it was afterwards."""

from __future__ import annotations

import asyncio
import socket
import ssl
import sys
import threading
import urllib.request
from asyncio.proactor_events import BaseProactorEventLoop
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import aiohttp
import botocore.utils
import httpx
import pytest
import requests
import responses
import respx.mocks
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pytest_cognito_emulator.intercept import Interception, service_hosts
from tests.plugin.intercept.clients import by_requests
from tests.plugin.intercept.conftest import SERVICE, Served

OTHER = "s3.us-east-1.amazonaws.com"


class Other(BaseHTTPRequestHandler):
    """Answers in the place of another service of AWS's."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"real")

    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The key and the certificate of the other service, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, OTHER)])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(OTHER)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("other") / "both.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def other(
    certificate: Path,
    intercepted: Served,  # noqa: ARG001 - what the docstring says
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[tuple[str, ssl.SSLContext]]:
    """Another service: its URL, and a context that trusts it. It speaks TLS, and is found by name.

    It begins while connections are intercepted, so that this side of TLS is proven as well.
    """
    look_up = socket.getaddrinfo

    def looked_up(host: Any, *arguments: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        return look_up("127.0.0.1" if name == OTHER else host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    server = HTTPServer(("127.0.0.1", 0), Other)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield (
        f"https://{OTHER}:{server.server_port}/",
        ssl.create_default_context(cafile=str(certificate)),
    )
    server.shutdown()
    thread.join()
    server.server_close()


def test_other_hosts_are_reached_by_real_tls(other: tuple[str, ssl.SSLContext]) -> None:
    url, trusting = other
    with urllib.request.urlopen(url, context=trusting) as answer:
        assert answer.read() == b"real"
    assert httpx.get(url, verify=trusting).text == "real"

    async def by_asyncio() -> str:
        async with httpx.AsyncClient(verify=trusting) as client:
            return (await client.get(url)).text

    async def by_aiohttp() -> str:
        connector = aiohttp.TCPConnector(resolver=aiohttp.ThreadedResolver(), ssl=trusting)
        async with aiohttp.ClientSession(connector=connector) as client, client.get(url) as answer:
            return await answer.text()

    assert asyncio.run(by_asyncio()) == "real"
    assert asyncio.run(by_aiohttp()) == "real"


def test_other_hosts_must_prove_who_they_are(other: tuple[str, ssl.SSLContext]) -> None:
    url, _ = other
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(url, timeout=60)


@pytest.mark.usefixtures("intercepted")
def test_a_connection_that_leads_elsewhere_is_encrypted_whatever_the_name() -> None:
    """As through a proxy that was named to the client: nothing goes to it in the open."""
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        through = socket.create_connection(proxy.getsockname())
        seen, _ = proxy.accept()
        context = ssl.create_default_context()
        with through, seen:
            through.setblocking(False)
            wrapped = context.wrap_socket(
                through, server_hostname=SERVICE[8:], do_handshake_on_connect=False
            )
            assert isinstance(wrapped, ssl.SSLSocket)
            wrapped.close()


def replaced() -> dict[str, object]:
    """Return everything that is replaced while connections are intercepted, as it is now."""
    owners: list[tuple[Any, str]] = [
        (socket, "getaddrinfo"),
        (socket, "gethostbyname"),
        (socket, "gethostbyname_ex"),
        (socket.socket, "connect"),
        (socket.socket, "connect_ex"),
        (ssl.SSLContext, "wrap_socket"),
        (ssl.SSLContext, "wrap_bio"),
        (urllib.request, "proxy_bypass"),
        (sys.modules["requests.utils"], "proxy_bypass"),
        (botocore.utils, "proxy_bypass"),
        (sys.modules["aiohttp.helpers"], "proxy_bypass"),
        (httpx.Client, "_transport_for_url"),
        (httpx.AsyncClient, "_transport_for_url"),
        (responses.RequestsMock, "_on_request"),
        (respx.mocks.Mocker, "handler"),
        (respx.mocks.Mocker, "async_handler"),
    ]
    return {
        f"{owner.__name__}.{name}": vars(owner).get(name, "inherited") for owner, name in owners
    } | {"finders": list(sys.meta_path)}


def test_everything_is_put_back(served: Served) -> None:
    before = replaced()
    assert before["socket.connect"] == "inherited"

    with served.interception():
        during = replaced()
        assert [name for name in before if during[name] is before[name]] == []

    assert replaced() == before


@pytest.mark.parametrize("first_out", [0, 1])
def test_two_that_overlap_end_in_any_order(first_out: int, served: Served) -> None:
    before = replaced()
    both = [served.interception(), Interception({"two.example.com"}.__contains__, served.address)]
    for one in both:
        one.start()

    both.pop(first_out).stop()

    left = SERVICE if first_out == 1 else "https://two.example.com"
    gone = SERVICE if first_out == 0 else "https://two.example.com"
    assert by_requests(served.jwks_url(left)) == served.jwks
    with pytest.raises(requests.ConnectionError):
        by_requests(served.jwks_url(gone))

    both.pop().stop()
    assert replaced() == before


def test_of_two_the_newer_leads(served: Served) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as nobody,
        Interception(service_hosts(), nobody.getsockname()),
        served.interception(),
    ):
        assert by_requests(served.jwks_url()) == served.jwks


def test_starting_and_stopping_again_does_no_harm(served: Served) -> None:
    before = replaced()
    one = served.interception()
    one.stop()
    one.start()
    one.start()
    one.stop()
    one.stop()
    assert replaced() == before
    with one:
        assert by_requests(served.jwks_url()) == served.jwks
    assert replaced() == before


def test_what_somebody_else_has_replaced_since_is_theirs(served: Served) -> None:
    def their(*_: object, **__: object) -> list[object]:
        return []

    with pytest.MonkeyPatch.context() as theirs:
        with served.interception():
            ours = socket.getaddrinfo
            theirs.setattr(socket, "getaddrinfo", their)
        assert socket.getaddrinfo is their
    # What is put back by them is of no effect any more.
    assert socket.getaddrinfo is ours
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("cognito-idp.us-east-1.amazonaws.com", 443)


def test_what_somebody_puts_back_for_good_is_replaced_once_at_most(served: Served) -> None:
    """As monkeypatch does in a test that has it set up before ours: ours is in its hands."""
    with pytest.MonkeyPatch.context() as kept:
        before = replaced()
        kept.setattr(socket, "getaddrinfo", socket.getaddrinfo)
        for _ in range(3):
            with pytest.MonkeyPatch.context() as theirs, served.interception():
                theirs.setattr(socket, "getaddrinfo", lambda *_: [])
        with served.interception():
            pass
        assert replaced() == before


def test_a_pooled_connection_ends_with_the_interception(served: Served) -> None:
    with requests.Session() as blocking, httpx.Client() as newer:
        with served.interception():
            assert blocking.get(served.jwks_url(), timeout=60).ok
            assert newer.get(served.jwks_url()).is_success
        with pytest.raises(requests.ConnectionError):
            blocking.get(served.jwks_url(), timeout=60)
        with pytest.raises(httpx.ConnectError):
            newer.get(served.jwks_url())


def test_a_pooled_connection_ends_with_the_interception_in_aiohttp(served: Served) -> None:
    async def twice() -> None:
        connector = aiohttp.TCPConnector(resolver=aiohttp.ThreadedResolver(), use_dns_cache=False)
        async with aiohttp.ClientSession(connector=connector) as client:
            with served.interception():
                assert (await client.get(served.jwks_url())).ok
            with pytest.raises(aiohttp.ClientConnectionError):
                await client.get(served.jwks_url())

    asyncio.run(twice())


def test_a_client_outlives_interceptions(served: Served) -> None:
    """Also one that remembers what it has looked up."""

    async def twice() -> None:
        async with aiohttp.ClientSession() as client:
            for _ in range(2):
                with served.interception():
                    assert (await client.get(served.jwks_url())).ok

    asyncio.run(twice())
    with requests.Session() as client:
        for _ in range(2):
            with served.interception():
                assert client.get(served.jwks_url(), timeout=60).ok


def test_many_threads_at_once(served: Served) -> None:
    before = replaced()

    def often(host: str) -> None:
        for _ in range(3):
            with Interception({host}.__contains__, served.address):
                assert by_requests(served.jwks_url(f"https://{host}")) == served.jwks

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(often, [f"{number}.example.com" for number in range(6)]))

    assert replaced() == before


def test_there_is_room_for_many_and_an_end(served: Served) -> None:
    started = [served.interception() for _ in range(254)]
    try:
        for one in started:
            one.start()
        with pytest.raises(RuntimeError, match="254 interceptions"):
            served.interception().start()
    finally:
        for one in started:
            one.stop()


def test_windows_event_loop_is_led_too(intercepted: Served) -> None:
    """Its sockets are connected by the system; here is only the method in which it begins."""

    class Proactor:
        async def connect(self, _: object, address: object) -> object:
            return address

    class Loop:
        _proactor = Proactor()
        _debug = False

    sock_connect: Any = BaseProactorEventLoop.sock_connect

    async def connect(host: str) -> object:
        with socket.socket() as sock:
            sock.setblocking(False)
            return await sock_connect(Loop(), sock, (host, 443))

    assert asyncio.run(connect(SERVICE[8:])) == intercepted.address
    assert asyncio.run(connect(OTHER)) == (OTHER, 443)
