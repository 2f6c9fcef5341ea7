"""Identity providers in seeds.

Nothing is fetched when they are planted: the provider may not be there yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cognito_emulator.domain.pools.providers import settings as providers
from cognito_emulator.domain.pools.providers.record import IDENTITY_PROVIDERS
from cognito_emulator.seeds.kind import FLAG, Kind, Part, advice_for
from cognito_emulator.views import identity_providers as provider_views

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.seeds.kind import Entry

_STAND_IN = "StandIn"

KIND = Kind(
    operation="CreateIdentityProvider",
    shown=(("DescribeIdentityProvider", "IdentityProvider"),),
    wrapper="IdentityProvider",
    own={_STAND_IN: FLAG},
    advice={
        **advice_for(
            "IdentityProviders",
            one=["DescribeIdentityProvider", "GetIdentityProviderByIdentifier"],
            several=(),
        ),
        "ListIdentityProviders": "It only names identity providers: the output of `aws cognito-idp"
        " describe-identity-provider` can stand in the list IdentityProviders of a seed.",
    },
)


def _make_room(ctx: Context, pool: Pool, entries: Sequence[Entry]) -> None:
    """Remove the providers of the new ones' names, and those that have their identifiers."""
    for entry in entries:
        named = providers.by_name(ctx, pool.id, entry.request["ProviderName"])
        identified = (
            providers.by_identifier(ctx, pool.id, each)
            for each in entry.request.get("IdpIdentifiers", ())
        )
        for former in (named, *identified):
            if former is not None:
                providers.delete(ctx, former)


def _plant(ctx: Context, pool: Pool, entry: Entry) -> IdentityProvider:
    return providers.restore(ctx, pool, entry.request, stand_in=entry.extra.get(_STAND_IN))


def _export(ctx: Context, pool: Pool) -> Iterator[Mapping[str, Any]]:
    """Yield providers with their details as they were given, secret ones too."""
    for record in ctx.tx.all(IDENTITY_PROVIDERS, "pool", pool.id):
        stand_in = {} if record.stand_in is None else {_STAND_IN: record.stand_in}
        yield {**provider_views.identity_provider(record, record.details), **stand_in}


PART = Part("IdentityProviders", KIND, _make_room, _plant, _export, before=("Clients",))
