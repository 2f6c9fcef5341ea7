"""What programs ask a stand-in; the pages, which people ask, are not here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from cognito_emulator.idp import discovery, tokens, user_info
from cognito_emulator.idp.exchange import Answer, Answered, Request, document
from cognito_emulator.idp.kinds import saml
from cognito_emulator.nearest import nearest

if TYPE_CHECKING:
    from cognito_emulator.idp.provider import Provider

_ENDPOINTS: Mapping[str, Callable[[Provider, Request], Answered]] = {
    "token": tokens.answer,
    "user_info": user_info.answer,
    "people": user_info.answer,
    "keys": discovery.keys,
    "discovery": discovery.answer,
    "metadata": saml.metadata,
}
# Pages of any origin may ask: applications in browsers do, with PKCE and without a secret.
_SHARED = (
    ("Access-Control-Allow-Origin", "*"),
    ("X-Content-Type-Options", "nosniff"),
)


def answer(provider: Provider, request: Request) -> Answered:
    """Answer a program's request: for the discovery document, keys, tokens or a profile."""
    name = endpoint_at(provider, request.path)
    if name is None or name not in _ENDPOINTS:
        return _nothing(provider, request.path)
    methods = provider.kind.endpoints[name].methods
    if request.method == "OPTIONS":
        return _preflight(methods)
    asked = "GET" if request.method == "HEAD" else request.method
    if asked not in methods:
        return _other_method(request, methods)
    given = _ENDPOINTS[name](provider, request)
    if isinstance(given, Answer):
        return Answer(given.status, (*given.headers, *_SHARED), given.body)
    return given


def endpoint_at(provider: Provider, path: str) -> str | None:
    """Return the name of the endpoint at a path; ``None`` if there is none."""
    endpoints = provider.kind.endpoints.items()
    return next((name for name, endpoint in endpoints if endpoint.is_at(path)), None)


def _nothing(provider: Provider, path: str) -> Answer:
    paths = [endpoint.path for endpoint in provider.kind.endpoints.values()]
    sentence = f"{provider.name} has nothing at {path}; {nearest(path, paths)}."
    return document({"error": "not_found", "error_description": sentence}, 404)


def _other_method(request: Request, methods: tuple[str, ...]) -> Answer:
    sentence = f"{request.path} takes {' or '.join(methods)}, not {request.method}."
    allow = ("Allow", ", ".join(methods))
    return document({"error": "invalid_request", "error_description": sentence}, 405, allow)


def _preflight(methods: tuple[str, ...]) -> Answer:
    headers = (
        *_SHARED,
        ("Access-Control-Allow-Methods", ", ".join(methods)),
        ("Access-Control-Allow-Headers", "Authorization, Content-Type"),
    )
    return Answer(204, headers, b"")
