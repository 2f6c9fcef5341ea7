"""The application under WSGI servers of others, which promise less than ours."""

from __future__ import annotations

import json
from collections.abc import Iterable
from http import HTTPStatus
from io import BytesIO
from typing import Any

import pytest

from cognito_emulator.api.codec import MAX_BODY_BYTES
from cognito_emulator.emulator import Emulator
from cognito_emulator.web import http_request
from cognito_emulator.web.any_server import KEPT_BYTES, for_any_server
from cognito_emulator.web.front import front
from cognito_emulator.web.guard import Guard
from tests.table import table

#: From 3.13 on, Python has the words of RFC 9110 for it.
TOO_LARGE = f"413 {HTTPStatus.REQUEST_ENTITY_TOO_LARGE.phrase}"


class Body(BytesIO):
    """A body that counts what is read of it, a piece at a time."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        assert size >= 0  # there may be no end
        piece = super().read(min(size, 100_000))
        self.taken += len(piece)
        return piece


def asked(application: Any, body: bytes = b"", **members: Any) -> tuple[str, bytes, Body]:
    """Ask an application; return the status line, the answer's body and what was read."""
    taken = Body(body)
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": taken,
        **members,
    }
    begun: list[str] = []
    answer = b"".join(application(environ, lambda status, _headers: begun.append(status)))
    return begun[0], answer, taken


def echo(environ: Any, start_response: Any) -> Iterable[bytes]:
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    start_response("200 OK", [])
    yield body


@pytest.mark.parametrize(
    "members",
    [
        {"CONTENT_LENGTH": "5"},
        {"wsgi.input_terminated": True},
        {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True},
        {"CONTENT_LENGTH": "", "wsgi.input_terminated": True},
    ],
)
def test_a_body_is_read_with_a_length_and_without(members: dict[str, Any]) -> None:
    assert asked(for_any_server(echo), b"hello", **members)[:2] == ("200 OK", b"hello")


@pytest.mark.parametrize("members", [{}, {"CONTENT_LENGTH": ""}])
def test_a_body_without_an_end_is_none(members: dict[str, Any]) -> None:
    status, answer, body = asked(for_any_server(echo), b"hello", **members)
    assert (status, answer, body.taken) == ("200 OK", b"", 0)


@pytest.mark.parametrize(
    "members", [{"CONTENT_LENGTH": str(MAX_BODY_BYTES * 3)}, {"wsgi.input_terminated": True}]
)
def test_no_more_is_read_than_it_takes_to_refuse(members: dict[str, Any]) -> None:
    emulator = Emulator()
    application = for_any_server(front(emulator, Guard(emulator.settings, "localhost")))
    members["HTTP_X_AMZ_TARGET"] = "AWSCognitoIdentityProviderService.SignUp"
    status, answer, body = asked(application, b" " * (MAX_BODY_BYTES * 3), **members)
    assert status == TOO_LARGE
    assert json.loads(answer)["__type"] == "RequestEntityTooLargeException"
    assert body.taken == KEPT_BYTES


@pytest.mark.parametrize("length", [str(http_request.MAX_BODY_BYTES + 1), "9" * 5000])
def test_a_body_that_says_that_it_is_huge_is_not_read(length: str) -> None:
    status, answer, body = asked(for_any_server(echo), b"hello", CONTENT_LENGTH=length)
    assert status == TOO_LARGE
    assert json.loads(answer) == {
        "__type": "RequestEntityTooLargeException",
        "message": "The request body exceeds the limit of 33554432 bytes.",
    }
    assert body.taken == 0


@table("length, sent", [(6, 5), (1, 0), (KEPT_BYTES * 2, 100_001)])
def test_half_a_body_is_not_taken_for_all_of_it(length: int, sent: int) -> None:
    """Its client has gone; gunicorn hands over what there is, and it would be done."""
    application = for_any_server(too_soon)  # which nobody asks
    status, answer, _ = asked(application, b" " * sent, CONTENT_LENGTH=str(length))
    assert status == "400 Bad Request"
    assert json.loads(answer) == {
        "__type": "SerializationException",
        "Message": "The request breaks off.",
    }


@table("host", ["a b", 'a"<b>', "a:b:c", "[::zz]", "localhost@evil", "a/b", "localhost:1234567"])
def test_a_host_that_is_none_is_refused(host: str) -> None:
    """It would stand in issuers and redirects."""
    status, answer, _ = asked(for_any_server(too_soon), HTTP_HOST=host)
    assert status == "400 Bad Request"
    assert json.loads(answer) == {
        "__type": "SerializationException",
        "Message": f"The Host {host} is neither a name nor an address.",
    }


@table("host", ["a,b", "localhost,localhost", "localhost, evil.example"])
def test_several_hosts_are_refused(host: str) -> None:
    """So servers write several headers of one name."""
    status, answer, _ = asked(for_any_server(too_soon), HTTP_HOST=host)
    assert status == "400 Bad Request"
    assert json.loads(answer)["Message"] == "The request has more than one Host."


def test_a_request_without_a_host_is_refused() -> None:
    """RFC 9112, section 3.2: issuers would have the address that the server is bound to."""
    status, answer, _ = asked(for_any_server(too_soon), SERVER_PROTOCOL="HTTP/1.1")
    assert status == "400 Bad Request"
    assert json.loads(answer)["Message"] == "The request has no Host."


@table("version", ["HTTP/1.0", "HTTP/2"])
def test_other_versions_need_no_host(version: str) -> None:
    status, _, _ = asked(for_any_server(echo), SERVER_PROTOCOL=version, CONTENT_LENGTH="0")
    assert status == "200 OK"


@table(
    "coding, status",
    [
        ("gzip", "400 Bad Request"),
        ("identity", "400 Bad Request"),
        ("chunked, gzip", "400 Bad Request"),
        ("chunked,chunked", "400 Bad Request"),
        ("gzip, chunked", "501 Not Implemented"),
        ("Chunked", "200 OK"),
        (" chunked", "200 OK"),
    ],
)
def test_a_body_in_other_codings_is_refused(coding: str, status: str) -> None:
    """Their servers undo no other, and would hand over nothing, or what is compressed."""
    members = {"HTTP_TRANSFER_ENCODING": coding, "wsgi.input_terminated": True}
    found, answer, _ = asked(for_any_server(echo), b"hello", **members)
    assert found == status
    if status != "200 OK":
        said = coding.strip().lower()
        assert json.loads(answer)["Message"] == f"Transfer-Encoding {said} cannot be read."


class Broken(Body):
    """A body whose client has gone, or which is no chunks, as servers say it."""

    def __init__(self, error: Exception) -> None:
        super().__init__(b"")
        self._error = error

    def read(self, _size: int | None = -1, /) -> bytes:
        raise self._error


@table("error", [ConnectionResetError(), OSError("no chunk"), ValueError(), EOFError()])
def test_a_body_that_a_server_cannot_read(error: Exception) -> None:
    members: dict[str, Any] = {"wsgi.input": Broken(error), "CONTENT_LENGTH": "5"}
    status, answer, _ = asked(for_any_server(too_soon), **members)
    assert status == "400 Bad Request"
    assert json.loads(answer)["Message"] == "The request breaks off."


@table(
    "length, status, sentence",
    [
        (
            None,
            "411 Length Required",
            (
                "Transfer-Encoding chunked cannot be read under this server, which does not say"
                " where such a body ends: send a Content-Length."
            ),
        ),
        ("2", "400 Bad Request", "The request has a Transfer-Encoding and a Content-Length."),
    ],
)
def test_chunks_that_a_server_does_not_undo(length: str | None, status: str, sentence: str) -> None:
    """uWSGI hands them over as no body, with which a reset would be done."""
    members = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": length}
    found, answer, body = asked(for_any_server(too_soon), b"2\r\n{}\r\n0\r\n\r\n", **members)
    assert found == status
    assert json.loads(answer)["Message"] == sentence
    assert body.taken == 0


@table("length", ["x", "-5", "+5", "2, 3", "٢", "5 "])
def test_a_length_that_is_no_number_is_refused(length: str) -> None:
    status, answer, _ = asked(for_any_server(too_soon), b"hello", CONTENT_LENGTH=length)
    assert status == "400 Bad Request"
    assert json.loads(answer)["Message"] == f"Content-Length {length} is no number of bytes."


@table(
    "server, name",
    [
        ("waitress.invalid", "localhost"),
        ("0.0.0.0", "localhost"),  # noqa: S104 - nobody listens
        ("::", "localhost"),
        ("", "localhost"),
        ("/run/gunicorn.sock", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("build-7", "build-7"),
    ],
)
def test_what_a_server_is_called_by_who_does_not_say_it(server: str, name: str) -> None:
    def named(environ: Any, start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [])
        yield environ["SERVER_NAME"].encode()

    assert asked(for_any_server(named), SERVER_NAME=server)[1].decode() == name


@table("host", ["", "localhost", "a.example:80", "127.0.0.1:9229", "[::1]:9229"])
def test_other_hosts_are_not(host: str) -> None:
    assert asked(for_any_server(echo), HTTP_HOST=host, CONTENT_LENGTH="0")[0] == "200 OK"


def too_soon(_environ: Any, _start_response: Any) -> Iterable[bytes]:
    raise ZeroDivisionError


def too_late(_environ: Any, start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [])
    yield b"half"
    raise ZeroDivisionError


@pytest.mark.parametrize("application", [too_soon, too_late])
def test_a_bug_is_answered_in_the_services_form(
    application: Any, caplog: pytest.LogCaptureFixture
) -> None:
    status, answer, _ = asked(for_any_server(application))
    assert status == "500 Internal Server Error"
    assert json.loads(answer)["__type"] == "InternalErrorException"
    assert "ZeroDivisionError" in caplog.text
