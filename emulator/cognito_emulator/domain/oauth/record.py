"""Authorization requests, and the records of what comes of them: codes and browser sessions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cognito_emulator.records import Record
from cognito_emulator.saml.sessions import SamlSession
from cognito_emulator.store import Table

ResponseType = Literal["code", "token"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class AuthorizationRequest(Record):
    """What an app asks for at /oauth2/authorize (RFC 6749, 4.1.1); pages carry it in their query.

    Attributes:
        client_id: who asks.
        redirect_uri: where the answer goes; one that the client has registered.
        response_type: ``code``, or ``token`` for the implicit flow.
        scopes: what is asked for; all scopes of the client where the request names none.
        state, nonce, login_hint, lang, identity_provider, idp_identifier: as sent.
        code_challenge: of PKCE with S256 (RFC 7636).
        prompts: the words of ``prompt`` (OIDC Core, 3.1.2.1).
        max_age: seconds.
        resource: the audience of the access token (RFC 8707).

    """

    client_id: str
    redirect_uri: str
    response_type: ResponseType = "code"
    scopes: tuple[str, ...] = ()
    state: str | None = None
    nonce: str | None = None
    code_challenge: str | None = None
    prompts: tuple[str, ...] = ()
    max_age: int | None = None
    login_hint: str | None = None
    lang: str | None = None
    identity_provider: str | None = None
    idp_identifier: str | None = None
    resource: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class AuthorizationCode(Record):
    """A code that the app's redirect URI got, and what it is to be exchanged for.

    Attributes:
        code: the code itself.
        username: the user's canonical name.
        auth_time: when the user signed in, in epoch seconds: with a browser session, earlier than
            the code was made.
        redirect_uri, scopes, nonce, code_challenge, resource: of the authorization request.
        expires_at: epoch seconds.
        spent: whether it was presented already.

    """

    code: str
    pool_id: str
    client_id: str
    sub: str
    username: str
    auth_time: float
    redirect_uri: str
    scopes: tuple[str, ...]
    expires_at: float
    nonce: str | None = None
    code_challenge: str | None = None
    resource: str | None = None
    spent: bool = False


AUTHORIZATION_CODES: Table[AuthorizationCode] = Table(
    "authorization_codes",
    AuthorizationCode,
    key=lambda code: code.code,
    belongs_to=("pool", "user", "client"),
    capacity=20_000,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class BrowserSession(Record):
    """A browser in which somebody has signed in at a pool's pages: what the cookie stands for.

    Attributes:
        handle: the value of the cookie ``cognito``.
        username: the user's canonical name.
        auth_time: when the user signed in, in epoch seconds.
        expires_at: epoch seconds; using it does not prolong it (documented).
        provider: the name of the identity provider that vouched for the user, if one did.
        saml_session: of SAML the session there, which signing out can end.

    """

    handle: str
    pool_id: str
    sub: str
    username: str
    auth_time: float
    expires_at: float
    provider: str | None = None
    saml_session: SamlSession | None = None


BROWSER_SESSIONS: Table[BrowserSession] = Table(
    "browser_sessions",
    BrowserSession,
    key=lambda session: session.handle,
    belongs_to=("pool",),
    outlives={"user": "it answers apps as before, and the token endpoint refuses them"},
    capacity=20_000,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class FederatedRequest(Record):
    """An authorization request whose user is away, at an identity provider.

    Attributes:
        handle: by which its state names it.
        provider: the provider's name.
        state: what the browser has to bring back, letter by letter.
        url: of the pool's domain as the browser reached it: what the provider was told.
        request: what the app asks for.
        expires_at: epoch seconds.
        request_id: of the AuthnRequest, with SAML.

    """

    handle: str
    pool_id: str
    client_id: str
    provider: str
    state: str
    url: str
    request: AuthorizationRequest
    expires_at: float
    request_id: str | None = None


FEDERATED_REQUESTS: Table[FederatedRequest] = Table(
    "federated_requests",
    FederatedRequest,
    key=lambda request: request.handle,
    belongs_to=("pool", "client"),
    capacity=20_000,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SingleLogout(Record):
    """A browser that is away at a SAML provider, to end the session there.

    Attributes:
        handle: by which RelayState names it.
        provider: the provider's name.
        request_id: of the LogoutRequest.
        location: where the browser goes then: the ``logout_uri`` of the app.
        expires_at: epoch seconds.

    """

    handle: str
    pool_id: str
    provider: str
    request_id: str
    location: str
    expires_at: float


SINGLE_LOGOUTS: Table[SingleLogout] = Table(
    "single_logouts",
    SingleLogout,
    key=lambda logout: logout.handle,
    belongs_to=("pool",),
    capacity=20_000,
)
