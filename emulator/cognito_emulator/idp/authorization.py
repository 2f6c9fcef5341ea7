"""The authorization endpoint: what a client wishes, and what it is told (RFC 6749, section 4.1)."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from cognito_emulator.idp import grants, id_tokens
from cognito_emulator.idp.exchange import Answer, OAuthError, Pairs, Request, repeated, single
from cognito_emulator.nearest import nearest

if TYPE_CHECKING:
    from cognito_emulator.idp.behaviours import Behaviour
    from cognito_emulator.idp.kinds.oidc import OpenId
    from cognito_emulator.idp.people import Person
    from cognito_emulator.idp.provider import Provider

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*", re.IGNORECASE)
_RUNNING = frozenset({"javascript", "data", "vbscript", "blob", "file"})  # no places to go to
_MODES = ("query", "form_post", "fragment")
_METHODS = ("S256", "plain")


class UntrustedClient(Exception):  # noqa: N818 - named for what it is about
    """The client or its redirect_uri cannot be trusted: only the page may say what is wrong."""


class WishError(OAuthError):
    """What a client is told of its request: the answer goes back to it.

    Attributes:
        wish: its request, as far as it could be read.

    """

    def __init__(self, wish: AuthorizationRequest, error: OAuthError) -> None:
        super().__init__(error.error, error.description)
        self.wish = wish


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """What a client wishes of somebody.

    Attributes:
        client_id: which client.
        redirect_uri: where the answer goes.
        base_url: of the provider, as the browser reaches it.
        response_type: what the client asks for.
        scope: names with blanks between them.
        state: what the answer repeats.
        nonce: what the ID token repeats.
        response_mode: how the answer goes: ``query``, ``form_post`` or ``fragment``.
        prompt: what the page should do; ``none`` if there must not be one.
        login_hint: whom the client expects.
        challenge: that of PKCE; ``None`` without it.
        challenge_method: ``S256`` or ``plain``.
        parameters: all that was sent.

    """

    client_id: str
    redirect_uri: str
    base_url: str = ""
    response_type: str = "code"
    scope: str = ""
    state: str | None = None
    nonce: str | None = None
    response_mode: str = "query"
    prompt: tuple[str, ...] = ()
    login_hint: str = ""
    challenge: str | None = None
    challenge_method: str = "plain"
    parameters: Pairs = ()

    @property
    def scopes(self) -> tuple[str, ...]:
        """The names of the scopes."""
        return tuple(self.scope.split())

    @property
    def parameter(self) -> Mapping[str, str]:
        """All that was sent, by name."""
        return single(self.parameters)


def read(provider: Provider, request: Request) -> AuthorizationRequest:
    """Return what a client wishes: the page can ask somebody for it.

    Raises:
        UntrustedClient: nothing may be sent to the redirect_uri.
        WishError: what the client is to be told instead.

    """
    sent = (*request.query, *(request.form if request.method == "POST" else ()))
    values = single(sent)
    bare = AuthorizationRequest(
        client_id=_client_id(provider, values),
        redirect_uri=_redirect_uri(provider, values),
        base_url=request.base_url,
        state=values.get("state"),
        parameters=sent,
    )
    try:
        wish = _read(bare, values, provider.oauth)
        provider.oauth.check(wish)
    except OAuthError as error:
        mode = values.get("response_mode", provider.oauth.response_mode)
        bare = replace(bare, response_mode=mode if mode in _MODES else "query")
        raise WishError(bare, error) from None
    return wish


def _client_id(provider: Provider, values: Mapping[str, str]) -> str:
    client_id = values.get("client_id")
    if client_id is None:
        raise UntrustedClient("The request has no client_id.")
    if provider.clients is not None and client_id not in provider.clients:
        near = nearest(client_id, provider.clients)
        raise UntrustedClient(f"There is no client {client_id}; {near}.")
    return client_id


def _redirect_uri(provider: Provider, values: Mapping[str, str]) -> str:
    uri = values.get("redirect_uri")
    if uri is None:
        raise UntrustedClient("The request has no redirect_uri.")
    scheme, colon, _ = uri.partition(":")
    if not colon or not _SCHEME.fullmatch(scheme) or scheme.lower() in _RUNNING:
        raise UntrustedClient(f"The redirect_uri {uri} is no absolute URL.")
    if scheme.lower() in ("http", "https") and not _has_host(uri):
        raise UntrustedClient(f"The redirect_uri {uri} has no host.")
    if "#" in uri:
        raise UntrustedClient(f"The redirect_uri {uri} has a fragment.")
    client = (provider.clients or {}).get(values.get("client_id", ""))
    registered = client.redirect_uris if client else None
    if registered is not None and uri not in registered:
        near = nearest(uri, registered)
        raise UntrustedClient(f"The redirect_uri {uri} is not registered; {near}.")
    return uri


def _has_host(uri: str) -> bool:
    try:
        return bool(urlsplit(uri).hostname)
    except ValueError:
        return False


def _read(
    bare: AuthorizationRequest, values: Mapping[str, str], kind: OpenId
) -> AuthorizationRequest:
    """Read the rest of a request; its order is that in which mistakes are told."""
    for name, error in (
        ("request", "request_not_supported"),
        ("request_uri", "request_uri_not_supported"),
    ):
        if name in values:
            raise OAuthError(error, f"The parameter {name} is not supported.")
    if (twice := repeated(bare.parameters)) is not None:
        raise OAuthError("invalid_request", f"The parameter {twice} was sent more than once.")
    if "response_type" not in values:
        raise OAuthError("invalid_request", "The request has no response_type.")
    response_type = _response_type(values["response_type"], kind)
    mode = _one_of("response_mode", values.get("response_mode", kind.response_mode), _MODES)
    method = _one_of(
        "code_challenge_method", values.get("code_challenge_method", "plain"), _METHODS
    )
    prompt = tuple(values.get("prompt", "").split())
    if "none" in prompt:
        alone = len(prompt) == 1
        sentence = "Nobody is signed in." if alone else "prompt cannot have none beside others."
        raise OAuthError("login_required" if alone else "invalid_request", sentence)
    return replace(
        bare,
        response_type=response_type,
        scope=kind.scope(values.get("scope", "")),
        nonce=values.get("nonce"),
        response_mode=mode,
        prompt=prompt,
        login_hint=values.get("login_hint", ""),
        challenge=values.get("code_challenge"),
        challenge_method=method,
    )


def _response_type(text: str, kind: OpenId) -> str:
    """Return a response type; the order of its words makes no difference."""
    known = {frozenset(each.split()): each for each in kind.response_types}
    found = known.get(frozenset(text.split()))
    if found is None:
        sentence = f"The response_type {text} is not supported: use {' or '.join(known.values())}."
        raise OAuthError("unsupported_response_type", sentence)
    return found


def _one_of(name: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        sentence = f"The {name} {value} is not supported: use {', '.join(known)}."
        raise OAuthError("invalid_request", sentence)
    return value


# --- what the client is told ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a client is told, and how it gets there.

    Attributes:
        redirect_uri: where it goes.
        mode: ``query``, ``form_post`` or ``fragment``.
        parameters: what it says, in the provider's order.
        fragment: what the provider's URLs end with.

    """

    redirect_uri: str
    mode: str
    parameters: Mapping[str, str]
    fragment: str = ""

    @property
    def url(self) -> str:
        """The URL to which a browser is sent, but for ``form_post``."""
        query = urlencode(self.parameters)
        if self.mode == "fragment":
            return f"{self.redirect_uri}#{query}"
        mark = "&" if "?" in self.redirect_uri else "?"
        return f"{self.redirect_uri}{mark}{query}{self.fragment}"

    def answer(self) -> Answer:
        """Return the answer that takes a browser there."""
        if self.mode == "form_post":
            return _form_post(self.redirect_uri, self.parameters)
        return Answer(302, (("Location", self.url), ("Cache-Control", "no-store")), b"")


def allowed(
    provider: Provider,
    wish: AuthorizationRequest,
    person: Person,
    now: float,
    behaviour: Behaviour = "",
) -> Delivery:
    """Return what a client is told once somebody has allowed what it wished."""
    code = grants.code_for(provider, wish, person, behaviour, now)
    parameters = provider.oauth.allowed(wish, code, person)
    if "id_token" in wish.response_type:
        granted = grants.Granted(grants.grant_of(provider, wish, person, behaviour, now), person)
        issuer = provider.issuer_at(wish.base_url)
        parameters["id_token"] = id_tokens.make(provider, granted, issuer, now, code=code)
    if wish.client_id not in person.known_to:
        known_to = (*person.known_to, wish.client_id)
        provider.people.keep(replace(person, known_to=known_to))
    return _delivery(provider, wish, parameters)


def refused(provider: Provider, wish: AuthorizationRequest) -> Delivery:
    """Return what a client is told if somebody refuses, with all that such a provider sends."""
    return _delivery(provider, wish, provider.oauth.refused(wish))


def failed(provider: Provider, error: WishError) -> Delivery:
    """Return what a client is told whose request has a mistake."""
    state = {} if error.wish.state is None else {"state": error.wish.state}
    told = {"error": error.error, "error_description": error.description, **state}
    return _delivery(provider, error.wish, told)


def _delivery(
    provider: Provider, wish: AuthorizationRequest, parameters: Mapping[str, str]
) -> Delivery:
    return Delivery(wish.redirect_uri, wish.response_mode, parameters, provider.oauth.fragment)


_SUBMIT = "document.forms[0].submit()"
_SUBMIT_HASH = b64encode(sha256(_SUBMIT.encode()).digest()).decode()
_PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>Back to the application</title>
<form method="post" action="{action}">
{fields}
<noscript><button>Continue</button></noscript>
</form>
<script>{script}</script>
"""


def _form_post(redirect_uri: str, parameters: Mapping[str, str]) -> Answer:
    """Return a page that sends itself (OAuth 2.0 Form Post Response Mode)."""
    fields = "\n".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in parameters.items()
    )
    page = _PAGE.format(action=escape(redirect_uri), fields=fields, script=_SUBMIT)
    headers = (
        ("Content-Type", "text/html;charset=UTF-8"),
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", f"default-src 'none'; script-src 'sha256-{_SUBMIT_HASH}'"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
    )
    return Answer(200, headers, page.encode("utf-8", "replace"))
