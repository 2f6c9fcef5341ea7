"""Requests that RFC 9112 has a server accept, how it answers, and what becomes of connections.

Each case has its section, of RFC 9110 where that is said.
"""

from __future__ import annotations

import re
import socket

import pytest

from cognito_emulator.web.http_request import (
    MAX_BODY_BYTES,
)
from tests.web.echo import CHUNKED, GET, HIDDEN, POST, Echo, Seen, statuses

ACCEPTED = [
    ("2.2", "an empty line before it", b"\r\n" + GET + b"\r\n", Seen()),
    ("2.2", "lines that end with LF alone", b"GET / HTTP/1.1\nHost: a\n\n", Seen()),
    ("2.3", "a minor version to come", b"GET / HTTP/1.7\r\nHost: a\r\n\r\n", Seen()),
    (
        "3.1",
        "a method that nobody knows",
        b"BREW /x HTTP/1.1\r\nHost: a\r\n\r\n",
        Seen("BREW", "/x"),
    ),
    ("3.1", "a method in lower case", b"get / HTTP/1.1\r\nHost: a\r\n\r\n", Seen("get")),
    (
        "3.2.1",
        "a query",
        b"GET /x?y=/z?%20 HTTP/1.1\r\nHost: a\r\n\r\n",
        Seen(path="/x", query="y=/z?%20"),
    ),
    (
        "3.2.1",
        "percent signs",
        b"GET /a%2Fb%zz%00 HTTP/1.1\r\nHost: a\r\n\r\n",
        Seen(path="/a/b%zz\0"),
    ),
    ("3.2.1", "two slashes", b"GET //b/c HTTP/1.1\r\nHost: a\r\n\r\n", Seen(path="//b/c")),
    (
        "3.2.2",
        "an URI",
        b"GET http://a/x?y HTTP/1.1\r\nHost: a\r\n\r\n",
        Seen(path="/x", query="y"),
    ),
    (
        "3.2.2",
        "an URI of another host",
        b"GET HTTP://b:8/x HTTP/1.1\r\nHost: a\r\n\r\n",
        Seen(path="/x", host="b:8"),
    ),
    (
        "3.2.2",
        "an URI of https",
        b"GET https://[::1]:8/ HTTP/1.1\r\nHost: a\r\n\r\n",
        Seen(host="[::1]:8"),
    ),
    ("3.2.2", "an URI without path", b"GET http://b HTTP/1.1\r\nHost: a\r\n\r\n", Seen(host="b")),
    (
        "3.2.2",
        "an URI with a query alone",
        b"GET http://b?x HTTP/1.1\r\nHost: a\r\n\r\n",
        Seen(query="x", host="b"),
    ),
    ("3.2.4", "an asterisk", b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", Seen("OPTIONS")),
    ("3.2", "an empty Host", b"GET / HTTP/1.1\r\nHost:\r\n\r\n", Seen(host="")),
    ("3.2", "no Host in HTTP/1.0", b"GET / HTTP/1.0\r\n\r\n", Seen(host=None)),
    (
        "3.2",
        "an address for a Host",
        b"GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
        Seen(host="[::1]:80"),
    ),
    (
        "3.2",
        "an underscore in a Host",
        b"GET / HTTP/1.1\r\nHost: my_app.b.:80\r\n\r\n",
        Seen(host="my_app.b.:80"),
    ),
    ("5.1", "no blank after the colon", b"GET / HTTP/1.1\r\nHost:a\r\n\r\n", Seen()),
    ("5.1", "blanks around a value", b"GET / HTTP/1.1\r\nhOST:  \ta\t \r\n\r\n", Seen()),
    ("6.3", "a GET with a body", GET + b"Content-Length: 2\r\n\r\n{}", Seen(body=b"{}")),
    (
        "6.3",
        "zeros before a length",
        POST + b"Content-Length: 002\r\n\r\n{}",
        Seen("POST", body=b"{}"),
    ),
    ("6.3", "no length", POST + b"\r\n", Seen("POST")),
    (
        "7",
        "names of codings in any case",
        POST + b"Transfer-Encoding:  CHUNKED \r\n\r\n0\r\n\r\n",
        Seen("POST"),
    ),
    (
        "7.1",
        "several chunks",
        CHUNKED + b"1\r\n{\r\n00A\r\n}\r\n0\r\n\r\n12\r\n0\r\n\r\n",
        Seen("POST", body=b"{}\r\n0\r\n\r\n12"),
    ),
    (
        "7.1.1",
        "extensions",
        CHUNKED + b'2 ;a ; b="c;d"\r\n{}\r\n0;a=b\r\n\r\n',
        Seen("POST", body=b"{}"),
    ),
    (
        "7.1.2",
        "trailers",
        CHUNKED + b"2\r\n{}\r\n0\r\nHost: b\r\nContent-Length: 9\r\n\r\n",
        Seen("POST", body=b"{}"),
    ),
    (
        "9110 7.8",
        "an upgrade that is not wanted",
        GET + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n\r\n",
        Seen(),
    ),
    (
        "9110 10.1.1",
        "an expectation in HTTP/1.0",
        b"GET / HTTP/1.0\r\nHost: a\r\nExpect: a lot\r\n\r\n",
        Seen(),
    ),
]


@pytest.mark.parametrize(
    ("request_", "seen"),
    [pytest.param(sent, seen, id=f"{at}: {what}") for at, what, sent, seen in ACCEPTED],
)
def test_what_is_accepted(echo: Echo, request_: bytes, seen: Seen) -> None:
    assert statuses(echo.exchange(request_)) == [200]
    assert echo.seen == [seen]


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(sent, id=f"{at}: {what}")
        for at, what, sent, _ in ACCEPTED
        if b"1.0" not in sent
    ],
)
def test_a_second_request_begins_where_the_first_ends(echo: Echo, request_: bytes) -> None:
    """Section 9.3.2."""
    assert statuses(echo.exchange(request_ + HIDDEN)) == [200, 200]
    assert echo.seen[1] == Seen(path="/hidden")


def test_names_with_underscores_are_dropped(echo: Echo) -> None:
    """To an application they would be the names with dashes (PEP 3333); RFC 9112 allows both."""
    fields = (
        b"X-Amz-Target: a\r\nX_Amz_Target: b\r\nContent_Length: 5\r\nTransfer_Encoding: chunked\r\n"
    )
    assert statuses(echo.exchange(GET + fields + b"\r\n" + HIDDEN)) == [200, 200]
    environment = echo.environments[0]
    assert environment["HTTP_X_AMZ_TARGET"] == "a"
    assert environment["CONTENT_LENGTH"] == "0"
    assert "HTTP_TRANSFER_ENCODING" not in environment


def test_headers_of_one_name_are_joined(echo: Echo) -> None:
    """RFC 9110, section 5.3."""
    echo.exchange(GET + b"B: c\r\nb: d\r\n\r\n")
    assert echo.environments[0]["HTTP_B"] == "c,d"


@pytest.mark.parametrize(
    ("request_", "stays"),
    [
        (GET, True),
        (GET + b"Connection: keep-alive\r\n", True),
        (GET + b"Connection: close\r\n", False),
        (GET + b"Connection: TE, Close\r\n", False),
        (GET + b"Connection: a\r\nConnection: close\r\n", False),
        (b"GET / HTTP/1.0\r\n", False),
        (b"GET / HTTP/1.0\r\nConnection: b, Keep-Alive\r\n", True),
        (b"GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n", False),
    ],
)
def test_whether_a_connection_stays_open(echo: Echo, request_: bytes, *, stays: bool) -> None:
    """Section 9.3; a client of HTTP/1.0 is told that it does."""
    received = echo.exchange(request_ + b"\r\n" + HIDDEN)
    assert statuses(received) == ([200, 200] if stays else [200])
    first = received.partition(b"\r\n\r\n")[0]
    assert (b"Connection: close" in first) is not stays
    assert (b"Connection: keep-alive" in first) is (stays and b"HTTP/1.0" in request_)


@pytest.mark.parametrize(
    ("request_", "length", "body"),
    [
        (b"GET /", b"7", b"content"),
        (b"HEAD /", b"7", b""),  # 6.3
        (b"GET /?204", None, b""),  # RFC 9110, 8.6
        (b"GET /?304", None, b""),
    ],
)
def test_what_an_answer_ends_with(
    echo: Echo, request_: bytes, length: bytes | None, body: bytes
) -> None:
    received = echo.exchange(request_ + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    head, _, rest = received.partition(b"\r\n\r\n")
    named = re.search(rb"\r\nContent-Length: (\d+)", head)
    assert (named[1] if named else None) == length
    assert rest == body


def test_a_refused_head_has_no_body(echo: Echo) -> None:
    received = echo.exchange(b"HEAD / HTTP/1.1\r\n\r\n")
    assert statuses(received) == [400]
    assert received.endswith(b"\r\n\r\n")


@pytest.mark.parametrize("coding", [b"Content-Length: 2\r\n", b"Transfer-Encoding: chunked\r\n"])
def test_a_client_that_asks_before_it_sends_its_body(echo: Echo, coding: bytes) -> None:
    """RFC 9110, section 10.1.1."""
    with socket.create_connection(echo.address, timeout=30) as plug:
        plug.sendall(POST + coding + b"Expect: 100-Continue\r\n\r\n")
        assert plug.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        plug.sendall(b"{}" if b"Length" in coding else b"2\r\n{}\r\n0\r\n\r\n")
        assert statuses(plug.recv(65536)) == [200]
    assert echo.seen == [Seen("POST", body=b"{}")]


@pytest.mark.parametrize(
    "fields", [b"", b"Content-Length: 0\r\n", b"Content-Length: %d\r\n" % (MAX_BODY_BYTES + 1)]
)
def test_no_client_is_told_to_go_on_for_nothing(echo: Echo, fields: bytes) -> None:
    received = echo.exchange(POST + fields + b"Expect: 100-continue\r\n\r\n")
    assert statuses(received) == [413 if fields.endswith(b"3\r\n") else 200]
