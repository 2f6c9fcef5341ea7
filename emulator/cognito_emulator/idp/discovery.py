"""What a provider says of itself: OpenID Connect Discovery, and its keys (RFC 7517)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cognito_emulator.idp.claims import SCOPES
from cognito_emulator.idp.exchange import Answer, Request, document

if TYPE_CHECKING:
    from cognito_emulator.idp.provider import Provider

_MEMBERS = {
    "authorization": "authorization_endpoint",
    "token": "token_endpoint",
    "user_info": "userinfo_endpoint",
    "keys": "jwks_uri",
}


def answer(provider: Provider, request: Request) -> Answer:
    """Return the discovery document, with addresses as who asks reaches them."""
    return document(metadata(provider, request.base_url), keep=True)


def metadata(provider: Provider, base_url: str) -> dict[str, Any]:
    """Return what the discovery document says."""
    endpoints = provider.oauth.endpoints
    return {
        "issuer": provider.issuer_at(base_url),
        **{
            member: base_url + endpoints[name].path
            for name, member in _MEMBERS.items()
            if name in endpoints
        },
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", *SCOPES, "offline_access"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "code_challenge_methods_supported": ["S256", "plain"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "claims_supported": ["iss", "sub", "aud", "exp", "iat", *_claims()],
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        **provider.oauth.metadata,
    }


def _claims() -> list[str]:
    return [name for names in SCOPES.values() for name in names]


def keys(provider: Provider, _request: Request) -> Answer:
    """Return the keys that ID tokens are signed with."""
    return document({"keys": [provider.keys.signing.public]}, keep=True)
