"""What an OpenID provider says of itself in its discovery document (OpenID Connect Discovery)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.pools.providers import documents

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.work.context import Context

#: The details that say where a provider is asked, and the members of the document that do.
ENDPOINTS: Mapping[str, str] = {
    "authorize_url": "authorization_endpoint",
    "token_url": "token_endpoint",
    "attributes_url": "userinfo_endpoint",
    "jwks_uri": "jwks_uri",
}

#: What is told of a document that cannot be had (measured [providers-21]).
UNREACHABLE = "Unable to contact well-known endpoint"


def address(issuer: str) -> str:
    """Return where an issuer's document is."""
    return f"{issuer.rstrip('/')}/.well-known/openid-configuration"


def is_superfluous(provider: IdentityProvider) -> bool:
    """Whether the details of a provider say all that its document would."""
    return all(provider.details.get(key) for key in ENDPOINTS)


def require(ctx: Context, provider: IdentityProvider) -> None:
    """Refuse an OIDC provider that cannot be asked where it is, unless all of that is given.

    That nobody asks who is told all four endpoints is measured [providers-22].

    Raises:
        InvalidParameterException: there is no such document (text measured [providers-21]).

    """
    if not is_superfluous(provider) and endpoints(ctx, provider) is None:
        raise errors.InvalidParameterException(UNREACHABLE)


def endpoints(ctx: Context, provider: IdentityProvider) -> dict[str, str] | None:
    """Return what the document of an OIDC provider says, by the names that details have for it.

    ``None`` where it does not say where to sign in; a warning tells why.
    """
    document = documents.fetched(ctx, provider, address(provider.details["oidc_issuer"]))
    return None if document is None else _read(ctx, provider, document)


def _read(ctx: Context, provider: IdentityProvider, document: bytes) -> dict[str, str] | None:
    try:
        read = json.loads(document)
    except (ValueError, RecursionError):
        documents.tell(ctx, provider, "its discovery document is no JSON")
        return None
    members = read if isinstance(read, dict) else {}
    named = {key: members.get(member) for key, member in ENDPOINTS.items()}
    said = {key: url for key, url in named.items() if url and isinstance(url, str)}
    if "authorize_url" not in said:
        needed = ENDPOINTS["authorize_url"]
        documents.tell(ctx, provider, f"its discovery document has no {needed}")
        return None
    return said
