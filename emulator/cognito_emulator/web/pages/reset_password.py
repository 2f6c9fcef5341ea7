"""/confirmforgotPassword and /resetPassword: a new password, with the code that was sent.

The former follows on /forgotPassword. The latter is for users whose password an administrator has
reset; what it asks for is a guess.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request

from cognito_emulator import errors
from cognito_emulator.domain.accounts import recovery
from cognito_emulator.domain.work.events import EventDetails
from cognito_emulator.web.hosting import csrf
from cognito_emulator.web.hosting.visit import visit
from cognito_emulator.web.pages import app_request, conforming, fields, page_data, sign_up_form
from cognito_emulator.web.pages.look import language
from cognito_emulator.web.pages.page_data import PageData
from cognito_emulator.web.pages.problems import refused_form, sentence
from cognito_emulator.web.pages.rendering import page

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context

_AFTER_A_RESET = "/resetPassword"
_ABOUT_THE_CODE = (errors.CodeMismatchException, errors.ExpiredCodeException)
_ABOUT_THE_PASSWORD = (
    errors.InvalidPasswordException,
    errors.PasswordHistoryPolicyViolationException,
)


def add(routes: Blueprint) -> None:
    """Add the pages to routes."""
    for path in ("/confirmforgotPassword", _AFTER_A_RESET):
        routes.get(path)(show_reset)
        routes.post(path)(set_password)


def show_reset() -> Response:
    """Ask for the code and the new password, twice.

    Whoever comes by no other page (documented) is asked for the name first (a guess).
    """
    pool, known = app_request.pool(), page_data.read()
    if known.username:
        return _form(pool, known)
    return redirect(visit().url("/forgotPassword"), 302)


def set_password() -> Response:
    """Set the new password; go back to the login page (documented)."""
    here, pool = visit(), app_request.pool()
    known = PageData(username=fields.text("username"), where=fields.text("where"))
    code, password = fields.text("verification_code").strip(), fields.text("password")
    if not csrf.is_good():
        return _form(pool, known, refused_form())
    if password != fields.text("confirm_password"):
        return _form(pool, known, language()("new_password.differ"), "password")

    def work(ctx: Context, place: PoolDomain) -> None:
        client = app_request.client(ctx, place)
        details = EventDetails(client)
        conforming.require(
            "ConfirmForgotPassword",
            client,
            known.username,
            ConfirmationCode=code,
            Password=password,
        )
        recovery.confirm_forgot(
            ctx, place.pool, client, known.username, code, password, details=details
        )

    try:
        here.run(work)
    except errors.CognitoError as refusal:
        return _form(pool, known, sentence(refusal), _blamed(refusal))
    response = redirect(here.url("/login"), 302)
    page_data.tell(response, PageData(username=known.username, notice="reset"))
    return response


def _blamed(refusal: errors.CognitoError) -> str:
    """Return the field that a refusal is about."""
    message = refusal.message or ""
    if isinstance(refusal, _ABOUT_THE_CODE) or " at 'confirmationCode' " in message:
        return "code"
    about_password = isinstance(refusal, _ABOUT_THE_PASSWORD) or " at 'password' " in message
    return "password" if about_password else ""


def _form(pool: Pool, known: PageData, problem: str = "", blamed: str = "") -> Response:
    policy = pool.password_policy
    return page(
        "reset_password.html",
        problem=problem,
        blamed=blamed,
        code="" if blamed == "code" else fields.text("verification_code"),
        known=known,
        path=_AFTER_A_RESET if request.path == _AFTER_A_RESET else "/confirmforgotPassword",
        by_administrator=request.path == _AFTER_A_RESET,
        rules=sign_up_form.rules(policy),
        length=policy.minimum_length,
    )
