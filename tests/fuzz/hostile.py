"""HTTP as no client speaks it: whatever comes, there is a readable answer or an end."""

from __future__ import annotations

import random
import re
import socket

from tests.fuzz.connection import LIMIT, Finding

_STATUS = re.compile(rb"HTTP/1\.1 ([1-5][0-9][0-9]) [ -~]*\r\n")
# The two by which a server says that it cannot do what HTTP has: RFC 9110, 15.6.2 and 15.6.6.
_HONEST = {b"501", b"505"}
_TARGET = b"AWSCognitoIdentityProviderService.InitiateAuth"
_BODY = b'{"AuthFlow":"USER_PASSWORD_AUTH","ClientId":"a"}'

_LINES = (
    b"POST / HTTP/1.1",
    b"GET /_emulator/health HTTP/1.1",
    b"POST  / HTTP/1.1",
    b"POST / HTTP/1.0",
    b"POST / HTTP/2.0",
    b"POST / HTTP/9",
    b"PRI * HTTP/2.0",
    b"OPTIONS * HTTP/1.1",
    b"CONNECT localhost:1 HTTP/1.1",
    b"POST http://elsewhere/ HTTP/1.1",
    b"GET /%00%ff%zz?%=& HTTP/1.1",
    b"GET /\xff\xfe HTTP/1.1",
    b"GET /" + b"a" * 70_000 + b" HTTP/1.1",
    b"",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"{}",
)
_HEADERS = (
    b"Host: localhost",
    b"Host: a, b",
    b"Content-Length: 48",
    b"Content-Length: 0",
    b"Content-Length: -1",
    b"Content-Length: +48",
    b"Content-Length: 48, 48",
    b"Content-Length: 99999999999999999999",
    b"Content-Length: 0x10",
    b"Transfer-Encoding: chunked",
    b"Transfer-Encoding: gzip, chunked",
    b"Transfer-Encoding: chunked, identity",
    b"Transfer-Encoding:\x0bchunked",
    b"Expect: 100-continue",
    b"Expect: 200-ok",
    b"Connection: close",
    b"Connection: keep-alive, upgrade",
    b"Upgrade: h2c",
    b"X-Amz-Target: " + _TARGET,
    b"X-Amz-Target: \xff\xfe",
    b"X-Amz-Target : " + _TARGET,
    b"Authorization: AWS4-HMAC-SHA256 Credential=/////, SignedHeaders=;, Signature=",
    b"Origin: null",
    b"Cookie: " + b"a=b; " * 3_000,
    b"X: " + b"y" * 70_000,
    b" folded",
    b"no colon",
    b": no name",
    b"X\x00: y",
    b"X: y\rZ: w",
)
_BODIES = (
    _BODY,
    b"",
    b"5\r\nhello\r\n0\r\n\r\n",
    b"0\r\n\r\n",
    b"ffffffffffffffff\r\n",
    b"-1\r\nx\r\n",
    b"5;ext=" + b"x" * 70_000 + b"\r\nhello\r\n",
    b"0\r\nTrailer: x\r\n" * 200,
    b"[" * 100_000,
    b'{"a":' * 5_000,
    b"\xff\xfe\x00",
    b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
)


def attempt(host: str, port: int, dice: random.Random) -> None:
    """Send something hostile, and read what comes back, to the end.

    Raises:
        Finding: it is no HTTP, an error of the server's, or it does not end.

    """
    sent = _message(dice)
    received = b""
    try:
        with socket.create_connection((host, port), timeout=LIMIT) as connection:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65_536):
                received += part
    except TimeoutError as hang:
        raise Finding(f"neither answer nor end within {LIMIT:.0f} s for {sent[:500]!r}") from hang
    except OSError:  # the server has heard enough, and closed
        pass
    if received:
        _judge(sent, received)


def _message(dice: random.Random) -> bytes:
    message = b"".join(_one(dice) for _ in range(dice.choice((1, 1, 1, 2, 3))))
    kind = dice.random()
    if kind < 0.15:  # bits that a line turned over
        damaged = bytearray(message)
        for _ in range(dice.randint(1, 8)):
            damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
        return bytes(damaged)
    if kind < 0.25:
        return message[: dice.randrange(len(message))]
    if kind < 0.28:
        return dice.randbytes(dice.randint(1, 3_000))
    return message


def _one(dice: random.Random) -> bytes:
    line = _LINES[0] if dice.random() < 0.6 else dice.choice(_LINES)
    headers = dice.sample(_HEADERS, dice.choice((0, 1, 2, 3, 5)))
    if dice.random() < 0.7:
        headers = [_HEADERS[0], *headers]
    body = dice.choice(_BODIES)
    if dice.random() < 0.5:
        headers.append(b"Content-Length: %d" % len(body))
    end = dice.choice((b"\r\n", b"\r\n", b"\r\n", b"\n", b"\r"))
    return end.join([line, *headers, b"", b""]) + body


def _judge(sent: bytes, received: bytes) -> None:
    first = _STATUS.match(received)
    if first is None:
        raise Finding(f"{received[:300]!r} is no HTTP; sent: {sent[:500]!r}")
    if first[1][:1] == b"5" and first[1] not in _HONEST:
        raise Finding(f"{received[:600]!r} for {sent[:500]!r}")
