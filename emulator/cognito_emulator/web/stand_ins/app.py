"""The Flask application of stand-ins: endpoints for programs, and pages for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response
from jinja2 import FileSystemLoader
from werkzeug.exceptions import HTTPException

from cognito_emulator import clock
from cognito_emulator.api.codec import MAX_BODY_BYTES
from cognito_emulator.idp import authorization, routes
from cognito_emulator.idp.authorization import Delivery, UntrustedClient, WishError
from cognito_emulator.idp.exchange import NoAnswer
from cognito_emulator.web.hosting.headers import DomainResponse
from cognito_emulator.web.stand_ins import choosing
from cognito_emulator.web.stand_ins.rendering import TEMPLATES, page
from cognito_emulator.web.stand_ins.visit import begin, visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response as BaseResponse

    from cognito_emulator.clock import Clock
    from cognito_emulator.idp.exchange import Answered

_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_GATEWAY_TIMEOUT = 504
_CHOOSE = "/choose"


def create_stand_in_app(time: Clock, *, wait: Callable[[float], None] = clock.wait) -> Flask:
    """Return the application that answers for the stand-ins that requests are led to.

    Args:
        time: the time that tokens have.
        wait: lets time pass, in seconds, for a client that is to be kept waiting.

    """
    app = Flask("cognito_emulator", static_folder=None)
    app.jinja_loader = FileSystemLoader(TEMPLATES)
    app.response_class = DomainResponse
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.url_map.merge_slashes = False  # done before
    app.before_request(lambda: begin(time))
    app.register_error_handler(UntrustedClient, choosing.untrusted)
    app.register_error_handler(WishError, _to_client)
    app.register_error_handler(HTTPException, _refused)

    def answer(path: str = "") -> BaseResponse:
        """Answer whatever is asked."""
        here = visit()
        shown = _page(f"/{path}", here.request.method)
        if shown is not None:
            return shown
        return _as_response(routes.answer(here.provider, here.request), wait)

    for rule in ("/", "/<path:path>"):
        app.add_url_rule(rule, "answer", answer, methods=_METHODS, provide_automatic_options=False)
    return app


def _page(path: str, method: str) -> BaseResponse | None:
    """Return the page at a path; ``None`` if there is none."""
    here = visit()
    if routes.endpoint_at(here.provider, path) == "authorization" and method in ("GET", "POST"):
        return choosing.choose(authorization.read(here.provider, here.request))
    if path == _CHOOSE and method == "POST":
        return _taken()
    if method != "GET":
        return None
    if path == "/edit":
        return choosing.edit(choosing.wish())
    return choosing.choose(None) if path == "/" else None


def _taken() -> BaseResponse:
    if not visit().is_of_our_page:
        sentence = "The form was not sent by a page of this host."
        return choosing.choose(choosing.wish(), 403, sentence)
    taken = choosing.take(choosing.wish())
    return _as_response(taken.answer()) if isinstance(taken, Delivery) else taken


def _to_client(error: WishError) -> Response:
    """Tell a client what is wrong with its request."""
    return _as_response(authorization.failed(visit().provider, error).answer())


def _as_response(answer: Answered, wait: Callable[[float], None] = clock.wait) -> Response:
    """Return an answer as Flask has it; one that does not come in time comes when it is late."""
    if isinstance(answer, NoAnswer):
        wait(answer.seconds)
        return Response("", _GATEWAY_TIMEOUT)
    response = DomainResponse(answer.body, answer.status)
    for name, value in answer.headers:
        response.headers[name] = value
    return response


def _refused(error: HTTPException) -> BaseResponse:
    """Say what is wrong with a request that cannot be read."""
    return page("error.html", error.code or 400, problem=error.description, provider=None)
