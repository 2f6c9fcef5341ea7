"""/forgotPassword: ask for a code to set a new password with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect

from cognito_emulator import errors
from cognito_emulator.domain.accounts import recovery
from cognito_emulator.domain.work.events import EventDetails
from cognito_emulator.web.hosting import csrf
from cognito_emulator.web.hosting.visit import visit
from cognito_emulator.web.pages import app_request, conforming, fields, login, page_data
from cognito_emulator.web.pages.page_data import PageData
from cognito_emulator.web.pages.problems import refused_form, sentence
from cognito_emulator.web.pages.rendering import page

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.work.context import Context


def add(routes: Blueprint) -> None:
    """Add the page to routes."""
    routes.get("/forgotPassword")(show_forgot)
    routes.post("/forgotPassword")(send_code)


def show_forgot() -> Response:
    """Ask for the name."""
    return _form(visit().query.get("login_hint", "") or page_data.read().username)


def send_code() -> Response:
    """Send a code, or seem to where users are hidden; go on to where it is typed (documented)."""
    here, username = visit(), fields.text("username").strip()

    def work(ctx: Context, place: PoolDomain) -> str:
        client = app_request.client(ctx, place)
        details = EventDetails(client)
        conforming.require("ForgotPassword", client, username)
        return recovery.forgot(ctx, place.pool, client, username, details).masked

    if not csrf.is_good():
        return _form(username, refused_form())
    try:
        where = here.run(work)
    except errors.CognitoError as refusal:
        return _form(username, sentence(refusal))
    response = redirect(here.url("/confirmforgotPassword"), 302)
    page_data.tell(response, PageData(username=username, where=where))
    return response


def _form(username: str, problem: str = "") -> Response:
    names = login.names(app_request.pool())
    return page("forgot_password.html", username=username, problem=problem, names=names)
