"""/login: who are you; on classic pages, with the password.

The names of the classic form and the order of its fields are measured [pages-5]; there is one form
where the service has two with the same ids (measured [pages-6]).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from flask import Blueprint, redirect

from cognito_emulator import errors
from cognito_emulator.domain.oauth import authorization, browser_sessions, federated_requests
from cognito_emulator.domain.pools.providers.record import OWN_USERS
from cognito_emulator.web.hosting import csrf, session_cookie
from cognito_emulator.web.hosting.visit import visit
from cognito_emulator.web.pages import (
    app_request,
    challenges,
    deadline,
    fields,
    page_data,
    providers,
    walk,
)
from cognito_emulator.web.pages.look import language, look
from cognito_emulator.web.pages.page_data import PageData
from cognito_emulator.web.pages.problems import of_the_page, refused_form, sentence
from cognito_emulator.web.pages.rendering import page

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.oauth.record import AuthorizationRequest, BrowserSession
    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.web.pages.providers import Offered

_PASSWORD = ("PASSWORD",)
_NO_PROVIDER = "problem.no_provider"  # its text is measured [authorization-15]


class Offer(NamedTuple):
    """What the login page has to offer.

    Attributes:
        names: what people sign in by, as in ``shared`` of the texts.
        offers_form: whether the pool's own users may sign in: a client that supports other
            providers only has no form for them (documented).
        providers: the identity providers to choose from.
        offers_sign_up: whether one can sign up: not where administrators only create users
            (measured [pages-4]).
        choices: whether people may begin with something else than a password.
        signed_in_as: who has signed in in this browser, empty for nobody.
        lacks_provider: whether the app names an identity provider that is not there.

    """

    names: str
    offers_form: bool
    providers: Offered
    offers_sign_up: bool
    choices: bool
    signed_in_as: str
    lacks_provider: bool


def add(routes: Blueprint) -> None:
    """Add the pages to routes."""
    for path in ("/login", "/oauth2/login"):  # the other one is documented
        routes.get(path)(show)
        routes.post(path)(sign_in)
    routes.get(challenges.PASSWORD)(show_password)
    routes.post(challenges.PASSWORD)(verify_password)


def show() -> Response:
    """Show the form, and what has happened on the page before, once.

    Classic pages offer to go on as whoever has signed in in this browser (measured [pages-9]).
    """
    known = page_data.read()
    if not known.notice and look().classic and (name := _offer().signed_in_as):
        return page("signed_in.html", name=name)
    username = visit().query.get("login_hint", "") or (known.username if known.notice else "")
    if known.notice == deadline.NOTICE:
        response = _form(username, of_the_page("problem.too_late"))
    else:
        response = _form(username, notice=known.notice)
    if known.notice:
        page_data.forget(response)
    return response


def sign_in() -> Response:
    """Take the name, and the password where it comes along; or lead to an identity provider."""
    username, password = fields.quoted("username"), fields.quoted("password")
    if not csrf.is_good():
        return _form(username, refused_form())
    if deadline.is_over():
        return deadline.cancelled()
    if "signInAs" in visit().form:
        return _as_before()
    if "somebodyElse" in visit().form:
        return _form("")
    return _to_provider(username) or _with_name(username, password)


def _to_provider(username: str) -> Response | None:
    """Lead to an identity provider, if a button says so or the domain of what was typed.

    Where the pool's own users may not sign in, whatever else was typed leads nowhere (a guess).
    """
    offer, pressed, left = _offer(), providers.pressed(), None
    if pressed is not None:
        left = providers.to_named(pressed)
    elif offer.providers.known_by_addresses:
        left = providers.to_that_of(username)
    if left is None and pressed is not None:
        return _form(username, of_the_page(_NO_PROVIDER))
    if left is None and not offer.offers_form:
        return _form(username, language()(_NO_PROVIDER))
    return left


def _with_name(username: str, password: str) -> Response:
    if not look().classic and "password" not in visit().form:
        return _named(username)
    return _verified(username, password)


def show_password() -> Response:
    """Ask once more for the password of whoever gave the name before."""
    data = page_data.read()
    if data.session or not data.username:
        return challenges.show_challenge()
    return _password(data.username)


def verify_password() -> Response:
    """Take the password of whoever gave the name before (measured [pages-3])."""
    if fields.text("session"):
        return challenges.answer_challenge()
    username = fields.text("username") or page_data.read().username
    if not csrf.is_good():
        return _password(username, refused_form())
    if deadline.is_over():
        return deadline.cancelled()
    return _verified(username, fields.quoted("password"))


def _as_before() -> Response:
    """Go on as whoever has signed in in this browser."""

    def answered(ctx: Context, place: PoolDomain) -> str | None:
        client, wanted = app_request.read(ctx, place)
        session = _session(ctx, place.pool, client, wanted)
        return authorization.answered(ctx, client, wanted, session) if session else None

    location = visit().run(answered)
    return _form("") if location is None else redirect(location, 302)


def _named(username: str) -> Response:
    """Begin with a name: where the client has choice-based sign-in, by what the user can.

    That this takes ALLOW_USER_AUTH is documented.
    """
    if not _offer().choices:
        return _password(username)
    return _begun(username, "USER_AUTH", {"USERNAME": username}, _form)


def _verified(username: str, password: str) -> Response:
    again = _form if look().classic else _password
    parameters = {"USERNAME": username, "PASSWORD": password}
    return _begun(username, "USER_PASSWORD_AUTH", parameters, again)


def _begun(
    username: str,
    flow: str,
    parameters: Mapping[str, str],
    again: Callable[[str, str], Response],
) -> Response:
    try:
        return challenges.take(
            lambda ctx, pool, client: walk.began(ctx, pool, client, flow, parameters), username
        )
    except errors.CognitoError as refusal:
        return walk.elsewhere(refusal, username) or again(username, sentence(refusal))


def _form(username: str, problem: str = "", notice: str = "") -> Response:
    """Show the first form, with what was wrong."""
    offer = _offer()
    if offer.lacks_provider and not problem:
        problem = of_the_page(_NO_PROVIDER)
        visit().look(_say_what_is_lacking)
    values = {"problem": problem, "notice": notice, **offer._asdict()}
    return page("login.html", username=username, **values)


def _say_what_is_lacking(ctx: Context, place: PoolDomain) -> None:
    """Tell the developer why the page offers another way than the app has asked for."""
    client, wanted = app_request.read(ctx, place)
    ctx.warn(federated_requests.why_unavailable(ctx, place.pool, client, wanted), place.pool)


def _password(username: str, problem: str = "") -> Response:
    """Ask for the password of that name."""
    _offer()  # or the app hears what is wrong with its request
    response = page("password.html", username=username, problem=problem, session="")
    page_data.tell(response, PageData(username=username))
    return response


def _offer() -> Offer:
    def found(ctx: Context, place: PoolDomain) -> Offer:
        pool = place.pool
        client, wanted = app_request.read(ctx, place)
        provider = federated_requests.provider_of(ctx, pool, client, wanted)
        session = _session(ctx, pool, client, wanted)
        supported = client.oauth.identity_providers
        return Offer(
            names=names(pool),
            offers_form=not supported or OWN_USERS in supported,
            providers=providers.offered(ctx, place, client),
            offers_sign_up=not pool.only_admins_create,
            choices=_has_choices(pool, client),
            signed_in_as=session.username if session else "",
            lacks_provider=federated_requests.is_unavailable(wanted, provider),
        )

    return visit().look(found)


def _session(
    ctx: Context, pool: Pool, client: Client, wanted: AuthorizationRequest
) -> BrowserSession | None:
    """Return the browser's session, if the app does not ask for a new sign-in."""
    provider = federated_requests.provider_of(ctx, pool, client, wanted)
    handle = session_cookie.handle()
    session = federated_requests.session_for(ctx, pool, client, wanted, provider, handle)
    return session if session and browser_sessions.is_offered(ctx, wanted, session) else None


def _has_choices(pool: Pool, client: Client) -> bool:
    flows = client.explicit_flows or ()
    return pool.tier != "LITE" and "ALLOW_USER_AUTH" in flows and pool.first_factors != _PASSWORD


def names(pool: Pool) -> str:
    """Return what people sign in by, as in ``shared`` of the texts."""
    if len(pool.username_attributes) > 1:
        return "email_or_phone"
    return pool.username_attributes[0] if pool.username_attributes else "username"
