"""UI customization: how the classic pages look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.api.registry import operation
from cognito_emulator.domain import doors
from cognito_emulator.domain.clients.appearance import ui_customization
from cognito_emulator.domain.clients.appearance.record import ALL_CLIENTS
from cognito_emulator.views import ui_customization as ui_customization_views

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.work.context import Context


@operation("GetUICustomization")
def get_ui_customization(
    ctx: Context, request: shapes.GetUICustomizationRequest
) -> shapes.GetUICustomizationResponse:
    """Show how a client's pages look: its own way, else that of all clients (documented)."""
    pool = doors.pool(ctx, request["UserPoolId"])
    found = ui_customization.find(ctx, pool, request.get("ClientId", ALL_CLIENTS))
    return {"UICustomization": ui_customization_views.customization(found, pool.region)}


@operation("SetUICustomization")
def set_ui_customization(
    ctx: Context, request: shapes.SetUICustomizationRequest
) -> shapes.SetUICustomizationResponse:
    """Set how the pages of a client, or of all, look; ids alone clear it."""
    pool = doors.pool(ctx, request["UserPoolId"])
    changed = ui_customization.put(ctx, pool, request)
    return {"UICustomization": ui_customization_views.customization(changed, pool.region)}
