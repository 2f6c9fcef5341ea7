"""Which identity providers a stand-in plays, so that nobody asks the real one for anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain.pools.providers.types import TYPES

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.work.context import Context

#: What the settings say of all providers that they do not name.
ALL = "*"


def plays(ctx: Context, provider: IdentityProvider) -> bool:
    """Whether a stand-in plays a provider.

    The settings come first, then what a seed says; else one plays those that everybody knows.
    """
    said = ctx.settings.stand_ins
    wishes = (said.get(provider.name), said.get(ALL), provider.stand_in)
    return next((wish for wish in wishes if wish is not None), TYPES[provider.type].social)
