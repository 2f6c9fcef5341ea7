"""Where a SAML provider is reached, and by which certificates it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.federation.failures import FederationError
from cognito_emulator.domain.federation.stand_ins import playing
from cognito_emulator.domain.pools.providers import metadata, stand_ins

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.saml.metadata import Metadata


def of(ctx: Context, provider: IdentityProvider, emulator_url: str) -> Metadata:
    """Return what a provider says of itself, now, or the stand-in that plays it.

    Args:
        ctx: the request.
        provider: it.
        emulator_url: where this browser reaches the emulator.

    Raises:
        FederationError: nobody knows, as its metadata cannot be fetched.

    """
    if stand_ins.plays(ctx, provider):
        return playing.saml_metadata(ctx, provider, emulator_url)
    try:
        return metadata.current(ctx, provider)
    except errors.InvalidParameterException as refusal:
        raise FederationError(refusal.message or "", "server_error") from None
