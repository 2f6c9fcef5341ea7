"""Looks of the classic pages in seeds: of a client, or of all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cognito_emulator.domain.clients.appearance import ui_customization
from cognito_emulator.domain.clients.appearance.record import ALL_CLIENTS, UI_CUSTOMIZATIONS
from cognito_emulator.seeds.kind import Kind, Part, advice_for
from cognito_emulator.seeds.values import in_base64
from cognito_emulator.views import ui_customization as ui_customization_views

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.seeds.kind import Entry

KIND = Kind(
    operation="SetUICustomization",
    shown=(("GetUICustomization", "UICustomization"),),
    wrapper="UICustomization",
    advice=advice_for("UICustomizations", one=["GetUICustomization"], several=()),
)


def _make_room(ctx: Context, pool: Pool, entries: Sequence[Entry]) -> None:
    for entry in entries:
        ui_customization.remove(ctx, pool, entry.request.get("ClientId", ALL_CLIENTS))


def _plant(ctx: Context, pool: Pool, entry: Entry) -> object:
    return ui_customization.restore(ctx, pool, entry.request)


def _export(ctx: Context, pool: Pool) -> Iterator[Mapping[str, Any]]:
    for customization in ctx.tx.all(UI_CUSTOMIZATIONS, "pool", pool.id):
        shown: dict[str, Any] = {**ui_customization_views.customization(customization, pool.region)}
        if customization.image is not None:
            shown["ImageFile"] = customization.image
        yield in_base64(shown)


PART = Part("UICustomizations", KIND, _make_room, _plant, _export)
