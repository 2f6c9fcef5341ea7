"""Styles of managed login in seeds; each names its client."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cognito_emulator.domain.clients import lookup as client_lookup
from cognito_emulator.domain.clients.appearance import branding
from cognito_emulator.domain.clients.appearance.record import STYLES
from cognito_emulator.seeds.kind import Kind, Modelled, Part, advice_for
from cognito_emulator.seeds.values import in_base64
from cognito_emulator.views import branding as branding_views

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.appearance.record import Style
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.seeds.kind import Entry

_ID = "ManagedLoginBrandingId"

KIND = Kind(
    operation="CreateManagedLoginBranding",
    shown=(("DescribeManagedLoginBranding", "ManagedLoginBranding"),),
    wrapper="ManagedLoginBranding",
    own={_ID: Modelled("DescribeManagedLoginBranding", _ID, held=True)},
    advice=advice_for(
        "ManagedLoginBrandings",
        one=["DescribeManagedLoginBranding", "DescribeManagedLoginBrandingByClient"],
        several=(),
    ),
)


def _make_room(ctx: Context, pool: Pool, entries: Sequence[Entry]) -> None:
    """Remove the styles of the new ones' ids, whosever they are, and of their clients."""
    for entry in entries:
        ctx.tx.delete(STYLES, entry.extra.get(_ID))
        for style in ctx.tx.all(STYLES, "client", (pool.id, entry.request["ClientId"])):
            ctx.tx.delete(STYLES, style.id)


def _plant(ctx: Context, pool: Pool, entry: Entry) -> Style:
    client = client_lookup.get(ctx, pool, entry.request["ClientId"])
    return branding.create(ctx, pool, client, entry.request, entry.extra.get(_ID, ""))


def _export(ctx: Context, pool: Pool) -> Iterator[Mapping[str, Any]]:
    for style in ctx.tx.all(STYLES, "pool", pool.id):
        shown: dict[str, Any] = {**branding_views.style(style), "ClientId": style.client_id}
        if style.settings is not None:  # which say by being there that nothing else is used
            del shown["UseCognitoProvidedValues"]
        yield in_base64(shown)


PART = Part("ManagedLoginBrandings", KIND, _make_room, _plant, _export)
