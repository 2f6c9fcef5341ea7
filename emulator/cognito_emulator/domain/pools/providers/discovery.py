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


def address(issuer: str) -> str:
    """Return where an issuer's document is."""
    return f"{issuer.rstrip('/')}/.well-known/openid-configuration"


def require(ctx: Context, provider: IdentityProvider) -> None:
    """Refuse an OIDC provider that cannot be asked where it is, unless all of that is given.

    That nobody asks who is told all four endpoints is measured [providers-22].

    Raises:
        InvalidParameterException: there is no such document (text measured [providers-21]).

    """
    if all(provider.details.get(key) for key in ENDPOINTS):
        return
    url = address(provider.details["oidc_issuer"])
    document = documents.fetched(ctx, provider, url)
    if document is None or not _is_discovery(ctx, provider, document):
        raise errors.InvalidParameterException("Unable to contact well-known endpoint")


def _is_discovery(ctx: Context, provider: IdentityProvider, document: bytes) -> bool:
    """Whether a document says where to sign in; if not, a warning tells why."""
    try:
        read = json.loads(document)
    except (ValueError, RecursionError):
        documents.tell(ctx, provider, "its discovery document is no JSON")
        return False
    needed = ENDPOINTS["authorize_url"]
    if not isinstance(read, dict) or not read.get(needed):
        documents.tell(ctx, provider, f"its discovery document has no {needed}")
        return False
    return True
