"""A sign-in by an OIDC provider: what the code that a browser brings back is good for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from cognito_emulator.domain.federation.failures import FederationError
from cognito_emulator.domain.federation.oidc import exchange, id_tokens, user_info
from cognito_emulator.domain.federation.profile import Profile

if TYPE_CHECKING:
    from typing import Literal

    from cognito_emulator.domain.federation.oidc.endpoints import Endpoints, Registration
    from cognito_emulator.domain.federation.oidc.exchange import Ask
    from cognito_emulator.domain.pools.providers.record import IdentityProvider

# Claims can be mapped, and these two tokens as well (claimed).
_MAPPABLE: tuple[str, ...] = ("access_token", "id_token")
_STATE, _DESCRIPTION = "state", "error_description"


def code_in(parameters: Mapping[str, str]) -> str:
    """Return the code that a provider sends the browser back with.

    Raises:
        FederationError: it sends a refusal: its description, then what else it says, in the order
            of the alphabet (measured [federation-12] of Facebook, of others a guess); or nothing
            of both (a guess).

    """
    if "error" in parameters:
        others = sorted(parameters.items())
        told = [f"{name}={value}" for name, value in others if name not in (_STATE, _DESCRIPTION)]
        raise FederationError("; ".join((parameters.get(_DESCRIPTION, ""), *told)).lstrip("; "))
    code = parameters.get("code")
    if not code:
        raise FederationError("Missing required parameter code")
    return code


def profile(
    provider: IdentityProvider,
    endpoints: Endpoints,
    registration: Registration,
    ask: Ask,
    code: str,
    now: float,
) -> Profile:
    """Return whom a code stands for.

    Token endpoint, keys and userinfo are asked in this order (measured [federation-4]).

    Args:
        provider: by which somebody signs in.
        endpoints: its addresses, or those of who plays it.
        registration: what it knows the pool by.
        ask: asks it.
        code: what the browser brought.
        now: epoch seconds.

    Raises:
        FederationError: something of it is not to be believed, or does not come.

    """
    tokens = exchange.tokens(ask, provider, endpoints.token_url, registration, code)
    claims = id_tokens.verified(
        tokens.get("id_token"),
        ask=ask,
        jwks_uri=endpoints.jwks_uri,
        expected_issuer=endpoints.issuer,
        expected_audience=registration.client_id,
        client_secret=registration.client_secret,
        now=now,
    )
    method = provider.details.get("attributes_request_method", "GET")
    found = user_info.claims(
        ask,
        endpoints.attributes_url,
        tokens["access_token"],
        method=cast("Literal['GET', 'POST']", method),
        expected_subject=claims["sub"],
    )
    given = {name: tokens[name] for name in _MAPPABLE}
    told = {"tokenResponse": _texts(tokens), "idToken": claims, "userInfo": found}
    return Profile(claims["sub"], {**claims, **given, **found}, told)


def _texts(tokens: Mapping[str, Any]) -> dict[str, Any]:
    """Return a token response as the trigger hears of it: ``expires_in`` is a text (documented)."""
    expires = tokens.get("expires_in")
    return {**tokens, **({} if expires is None else {"expires_in": str(expires)})}
