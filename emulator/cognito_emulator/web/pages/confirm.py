"""/confirm and /resendcode: the code that a sign-up is confirmed by, and another one.

Title, id of the field, name and words of the button are measured [pages-8]; the rest of the form,
and that of the pages to recover a password, are guesses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect

from cognito_emulator import errors
from cognito_emulator.domain.accounts import cooldown, registration
from cognito_emulator.domain.messages import texts
from cognito_emulator.domain.work.events import EventDetails
from cognito_emulator.web.hosting import csrf
from cognito_emulator.web.hosting.visit import visit
from cognito_emulator.web.pages import app_request, challenges, conforming, fields, page_data, walk
from cognito_emulator.web.pages.page_data import PageData
from cognito_emulator.web.pages.problems import of_the_page, refused_form, sentence
from cognito_emulator.web.pages.rendering import page

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.work.context import Context


def add(routes: Blueprint) -> None:
    """Add the pages to routes."""
    routes.get("/confirm")(show_confirm)
    routes.post("/confirm")(confirm)
    routes.post("/resendcode")(resend)


def show_confirm() -> Response:
    """Ask for the code, or say that a link was sent.

    Whoever comes by no other page (documented) is sent to the login page (a guess).
    """
    known = page_data.read()
    if known.username:
        return _form(known)
    app_request.pool()
    return redirect(visit().url("/login"), 302)


def confirm() -> Response:
    """Take the code; sign in whoever has just signed up in this browser (a guess)."""
    here, known = visit(), _sent()
    if not csrf.is_good():
        return _form(known, refused_form())
    code = fields.text("verification_code").strip()

    def work(ctx: Context, place: PoolDomain) -> None:
        client = app_request.client(ctx, place)
        details = EventDetails(client)
        conforming.require("ConfirmSignUp", client, known.username, ConfirmationCode=code)
        registration.confirm_with_code(
            ctx, place.pool, client, known.username, code, details=details, force_alias=False
        )

    try:
        here.run(work)
    except errors.CognitoError as refusal:
        return _form(known, sentence(refusal), blamed=True)
    return _signed_in(known)


def resend() -> Response:
    """Send another code, some time after the one before."""
    here, known = visit(), _sent()
    if not csrf.is_good():
        return _form(known, refused_form())

    def work(ctx: Context, place: PoolDomain) -> tuple[int, str]:
        client = app_request.client(ctx, place)
        conforming.require("ResendConfirmationCode", client, known.username)
        seconds = cooldown.left(ctx, place.pool, client, known.username)
        if seconds:
            return seconds, ""
        details = EventDetails(client)
        sent = registration.resend(ctx, place.pool, client, known.username, details)
        return 0, sent.masked

    try:
        seconds, where = here.run(work)
    except errors.CognitoError as refusal:
        return _form(known, sentence(refusal))
    if seconds:
        return _form(known, of_the_page("confirm.wait", seconds=seconds))
    response = redirect(here.url("/confirm"), 302)
    page_data.tell(response, known._replace(where=where, notice="resent"))
    return response


def _sent() -> PageData:
    """Return whom a form is about: two tabs may confirm two users."""
    names = ("session", "username", "where")
    return PageData(**{name: fields.text(name) for name in names})


def _signed_in(known: PageData) -> Response:
    try:
        return challenges.take(
            lambda ctx, pool, client: walk.began(
                ctx, pool, client, "SIGN_UP", {"USERNAME": known.username}, known.session
            ),
            known.username,
        )
    except errors.CognitoError:  # too late, in another browser, or not without more
        response = redirect(visit().url("/login"), 302)
        page_data.tell(response, PageData(username=known.username, notice="confirmed"))
        return response


def _form(known: PageData, problem: str = "", *, blamed: bool = False) -> Response:
    """Show the form, with what was wrong, ``blamed`` where it is the code."""
    by_link = _by_link() and (not known.where or "@" in known.where)
    resent = "resent_link" if by_link else "resent"
    response = page(
        "confirm.html",
        problem=problem,
        blamed=blamed,
        notice=resent if known.notice == "resent" else known.notice,
        known=known,
        by_link=by_link,
    )
    if known.notice:
        page_data.tell(response, known._replace(notice=""))
    return response


def _by_link() -> bool:
    """Whether the pool confirms by a link.

    Raises:
        UntrustedRequest, AuthorizationError: the authorization request of the page is not good.

    """
    return texts.is_link(app_request.pool(), "EMAIL")
