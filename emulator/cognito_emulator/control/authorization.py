"""Authorization requests that are answered at once, for a user who need not do anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from cognito_emulator.control import faults
from cognito_emulator.domain import doors
from cognito_emulator.domain.oauth import (
    authorization,
    browser_sessions,
    redirects,
    token_endpoint,
)
from cognito_emulator.domain.oauth.client_authentication import Credentials
from cognito_emulator.domain.oauth.failures import (
    AuthorizationError,
    GrantError,
    UntrustedRequest,
)
from cognito_emulator.domain.sign_in import without_proof
from cognito_emulator.domain.sign_in.way import PAGES
from cognito_emulator.domain.tokens.issue import Tokens
from cognito_emulator.errors.oauth import OAuthError

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.oauth.record import AuthorizationRequest
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.endpoints import EndpointName
    from cognito_emulator.engine import Engine

__all__ = ["Tokens", "asked_by", "authorize", "code", "machine_tokens", "redirected"]

#: What of an authorization request may be in several of its parts; the first one counts.
Parameters = Mapping[str, str]
#: What a browser asks until somebody has signed in.
_ON_THE_WAY: tuple[EndpointName, ...] = ("oauth2/authorize", "login")


def redirected(engine: Engine, username: str, location: str, *, base_url: str | None = None) -> str:
    """Follow an app's redirect to authorize, for a user; see :meth:`Emulator.authorize`.

    Raises:
        ValueError: the URL is no authorization request, or its client or redirect URI are not good.
        UserNotFoundException: there is no such user.

    """
    return authorize(engine, username, asked_by(location), base_url=base_url)


def asked_by(location: str) -> Parameters:
    """Return the parameters of the authorization request that a URL is; one is ``client_id``.

    Raises:
        ValueError: it is none.

    """
    try:
        query = urlsplit(location).query
    except ValueError as error:
        raise ValueError(f"{location!r} is no URL: {error}.") from None
    parameters = dict(reversed(parse_qsl(query, keep_blank_values=True)))
    if "client_id" not in parameters:
        raise ValueError(
            f"{location!r} is not an authorization request: it has no client_id. Pass the URL or"
            " the response by which the app sends its user to sign in."
        )
    return parameters


def authorize(
    engine: Engine, username: str, parameters: Parameters, *, base_url: str | None = None
) -> str:
    """Return where the app's user comes back to, with a code, tokens, or an error of OAuth.

    The user signs in without a password and without challenges. No browser session is left. Faults
    of `oauth2/authorize` and of `login` strike, as they would strike the browser.

    Args:
        engine: the engine.
        username: a username, an alias or a ``sub`` of the user.
        parameters: of the request, as they stand in its query.
        base_url: the emulator's address, which the issuer of tokens begins with.

    Raises:
        ValueError: client or redirect URI are not good, so that nothing goes back to the app.
        UserNotFoundException: there is no such user.
        NotAuthorizedException, UserNotConfirmedException, PasswordResetRequiredException: the user
            may not sign in.
        ResourceNotFoundException: there is no such client.
        CognitoError: a fault that the app does not hear of at its redirect URI.

    """

    def answered(ctx: Context) -> str:
        client, request = _read(ctx, parameters)
        pool = doors.pool_of(ctx, client)
        completed = without_proof.completed(ctx, pool, client, PAGES, username)
        arrival = authorization.arrived(ctx, client, request, completed)
        browser_sessions.end(ctx, arrival.session)
        return arrival.location

    def passed() -> str:
        for name in _ON_THE_WAY:
            _pass(engine, name, parameters)
        return engine.run_inside(answered, base_url=base_url)

    return sent_back(passed)


def sent_back(sign_in: Callable[[], str]) -> str:
    """Return where a sign-in sends the browser; of a refusal the app hears, too.

    Raises:
        ValueError: client or redirect URI are not good, so that nothing goes back to the app.

    """
    try:
        return sign_in()
    except AuthorizationError as refusal:
        return redirects.with_error(refusal)
    except UntrustedRequest as refusal:
        hint = f" {refusal.hint}" if refusal.hint else ""
        raise ValueError(f"The authorization request was refused: {refusal.error}.{hint}") from None


def _pass(engine: Engine, name: EndpointName, parameters: Parameters) -> None:
    """Pass an endpoint that a browser would ask, unless a fault strikes there.

    Raises:
        AuthorizationError: the request is refused at the app, by a fault or by itself.
        CognitoError: a fault refuses it, and the app hears nothing.

    """
    if not engine.pending_faults.waiting:
        return
    _, request = engine.run_inside(lambda ctx: _read(ctx, parameters))
    refusal = faults.at_endpoint(engine, name).refusal
    if refusal is None:
        return
    told = faults.for_app(name, refusal)
    if told is None:
        raise refusal
    raise AuthorizationError(request, told.type, told.message)


def _read(ctx: Context, parameters: Parameters) -> tuple[Client, AuthorizationRequest]:
    client = doors.client(ctx, parameters["client_id"])
    return authorization.requested(ctx, doors.pool_of(ctx, client), parameters)


def code(engine: Engine, client_id: str, username: str, parameters: Parameters) -> str:
    """Return an authorization code, as a client gets it once a user has signed in.

    Args:
        engine: the engine.
        client_id: the client's id.
        username: a username, an alias or a ``sub`` of the user.
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
        raise ValueError(f"The client got no code: {back.get('error')} {reason}".rstrip() + ".")
    return back["code"]


def machine_tokens(
    engine: Engine,
    client_id: str,
    scopes: Iterable[str] | None = None,
    *,
    base_url: str | None = None,
) -> Tokens:
    """Return the tokens that a client gets for itself by the grant ``client_credentials``.

    Args:
        engine: the engine.
        client_id: the client's id; its secret is known.
        scopes: of the access token; by default all of the client.
        base_url: the emulator's address, which the issuer of tokens begins with.

    Raises:
        ValueError: the client may not, or a fault strikes; the message says why.
        ResourceNotFoundException: there is no such client.
        CognitoError: a fault of the token endpoint that is no error of OAuth.

    """
    wanted = None if scopes is None else list(scopes)

    def granted(ctx: Context) -> Tokens:
        client = doors.client(ctx, client_id)
        missing = [name for name in wanted or () if name not in client.oauth.scopes]
        if missing:
            has = ", ".join(client.oauth.scopes) or "none"
            raise ValueError(f"The client has no scope {', '.join(missing)}; its scopes are {has}.")
        form = {"grant_type": "client_credentials"}
        if wanted is not None:
            form["scope"] = " ".join(wanted)
        return tokens_of(ctx, client, form)

    try:
        ask_for_tokens(engine)
        return engine.run_inside(granted, base_url=base_url)
    except GrantError as refusal:
        raise ValueError(f"The client got no machine token: {reason(refusal)}") from None


def ask_for_tokens(engine: Engine) -> None:
    """Let faults of the token endpoint strike what asks it in an app's place.

    Raises:
        GrantError: a fault with an OAuth error.
        CognitoError: another fault.

    """
    refusal = faults.at_endpoint(engine, "oauth2/token").refusal
    if isinstance(refusal, OAuthError):
        raise GrantError(refusal.type, refusal.message or "A fault of oauth2/token struck.")
    if refusal is not None:
        raise refusal


def tokens_of(ctx: Context, client: Client, form: Parameters) -> Tokens:
    """Return what the token endpoint gives a client, whose secret is known here.

    Raises:
        GrantError: nothing.

    """
    secret = client.secrets[0].value if client.secrets else None
    pool = doors.pool_of(ctx, client)
    return token_endpoint.tokens(ctx, pool, Credentials(client.id, secret), form)


def reason(refusal: GrantError) -> str:
    """Return why there are no tokens."""
    return f"{refusal.error}. {refusal.description or refusal.why}"
