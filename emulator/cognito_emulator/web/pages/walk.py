"""One step of a sign-in at the pages, and where it leads: to another page, or back to the app."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from flask import redirect

from cognito_emulator import errors
from cognito_emulator.domain.oauth import authorization
from cognito_emulator.domain.oauth.authorization import Arrival
from cognito_emulator.domain.sign_in import driver
from cognito_emulator.domain.sign_in.driver import Challenge
from cognito_emulator.domain.sign_in.way import PAGES, SignInRequest
from cognito_emulator.domain.tokens.completed import CompletedSignIn
from cognito_emulator.domain.work.events import EventDetails
from cognito_emulator.web.hosting import session_cookie
from cognito_emulator.web.hosting.visit import visit
from cognito_emulator.web.pages import app_request, page_data
from cognito_emulator.web.pages.page_data import PageData

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.sign_in.driver import Outcome
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.errors import CognitoError

#: A step: what a page does with the sign-in, in a transaction.
Step = Callable[["Context", "Pool", "Client"], "Outcome"]


def take(step: Step, path_of: Callable[[Challenge], str], username: str = "") -> Response:
    """Take a step, and send the browser on.

    Args:
        step: the step.
        path_of: says where the page of a challenge is.
        username: as it was typed, for the pages that follow.

    Raises:
        CognitoError: the step is refused; nothing has happened.
        UntrustedRequest, AuthorizationError: the authorization request of the page is not good.

    """
    here = visit()

    def work(ctx: Context, place: PoolDomain) -> Arrival | Challenge:
        client, wanted = app_request.read(ctx, place)
        outcome = step(ctx, place.pool, client)
        if not isinstance(outcome, CompletedSignIn):
            return outcome
        return authorization.arrived(ctx, client, wanted, outcome)

    reached = here.run(work)
    if isinstance(reached, Arrival):
        return _back(reached)
    response = redirect(here.url(path_of(reached)), 302)
    page_data.tell(response, PageData(reached.session or "", username))
    return response


def began(
    ctx: Context,
    pool: Pool,
    client: Client,
    flow: str,
    parameters: Mapping[str, str],
    session: str | None = None,
) -> Outcome:
    """Begin a sign-in, maybe with the Session of a sign-up."""
    request = SignInRequest(pool, client, PAGES, parameters, session, EventDetails(client))
    return driver.start(ctx, request, flow)


def _back(arrival: Arrival) -> Response:
    """Send the browser back to the app, which remembers who has signed in in it."""
    response = redirect(arrival.location, 302)
    session_cookie.keep(response, arrival.session)
    page_data.forget(response)
    return response


def elsewhere(refusal: CognitoError, username: str) -> Response | None:
    """Lead to the page that helps with a refusal (a guess); ``None`` where none does."""
    if isinstance(refusal, errors.UserNotConfirmedException):
        path = "/confirm"
    elif isinstance(refusal, errors.PasswordResetRequiredException):
        path = "/resetPassword"
    else:
        return None
    response = redirect(visit().url(path), 302)
    page_data.tell(response, PageData(username=username))
    return response
