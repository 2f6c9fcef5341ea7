"""What our own server does for the application, done for that of any other WSGI server.

Bodies have an end, hosts are names or addresses, and a bug of ours is answered in the service's
form. How long a request's line and headers may be, how many connections there are and for how long
is the other server's affair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator import errors
from cognito_emulator.api import codec
from cognito_emulator.settings import LOCALHOST
from cognito_emulator.web.http_request import (
    RequestError,
    broken_off,
    check_coding,
    check_host,
    coding_and_length,
    length_of,
    no_host,
    several_hosts,
)
from cognito_emulator.wire import failure

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

#: Applications are given no more of a body: one byte above the API's limit is enough to refuse it.
KEPT_BYTES = codec.MAX_BODY_BYTES + 1


class Answer(NamedTuple):
    """What an application answers."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes

    def sent(self, start_response: StartResponse) -> Iterable[bytes]:
        """Send it, as an application does (PEP 3333)."""
        start_response(self.status, [*self.headers, ("Content-Length", str(len(self.body)))])
        return [self.body]


def refusal(status: HTTPStatus, error: errors.CognitoError) -> Answer:
    """Return an error in the service's shape, with a status of ours."""
    _, headers, body = codec.encode_error(error)
    fields = [("Content-Type", codec.CONTENT_TYPE), *headers.items()]
    return Answer(f"{status.value} {status.phrase}", fields, body)


def unreadable(why: RequestError) -> Answer:
    """Return what is answered to a request that cannot be read."""
    kind: type[errors.CognitoError] = errors.SerializationException
    if why.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        kind = errors.RequestEntityTooLargeException
    return refusal(why.status, kind(str(why)))


def for_any_server(application: WSGIApplication) -> WSGIApplication:
    """Return an application that relies on nothing but PEP 3333."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            _check(environ)
            body = _body(environ)
        except RequestError as why:
            return unreadable(why).sent(start_response)
        held = {
            **environ,
            "wsgi.input": BytesIO(body),
            "wsgi.input_terminated": True,
            "CONTENT_LENGTH": str(len(body)),
            "SERVER_NAME": _name(environ),
        }
        try:
            status, headers, content = called(application, held)
        except Exception as bug:  # noqa: BLE001 - whatever it is, the client gets an answer
            return refusal(HTTPStatus.INTERNAL_SERVER_ERROR, failure(bug)).sent(start_response)
        start_response(status, headers)
        return [content]

    return answer


def called(application: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    """Have an application answer in one piece (PEP 3333): nothing was sent where it fails."""
    begun: list[tuple[str, list[tuple[str, str]]]] = []
    written: list[bytes] = []

    def start_response(
        status: str,
        headers: list[tuple[str, str]],
        exc_info: object = None,  # noqa: ARG001 - PEP 3333; nothing was sent yet, ever
        /,
    ) -> Callable[[bytes], object]:
        begun[:] = [(status, headers)]
        return written.append

    pieces = application(environ, start_response)
    try:
        written.extend(pieces)
    finally:
        if (close := getattr(pieces, "close", None)) is not None:
            close()
    status, headers = begun[0]
    return Answer(status, headers, b"".join(written))


def _check(environ: WSGIEnvironment) -> None:
    """Refuse what our own server refuses, and others let through.

    Raises:
        RequestError: it is not certain whom it is for, or what its body is.

    """
    host, coding = environ.get("HTTP_HOST"), environ.get("HTTP_TRANSFER_ENCODING")
    if host is None and environ.get("SERVER_PROTOCOL") == "HTTP/1.1":
        raise no_host()
    if host and "," in host:  # so servers write several headers of one name
        raise several_hosts()
    check_host(host or "")
    if coding:  # only that of chunks is undone by servers, and not by all
        check_coding(coding.strip().lower())
        if not environ.get("wsgi.input_terminated"):
            raise coding_and_length() if environ.get("CONTENT_LENGTH") else _no_chunks()


def _no_chunks() -> RequestError:
    """Return why chunks are not read: uWSGI hands them over as if there were no body."""
    sentence = (
        "Transfer-Encoding chunked cannot be read under this server, which does not say where such"
        " a body ends: send a Content-Length."
    )
    return RequestError(HTTPStatus.LENGTH_REQUIRED, sentence)


def _name(environ: WSGIEnvironment) -> str:
    """Return what the server is called, for a client that does not say it.

    Some servers have no name for what they listen on, or one that leads nowhere.
    """
    name: str = environ.get("SERVER_NAME") or ""
    is_one = name not in ("", "0.0.0.0", "::") and "/" not in name  # noqa: S104 - nobody listens
    return name if is_one and not name.endswith(".invalid") else LOCALHOST


def _body(environ: WSGIEnvironment) -> bytes:
    """Return the body, or the part that is enough to refuse it; chunks have no length.

    Raises:
        RequestError: it is too long, or shorter than it is said to be. The latter is the half of a
            request, whose client has gone, and some servers hand it over as if it were all.

    """
    said = environ.get("CONTENT_LENGTH")
    if not said:
        return _read(environ, KEPT_BYTES) if environ.get("wsgi.input_terminated") else b""
    expected = min(length_of(said), KEPT_BYTES)
    body = _read(environ, expected)
    if len(body) < expected:
        raise broken_off()
    return body


def _read(environ: WSGIEnvironment, most: int) -> bytes:
    """Read a body up to its end, or up to as many bytes.

    Raises:
        RequestError: the server cannot read it, as its client has gone or writes no chunks.

    """
    pieces = []
    try:
        while most > 0 and (piece := environ["wsgi.input"].read(most)):
            pieces.append(piece)
            most -= len(piece)
    except (OSError, ValueError, EOFError) as error:  # each server has its own
        raise broken_off() from error
    return b"".join(pieces)
