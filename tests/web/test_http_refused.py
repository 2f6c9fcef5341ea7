"""Requests that RFC 9112 has a server refuse, or that could be read in two ways.

Each case has its section (of RFC 9110 where that is said). What is refused ends its connection:
what follows on it may be another request in the eyes of a proxy, and is none here.
"""

from __future__ import annotations

import json

import pytest

from cognito_emulator.web.http_request import (
    MAX_BODY_BYTES,
    MAX_FIELDS,
    MAX_FIELDS_BYTES,
    MAX_LINE_BYTES,
)
from tests.table import table
from tests.web.echo import CHUNKED, GET, HIDDEN, POST, Echo, statuses

REFUSED = [
    # Request lines
    ("3", "no request line", b"nonsense\r\n\r\n", 400),
    ("3", "no method", b" / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("3", "no target", b"GET HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("3", "a blank in the target", b"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("3", "two blanks", b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("3", "a tab in place of a blank", b"GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("3", "a blank at the end", b"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400),
    ("3.1", "a method that is no token", b"G@T / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("3.2", "a control character in the target", b"GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("3.2", "a fragment", b"GET /#a HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("3", "too long a line", b"GET /" + b"x" * MAX_LINE_BYTES + b" HTTP/1.1\r\n\r\n", 414),
    ("3", "a line without end", b"GET /" + b"x" * MAX_LINE_BYTES, 414),
    ("2.2", "a bare CR in the line", b"GET / HTTP/1.1\rHost: a\r\n\r\n", 400),
    ("2.2", "nothing but empty lines", b"\r\n\r\n\r\n", 400),
    ("2.3", "HTTP/0.9", b"GET /\r\n", 400),
    ("2.3", "a name in lower case", b"GET / http/1.1\r\nHost: a\r\n\r\n", 400),
    ("2.3", "a version of two digits", b"GET / HTTP/1.10\r\nHost: a\r\n\r\n", 400),
    ("9110 15.6.6", "HTTP/2 at once", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    ("9110 15.6.6", "HTTP/3", b"GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505),
    ("2.1", "TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n", 400),
    # Targets
    ("3.2", "no slash first", b"GET index HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("3.2.2", "another scheme", b"GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("3.2.2", "an URI without host", b"GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("3.2.2", "an URI with a port alone", b"GET http://:80/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("9110 4.2.4", "an URI with a user", b"GET http://b@a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("3.2.2", "an URI, and no Host", b"GET http://a/ HTTP/1.1\r\n\r\n", 400),
    ("3.2.3", "CONNECT", b"CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 501),
    ("3.2.3", "an authority without CONNECT", b"GET a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("3.2.4", "an asterisk without OPTIONS", b"GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    # Host
    ("3.2", "no Host", b"GET / HTTP/1.1\r\n\r\n", 400),
    ("3.2", "two Hosts", GET + b"Host: b\r\n\r\n", 400),
    ("3.2", "two Hosts of the same name", GET + b"Host: a\r\n\r\n", 400),
    ("3.2", "two Hosts in HTTP/1.0", b"GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", 400),
    *(
        ("3.2", f"the Host {host!r}", b"GET / HTTP/1.1\r\nHost: %b\r\n\r\n" % host, 400)
        for host in (
            b"a, b",
            b"a b",
            b"b@a",
            b"a/b",
            b"a:b",
            b"a:80:80",
            b"[::1",
            b"::1",
            b"[g]:80",
            b"[1:2]:80",
            b"a:123456",
            b"\xfc",
            b"http://a",
        )
    ),
    # Header lines
    ("2.2", "a blank before the first header", b"GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400),
    ("5", "no colon", GET + b"bad header\r\n\r\n", 400),
    ("5", "no name", GET + b": b\r\n\r\n", 400),
    ("5.1", "a blank before the colon", GET + b"B : c\r\n\r\n", 400),
    ("5.1", "a tab before the colon", GET + b"Content-Length\t: 5\r\n\r\nhello", 400),
    ("5.1", "a name that is no token", GET + b"B(c): d\r\n\r\n", 400),
    ("5.1", "a name beyond ASCII", GET + b"\xfc: d\r\n\r\n", 400),
    ("5.2", "a folded line", GET + b"B: c\r\n d\r\n\r\n", 400),
    ("5.2", "a folded line of blanks", GET + b"B: c\r\n \r\n\r\n", 400),
    ("2.2", "a bare CR in a value", GET + b"B: c\rContent-Length: 5\r\n\r\nhello", 400),
    ("2.2", "a bare CR at the end", GET + b"B: c\r\r\n\r\n", 400),
    ("9110 5.5", "NUL in a value", GET + b"B: c\0d\r\n\r\n", 400),
    ("9110 5.5", "NUL in a name", GET + b"B\0: d\r\n\r\n", 400),
    ("9110 5.5", "an escape in a value", GET + b"B: \x1b[0m\r\n\r\n", 400),
    ("9110 5.4", "too many headers", GET + b"B: c\r\n" * (MAX_FIELDS + 1) + b"\r\n", 431),
    ("9110 5.4", "too long a header", GET + b"B: " + b"c" * MAX_FIELDS_BYTES + b"\r\n\r\n", 431),
    ("9110 5.4", "a header without end", GET + b"B: " + b"c" * MAX_FIELDS_BYTES, 431),
    ("8", "broken off in a header", GET + b"B: c", 400),
    ("8", "broken off between headers", GET, 400),
    # How long a body is
    (
        "6.3",
        "length and chunks",
        POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
    ),
    (
        "6.3",
        "chunks and length",
        POST + b"Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n",
        400,
    ),
    ("6.3", "two lengths", POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400),
    (
        "6.3",
        "two lengths that agree",
        POST + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
        400,
    ),
    *(
        ("6.3", f"the length {length!r}", POST + b"Content-Length: %b\r\n\r\nhello" % length, 400)
        for length in (
            b"",
            b"+5",
            b"-5",
            b"5, 5",
            b"5,6",
            b"5 5",
            b"0x5",
            b"5.0",
            b"5_0",
            b"\xb2",
            b"five",
        )
    ),
    ("6.3", "an endless length", POST + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n", 413),
    (
        "9110 15.5.14",
        "a length beyond the limit",
        POST + b"Content-Length: %d\r\n\r\n" % (MAX_BODY_BYTES + 1),
        413,
    ),
    ("6.3", "shorter than its length", POST + b"Content-Length: 5\r\n\r\nhell", 400),
    *(
        (
            "6.1",
            f"the coding {coding!r}",
            POST + b"Transfer-Encoding: %b\r\n\r\n0\r\n\r\n" % coding,
            status,
        )
        for coding, status in (
            (b"gzip", 400),
            (b"identity", 400),
            (b"xchunked", 400),
            (b"chunkedx", 400),
            (b"chunked;q=1", 400),
            (b"\x0bchunked", 400),
            (b"chunked, gzip", 400),
            (b"chunked, chunked", 400),
            (b'"chunked"', 400),
            (b"", 400),
            (b"gzip, chunked", 501),
        )
    ),
    (
        "6.1",
        "two codings in two lines",
        POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        400,
    ),
    ("6.1", "chunked twice", POST + b"Transfer-Encoding: chunked\r\n" * 2 + b"\r\n0\r\n\r\n", 400),
    (
        "6.1",
        "a blank before the colon",
        POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        400,
    ),
    (
        "6.1",
        "chunks in HTTP/1.0",
        b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
    ),
    # Chunks
    *(
        ("7.1", f"the chunk {chunk!r}", CHUNKED + chunk + b"0\r\n\r\n", 400)
        for chunk in (
            b"\r\n",
            b"x\r\n\r\n",
            b"-2\r\n{}\r\n",
            b"+2\r\n{}\r\n",
            b"0x2\r\n{}\r\n",
            b" 2\r\n{}\r\n",
            b"2 \r\n{}\r\n",
            b"2 2\r\n{}\r\n",
            b"2_0\r\n{}\r\n",
            b";a=b\r\n{}\r\n",
            b"2\n{}\r\n",
            b"2\r{}\r\n",
            b"2;a\n{}\r\n",
            b"2;a\rb\r\n{}\r\n",
            b"2;a\0\r\n{}\r\n",
            b"2\r\n{}}\r\n",
            b"2\r\n{}",
            b"2\r\n{}\n",
            b"2\r\n{}\r",
            b"2\r\n{\r\n",
        )
    ),
    (
        "7.1.1",
        "an extension without end",
        CHUNKED + b"2;" + b"x" * 65536 + b"\r\n{}\r\n0\r\n\r\n",
        400,
    ),
    ("7.1", "a chunk beyond the limit", CHUNKED + b"%x\r\n" % (MAX_BODY_BYTES + 1), 413),
    ("7.1", "a size without end", CHUNKED + b"f" * 1000 + b"\r\n", 413),
    ("8", "broken off in a chunk", CHUNKED + b"5\r\nhell", 400),
    ("8", "broken off in a size", CHUNKED + b"5", 400),
    ("8", "broken off between chunks", CHUNKED + b"2\r\n{}\r\n", 400),
    ("8", "broken off before the trailers' end", CHUNKED + b"2\r\n{}\r\n0\r\n", 400),
    ("7.1.2", "a trailer that is none", CHUNKED + b"0\r\nbad trailer\r\n\r\n", 400),
    ("7.1.2", "a request in place of a trailer", CHUNKED + b"0\r\n" + HIDDEN, 400),
    (
        "7.1.2",
        "too many trailers",
        CHUNKED + b"0\r\n" + b"B: c\r\n" * (MAX_FIELDS + 1) + b"\r\n",
        431,
    ),
    ("7.1.2", "trailers without end", CHUNKED + b"0\r\n" + b"B: " + b"c" * MAX_FIELDS_BYTES, 431),
    # Expectations
    ("9110 10.1.1", "an expectation that is not known", POST + b"Expect: a lot\r\n\r\n", 417),
    (
        "9110 10.1.1",
        "two expectations",
        POST + b"Expect: 100-continue, b\r\nContent-Length: 2\r\n\r\n{}",
        417,
    ),
]


@table(
    "request_, status",
    [pytest.param(sent, status, id=f"{at}: {what}") for at, what, sent, status in REFUSED],
)
def test_what_is_refused(echo: Echo, request_: bytes, status: int) -> None:
    received = echo.exchange(request_)
    assert statuses(received) == [status]
    assert not echo.seen
    head, _, body = received.partition(b"\r\n\r\n")
    assert b"\r\nConnection: close" in head
    assert b"\r\nContent-Length: %d\r\n" % len(body) in head + b"\r\n"
    answer = json.loads(body)
    assert answer["__type"]
    assert answer.get("message") or answer["Message"]


@table(
    "request_",
    [
        pytest.param(sent, id=f"{at}: {what}")
        for at, what, sent, _ in REFUSED
        if sent.endswith((b"\r\n\r\n", b"hello", b"{}"))
    ],
)
def test_nothing_follows_what_is_refused(echo: Echo, request_: bytes) -> None:
    received = echo.exchange(request_ + HIDDEN)
    assert len(statuses(received)) == 1
    assert not echo.seen
