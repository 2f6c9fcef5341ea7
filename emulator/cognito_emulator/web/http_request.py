"""An HTTP/1.1 request, read from a connection as RFC 9112 has it: strictly, and within bounds.

Where the RFC leaves a choice between refusing and repairing, this refuses: what two readers could
read differently may hide a second request. The sections in the comments are RFC 9112's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from io import BufferedReader
from ipaddress import IPv6Address
from typing import NamedTuple

#: The longest request line, and all header lines together, in bytes.
MAX_LINE_BYTES = MAX_FIELDS_BYTES = 64 * 1024
MAX_FIELDS = 100
#: The longest body that is read to its end, in bytes, the framing of chunks included.
MAX_BODY_BYTES = 32 * 1024 * 1024
_MAX_CHUNK_LINE = 4096
_PIECE = 64 * 1024

_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
# The RFC has percent signs in place of characters beyond ASCII; some clients send them raw.
_REQUEST_LINE = re.compile(rb"(%b) ([\x21\x22\x24-\x7e\x80-\xff]+) HTTP/([0-9])\.([0-9])" % _TOKEN)
_FIELD = re.compile(rb"(%b):([\t\x20-\x7e\x80-\xff]*)" % _TOKEN)
_ABSOLUTE = re.compile(r"(?i:https?)://([^/?]*)(.*)", re.DOTALL)
_AUTHORITY = re.compile(
    r"(?:[0-9A-Za-z._~!$&'()*+,;=%-]*|\[(?P<ipv6>[0-9A-Fa-f:.]+)\])(?::[0-9]{0,5})?"
)
_LENGTH = re.compile(r"[0-9]+")
_MAX_LENGTH_DIGITS = 20
_CHUNK = re.compile(rb"([0-9A-Fa-f]+)(?:[ \t]*;[\t\x20-\x7e\x80-\xff]*)?\r\n")
#: How a client begins that speaks TLS: the type of a handshake's record (RFC 8446, section 5.1).
TLS = b"\x16"
_CHUNKED = -1  # as a length: it is not known beforehand


class RequestError(Exception):
    """A request that cannot be read; nothing on its connection can, from there on.

    Attributes:
        status: of the answer.

    """

    def __init__(self, status: HTTPStatus, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class TlsError(RequestError):
    """A client that speaks TLS. It cannot read an answer, but whoever runs the server can."""

    def __init__(self) -> None:
        sentence = "A client spoke TLS, and this is plain HTTP: use http:// in place of https://."
        super().__init__(HTTPStatus.BAD_REQUEST, sentence)


class PlainError(RequestError):
    """A client that speaks plain HTTP where TLS is spoken. It is answered in kind."""

    def __init__(self) -> None:
        sentence = "A client spoke plain HTTP, and this is TLS: use https:// in place of http://."
        super().__init__(HTTPStatus.BAD_REQUEST, sentence)


class Request(NamedTuple):
    """What stands before a body.

    Attributes:
        method: as sent.
        path: as sent, percent-encoded; a target of another form has been brought to this one.
        query: as sent, without the question mark.
        version: ``HTTP/1.0`` or ``HTTP/1.1``.
        host: who is meant, by the target or else the Host header; None from HTTP/1.0 only.
        fields: the headers in their order, names in lower case; several of one name are possible.

    """

    method: str
    path: str
    query: str
    version: str
    host: str | None
    fields: list[tuple[str, str]]

    def values(self, name: str) -> list[str]:
        """Return the values of all headers of a name, which is in lower case."""
        return [value for field, value in self.fields if field == name]

    @property
    def persistent(self) -> bool:
        """Whether its connection may stay open (section 9.3)."""
        options = ",".join(self.values("connection")).lower().split(",")
        wishes = {option.strip() for option in options}
        return "close" not in wishes and (self.version == "HTTP/1.1" or "keep-alive" in wishes)

    @property
    def expects_continue(self) -> bool:
        """Whether the client waits for a word before it sends the body (RFC 9110, 10.1.1).

        Raises:
            RequestError: it expects something else.

        """
        expectations = self.values("expect") if self.version == "HTTP/1.1" else []
        if not expectations:
            return False
        if [expectation.lower() for expectation in expectations] != ["100-continue"]:
            sentence = f"Expect: {', '.join(expectations)} cannot be met."
            raise RequestError(HTTPStatus.EXPECTATION_FAILED, sentence)
        return True

    def length(self) -> int:
        """Return how long its body is in bytes, or `_CHUNKED` (section 6.3).

        Raises:
            RequestError: that is not certain, or it is too long.

        """
        lengths, codings = self.values("content-length"), self.values("transfer-encoding")
        if codings:
            return self._chunked(", ".join(codings).lower(), has_length=bool(lengths))
        if not lengths:
            return 0
        if len(lengths) > 1:
            raise _bad("The request has more than one Content-Length.")
        return length_of(lengths[0])

    def _chunked(self, coding: str, *, has_length: bool) -> int:
        if has_length:
            raise coding_and_length()
        if self.version == "HTTP/1.0":  # section 6.1
            raise _bad("Transfer-Encoding does not exist in HTTP/1.0.")
        check_coding(coding)
        return _CHUNKED


@dataclass(slots=True)
class Reader:
    """Reads the requests of a connection, one after the other.

    Attributes:
        stream: what the client sends.
        method, path: of the request that is being read, once they are known, or else empty. The
            path is as it was sent, without the query.

    """

    stream: BufferedReader
    method: str = ""
    path: str = ""

    def request(self) -> Request | None:
        """Read up to a body, or return None if the client has nothing more to say.

        Raises:
            RequestError: it cannot be read.

        """
        self.method = self.path = ""
        line = self._request_line()
        if not line:
            return None
        match = _REQUEST_LINE.fullmatch(line)
        if match is None:
            raise _bad("This is no request line of HTTP/1.1.")
        method, target, major, minor = (part.decode("latin-1") for part in match.groups())
        if major != "1":
            sentence = f"HTTP/{major}.{minor} is not spoken here, but HTTP/1.1."
            raise RequestError(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED, sentence)
        self.method, self.path = method, target.partition("?")[0]
        version = "HTTP/1.0" if minor == "0" else "HTTP/1.1"
        fields = self._fields()
        host = _host(fields, version)
        authority, path, query = _parted(method, target)
        return Request(method, path, query, version, authority or host, fields)

    def body(self, length: int, kept: int) -> bytes:
        """Read a body to its end, and return its first ``kept`` bytes.

        Args:
            length: what `Request.length` says.
            kept: how much is worth keeping.

        Raises:
            RequestError: it cannot be read, or is too long.

        """
        body = bytearray()
        for piece in self._chunks() if length == _CHUNKED else self._pieces(length):
            body += piece[: kept - len(body)]
        return bytes(body)

    def _request_line(self) -> bytes:
        """Read a request line without its end; empty if the client has left."""
        if self.stream.peek(1)[:1] == TLS:  # which may have no line that ends
            raise TlsError
        for _ in range(2):  # an empty line before it is one too many behind a body: section 2.2
            line = self.stream.readline(MAX_LINE_BYTES + 1)
            if len(line) > MAX_LINE_BYTES:
                sentence = f"The request line exceeds the limit of {MAX_LINE_BYTES} bytes."
                raise RequestError(HTTPStatus.REQUEST_URI_TOO_LONG, sentence)
            if not line:
                return b""
            if line not in (b"\r\n", b"\n"):
                return _without_end(line)
        raise _bad("There is no request between empty lines.")

    def _fields(self) -> list[tuple[str, str]]:
        """Read header lines, or the trailers of a body, up to the empty line (section 5)."""
        fields: list[tuple[str, str]] = []
        left = MAX_FIELDS_BYTES
        while True:
            line = self.stream.readline(left + 1)
            left -= len(line)
            if left < 0 or len(fields) > MAX_FIELDS:
                sentence = (
                    f"The headers exceed the limit of {MAX_FIELDS_BYTES} bytes in "
                    f"{MAX_FIELDS} lines."
                )
                raise RequestError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, sentence)
            if not (line := _without_end(line)):
                return fields
            match = _FIELD.fullmatch(line)
            if match is None:
                raise _bad(f"The header line {_shown(line)} cannot be read.")
            name, value = match.groups()
            fields.append((name.decode("ascii").lower(), value.strip(b" \t").decode("latin-1")))

    def _pieces(self, length: int) -> Iterator[bytes]:
        while length:
            piece = self.stream.read1(min(length, _PIECE))
            if not piece:
                raise broken_off()
            length -= len(piece)
            yield piece

    def _chunks(self) -> Iterator[bytes]:
        """Give the chunks of a body, whatever trails them left out (section 7.1)."""
        total = 0
        while True:
            line = self.stream.readline(_MAX_CHUNK_LINE)
            match = _CHUNK.fullmatch(line)
            if match is None:
                raise broken_off() if _is_beginning(line) else _bad("A chunk has no size.")
            size = int(match[1], 16)
            if size == 0:
                break
            total = _permitted(total + len(line) + size)
            yield from self._pieces(size)
            end = self.stream.read(2)
            if end != b"\r\n":
                raise broken_off() if len(end) < 2 else _bad("A chunk is longer than its size.")  # noqa: PLR2004
        self._fields()


def _without_end(line: bytes) -> bytes:
    """Return a line without the CRLF at its end, or LF alone, which section 2.2 leaves open."""
    if not line.endswith(b"\n"):
        raise broken_off()
    return line[:-2] if line.endswith(b"\r\n") else line[:-1]


def _host(fields: list[tuple[str, str]], version: str) -> str | None:
    """Return the Host header's value (section 3.2)."""
    hosts = [value for name, value in fields if name == "host"]
    if len(hosts) > 1:
        raise several_hosts()
    if not hosts and version == "HTTP/1.1":
        raise no_host()
    if not hosts:
        return None
    check_host(hosts[0])
    return hosts[0]


def check_coding(coding: str) -> None:
    """Check how a body is encoded for the way, in lower case (section 6.1).

    Raises:
        RequestError: it is not in chunks alone.

    """
    if coding == "chunked":
        return
    sentence = f"Transfer-Encoding {coding} cannot be read."
    if coding.endswith((", chunked", ",chunked")) and coding.count("chunked") == 1:
        raise RequestError(HTTPStatus.NOT_IMPLEMENTED, sentence)
    raise _bad(sentence)


def length_of(said: str) -> int:
    """Return how long a body is said to be in bytes.

    Raises:
        RequestError: that is no number, or it is too long.

    """
    if not _LENGTH.fullmatch(said):
        raise _bad(f"Content-Length {said} is no number of bytes.")
    if len(said) > _MAX_LENGTH_DIGITS:
        raise too_large()
    return _permitted(int(said))


def coding_and_length() -> RequestError:
    """Return why a request is refused whose body may end at two places."""
    return _bad("The request has a Transfer-Encoding and a Content-Length.")


def no_host() -> RequestError:
    """Return why a request is refused that does not say whom it is for."""
    return _bad("The request has no Host.")


def several_hosts() -> RequestError:
    """Return why a request is refused that may be for one or for another."""
    return _bad("The request has more than one Host.")


def check_host(value: str) -> None:
    """Check what a Host header says, which may be nothing.

    Raises:
        RequestError: it is neither a name nor an address.

    """
    if not _is_authority(value):
        raise _bad(f"The Host {value} is neither a name nor an address.")


def _is_authority(text: str) -> bool:
    """Tell whether text is a host, with a port or without (RFC 3986, section 3.2)."""
    match = _AUTHORITY.fullmatch(text)
    if match is None or match["ipv6"] is None:
        return match is not None
    try:
        IPv6Address(match["ipv6"])
    except ValueError:
        return False
    return True


def _parted(method: str, target: str) -> tuple[str, str, str]:
    """Return the authority, path and query of a target, in any of its forms (section 3.2)."""
    if method == "CONNECT":
        raise RequestError(HTTPStatus.NOT_IMPLEMENTED, "CONNECT: this is no proxy.")
    authority = ""
    if target == "*" and method == "OPTIONS":
        target = "/"  # what is true of the server is true of its root
    elif (absolute := _ABSOLUTE.fullmatch(target)) is not None:
        authority, target = absolute.groups()
        if not authority or authority.startswith(":") or not _is_authority(authority):
            raise _bad(f"The host of {absolute[0]} is neither a name nor an address.")
        target = target if target.startswith("/") else f"/{target}"
    elif not target.startswith("/"):
        raise _bad(f"{target} is no target: it begins with a slash, or with http://.")
    path, _, query = target.partition("?")
    return authority, path, query


def _is_beginning(line: bytes) -> bool:
    return len(line) < _MAX_CHUNK_LINE and not line.endswith(b"\n")


def _permitted(size: int) -> int:
    """Return the size of a body, unless it is too large to be read."""
    if size > MAX_BODY_BYTES:
        raise too_large()
    return size


def too_large() -> RequestError:
    """Return why a body is not read to its end."""
    sentence = f"The request body exceeds the limit of {MAX_BODY_BYTES} bytes."
    return RequestError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence)


def broken_off() -> RequestError:
    """Return why the half of a request is not answered as if it were all of it."""
    return _bad("The request breaks off.")


def _bad(sentence: str) -> RequestError:
    return RequestError(HTTPStatus.BAD_REQUEST, sentence)


def _shown(line: bytes) -> str:
    return repr(line[:100].decode("latin-1"))
