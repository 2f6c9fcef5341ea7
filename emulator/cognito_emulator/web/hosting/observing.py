"""What tests wish for and look at: faults that strike pages and endpoints, and who calls them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from flask import Response, request
from werkzeug.exceptions import HTTPException

from cognito_emulator.control import faults
from cognito_emulator.domain.oauth import authorization
from cognito_emulator.domain.oauth.failures import (
    AuthorizationError,
    BearerError,
    GrantError,
    OAuthFailure,
)
from cognito_emulator.endpoints import ENDPOINTS, OUTAGES, PAGES
from cognito_emulator.errors.oauth import OAuthError
from cognito_emulator.web.answers import answer
from cognito_emulator.web.exchange import this_is_a_call
from cognito_emulator.web.hosting import basic
from cognito_emulator.web.hosting.visit import Work, visit
from cognito_emulator.web.pages.rendering import page

if TYPE_CHECKING:
    from flask import Flask

    from cognito_emulator import errors
    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.endpoints import EndpointName

_REFUSED = 400  # and all above
_STATUS: Mapping[str, int] = {
    "InternalErrorException": 500,
    "ServiceUnavailable": 503,
    "TooManyRequestsException": 429,
}


def add(app: Flask) -> None:
    """Have an application's pages and endpoints struck by faults, and told of as calls."""
    app.before_request(begin)
    app.after_request(end)


def begin() -> Response | None:
    """Let the faults that wait for this page or endpoint strike."""
    here, name = visit(), _name()
    if name is None:
        return None
    this_is_a_call(request.environ)
    query = request.args.to_dict()
    try:
        form = request.form.to_dict()
    except HTTPException:  # it is too long
        here.observation = here.engine.observed(name, query, here.caller)
        raise
    named = basic.read() if basic.is_given() else None
    here.observation = here.engine.observed(
        name, {**query, **form}, here.caller, named.client_id if named else None
    )
    if not _can_be_struck(name):
        return None
    here.injected, refusal = faults.at_endpoint(here.engine, name)
    if refusal is None:
        return None
    told = faults.for_app(name, refusal)
    if told is not None:
        here.wished = _raising_at_app(told)
    elif refusal.type in OUTAGES:
        here.raised = refusal
        return _outage(name, refusal)
    else:
        here.wished = _raising(name, refusal)
    return None


def end(response: Response) -> Response:
    """Tell whoever listens what came of a call."""
    here = visit()
    if here.observation is None:
        return response
    if here.raised is not None:
        here.observation.failed(_told(here.raised), injected=here.injected)
    elif response.status_code >= _REFUSED:
        here.observation.failed(_refusal(response), injected=here.injected)
    else:
        here.observation.answered(_answer(response), injected=here.injected)
    return response


def _name() -> EndpointName | None:
    """Return the name of the page or endpoint that is asked."""
    name = request.path.strip("/")
    return cast("EndpointName", name) if name in ENDPOINTS else None


def _can_be_struck(name: EndpointName) -> bool:
    """Whether this request does anything: of pages, showing the form does not, and HEAD never."""
    if request.method == "HEAD":
        return False
    return ENDPOINTS[name].operation is None or request.method == "POST" or name == "confirmUser"


def _outage(name: EndpointName, wished: errors.CognitoError) -> Response:
    """Answer as a service in trouble, people with a page; body and status are guesses."""
    status = _STATUS[wished.type]
    if name in PAGES:
        return page("error.html", status, error=wished.message or wished.type, hint="")
    return answer({"error": wished.type}, status)


def _raising_at_app(told: OAuthError) -> Work[None]:
    """Return work that fails at the app as a test wishes, in place of any other."""

    def raise_at_app(ctx: Context, place: PoolDomain) -> None:
        _, asked = authorization.requested(ctx, place.pool, visit().query)
        raise AuthorizationError(asked, told.type, told.message)

    return raise_at_app


def _raising(name: EndpointName, wished: errors.CognitoError) -> Work[None]:
    """Return work that fails as a test wishes, in place of what the page or endpoint would do."""

    def raise_here(_ctx: Context, _place: PoolDomain) -> None:
        if not isinstance(wished, OAuthError):
            raise wished
        if name == "oauth2/userInfo":
            raise BearerError(wished.type, wished.message or "")
        raise GrantError(wished.type, wished.message)

    return raise_here


def _told(raised: Exception) -> Exception:
    """Return a refusal as who hears of a call gets it."""
    if isinstance(raised, GrantError):
        return OAuthError(raised.error, raised.description, raised.why)
    if isinstance(raised, OAuthFailure):
        return OAuthError(raised.error, raised.description)
    return raised


def _refusal(response: Response) -> OAuthError:
    """Return what an answer refuses that came before any work, such as one to a wrong method."""
    said = _answer(response)
    error, description = said.get("error"), said.get("error_description")
    if not isinstance(error, str):
        return OAuthError("invalid_request", response.status)
    return OAuthError(error, description if isinstance(description, str) else None)


def _answer(response: Response) -> Mapping[str, object]:
    if response.is_json:
        document = response.get_json(silent=True)
        return document if isinstance(document, Mapping) else {}
    location = response.headers.get("Location")
    return {} if location is None else {"Location": location}
