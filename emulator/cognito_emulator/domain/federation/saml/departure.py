"""A browser leaves for a SAML provider, with a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain.federation.failures import FederationError
from cognito_emulator.domain.federation.place import entity_id
from cognito_emulator.domain.federation.saml import reach
from cognito_emulator.domain.pools.providers import saml_keys
from cognito_emulator.saml import authn_request, extra, logout, redirect_binding

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    from cognito_emulator.domain.federation.place import Place
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.saml.sessions import SamlSession


def request_id(ctx: Context) -> str:
    """Return the ID of a new request (measured [saml-2])."""
    return f"_{ctx.ids.uuid()}"


def location(
    ctx: Context, provider: IdentityProvider, place: Place, request_id: str, relay_state: str
) -> str:
    """Return where the browser goes (measured [saml-3]).

    Args:
        ctx: the request.
        provider: it.
        place: where the pool's domain is, for this browser: there the response is to go.
        request_id: of the request.
        relay_state: what is to come back with the response.

    Raises:
        FederationError: the provider cannot be reached, or its response could not be read.

    """
    _require_extra()
    destination = reach.of(ctx, provider, place.emulator_url).sso_redirect_url
    document = authn_request.write(
        request_id=request_id,
        issue_instant=ctx.now,
        destination=destination,
        acs_url=place.acs,
        issuer=entity_id(provider.pool_id),
    )
    return redirect_binding.address(
        destination, document, relay_state=relay_state, key=_signing_key(ctx, provider)
    )


def logout_location(
    ctx: Context,
    provider: IdentityProvider,
    session: SamlSession,
    request_id: str,
    relay_state: str,
    emulator_url: str,
) -> str | None:
    """Return where the browser goes to end a session at a provider; ``None`` if that takes none.

    The request is signed in any case (documented).

    Args:
        ctx: the request.
        provider: it.
        session: there.
        request_id: of the request.
        relay_state: what is to come back with the answer.
        emulator_url: where this browser reaches the emulator.

    Raises:
        FederationError: the provider cannot be reached, or its answer could not be read.

    """
    _require_extra()
    destination = reach.of(ctx, provider, emulator_url).slo_redirect_url
    if destination is None:
        return None
    document = logout.request(
        request_id=request_id,
        issue_instant=ctx.now,
        destination=destination,
        issuer=entity_id(provider.pool_id),
        session=session,
    )
    key = saml_keys.private(saml_keys.signing(ctx, provider.pool_id))
    return redirect_binding.address(destination, document, relay_state=relay_state, key=key)


def _signing_key(ctx: Context, provider: IdentityProvider) -> RSAPrivateKey | None:
    """Return what signs requests to a provider, if that is wished (documented)."""
    if not provider.details.get("RequestSigningAlgorithm"):
        return None
    return saml_keys.private(saml_keys.signing(ctx, provider.pool_id))


def _require_extra() -> None:
    """Refuse to send somebody away whose return could not be read."""
    try:
        extra.require()
    except extra.MissingExtraError as missing:
        raise FederationError(str(missing), "server_error") from None
