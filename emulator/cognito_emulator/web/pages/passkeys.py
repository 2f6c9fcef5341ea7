"""/passkey and /passkeys/add: sign in with a passkey, and make one; managed login has both.

The first path is a guess. The second is documented, with the parameters of an authorization
request; that the browser goes on to the app with a code then is a guess.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import redirect

from cognito_emulator import errors
from cognito_emulator.domain.factors.passkeys import registration
from cognito_emulator.domain.oauth import authorization
from cognito_emulator.domain.users.record import USERS
from cognito_emulator.views import passkeys as passkey_views
from cognito_emulator.web.hosting import csrf
from cognito_emulator.web.hosting.visit import visit
from cognito_emulator.web.pages import app_request, fields
from cognito_emulator.web.pages.browser import signed_in
from cognito_emulator.web.pages.challenge_page import ChallengePage, answered
from cognito_emulator.web.pages.look import language
from cognito_emulator.web.pages.problems import refused_form, sentence
from cognito_emulator.web.pages.rendering import page

if TYPE_CHECKING:
    from flask import Blueprint
    from werkzeug.wrappers import Response

    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.sign_in.driver import Outcome
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context

_CREDENTIAL = "credential"


def add(routes: Blueprint) -> None:
    """Add the page of new passkeys to routes."""
    routes.get("/passkeys/add")(offer)
    routes.post("/passkeys/add")(register)


def _shown(_ctx: Context, _pool: Pool, attempt: Attempt) -> dict[str, Any]:
    return {"options": attempt.parameters["CREDENTIAL_REQUEST_OPTIONS"]}


def _step(ctx: Context, pool: Pool, client: Client, attempt: Attempt) -> Outcome:
    return answered(ctx, pool, client, attempt, {"CREDENTIAL": fields.text(_CREDENTIAL)})


PAGE = ChallengePage("/passkey", "passkey.html", _shown, _step)


class _Maker(NamedTuple):
    """Who makes a passkey, by which client."""

    client: Client
    user: User


def offer(problem: str = "") -> Response:
    """Offer to make a passkey, to whoever has signed in in this browser."""
    here = visit()

    def started(ctx: Context, place: PoolDomain) -> dict[str, object] | None:
        maker = _maker(ctx, place)
        if maker is None:
            return None
        options = registration.start(ctx, place.pool, *maker)
        return passkey_views.creation_options(options)

    try:
        options = here.run(started)
    except errors.CognitoError as refusal:
        return page("passkey_add.html", options="", problem=sentence(refusal))
    if options is None:
        return page("passkey_add.html", options="", problem=language()("passkey_add.no_session"))
    return page("passkey_add.html", options=json.dumps(options), problem=problem)


def register() -> Response:
    """Keep a passkey that the browser has made, and send the browser on to the app."""
    here = visit()
    if not csrf.is_good():
        return offer(refused_form())

    def registered(ctx: Context, place: PoolDomain) -> str | None:
        maker, session = _maker(ctx, place), signed_in(ctx, place.pool)
        if maker is None or session is None:
            return None
        registration.complete(ctx, place.pool, *maker, _document(fields.text(_CREDENTIAL)))
        client, wanted = app_request.read(ctx, place)
        return authorization.answered(ctx, client, wanted, session)

    try:
        location = here.run(registered)
    except errors.CognitoError as refusal:
        return offer(sentence(refusal))
    return offer() if location is None else redirect(location, 302)


def _maker(ctx: Context, place: PoolDomain) -> _Maker | None:
    client = app_request.client(ctx, place)
    session = signed_in(ctx, place.pool)
    user = ctx.tx.get(USERS, (place.pool.id, session.username)) if session else None
    if session is None or user is None or user.sub != session.sub:
        return None
    return _Maker(client, user)


def _document(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
