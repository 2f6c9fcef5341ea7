"""An app behind a load balancer that speaks ASGI, called without a server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from threading import Thread
from typing import TYPE_CHECKING, Any

from cognito_emulator.fronts.outcome import Answer

if TYPE_CHECKING:
    from cognito_emulator.fronts.request import FrontRequest

Message = dict[str, Any]
App = Callable[..., Awaitable[None]]

_PORT = 80  # the load balancer speaks plain HTTP to its targets, on this side


def call(app: App, request: FrontRequest) -> Answer:
    """Return what an app answers; what it raises is raised here, as test clients do it.

    Its lifespan does not begin: what an app sets up there, a test sets up itself.
    """
    return _run(lambda: _asked(app, request))


def scope(request: FrontRequest) -> Message:
    """Return a request as an app gets it from a server."""
    host = request.header("Host") or ""
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": request.decoded_path,
        "raw_path": request.path.encode(errors="surrogateescape"),
        "query_string": request.raw_query.encode(errors="surrogateescape"),
        "root_path": "",
        "headers": [
            (name.lower().encode("latin-1", "replace"), value.encode(errors="surrogateescape"))
            for name, value in request.headers
        ],
        "client": (request.source_ip, 0),
        "server": (host.partition(":")[0] or "localhost", _PORT),
        "state": {},
    }


async def _asked(app: App, request: FrontRequest) -> Answer:
    sent: list[Message] = []
    received = iter([{"type": "http.request", "body": request.body, "more_body": False}])

    async def receive() -> Message:
        return next(received, {"type": "http.disconnect"})

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope(request), receive, send)
    start = next((each for each in sent if each["type"] == "http.response.start"), None)
    if start is None:
        raise RuntimeError(f"{app!r} has sent no http.response.start, so it has not answered.")
    body = b"".join(each.get("body", b"") for each in sent if each["type"] == "http.response.body")
    headers = tuple(
        (name.decode("latin-1"), value.decode("latin-1")) for name, value in start["headers"]
    )
    return Answer(start["status"], headers, body)


def _run(work: Callable[[], Awaitable[Answer]]) -> Answer:
    """Run work in a loop of its own: in this thread, or in another where a loop runs already."""

    async def worked() -> Answer:
        return await work()

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(worked())
    outcome: list[Answer | BaseException] = []

    def apart() -> None:
        try:
            outcome.append(asyncio.run(worked()))
        except BaseException as raised:  # noqa: BLE001 - raised in the thread that waits
            outcome.append(raised)

    thread = Thread(target=apart)
    thread.start()
    thread.join()
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    return outcome[0]
