"""ProviderDetails: what there is to know of a provider, and what of it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain.pools.providers.types import TYPES

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.providers.record import IdentityProvider


def complete(provider: IdentityProvider) -> dict[str, str]:
    """Return all details of a provider: those given, and what follows from its type.

    The endpoints that an OIDC provider's own discovery document names are not among them (measured
    [providers-13]).
    """
    return {**TYPES[provider.type].derived(provider.details), **provider.details}


def shown(provider: IdentityProvider) -> dict[str, str]:
    """Return the details that answers show: secrets too, but for Apple's key (documented)."""
    secret = TYPES[provider.type].secret
    return {key: value for key, value in complete(provider).items() if key not in secret}
