"""One client's calls by HTTP, and what holds for every answer."""

from __future__ import annotations

import base64
import http.client
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from cognito_emulator import errors
from cognito_emulator.api import spec
from cognito_emulator.api.spec import Shape
from tests.contract import COMMON, check

LIMIT = 60.0  # seconds: only what hangs takes them
MOST_HEADER_BYTES = 16_384  # Node.js reads no more
PROTOCOL = COMMON | {
    "UnknownOperationException",
    "RequestEntityTooLargeException",
    "AccessDeniedException",
}
# What becomes of a token whose user or client is gone, though the model does not list it for each
# operation that takes one: recorded [tokens-37, tokens-38, tokens-39] of GetUser.
OF_TOKENS = {"ResourceNotFoundException", "UserNotConfirmedException", "UserNotFoundException"}
NOT_EMULATED = 501
# What a call is told, by a 500, that another player's reset overtook: its pool may be there or not.
RESET_MEANWHILE = "The emulator's state was exchanged while this call was under way."

_FORBIDDEN_IN_HEADERS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


class Finding(AssertionError):  # noqa: N818 - the word of those who fuzz
    """Something that must not happen."""


class Answer(NamedTuple):
    """An answer whose form is right; of a refusal, the error's type."""

    document: Any
    refusal: str | None


class Connection:
    """A connection that is kept open, as SDKs do, and opened again where it was closed."""

    def __init__(self, host: str, port: int) -> None:
        self._http = http.client.HTTPConnection(host, port, timeout=LIMIT)

    def call(self, name: str, request: object) -> Answer:
        """Call an operation.

        Raises:
            Finding: its answer is not one that the service or a client could live with.

        """
        headers = {
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": f"{spec.target_prefix()}.{name}",
            "Authorization": "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/x/aws4_request",
        }
        status, body = self.send("POST", "/", json.dumps(request).encode(), headers)
        try:
            return _judged(name, status, body)
        except (AssertionError, ValueError, KeyError) as wrong:
            raise Finding(f"{wrong}: {status} {body[:2_000]!r}") from wrong

    def control(self, method: str, path: str, document: object = None) -> Any:
        """Ask the control API; return what it answers, whatever it thinks of the request."""
        body = None if document is None else json.dumps(document).encode()
        status, answer = self.send(method, f"/_emulator/{path}", body, {})
        if status >= 500:
            raise Finding(f"{method} {path}: {status} {answer[:2_000]!r}")
        return json.loads(answer) if answer else None

    def send(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        """Send a request; return status and body of an answer that every client can read."""
        status, _, read = self.exchange(method, path, body, headers)
        return status, read

    def exchange(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        """Send a request; return the status, headers and body of a readable answer."""
        for again in (True, False):
            try:
                self._http.request(method, path, body, dict(headers))
                answer = self._http.getresponse()
                read = answer.read()
            except (ConnectionError, http.client.RemoteDisconnected):
                self._http.close()  # the server may close a connection between two requests
                if not again:
                    raise
                continue
            except TimeoutError as hang:
                raise Finding(f"no answer within {LIMIT:.0f} seconds") from hang
            except http.client.HTTPException as wrong:
                raise Finding(f"http.client cannot read the answer: {wrong!r}") from wrong
            _require_readable(answer.getheaders())
            return answer.status, answer.getheaders(), read
        raise AssertionError

    def close(self) -> None:
        self._http.close()


def _require_readable(headers: list[tuple[str, str]]) -> None:
    size = sum(len(name) + len(value) + 4 for name, value in headers)
    if size > MOST_HEADER_BYTES:
        raise Finding(f"Node.js cannot read {size} bytes of headers")
    for name, value in headers:
        if _FORBIDDEN_IN_HEADERS.search(value):
            raise Finding(f"no client may read the header {name}: {value!r}")


def _judged(name: str, status: int, body: bytes) -> Answer:
    operation = spec.operation(name)
    if status == 200:
        if operation.output is None:
            assert body == b"", "an operation without output has an empty body"
            return Answer(None, None)
        document = json.loads(body)
        check(operation.output, _native(operation.output, document), name)
        return Answer(document, None)
    document = json.loads(body)
    refusal = document["__type"]
    if document.get("message") == RESET_MEANWHILE:
        return Answer(document, refusal)
    if status == NOT_EMULATED:
        assert refusal == "NotImplementedException", "501 is for what is not emulated"
    else:
        assert status < 500, "an error of ours"
        declared = operation.errors | PROTOCOL
        declared |= OF_TOKENS if "AccessToken" in operation.input.members else set()
        assert refusal in declared, f"{name} does not declare {refusal}"
        assert hasattr(errors, refusal), "no error of the service"
    return Answer(document, refusal)


def _native(shape: Shape, value: Any) -> Any:
    """Return JSON as Python has what it stands for, so that it can be held against its shape."""
    if isinstance(value, dict) and not shape.document:
        inside = {name: shape.members.get(name, shape.value) for name in value}
        return {n: _native(to, value[n]) if to else value[n] for n, to in inside.items()}
    if isinstance(value, list) and shape.element:
        return [_native(shape.element, item) for item in value]
    if shape.kind == "timestamp" and isinstance(value, int | float):
        return datetime.fromtimestamp(value, UTC)
    if shape.kind == "blob" and isinstance(value, str):
        return base64.b64decode(value, validate=True)
    return value
