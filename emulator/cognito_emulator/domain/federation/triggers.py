"""InboundFederation: may change what an identity provider says of a user, before it is mapped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cognito_emulator.domain.work import events

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.providers.record import ProviderType
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.domain.work.events import EventDetails


def inbound(
    ctx: Context,
    pool: Pool,
    username: str,
    provider: tuple[str, ProviderType],
    attributes: Mapping[str, Mapping[str, Any]],
    details: EventDetails,
) -> dict[str, str] | None:
    """Return the attributes that are to be mapped in place of the provider's.

    All of it is documented, except that null means the same as an empty map.

    Args:
        ctx: the operation: a federated sign-in, each of them.
        pool: to which the user signs in.
        username: the user's, for example ``Google_1234``.
        provider: the provider's name and type.
        attributes: ``tokenResponse``, ``idToken`` and ``userInfo``, or ``samlResponse``.
        details: of the request.

    Returns:
        ``None`` where nothing changes. What is left out of a map is dropped.

    """
    name, kind = provider
    answer = events.fire(
        ctx,
        pool,
        "InboundFederation",
        "InboundFederation_ExternalProvider",
        username=username,
        request={
            "providerName": name,
            "providerType": kind,
            "attributes": {part: dict(given) for part, given in attributes.items()},
        },
        details=details,
    )
    return (answer.get("userAttributesToMap") or None) if answer else None
