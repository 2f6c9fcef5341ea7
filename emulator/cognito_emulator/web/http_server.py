"""HTTP/1.1 for WSGI, a thread for each connection: the standard library's server, and little more.

Decision 0001 says why this one. It reads no clock and needs no timer, so that a test which moves
the process's time disturbs nothing.
"""

from __future__ import annotations

import logging
import re
import socket
import sys
import threading
from email.errors import FirstHeaderLineIsContinuationDefect, MissingHeaderBodySeparatorDefect
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from cognito_emulator import errors
from cognito_emulator.api import codec
from cognito_emulator.clock import Clock
from cognito_emulator.wire import failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import WSGIApplication, WSGIEnvironment

# The API's own limit is told by the API; this one keeps the process from swallowing anything.
MAX_BODY_BYTES = 32 * 1024 * 1024
_MAX_LINE = 65536
_HEX = re.compile(rb"[0-9A-Fa-f]{1,16}")
_ORIGIN = re.compile(r"\Ahttps?://[^/?]*", re.IGNORECASE)  # as proxies are told: RFC 9112, 3.2.2
_DECIMAL = re.compile(r"[0-9]{1,16}")
# What is wrong with headers. Other defects are of bodies, which the parser misses: multipart ones.
_DEFECTS = (FirstHeaderLineIsContinuationDefect, MissingHeaderBodySeparatorDefect)
_POLL_SECONDS = 0.1  # how long stopping from another thread takes at most

_log = logging.getLogger(__name__)


class HttpServer(ThreadingMixIn, HTTPServer):
    """Serves a WSGI application on a socket that listens already.

    Args:
        application: what answers.
        listening: the socket; closed in the end.
        clock: dates the answers, by the process's own time: SDKs set their clocks by it.

    """

    daemon_threads = True
    block_on_close = False

    def __init__(
        self, application: WSGIApplication, listening: socket.socket, clock: Clock
    ) -> None:
        super().__init__(listening.getsockname(), _Connection, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self.application = application
        self.clock = clock
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()

    def run(self) -> None:
        """Serve until stopped, or until an exception comes by."""
        try:
            self.serve_forever(_POLL_SECONDS)
        finally:
            self._hang_up()
            self.server_close()

    def stop(self) -> None:
        """Have :meth:`run` end; from any other thread, and only while it runs."""
        self.shutdown()

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        """Serve a connection in a thread of its own."""
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - as inherited
        """Close a connection."""
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401, ARG002
        """Log what went wrong with a connection, unless it is only that the client left."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            _log.exception("A connection broke:")

    def _hang_up(self) -> None:
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:  # the client was faster
                continue


class _Refused(Exception):  # noqa: N818 - named for what happened
    """A request that cannot be read; the connection ends with the answer."""

    def __init__(self, status: HTTPStatus, error: errors.CognitoError) -> None:
        super().__init__(str(error))
        self.status = status
        self.error = error


class _Connection(BaseHTTPRequestHandler):
    """The requests of one connection, one after the other."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # an answer leaves in one piece
    command = ""  # of a request line that is too long to be read
    server: HttpServer

    def handle_one_request(self) -> None:
        """Read a request, answer it, and send the answer."""
        self.raw_requestline = self.rfile.readline(_MAX_LINE + 1)
        if self.raw_requestline == b"\r\n":  # one too many behind the last body: RFC 9112, 2.2
            self.raw_requestline = self.rfile.readline(_MAX_LINE + 1)
        if not self.raw_requestline:
            self.close_connection = True
            return
        try:
            if len(self.raw_requestline) > _MAX_LINE:
                raise _unreadable("The request line is too long.")
            if not self.parse_request():  # which has refused it
                return
            if any(isinstance(defect, _DEFECTS) for defect in self.headers.defects):
                raise _unreadable("The request's headers cannot be read.")
            self._answer(self._body())
        except _Refused as refusal:
            self._refuse(refusal.status, refusal.error)
        self.wfile.flush()

    def handle_expect_100(self) -> bool:
        """Tell a client to go on that asks before it sends its body."""
        going_on = super().handle_expect_100()
        self.wfile.flush()
        return going_on

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse what is no HTTP, in the service's shape instead of as a page."""
        sentence = explain or message or HTTPStatus(code).phrase
        self._refuse(HTTPStatus(code), errors.SerializationException(sentence))
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as inherited
        """Say nothing: the terminal belongs to messages."""

    # -- in ---------------------------------------------------------------------------------------

    def _body(self) -> bytes:
        """Return the request's body, all of it, so that the next request can be read."""
        length = self._only("Content-Length")
        coding = self._only("Transfer-Encoding")
        if coding is not None:
            if length is not None or coding.strip().lower() != "chunked":
                raise _unreadable(f"Transfer-Encoding {coding} cannot be read.")
            return b"".join(self._chunks())
        if length is None:
            return b""
        if not _DECIMAL.fullmatch(length):
            raise _unreadable(f"Content-Length {length} is no number of bytes.")
        return self._read(_permitted(int(length)))

    def _only(self, name: str) -> str | None:
        """Return a header that says how long the body is, about which there can be no two words."""
        values = set(self.headers.get_all(name, ()))
        if len(values) > 1:
            raise _unreadable(f"The request has more than one {name}.")
        return values.pop() if values else None

    def _chunks(self) -> Iterable[bytes]:
        """Give the chunks of a body (RFC 9112, section 7.1), whatever trails them left out."""
        total = 0
        while size := self._chunk_size():
            total = _permitted(total + size)
            yield self._read(size)
            if self._line().strip():
                raise _unreadable("A chunk of the body is longer than its size.")
        while self._line().strip():
            pass

    def _chunk_size(self) -> int:
        digits = self._line().partition(b";")[0].strip()
        if not _HEX.fullmatch(digits):
            raise _unreadable("A chunk of the body has no size.")
        return int(digits, 16)

    def _line(self) -> bytes:
        line = self.rfile.readline(_MAX_LINE)
        if not line.endswith(b"\n"):
            raise _unreadable("The body breaks off, or has too long a line.")
        return line

    def _read(self, size: int) -> bytes:
        data = self.rfile.read(size)
        if len(data) < size:
            raise ConnectionResetError("The client left in the middle of its body.")
        return data

    def _environment(self, body: bytes) -> WSGIEnvironment:
        """Return what an application is told of a request (PEP 3333)."""
        path, _, query = _ORIGIN.sub("", self.path).partition("?")
        told: WSGIEnvironment = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path.encode("latin-1")).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": self.server.server_name,
            "SERVER_PORT": str(self.server.server_port),
            "SERVER_PROTOCOL": self.request_version,
            "REMOTE_ADDR": self.client_address[0],
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.input_terminated": True,
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in self.headers.items():
            key = name.upper().replace("-", "_")
            if key not in _OF_THEIR_OWN:
                key = f"HTTP_{key}"
                told[key] = f"{told[key]},{value}" if key in told else value
        if (kind := self.headers.get("Content-Type")) is not None:
            told["CONTENT_TYPE"] = kind
        return told

    # -- out --------------------------------------------------------------------------------------

    def _answer(self, body: bytes) -> None:
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(
            status: str,
            headers: list[tuple[str, str]],
            exc_info: object = None,  # noqa: ARG001 - PEP 3333; nothing was sent yet, ever
        ) -> Callable[[bytes], object]:
            begun[:] = [(status, headers)]
            return written.append

        written: list[bytes] = []
        try:
            answer = self.server.application(self._environment(body), start_response)
            try:
                written.extend(answer)
            finally:
                if (close := getattr(answer, "close", None)) is not None:
                    close()
            status, headers = begun[0]
        except Exception as bug:
            raise _Refused(HTTPStatus.INTERNAL_SERVER_ERROR, failure(bug)) from bug
        self._send(status, headers, b"".join(written))

    def _refuse(self, status: HTTPStatus, error: errors.CognitoError) -> None:
        """Send an error and end the connection: what comes next on it cannot be told apart."""
        self.close_connection = True
        _, headers, body = codec.encode_error(error)
        fields = [("Content-Type", codec.CONTENT_TYPE), *headers.items()]
        self._send(f"{status.value} {status.phrase}", fields, body)

    def _send(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        now = int(self.server.clock.of_process())
        fields = [*headers, ("Date", self.date_time_string(now))]
        if not any(name.lower() == "content-length" for name, _ in headers):
            fields.append(("Content-Length", str(len(body))))
        if self.close_connection:
            fields.append(("Connection", "close"))
        elif self.request_version == "HTTP/1.0":  # where staying open is the exception
            fields.append(("Connection", "keep-alive"))
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in fields)]
        head = "\r\n".join((*lines, "", "")).encode("latin-1", "replace")
        self.wfile.write(head if self.command == "HEAD" else head + body)


# Headers that an application finds under names without HTTP_.
_OF_THEIR_OWN = frozenset({"CONTENT_TYPE", "CONTENT_LENGTH"})


def _permitted(size: int) -> int:
    """Return the size of a body, unless it is too large to be read."""
    if size > MAX_BODY_BYTES:
        raise _Refused(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            errors.RequestEntityTooLargeException(
                f"The request body exceeds the limit of {MAX_BODY_BYTES} bytes."
            ),
        )
    return size


def _unreadable(sentence: str) -> _Refused:
    return _Refused(HTTPStatus.BAD_REQUEST, errors.SerializationException(sentence))
