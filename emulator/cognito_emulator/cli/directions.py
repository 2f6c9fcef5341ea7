"""The environment variables by which other programs find an emulator, and a pool in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cognito_emulator import environment
from cognito_emulator.control import pools
from cognito_emulator.environment import Place

if TYPE_CHECKING:
    from cognito_emulator.emulator import Emulator
    from cognito_emulator.settings import Settings


def directions(
    emulator: Emulator,
    url: str,
    around: Mapping[str, str],
    chosen: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return what a program is told of an emulator, its first pool and that pool's first client.

    Args:
        emulator: the emulator.
        url: where the program reaches it.
        around: the environment to which these variables are added.
        chosen: the program's own variables, and which of `environment.FACTS` each one holds.

    Raises:
        ValueError: a chosen variable is to tell what there is not; the message names both.

    """
    place = _place(emulator, url)
    return {
        **environment.past_proxies(url, around),
        **environment.for_sdks(url, place.region, _access_key(emulator.settings)),
        **environment.for_apps(place, chosen),
    }


def _place(emulator: Emulator, url: str) -> Place:
    """Return the first pool and its first client, as far as they are there."""
    there = pools.to_tell_of(emulator)
    if not there:
        return Place(url=url, region=emulator.settings.region)
    pool, clients, _ = there[0]
    client = clients[0] if clients else None
    return Place(
        url=url,
        region=pool.region,
        pool_id=pool.id,
        client_id=client.id if client else None,
        client_secret=client.secrets[0].value if client and client.secrets else None,
        issuer=emulator.settings.issuer(pool.id, pool.region, url),
        domain=pools.domain_of(emulator, pool.id),
    )


def _access_key(settings: Settings) -> tuple[str, str]:
    """Return the first access key that is known, or any: its id and its secret."""
    any_id, any_secret = environment.ANY_ACCESS_KEY
    key, secret = next(iter(settings.access_keys.items()), (any_id, None))
    return key, secret or any_secret
