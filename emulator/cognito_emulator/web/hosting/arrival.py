"""A browser comes back from an identity provider."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from flask import redirect

from cognito_emulator.domain.oauth import federated_returns, redirects
from cognito_emulator.domain.oauth.failures import AuthorizationError
from cognito_emulator.web.hosting import cookies, session_cookie
from cognito_emulator.web.hosting.visit import visit

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from cognito_emulator.domain.oauth.federated_returns import Return
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context

Result = TypeVar("Result")


def kept_state() -> str | None:
    """Return the state with which the browser left, as it remembers it."""
    return cookies.read(cookies.CSRF_STATE) or cookies.read(cookies.CSRF_STATE_LEGACY)


def answered(back: Callable[[Context, Pool], Return]) -> Response:
    """Send the browser on to the app, with what it asked for, or with what went wrong.

    The browser forgets how it had left, also where the sign-in fails (measured [federation-7]).

    Args:
        back: finds out who comes back, and for what.

    Raises:
        UntrustedRequest: nobody knows for which app; the browser keeps what it has.

    """
    try:
        arrival = federated_returns.arrival(_in_transaction, _in_transaction(back))
    except AuthorizationError as refusal:
        visit().raised = refusal
        response = redirect(redirects.with_error(refusal), 302)
    else:
        response = redirect(arrival.location, 302)
        session_cookie.keep(response, arrival.session)
    cookies.remove_csrf_state(response)
    return response


def _in_transaction(work: Callable[[Context, Pool], Result]) -> Result:
    return visit().run(lambda ctx, place: work(ctx, place.pool))
