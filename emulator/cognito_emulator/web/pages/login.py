"""/login: who are you; on classic pages, with the password.

The names of the classic form and the order of its fields are measured [pages-5]; there is one form
where the service has two with the same ids (measured [pages-6]).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import Blueprint, redirect

from cognito_emulator import errors
from cognito_emulator.domain.oauth import authorization
from cognito_emulator.web.hosting import csrf
from cognito_emulator.web.hosting.visit import visit
from cognito_emulator.web.pages import fields, page_data, walk
from cognito_emulator.web.pages.look import language, look
from cognito_emulator.web.pages.page_data import PageData
from cognito_emulator.web.pages.problems import sentence
from cognito_emulator.web.pages.rendering import page

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context

_OWN_USERS = "COGNITO"


class Offer(NamedTuple):
    """What the login page has to offer.

    Attributes:
        names: what people sign in by, as in ``shared`` of the texts.
        offers_form: whether the pool's own users may sign in: a client that supports other
            providers only has no form for them (documented).
        offers_sign_up: whether one can sign up: not where administrators only create users
            (measured [pages-4]).

    """

    names: str
    offers_form: bool
    offers_sign_up: bool


def add(routes: Blueprint) -> None:
    """Add the pages to routes."""
    for path in ("/login", "/oauth2/login"):  # the other one is documented
        routes.get(path)(show)
        routes.post(path)(sign_in)
    routes.post("/verifyPassword")(verify_password)


def show() -> Response:
    """Show the form, and what has happened on the page before, once."""
    known = page_data.read()
    response = _form(
        visit().query.get("login_hint", "") or (known.username if known.notice else ""),
        notice=known.notice,
    )
    if known.notice:
        page_data.forget(response)
    return response


def sign_in() -> Response:
    """Take the name, and the password where it comes along."""
    username, password = fields.quoted("username"), fields.quoted("password")
    if not csrf.is_good():
        return _form(username, language()("problem.form_expired"))
    if not look().classic and "password" not in visit().form:
        _offer()
        return _password(username)
    return _verified(username, password)


def verify_password() -> Response:
    """Take the password of whoever gave the name before (measured [pages-3])."""
    username = fields.text("username") or page_data.read().username
    if not csrf.is_good():
        return _password(username, language()("problem.form_expired"))
    return _verified(username, fields.quoted("password"))


def _verified(username: str, password: str) -> Response:
    again = _form if look().classic else _password
    parameters = {"USERNAME": username, "PASSWORD": password}
    try:
        return walk.take(
            lambda ctx, pool, client: walk.began(
                ctx, pool, client, "USER_PASSWORD_AUTH", parameters
            ),
            username,
        )
    except errors.UserNotConfirmedException:
        return _elsewhere("/confirm", username)
    except errors.PasswordResetRequiredException:
        return _elsewhere("/resetPassword", username)
    except errors.CognitoError as refusal:
        return again(username, sentence(refusal))


def _elsewhere(path: str, username: str) -> Response:
    """Send the browser where whoever cannot sign in yet gets on (a guess)."""
    response = redirect(visit().url(path), 302)
    page_data.tell(response, PageData(username=username))
    return response


def _form(username: str, problem: str = "", notice: str = "") -> Response:
    """Show the first form, with what was wrong."""
    offer = _offer()._asdict()
    return page("login.html", username=username, problem=problem, notice=notice, **offer)


def _password(username: str, problem: str = "") -> Response:
    """Ask for the password of that name."""
    response = page("password.html", username=username, problem=problem, session="")
    page_data.tell(response, PageData(username=username))
    return response


def _offer() -> Offer:
    here = visit()

    def found(ctx: Context, place: PoolDomain) -> Offer:
        client, _ = authorization.requested(ctx, place.pool, here.query)
        providers = client.oauth.identity_providers
        return Offer(
            names=names(place.pool),
            offers_form=not providers or _OWN_USERS in providers,
            offers_sign_up=not place.pool.only_admins_create,
        )

    return here.look(found)


def names(pool: Pool) -> str:
    """Return what people sign in by, as in ``shared`` of the texts."""
    if len(pool.username_attributes) > 1:
        return "email_or_phone"
    return pool.username_attributes[0] if pool.username_attributes else "username"
