"""What is said where no provider is played: which is real, or where some are played."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from cognito_emulator.domain.federation.stand_ins.address import path
from cognito_emulator.domain.pools import lookup as pool_lookup
from cognito_emulator.domain.pools.providers import settings as providers
from cognito_emulator.domain.pools.providers import stand_ins
from cognito_emulator.nearest import nearest

if TYPE_CHECKING:
    from cognito_emulator.domain.work.context import Context


def at(ctx: Context, asked: str) -> str:
    """Return what is said of a path.

    Args:
        ctx: the request.
        asked: the path, decoded.

    """
    sentence = f"There is no identity provider that is played at {asked}"
    there = [
        provider
        for pool in pool_lookup.everywhere(ctx)
        for provider in providers.of_pool(ctx, pool)
    ]
    real = next((it for it in there if f"{asked}/".startswith(f"{unquote(path(it))}/")), None)
    if real is not None:
        return f"{sentence}: {real.name} is a real one, unless --provider {real.name}=stand-in."
    played = sorted(path(it) for it in there if stand_ins.plays(ctx, it))
    if not played:
        return f"{sentence}, as no pool has one that is played."
    return f"{sentence}: {nearest(asked.rstrip('/'), played)}."
