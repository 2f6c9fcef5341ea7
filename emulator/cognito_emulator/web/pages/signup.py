"""/signup: make an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import Blueprint, redirect

from cognito_emulator import errors
from cognito_emulator.domain.accounts import registration
from cognito_emulator.domain.oauth.failures import UntrustedRequest
from cognito_emulator.domain.pools.providers.record import OWN_USERS
from cognito_emulator.domain.sign_in import sign_up_sessions
from cognito_emulator.domain.work.events import EventDetails
from cognito_emulator.web.hosting import csrf
from cognito_emulator.web.hosting.visit import visit
from cognito_emulator.web.pages import (
    app_request,
    challenges,
    conforming,
    fields,
    page_data,
    providers,
    sign_up_form,
    walk,
)
from cognito_emulator.web.pages.look import language
from cognito_emulator.web.pages.page_data import PageData
from cognito_emulator.web.pages.problems import refused_form, sentence
from cognito_emulator.web.pages.rendering import page

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.web.pages.providers import Offered


class _SignedUp(NamedTuple):
    """What became of a form.

    Attributes:
        confirmed: whether the user may sign in at once.
        where: to which masked address a code or a link went; empty for none.
        session: what stands for the password at the confirmation.

    """

    confirmed: bool
    where: str
    session: str


def add(routes: Blueprint) -> None:
    """Add the page to routes."""
    routes.get("/signup")(show_sign_up)
    routes.post("/signup")(sign_up)


def show_sign_up() -> Response:
    """Show the form."""
    return _form(app_request.pool(_admitted))


def sign_up() -> Response:
    """Make the account; send the browser to its confirmation, or where that leads at once.

    A user whom PreSignUp confirms is signed in (a guess). Where nothing confirms users but an
    administrator, the page shows an error, and the user is made all the same (documented; the words
    are a guess).
    """
    here, pool = visit(), app_request.pool(_admitted)
    username, password = fields.text("username").strip(), fields.text("password")
    if not csrf.is_good():
        return _form(pool, refused_form())

    def work(ctx: Context, place: PoolDomain) -> _SignedUp:
        client = _admitted(ctx, place)
        given = sign_up_form.attributes(place.pool, here.form)
        listed = [{"Name": name, "Value": value} for name, value in given.items()]
        conforming.require("SignUp", client, username, Password=password, UserAttributes=listed)
        details = EventDetails(client)
        done = registration.sign_up(
            ctx, place.pool, client, username, given, password, details=details
        )
        if done.contact is None:
            return _SignedUp(done.user.status == "CONFIRMED", "", "")
        session = sign_up_sessions.begin_at_pages(ctx, client, done.user)
        return _SignedUp(confirmed=False, where=done.contact.masked, session=session)

    try:
        done = here.run(work)
    except errors.CognitoError as refusal:
        return _form(pool, sentence(refusal), sign_up_form.blamed(pool, refusal))
    if done.confirmed:
        return _signed_in(username, password)
    if not done.where:
        return _form(pool, language()("signup.waits_for_administrator"))
    response = redirect(here.url("/confirm"), 302)
    page_data.tell(response, PageData(done.session, username, where=done.where))
    return response


def _signed_in(username: str, password: str) -> Response:
    """Sign in whoever has an account now; who cannot be is sent to the login page."""
    parameters = {"USERNAME": username, "PASSWORD": password}
    try:
        return challenges.take(
            lambda ctx, pool, client: walk.began(
                ctx, pool, client, "USER_PASSWORD_AUTH", parameters
            ),
            username,
        )
    except errors.CognitoError:
        response = redirect(visit().url("/login"), 302)
        page_data.tell(response, PageData(username=username, notice="signed_up"))
        return response


def _form(pool: Pool, problem: str = "", blamed: str = "") -> Response:
    """Show the form with what was typed, but the password, and what was wrong."""
    sent = visit().form
    return page(
        "signup.html",
        problem=problem,
        providers=visit().look(_providers),
        fields=[(field, sent.get(field.name, "")) for field in sign_up_form.fields(pool)],
        rules=sign_up_form.rules(pool.password_policy),
        length=pool.password_policy.minimum_length,
        blamed=blamed,
    )


def _providers(ctx: Context, place: PoolDomain) -> Offered:
    return providers.offered(ctx, place, app_request.client(ctx, place))


def _admitted(ctx: Context, place: PoolDomain) -> Client:
    """Return the client, if anybody can sign up by it.

    Raises:
        UntrustedRequest: administrators alone make users (that this leads to the error page is
            measured [pages-4]; what it says is a guess), or users come from providers only (a
            guess).
        AuthorizationError: the authorization request is not good.

    """
    client = app_request.client(ctx, place)
    supported = client.oauth.identity_providers
    if place.pool.only_admins_create or (supported and OWN_USERS not in supported):
        hint = "Nobody can sign up here: only administrators or identity providers make users."
        raise UntrustedRequest("invalid_request", client_id=client.id, hint=hint)
    return client
