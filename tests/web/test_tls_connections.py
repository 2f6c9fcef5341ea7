"""Connections under TLS: who is silent, slow, rude or gone stops nobody."""

from __future__ import annotations

import logging
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cognito_emulator.settings import Settings
from cognito_emulator.web.tls.authority import Authority, kept_in
from cognito_emulator.web.tls.certificates import Certificates
from cognito_emulator.web.tls.names import Names
from tests.properties import examples
from tests.threads import running_threads, unending
from tests.web.echo import CHUNKED, GET, LARGE, POST, Echo, statuses

ASKED = GET + b"\r\n"
LAST = GET + b"Connection: close\r\n\r\n"
PATIENCE = 60.0


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return kept_in(tmp_path_factory.mktemp("data") / "tls")


@pytest.fixture(scope="module")
def certificates(authority: Authority) -> Certificates:
    return Certificates(authority, Names(Settings(), "127.0.0.1"))


@pytest.fixture(scope="module")
def trusting(authority: Authority) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(authority.file))


@contextmanager
def serving(certificates: Certificates, max_connections: int | None = None) -> Iterator[Echo]:
    echo = Echo(max_connections, certificates)
    try:
        yield echo
    finally:
        echo.released.set()
        echo.close()


@pytest.fixture(scope="module")
def running(certificates: Certificates) -> Iterator[Echo]:
    with serving(certificates) as echo:
        yield echo


@pytest.fixture
def echo(running: Echo) -> Echo:
    running.forget()
    return running


def plain(echo: Echo) -> socket.socket:
    plug = socket.socket()
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    plug.settimeout(PATIENCE)
    plug.connect(echo.address)
    return plug


def secured(echo: Echo, trusting: ssl.SSLContext, host: str = "localhost") -> ssl.SSLSocket:
    return trusting.wrap_socket(plain(echo), server_hostname=host)


def all_of(plug: socket.socket) -> bytes:
    return b"".join(iter(lambda: plug.recv(65536), b""))


def hello(trusting: ssl.SSLContext) -> bytes:
    """The first thing that a client says."""
    going = ssl.MemoryBIO()
    with suppress(ssl.SSLWantReadError):
        trusting.wrap_bio(ssl.MemoryBIO(), going, server_hostname="localhost").do_handshake()
    return going.read()


class Heard(logging.Handler):
    """What the server said."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


@pytest.fixture
def heard() -> Iterator[Heard]:
    handler = Heard()
    log = logging.getLogger("cognito_emulator.web")
    log.addHandler(handler)
    yield handler
    log.removeHandler(handler)


# --- what works -----------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "demo.auth.localhost", "cognito"])
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_requests_one_after_the_other(
    host: str, version: ssl.TLSVersion, echo: Echo, authority: Authority
) -> None:
    trusting = ssl.create_default_context(cafile=str(authority.file))
    trusting.minimum_version = trusting.maximum_version = version
    with closing(secured(echo, trusting, host)) as plug:
        plug.sendall(ASKED)
        assert statuses(plug.recv(65536)) == [200]
        plug.sendall(
            POST + b"Content-Length: 5\r\n\r\nhello" + CHUNKED + b"2\r\nyo\r\n0\r\n\r\n" + LAST
        )
        assert statuses(all_of(plug)) == [200, 200, 200]
    assert [seen.body for seen in echo.seen] == [b"", b"hello", b"yo", b""]
    assert {each["wsgi.url_scheme"] for each in echo.environments} == {"https"}


def test_http_is_http(running_echo: Echo) -> None:
    running_echo.forget()
    running_echo.exchange(ASKED)
    assert running_echo.environments[0]["wsgi.url_scheme"] == "http"


def test_much_both_ways(echo: Echo, trusting: ssl.SSLContext) -> None:
    with closing(secured(echo, trusting)) as plug:
        body = bytes(2**20)
        plug.sendall(POST + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        assert statuses(plug.recv(65536)) == [200]
        plug.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert len(all_of(plug)) > LARGE
    assert echo.seen[0].body == body


def test_old_versions_are_refused(echo: Echo, authority: Authority, heard: Heard) -> None:
    old = ssl.create_default_context(cafile=str(authority.file))
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1 is deprecated"):
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1
    with pytest.raises(ssl.SSLError):
        secured(echo, old)
    assert not heard.said or "handshake with a client failed" in heard.said[0]


def test_no_answer_is_cut_off_unnoticed(echo: Echo, trusting: ssl.SSLContext) -> None:
    """A client knows the end from a connection that broke: TLS says it, too."""
    plug = trusting.wrap_socket(
        plain(echo), server_hostname="localhost", suppress_ragged_eofs=False
    )
    with closing(plug):
        plug.sendall(LAST)
        assert statuses(all_of(plug)) == [200]


def test_only_http_1_1_is_offered(echo: Echo, authority: Authority) -> None:
    trusting = ssl.create_default_context(cafile=str(authority.file))
    trusting.set_alpn_protocols(["h2", "http/1.1"])
    with closing(secured(echo, trusting)) as plug:
        assert plug.selected_alpn_protocol() == "http/1.1"


# --- who does not trust, or speaks something else -------------------------------------------------


def test_who_does_not_trust_the_authority_is_told_of_once(
    certificates: Certificates, heard: Heard
) -> None:
    with serving(certificates) as echo:
        for _ in range(2):
            with pytest.raises(ssl.SSLCertVerificationError):
                secured(echo, ssl.create_default_context())
    (said,) = heard.said
    assert said.startswith("A client does not trust the emulator's certificate authority")


@pytest.mark.parametrize(
    "sent", [LAST, POST + b"Content-Length: 9\r\n\r\n", b"nonsense", b"\x80\x2e\x01\x00\x02"]
)
def test_plain_http_is_answered_in_kind(
    sent: bytes, certificates: Certificates, heard: Heard
) -> None:
    with serving(certificates) as echo:
        answers = [echo.exchange(sent) for _ in range(2)]
    assert not echo.seen
    for answer in answers:
        assert statuses(answer) == [400]
        assert b"A client spoke plain HTTP, and this is TLS: use https://" in answer
        assert b"Connection: close" in answer
    assert len(heard.said) == 1


# --- who waits ------------------------------------------------------------------------------------


Beginning = Callable[[socket.socket, ssl.SSLContext], object]


def _handshake(then: bytes) -> Beginning:
    def begin(plug: socket.socket, trusting: ssl.SSLContext) -> object:
        tls = trusting.wrap_socket(plug.dup(), server_hostname="localhost")
        tls.sendall(then)
        return tls

    return begin


BEGINNINGS: dict[str, Beginning] = {
    "nothing sent": lambda plug, _: plug.sendall(b""),
    "one byte": lambda plug, _: plug.sendall(b"\x16"),
    "half a hello": lambda plug, tls: plug.sendall(hello(tls)[:100]),
    "a hello alone": lambda plug, tls: plug.sendall(hello(tls)),
    "plain and not closed": lambda plug, _: plug.sendall(ASKED),
    "nothing after the handshake": _handshake(b""),
    "idle": _handshake(ASKED),
    "half a request": _handshake(b"GET / HT"),
    "half a body": _handshake(POST + b"Content-Length: 5\r\n\r\nhell"),
    "an answer that is not read": _handshake(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n"),
}


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_who_waits_for_the_client_gives_way(
    beginning: str, certificates: Certificates, trusting: ssl.SSLContext
) -> None:
    """However it holds a connection, a client cannot keep others out."""
    with serving(certificates, max_connections=1) as echo, closing(plain(echo)) as first:
        held = BEGINNINGS[beginning](first, trusting)
        with closing(secured(echo, trusting)) as second:
            second.sendall(ASKED)
            assert statuses(second.recv(65536)) == [200]
        if isinstance(held, socket.socket):
            held.close()


def test_a_request_that_is_being_answered_does_not_give_way(
    certificates: Certificates, trusting: ssl.SSLContext
) -> None:
    with (
        serving(certificates, max_connections=1) as echo,
        closing(secured(echo, trusting)) as first,
    ):
        first.sendall(b"GET /busy HTTP/1.1\r\nHost: a\r\n\r\n")
        assert echo.busy.wait(PATIENCE)
        with closing(plain(echo)) as second:
            second.sendall(ASKED)
            echo.released.set()
            assert statuses(first.recv(65536)) == [200]
            assert statuses(second.recv(65536)) == [400]


def test_many_silent_clients_stop_nobody(echo: Echo, trusting: ssl.SSLContext) -> None:
    with ExitStack() as stack:
        for number in range(60):
            plug = stack.enter_context(closing(plain(echo)))
            plug.sendall(hello(trusting)[: number % 3 * 50])
        for _ in range(20):
            with closing(secured(echo, trusting)) as plug:
                plug.sendall(LAST)
                assert statuses(all_of(plug)) == [200]


def test_a_slow_client_is_served_once_it_has_said_all(echo: Echo, trusting: ssl.SSLContext) -> None:
    """A byte at a time, the handshake too."""
    coming, going = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = trusting.wrap_bio(coming, going, server_hostname="localhost")

    def dribble(plug: socket.socket) -> None:
        for byte in going.read():
            plug.sendall(bytes([byte]))

    with closing(plain(echo)) as plug:
        plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            try:
                tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                dribble(plug)
                coming.write(plug.recv(65536))
        tls.write(LAST)
        dribble(plug)
        coming.write(all_of(plug))
        assert statuses(tls.read(65536)) == [200]


def test_it_stops_whoever_is_there(certificates: Certificates, trusting: ssl.SSLContext) -> None:
    with ExitStack() as stack:
        with serving(certificates) as echo:
            plugs = [stack.enter_context(closing(plain(echo))) for _ in range(3)]
            plugs[1].sendall(hello(trusting))
            idle = stack.enter_context(closing(secured(echo, trusting)))
            idle.sendall(ASKED)
            assert statuses(idle.recv(65536)) == [200]
        assert idle.recv(1) == b""


# --- who leaves, and who attacks ------------------------------------------------------------------


def still_serves(echo: Echo, trusting: ssl.SSLContext) -> bool:
    with closing(secured(echo, trusting)) as plug:
        plug.sendall(LAST)
        return statuses(all_of(plug)) == [200]


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 1.0])
@pytest.mark.parametrize("rudely", [True, False], ids=["reset", "closed"])
def test_who_leaves_within_the_handshake_leaves_nothing_behind(
    share: float, rudely: int, certificates: Certificates, trusting: ssl.SSLContext, heard: Heard
) -> None:
    with serving(certificates) as echo:
        before = running_threads()
        first = hello(trusting)
        with closing(plain(echo)) as plug:
            plug.sendall(first[: int(len(first) * share)])
            if rudely:
                plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        assert still_serves(echo, trusting)
        assert unending(running_threads() - before) == []
        assert not echo.http._open
    assert not heard.said


def test_who_leaves_after_the_handshake(
    certificates: Certificates, trusting: ssl.SSLContext, heard: Heard
) -> None:
    with serving(certificates) as echo:
        before = running_threads()
        for left in (b"", b"GET / HT", ASKED, LAST):
            plug = secured(echo, trusting)
            plug.sendall(left)
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            plug.close()
        assert still_serves(echo, trusting)
        assert unending(running_threads() - before) == []
    assert not heard.said


def test_nonsense_after_the_handshake_ends_it(
    echo: Echo, trusting: ssl.SSLContext, heard: Heard
) -> None:
    before = running_threads()
    plug = plain(echo)
    tls = trusting.wrap_socket(plug.dup(), server_hostname="localhost")
    plug.sendall(b"\x17\x03\x03\x00\x20" + bytes(32))
    with suppress(OSError):
        all_of(tls)
    tls.close()
    plug.close()
    assert unending(running_threads() - before) == []
    assert still_serves(echo, trusting)
    assert not heard.said


def test_a_name_that_is_no_text_is_refused(
    echo: Echo, trusting: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python tells of it by a hook, not by an exception."""
    import sys  # noqa: PLC0415

    monkeypatch.setattr(sys, "unraisablehook", lambda _: None)
    first = hello(trusting).replace(b"localhost", b"loc\xff\xfehost")
    with closing(plain(echo)) as plug:
        plug.sendall(first)
        plug.shutdown(socket.SHUT_WR)
        with suppress(ConnectionError):
            all_of(plug)
    assert still_serves(echo, trusting)


# Python tells of a name that is no text by a hook, which pytest makes a warning of.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_sent_it_goes_on(
    data: st.DataObject, echo: Echo, trusting: ssl.SSLContext, heard: Heard
) -> None:
    """A handshake of nonsense, or a real one with bytes changed."""
    first = bytearray(hello(trusting))
    if data.draw(st.booleans()):
        for _ in range(data.draw(st.integers(1, 5))):
            first[data.draw(st.integers(1, len(first) - 1))] = data.draw(st.integers(0, 255))
    else:
        first = bytearray(b"\x16" + data.draw(st.binary(max_size=200)))
    before = running_threads()
    with closing(plain(echo)) as plug, suppress(ConnectionError):
        plug.sendall(bytes(first))
        plug.shutdown(socket.SHUT_WR)
        assert not statuses(all_of(plug))
    assert unending(running_threads() - before) == []
    assert not echo.seen
    assert all(
        "handshake with a client failed" in said or "no certificate" in said for said in heard.said
    )


def test_it_still_serves_after_all_that(echo: Echo, trusting: ssl.SSLContext) -> None:
    assert still_serves(echo, trusting)


def test_files_of_keys_do_not_stay(
    authority: Authority, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Python reads a key from a file only."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    Certificates(authority, Names(Settings(), "127.0.0.1"))
    assert not list(tmp_path.iterdir())
