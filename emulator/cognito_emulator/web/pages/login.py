"""/login: who are you, and your password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect

from cognito_emulator import errors
from cognito_emulator.domain.oauth import authorization, browser_sessions
from cognito_emulator.domain.sign_in import driver
from cognito_emulator.domain.sign_in.way import PAGES, SignInRequest
from cognito_emulator.domain.tokens.completed import CompletedSignIn
from cognito_emulator.domain.work.events import EventDetails
from cognito_emulator.web.hosting import cookies, csrf
from cognito_emulator.web.hosting.visit import visit
from cognito_emulator.web.pages.rendering import page

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from cognito_emulator.domain.oauth.record import BrowserSession
    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.work.context import Context


def add(routes: Blueprint) -> None:
    """Add the page to routes."""
    routes.get("/login")(show)
    routes.post("/login")(sign_in)


def show() -> Response:
    """Show the form."""
    here = visit()
    here.run(lambda ctx, place: authorization.requested(ctx, place.pool, here.query))
    return page("login.html", action=here.url("/login"), username=here.query.get("login_hint", ""))


def sign_in() -> Response:
    """Take name and password; send the browser back to the app."""
    here = visit()
    username, password = here.form.get("username", ""), here.form.get("password", "")
    if not csrf.is_good():
        return _again(username, "Your session has expired. Try again.")

    def signed_in(ctx: Context, place: PoolDomain) -> tuple[str, BrowserSession]:
        client, wanted = authorization.requested(ctx, place.pool, here.query)
        attempt = SignInRequest(
            place.pool,
            client,
            PAGES,
            {"USERNAME": username, "PASSWORD": password},
            None,
            EventDetails(client),
        )
        outcome = driver.start(ctx, attempt, "USER_PASSWORD_AUTH")
        if not isinstance(outcome, CompletedSignIn):
            raise errors.NotImplementedException(f"{outcome.name} is not emulated here yet.")
        session = browser_sessions.opened(ctx, outcome)
        return authorization.answered(ctx, client, wanted, session), session

    try:
        location, session = here.run(signed_in)
    except errors.CognitoError as refusal:
        return _again(username, refusal.message or refusal.type)
    response = redirect(location, 302)
    lifetime = browser_sessions.LIFETIME
    cookies.put(response, cookies.BROWSER_SESSION, session.handle, max_age=lifetime)
    return response


def _again(username: str, problem: str) -> Response:
    """Show the form again, with what was wrong."""
    return page("login.html", action=visit().url("/login"), username=username, problem=problem)
