"""The Flask application of pools' domains: their OAuth endpoints and their pages."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from flask import Flask, Response, g, redirect, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from cognito_emulator.api.codec import MAX_BODY_BYTES
from cognito_emulator.domain.oauth import redirects
from cognito_emulator.domain.oauth.failures import (
    AuthorizationError,
    OAuthFailure,
    UntrustedRequest,
)
from cognito_emulator.errors import ResourceNotFoundException
from cognito_emulator.web import oauth, pages, saml
from cognito_emulator.web.answers import answer, empty
from cognito_emulator.web.hosting import csrf, headers, observing, signposts
from cognito_emulator.web.hosting.visit import HeadOnly, Visit, visit
from cognito_emulator.web.pages import app_request, page_data
from cognito_emulator.web.served import served
from cognito_emulator.wire import failure

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as BaseResponse

_HOW_TO_ADDRESS = (
    "A pool's domain is at /_domain/DOMAIN/..., and at the host DOMAIN.auth.localhost."
)


@cache
def domain_application() -> Flask:
    """Return the application, which answers for all emulators of the process: `web.served`."""
    app = Flask("cognito_emulator", static_folder=None)
    app.response_class = headers.DomainResponse
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.url_map.merge_slashes = False  # done before
    app.before_request(_begin)
    observing.add(app)
    app.register_blueprint(oauth.blueprint())
    app.register_blueprint(saml.blueprint())
    app.register_blueprint(pages.blueprint())
    app.get("/favicon.ico")(_no_icon)
    app.after_request(csrf.add_cookie)
    app.after_request(_tell_hint)
    app.after_request(headers.add)
    app.register_error_handler(AuthorizationError, _back_to_app)
    app.register_error_handler(UntrustedRequest, _to_error_page)
    app.register_error_handler(HeadOnly, _nothing_done)
    app.register_error_handler(ResourceNotFoundException, _unknown)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _failed)
    return app


def _begin() -> None:
    """Find out which domain is asked."""
    g.visit = Visit(served(request.environ).emulator)


def _back_to_app(error: AuthorizationError) -> BaseResponse:
    """Send a refusal to the app."""
    return redirect(redirects.with_error(error), 302)


def _to_error_page(error: UntrustedRequest) -> BaseResponse:
    """Send the browser to our own error page: nothing may go back to the app."""
    here = visit()
    here.hint = error.hint
    told = {"error": error.error, "client_id": error.client_id}
    return redirect(here.url("/error", redirects.encoded(told)), 302)


def _tell_hint(response: Response) -> Response:
    """Tell the error page what developers are to read there."""
    if hint := visit().hint:
        page_data.tell(response, page_data.read()._replace(hint=hint))
    return response


def _no_icon() -> Response:
    """Have no icon for browsers that ask for one (measured [authorization-20])."""
    return empty(400)


def _nothing_done(_head: HeadOnly) -> Response:
    """Answer HEAD where GET would do something, such as confirm somebody (a guess).

    Scanners that ask whether a link is good learn that it is.
    """
    return Response(status=200, mimetype="text/html")


def _unknown(error: ResourceNotFoundException) -> Response:
    """Say that there is no such domain."""
    sentence = f"{error.message} {_HOW_TO_ADDRESS}"
    return signposts.at_none(sentence) or answer({"error": sentence}, 404)


def _refused(error: HTTPException) -> BaseResponse:
    """Answer as the service does what Flask would answer with a page."""
    if isinstance(error, RequestRedirect):
        return error.get_response()
    if isinstance(error, MethodNotAllowed):  # without a body (measured [oauth-13])
        return empty(405, {"Allow": ", ".join(sorted(error.valid_methods or ()))})
    if isinstance(error, NotFound):
        return _nothing_here()
    return answer({"error": "invalid_request"}, error.code or 400)  # a guess


def _nothing_here() -> Response:
    """Say that the domain has no such path (measured [authorization-19]), if it is one.

    Where no path is named at all, people are shown the way.
    """
    try:
        place = visit().look(lambda _ctx, place: place)
    except ResourceNotFoundException as error:
        return _unknown(error)
    nowhere = {"error": "This URL doesn't exist on the authorization server."}
    return signposts.at_root(place) or answer(nowhere, 404)


def _failed(error: Exception) -> BaseResponse:
    """Answer for a bug of ours; from authorize the app hears of it (documented)."""
    refusal = failure(error)
    if request.path == "/oauth2/authorize":
        try:
            _, asked = visit().look(app_request.read)
        except OAuthFailure:  # there is no app that could hear of it
            visit().raised = error
        else:
            return _back_to_app(AuthorizationError(asked, "server_error", refusal.message))
    return answer({"error": "server_error", "error_description": refusal.message}, refusal.status)
