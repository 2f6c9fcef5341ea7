"""Beneath a form, for developers: users to click, and the code that was just sent.

Only with `--page-aids`, and only under hosts that `/_emulator` accepts: anybody who sees such a
page can sign in as anybody. The path is ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import abort, request

from cognito_emulator import errors
from cognito_emulator.domain.clients.record import CLIENTS
from cognito_emulator.domain.messages.record import MESSAGES
from cognito_emulator.domain.sign_in import without_proof
from cognito_emulator.domain.sign_in.way import PAGES
from cognito_emulator.domain.users import directory
from cognito_emulator.domain.users.record import USERS, User
from cognito_emulator.store import Reach
from cognito_emulator.web.hosting import csrf
from cognito_emulator.web.hosting.visit import visit
from cognito_emulator.web.pages import fields, walk
from cognito_emulator.web.served import served

if TYPE_CHECKING:
    from flask import Blueprint
    from werkzeug.wrappers import Response

    from cognito_emulator.domain.messages.record import Message
    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context

PATH = "/_aids/signIn"
_FIRST_PAGE = "login.html"
_FIRST = Reach[User](start=0, limit=12, where=lambda user: user.enabled)
_FRESH = 600  # seconds
_MOST_CHARS = 60  # of a name


class Aids(NamedTuple):
    """What stands beneath a form.

    Attributes:
        client, pool: names and ids of what the page is for; no client where the request names none
            of the pool's.
        users: names of users to sign in as, on the first page.
        more: how many more users there are, disabled ones too.
        message: what the user was just sent.

    """

    client: tuple[str, str] | None
    pool: tuple[str, str]
    users: tuple[str, ...] | None = None
    more: int = 0
    message: Message | None = None


def add(routes: Blueprint) -> None:
    """Add the route of the users to click."""
    routes.post(PATH)(sign_in_as)


def of_page(template: str, username: object) -> Aids | None:
    """Return what stands beneath a page's form; ``None`` where developers are not helped.

    Args:
        template: of the page.
        username: whom it is about, as far as it says.

    """
    if not _are_on():
        return None
    name = username if isinstance(username, str) else ""

    def found(ctx: Context, place: PoolDomain) -> Aids:
        pool = place.pool
        aids = Aids(_client(ctx, pool), (_short(pool.name), pool.id))
        if template != _FIRST_PAGE:
            return aids._replace(message=_message(ctx, pool, name) if name else None)
        users, following = ctx.tx.page(USERS, "pool", pool.id, _FIRST)
        more = 0 if following is None else ctx.tx.count(USERS, "pool", pool.id) - len(users)
        return aids._replace(users=tuple(user.username for user in users), more=more)

    return visit().look(found)


def sign_in_as() -> Response:
    """Sign in as the user who was clicked."""
    if not _are_on() or not csrf.is_good():
        abort(403)
    name = fields.text("username")
    try:
        return walk.take(
            lambda ctx, pool, client: without_proof.completed(ctx, pool, client, PAGES, name),
            lambda _never: "/login",
        )
    except errors.CognitoError as refusal:
        found = walk.elsewhere(refusal, name)
        if found is None:
            abort(403, refusal.message)
        return found


def _are_on() -> bool:
    guard = served(request.environ).guard
    return visit().engine.settings.page_aids and guard.objection(request.environ) is None


def _client(ctx: Context, pool: Pool) -> tuple[str, str] | None:
    """Return name and id of the client that the page's query names, if it is one of the pool's."""
    client = ctx.tx.get(CLIENTS, visit().query.get("client_id", ""))
    of_pool = client is not None and client.pool_id == pool.id
    return (_short(client.name), client.id) if client and of_pool else None


def _short(name: str) -> str:
    return name if len(name) <= _MOST_CHARS else f"{name[: _MOST_CHARS - 1]}…"


def _message(ctx: Context, pool: Pool, name: str) -> Message | None:
    """Return the newest message to a user, if it is young."""
    user = directory.by_name(ctx, pool, name)
    username = user.username if user else name
    sent = [m for m in ctx.tx.all(MESSAGES, "pool", pool.id) if m.username == username]
    return sent[-1] if sent and ctx.now - sent[-1].sent_at < _FRESH else None
