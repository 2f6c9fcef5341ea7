"""The keys of load balancers under the host where the real ones publish theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.control import balancer_keys
from cognito_emulator.service_hosts import has_balancer_keys
from cognito_emulator.web.aws_json import STATUS_LINES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from cognito_emulator.engine import Engine


class BalancerKeys:
    """Answers ``GET /{kid}`` at such a host, and leaves all other hosts to another application.

    It is open to everybody, as the real host is: what it shows is public.

    Args:
        engine: whose load balancers sign.
        rest: answers all else.

    """

    def __init__(self, engine: Engine, rest: WSGIApplication) -> None:
        self._engine = engine
        self._rest = rest

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        if not has_balancer_keys(environ.get("HTTP_HOST", "")):
            return self._rest(environ, start_response)
        try:
            text = balancer_keys.public_key(self._engine, environ.get("PATH_INFO", "")[1:])
        except ValueError as unknown:  # what the real host answers is not known
            return _told(environ, start_response, 404, f"{unknown}\n")
        return _told(environ, start_response, 200, text)


def _told(
    environ: WSGIEnvironment, start_response: StartResponse, status: int, text: str
) -> Iterable[bytes]:
    body = text.encode(errors="replace")
    headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))]
    start_response(STATUS_LINES[status], headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
