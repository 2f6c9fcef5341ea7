"""The headers that the service sends with every answer of a domain.

Their names are the service's (measured [authorization-2, authorization-4, authorization-5,
authorization-6]); pages have a few that redirects lack. ``Strict-Transport-Security`` is only sent
under names that are not this machine's: browsers would keep it for every program on localhost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request

from cognito_emulator.domain.oauth import redirects
from cognito_emulator.web.guard import is_of_nobody
from cognito_emulator.web.hosting import cookies
from cognito_emulator.web.hosting.visit import visit

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

    from werkzeug.datastructures import Headers

_EVERYWHERE = {
    "Cache-Control": "no-cache, no-store, max-age=0, must-revalidate",
    "Pragma": "no-cache",
    "Server": "Server",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-XSS-Protection": "1; mode=block",
}
_CONTENT_TYPES = {
    "application/json": "application/json;charset=UTF-8",
    "text/html": "text/html;charset=UTF-8",
}
_TOKEN = "/oauth2/token"  # noqa: S105 - a path


class DomainResponse(Response):
    """An answer whose ``Location`` is sent as it was set.

    werkzeug takes URLs apart to encode them, which cannot be done to all, and puts some together in
    another way: ``app:///done`` as ``app:/done``. Apps find their URI letter by letter.

    An answer to HEAD sets no cookie: what GET would have the browser keep or forget stays as it is.
    """

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        """Return the headers as they are sent."""
        if environ["REQUEST_METHOD"] == "HEAD":
            self.headers.remove("Set-Cookie")
        target = self.location
        if target is None:
            return super().get_wsgi_headers(environ)
        self.location = "/"
        headers = super().get_wsgi_headers(environ)
        self.location = target
        headers["Location"] = redirects.visible(target)
        return headers


def add(response: Response) -> Response:
    """Add them to an answer; what it has already stays."""
    own = {
        **_EVERYWHERE,
        "X-Amz-Cognito-Request-Id": visit().caller.request_id,
        **_of_redirects_and_others(response),
        **_of_tokens(),
        **_of_tls(),
    }
    for name, value in own.items():
        response.headers.setdefault(name, value)
    if response.mimetype in _CONTENT_TYPES:
        response.headers["Content-Type"] = _CONTENT_TYPES[response.mimetype]
    return response


def _of_redirects_and_others(response: Response) -> dict[str, str]:
    if response.location is None:
        language = {"Content-Language": "en-US"} if response.mimetype == "text/html" else {}
        return {"Expires": "0", **language}
    # A redirect has no body (measured [authorization-2]).
    response.set_data(b"")
    response.headers.remove("Content-Type")
    return {}


def _of_tokens() -> dict[str, str]:
    return {"X-Application-Context": "application:prod:8443"} if request.path == _TOKEN else {}


def _of_tls() -> dict[str, str]:
    if visit().address.path or not cookies.over_tls() or is_of_nobody(request.host):
        return {}
    return {"Strict-Transport-Security": "max-age=31536000 ; includeSubDomains"}
