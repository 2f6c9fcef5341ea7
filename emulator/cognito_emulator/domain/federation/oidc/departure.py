"""A browser leaves for a provider that speaks OAuth 2.0 (RFC 6749, 4.1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus, urlencode

from cognito_emulator.domain.federation.oidc import endpoints

if TYPE_CHECKING:
    from cognito_emulator.domain.federation.oidc.dialect import Dialect, Wish
    from cognito_emulator.domain.federation.place import Place
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.work.context import Context


def location(
    ctx: Context,
    provider: IdentityProvider,
    dialect: Dialect,
    place: Place,
    state: str,
    wish: Wish,
) -> str:
    """Return where the browser goes (parameters and order measured [federation-3]: no nonce).

    What a dialect adds stands at the end (a guess).

    Args:
        ctx: the request.
        provider: it.
        dialect: how it speaks.
        place: where the pool's domain is, for this browser.
        state: what it is to bring back.
        wish: what the app says of the sign-in.

    Raises:
        FederationError: the provider does not say where it is.

    """
    address = endpoints.of(ctx, provider, place).authorize_url
    parameters = {
        "client_id": provider.details.get("client_id", ""),
        "redirect_uri": place.callback,
        "scope": provider.details.get("authorize_scopes", ""),
        "response_type": "code",
        "state": state,
        **dialect.parameters(wish),
    }
    query = urlencode(parameters, quote_via=quote_plus if dialect.blank == "+" else quote)
    return f"{address}{'&' if '?' in address else '?'}{query}"
