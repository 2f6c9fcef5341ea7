"""Authorization requests that are answered at once, for a user who need not do anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from cognito_emulator.domain import doors
from cognito_emulator.domain.oauth import authorization, browser_sessions, redirects
from cognito_emulator.domain.oauth.failures import AuthorizationError, UntrustedRequest
from cognito_emulator.domain.tokens.completed import CompletedSignIn
from cognito_emulator.domain.users import directory

if TYPE_CHECKING:
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.engine import Engine

__all__ = ["authorize", "code", "redirected"]

#: What of an authorization request may be in several of its parts; the first one counts.
Parameters = Mapping[str, str]


def redirected(engine: Engine, username: str, location: str, *, base_url: str | None = None) -> str:
    """Follow an app's redirect to authorize, for a user; see :meth:`Emulator.authorize`.

    Raises:
        ValueError: the URL is no authorization request, or its client or redirect URI are not good.
        UserNotFoundException: there is no such user.

    """
    try:
        query = urlsplit(location).query
    except ValueError as error:
        raise ValueError(f"{location!r} is no URL: {error}.") from None
    parameters = dict(reversed(parse_qsl(query, keep_blank_values=True)))
    if "client_id" not in parameters:
        raise ValueError(
            f"{location!r} is no authorization request: it has no client_id. Give the URL, or the"
            " response, by which the app sends its user to sign in."
        )
    return authorize(engine, username, parameters, base_url=base_url)


def authorize(
    engine: Engine, username: str, parameters: Parameters, *, base_url: str | None = None
) -> str:
    """Return where the app's user comes back to, with a code, tokens, or an error of OAuth.

    The user signs in without a password and without challenges. No browser session is left.

    Args:
        engine: the engine.
        username: anything that names the user.
        parameters: of the request, as they stand in its query.
        base_url: the emulator's address, which the issuer of tokens begins with.

    Raises:
        ValueError: client or redirect URI are not good, so that nothing goes back to the app.
        UserNotFoundException: there is no such user.
        ResourceNotFoundException: there is no such client.

    """

    def answered(ctx: Context) -> str:
        client = doors.client(ctx, parameters["client_id"])
        pool = doors.pool_of(ctx, client)
        user = directory.for_admin(ctx, pool, username)
        client, request = authorization.requested(ctx, pool, parameters)
        completed = CompletedSignIn(pool, client, user, "", (), ctx.now, "HostedAuth")
        session = browser_sessions.opened(ctx, completed)
        location = authorization.answered(ctx, client, request, session)
        browser_sessions.end(ctx, session)
        return location

    try:
        return engine.run_inside(answered, base_url=base_url)
    except AuthorizationError as refusal:
        return redirects.with_error(refusal)
    except UntrustedRequest as refusal:
        hint = f" {refusal.hint}" if refusal.hint else ""
        raise ValueError(f"The authorization request is not good: {refusal.error}.{hint}") from None


def code(engine: Engine, client_id: str, username: str, parameters: Parameters) -> str:
    """Return an authorization code, as a client gets it once a user has signed in.

    Args:
        engine: the engine.
        client_id: the client's id.
        username: anything that names the user.
        parameters: of the request; what it need not say here is taken from the client.

    Raises:
        ValueError: the request is refused; the message says why.
        UserNotFoundException: there is no such user.
        ResourceNotFoundException: there is no such client.

    """
    urls = engine.run_inside(lambda ctx: doors.client(ctx, client_id)).oauth.callback_urls
    request = {
        "client_id": client_id,
        "response_type": "code",
        **({"redirect_uri": urls[0]} if urls else {}),
        **parameters,
    }
    back = dict(parse_qsl(urlsplit(authorize(engine, username, request)).query))
    if "code" not in back:
        reason = back.get("error_description", "")
        raise ValueError(f"The client gets no code: {back.get('error')} {reason}".rstrip() + ".")
    return back["code"]
