"""The Flask application of stand-ins: endpoints for programs, and pages for people."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from flask import Flask, Response, request
from jinja2 import FileSystemLoader
from werkzeug.exceptions import HTTPException

from cognito_emulator import clock
from cognito_emulator.api.codec import MAX_BODY_BYTES
from cognito_emulator.idp import authorization, routes
from cognito_emulator.idp.authorization import Delivery, UntrustedClient, WishError
from cognito_emulator.idp.editing import ClaimsError
from cognito_emulator.idp.exchange import NoAnswer
from cognito_emulator.idp.kinds import saml
from cognito_emulator.saml.extra import MissingExtraError
from cognito_emulator.web.hosting.headers import DomainResponse
from cognito_emulator.web.stand_ins import choosing
from cognito_emulator.web.stand_ins.rendering import TEMPLATES, page
from cognito_emulator.web.stand_ins.visit import begin, visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response as BaseResponse

    from cognito_emulator.idp.exchange import Answered

_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_GATEWAY_TIMEOUT = 504
_CHOOSE = "/choose"


@cache
def stand_in_application() -> Flask:
    """Return the application, which answers for all stand-ins: requests say which one is meant."""
    app = Flask("cognito_emulator", static_folder=None)
    app.jinja_loader = FileSystemLoader(TEMPLATES)
    app.response_class = DomainResponse
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.url_map.merge_slashes = False  # done before
    app.before_request(begin)
    app.register_error_handler(UntrustedClient, choosing.untrusted)
    app.register_error_handler(WishError, _to_client)
    app.register_error_handler(ClaimsError, _unspeakable)
    app.register_error_handler(MissingExtraError, _unable)
    app.register_error_handler(HTTPException, _refused)
    for rule in ("/", "/<path:path>"):
        app.add_url_rule(rule, "answer", _answer, methods=_METHODS, provide_automatic_options=False)
    return app


def _answer(path: str = "") -> BaseResponse:
    """Answer whatever is asked: a page if somebody is to see one, else as programs want it."""
    here = visit()
    method = "GET" if request.method == "HEAD" else request.method
    shown = _page_at(f"/{path}", method)
    if shown is None:
        return _as_response(routes.answer(here.provider, here.request))
    objection = here.stand_in.guard.objection_to_host(request.environ)
    return shown() if objection is None else choosing.closed(objection)


def _page_at(path: str, method: str) -> Callable[[], BaseResponse] | None:
    """Return what makes the page at a path; ``None`` if there is none."""
    endpoint = routes.endpoint_at(visit().provider, path)
    if endpoint == "authorization" and method in ("GET", "POST"):
        return _asked
    if endpoint == "logout" and method == "GET":
        return _signed_out
    pages = {("GET", "/"): _start, ("GET", "/edit"): _edit, ("POST", _CHOOSE): _taken}
    return pages.get((method, path))


def _asked() -> BaseResponse:
    here = visit()
    return choosing.choose(here.provider.kind.read(here.provider, here.request))


def _signed_out() -> BaseResponse:
    here = visit()
    return _as_response(saml.signed_out(here.provider, here.request).answer())


def _start() -> BaseResponse:
    return choosing.choose(None)


def _edit() -> BaseResponse:
    return choosing.edit(choosing.wish())


def _taken() -> BaseResponse:
    if not visit().is_of_our_page:
        sentence = "The form was not sent by a page of this host."
        return choosing.choose(choosing.wish(), 403, sentence)
    taken = choosing.take(choosing.wish())
    return _as_response(taken.answer()) if isinstance(taken, Delivery) else taken


def _to_client(error: WishError) -> Response:
    """Tell a client what is wrong with its request."""
    return _as_response(authorization.failed(visit().provider, error).answer())


def _as_response(answer: Answered) -> Response:
    """Return an answer as Flask has it; one that does not come in time comes when it is late."""
    if isinstance(answer, NoAnswer):
        clock.wait(answer.seconds)
        return Response("", _GATEWAY_TIMEOUT)
    response = DomainResponse(answer.body, answer.status)
    for name, value in answer.headers:
        response.headers[name] = value
    return response


def _unspeakable(error: ClaimsError) -> BaseResponse:
    """Say which claim cannot be told by the protocol."""
    return page("error.html", 400, problem=str(error), provider=None)


def _unable(error: MissingExtraError) -> BaseResponse:
    """Say what is not installed that signs."""
    return page("error.html", 501, problem=str(error), provider=None)


def _refused(error: HTTPException) -> BaseResponse:
    """Say what is wrong with a request that cannot be read."""
    return page("error.html", error.code or 400, problem=error.description, provider=None)
