"""What an OpenID provider says of itself in its discovery document (OpenID Connect Discovery)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cognito_emulator import errors
from cognito_emulator.fetching import Fetch, Fetched

if TYPE_CHECKING:
    from cognito_emulator.domain.work.context import Context

#: The details that say where a provider is asked, and the members of the document that do.
ENDPOINTS: Mapping[str, str] = {
    "authorize_url": "authorization_endpoint",
    "token_url": "token_endpoint",
    "attributes_url": "userinfo_endpoint",
    "jwks_uri": "jwks_uri",
}
_OK = 200


def address(issuer: str) -> str:
    """Return where an issuer's document is."""
    return f"{issuer.rstrip('/')}/.well-known/openid-configuration"


def require(ctx: Context, details: Mapping[str, str]) -> None:
    """Refuse an OIDC provider that cannot be asked where it is, unless all of that is given.

    That nobody asks who is told all four endpoints is measured [providers-22].

    Raises:
        InvalidParameterException: there is no such document (text measured [providers-21]).

    """
    if all(details.get(key) for key in ENDPOINTS):
        return
    url = address(details["oidc_issuer"])
    if _endpoints(ctx.outside(f"fetch {url}", lambda: ctx.fetch(Fetch(url)))) is None:
        raise errors.InvalidParameterException("Unable to contact well-known endpoint")


def _endpoints(answer: object) -> Mapping[str, Any] | None:
    """Return a document that names an authorization endpoint, if the answer is one."""
    if not isinstance(answer, Fetched) or answer.status != _OK:
        return None
    try:
        document = json.loads(answer.body)
    except ValueError:
        return None
    named = isinstance(document, dict) and document.get(ENDPOINTS["authorize_url"])
    return document if named else None
