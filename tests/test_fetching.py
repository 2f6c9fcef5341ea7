"""Documents of other hosts: what comes of a fetch, whatever the host does."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
import trustme

from cognito_emulator.fetching import Fetch, Fetched, FetchFailure, Network, is_loopback
from tests.table import table

#: Seconds in which every answer comes, on a busy machine too.
PATIENT = 60.0
#: Seconds between two bytes of a host that drips: shorter than any time-out that is tried.
PAUSE = 0.05


class Host(BaseHTTPRequestHandler):
    """A host that answers by what its path asks for."""

    seen: ClassVar[list[tuple[str, dict[str, str], bytes]]] = []
    released: ClassVar[threading.Event] = threading.Event()

    def do_GET(self) -> None:
        kind, _, number = self.path.strip("/").partition("/")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.seen.append((f"{self.command} {self.path}", dict(self.headers), body))
        getattr(self, f"_{kind}")(number)

    do_POST = do_GET  # noqa: N815 - the name that the base class looks for

    def _plain(self, _: str) -> None:
        self._send(200, b"hello")

    def _missing(self, _: str) -> None:
        self._send(404, b"not here")

    def _compressed(self, _: str) -> None:
        self._send(200, gzip.compress(b"hello"), ("Content-Encoding", "gzip"))

    def _bomb(self, size: str) -> None:
        self._send(200, gzip.compress(bytes(int(size))), ("Content-Encoding", "gzip"))

    def _redirect(self, times: str) -> None:
        left = int(times) - 1
        self._send(302, b"", ("Location", f"/redirect/{left}" if left else "/plain"))

    def _away(self, _: str) -> None:
        self._send(302, b"", ("Location", "file:///etc/passwd"))

    def _hanging(self, _: str) -> None:
        self.released.wait()

    def _dripping(self, _: str) -> None:
        """Send a byte now and then: each of them begins a socket's time-out anew."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        while not self.released.wait(PAUSE):
            self.wfile.write(b"x")

    def _dropped(self, _: str) -> None:
        self.close_connection = True

    def _send(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (*headers, ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    Host.released.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Host) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.01))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            Host.released.set()
            server.shutdown()
            thread.join()


def test_an_answer_comes_whole_whatever_its_status(host: str) -> None:
    fetch = Network(PATIENT)

    good, missing = fetch(Fetch(f"{host}/plain")), fetch(Fetch(f"{host}/missing"))

    assert isinstance(good, Fetched)
    assert isinstance(missing, Fetched)
    assert (good.status, good.reason, good.body) == (200, "OK", b"hello")
    assert good.headers["content-length"] == "5"
    assert (missing.status, missing.reason, missing.body) == (404, "Not Found", b"not here")


def test_the_request_is_the_services(
    host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Measured [federation-1]: these headers, and neither Accept nor Authorization."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password secret")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    Host.seen.clear()
    form = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}

    Network(PATIENT)(Fetch(f"{host}/plain", "POST", form, b"a=b"))

    [(line, headers, body)] = Host.seen
    assert (line, body) == ("POST /plain", b"a=b")
    assert headers.keys() - {"Host", "Connection", "Content-Length"} == {
        "User-Agent",
        "Accept-Encoding",
        "Content-Type",
    }
    assert headers["User-Agent"] == "Amazon/Cognito"
    assert headers["Accept-Encoding"] == "gzip,deflate"


def test_compressed_bodies_and_twenty_redirects_are_followed(host: str) -> None:
    for path in ("compressed", "redirect/1", "redirect/20"):
        answer = Network(PATIENT)(Fetch(f"{host}/{path}"))
        assert isinstance(answer, Fetched), path
        assert answer.body == b"hello"


@pytest.mark.parametrize(
    ("path", "seconds", "kind", "said"),
    [
        ("redirect/21", PATIENT, "redirects", "more than 20 times"),
        ("away", PATIENT, "bad url", "leads to"),
        ("hanging", 0.2, "timed out", "within 0.2 s"),
        ("dripping", 0.2, "timed out", "within 0.2 s"),
        ("dropped", PATIENT, "unreachable", "no answer"),
        ("bomb/2000", PATIENT, "too large", "more than 1,000 bytes"),
    ],
)
def test_what_a_host_does_wrong(host: str, path: str, seconds: float, kind: str, said: str) -> None:
    url = f"{host}/{path}"

    failure = Network(seconds, most_bytes=1000)(Fetch(url))

    assert isinstance(failure, FetchFailure), failure
    assert failure.kind == kind
    assert url in failure.sentence
    assert said in failure.sentence


@table(
    "url, kind",
    [
        ("", "bad url"),
        ("ftp://example.com/", "bad url"),
        ("file:///etc/passwd", "bad url"),
        ("http://", "bad url"),
        ("http://[::1/", "bad url"),
        ("http://localhost:99999999/", "bad url"),
        ("http://nowhere.invalid./", "unreachable"),
    ],
)
def test_what_cannot_be_asked(url: str, kind: str) -> None:
    failure = Network(PATIENT)(Fetch(url))

    assert isinstance(failure, FetchFailure), failure
    assert failure.kind == kind


def test_what_is_no_tls_is_not_trusted(host: str) -> None:
    failure = Network(PATIENT)(Fetch(host.replace("http", "https")))

    assert isinstance(failure, FetchFailure)
    assert failure.kind == "untrusted"


def test_an_authority_may_be_gone_when_something_is_fetched(host: str, tmp_path: Path) -> None:
    network, ca_file = Network(PATIENT), tmp_path / "ca.pem"
    ca_file.write_bytes(trustme.CA().cert_pem.bytes())
    network.trust(ca_file)
    ca_file.unlink()

    assert isinstance(network(Fetch(f"{host}/plain")), Fetched)


@table(
    "url, here",
    [
        ("http://localhost:9229/", True),
        ("http://office.auth.localhost./", True),
        ("http://127.8.0.1/", True),
        ("https://[::1]/", True),
        ("http://example.com/", False),
        ("http://10.0.0.1/", False),
        ("http:///", False),
    ],
)
def test_which_urls_lead_to_this_machine(url: str, *, here: bool) -> None:
    assert is_loopback(url) is here
