"""The Flask application of pools' domains: their OAuth endpoints and their pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, g, redirect

from cognito_emulator.api.codec import MAX_BODY_BYTES
from cognito_emulator.domain.oauth import redirects
from cognito_emulator.domain.oauth.failures import AuthorizationError, UntrustedRequest
from cognito_emulator.errors import ResourceNotFoundException
from cognito_emulator.web import oauth, pages
from cognito_emulator.web.answers import answer
from cognito_emulator.web.hosting import csrf, headers, observing
from cognito_emulator.web.hosting.visit import Visit, visit
from cognito_emulator.web.pages import aids

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

    from cognito_emulator.engine import Engine
    from cognito_emulator.web.guard import Guard


def create_domain_app(engine: Engine, guard: Guard) -> Flask:
    """Return the application that answers for the domains of an engine's pools.

    Args:
        engine: the one.
        guard: which hosts may control the emulator, and so help developers at the pages.

    """
    app = Flask("cognito_emulator", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.url_map.merge_slashes = False  # done before

    @app.before_request
    def begin() -> None:
        """Find out which domain is asked."""
        g.visit = Visit(engine)

    observing.add(app)
    app.register_blueprint(oauth.blueprint())
    app.register_blueprint(pages.blueprint())
    aids.prepare(app, guard)
    csrf.prepare(app)
    app.after_request(headers.add)
    app.register_error_handler(AuthorizationError, _back_to_app)
    app.register_error_handler(UntrustedRequest, _to_error_page)
    app.register_error_handler(ResourceNotFoundException, _unknown)
    return app


def _back_to_app(error: AuthorizationError) -> BaseResponse:
    """Send a refusal to the app."""
    return redirect(redirects.with_error(error), 302)


def _to_error_page(error: UntrustedRequest) -> BaseResponse:
    """Send the browser to our own error page: nothing may go back to the app."""
    told = redirects.with_query("", {"error": error.error, "client_id": error.client_id})
    return redirect(visit().url("/error", told.removeprefix("?")), 302)


def _unknown(error: ResourceNotFoundException) -> Response:
    """Say that there is no such domain."""
    return answer({"error": error.message}, 404)
