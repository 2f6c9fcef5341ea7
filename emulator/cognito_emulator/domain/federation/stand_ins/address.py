"""Where a stand-in is that plays a pool's provider."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.providers.record import IdentityProvider

FOLDER = "/_provider/"
"""What the paths of stand-ins begin with; the pool's id and the provider's name follow."""


def address(provider: IdentityProvider, emulator_url: str) -> str:
    """Return where the stand-in of a provider is, for who reaches the emulator at an address."""
    return f"{emulator_url}{path(provider)}"


def path(provider: IdentityProvider) -> str:
    """Return the path of the stand-in of a provider."""
    return f"{FOLDER}{quote(provider.pool_id, safe='')}/{quote(provider.name, safe='')}"
