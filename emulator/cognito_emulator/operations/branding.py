"""Styles of managed login, of which a client has one at most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.api.registry import operation
from cognito_emulator.domain import doors
from cognito_emulator.domain.clients import lookup as client_lookup
from cognito_emulator.domain.clients.appearance import branding
from cognito_emulator.views import branding as branding_views

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.clients.appearance.record import Style
    from cognito_emulator.domain.work.context import Context


@operation("CreateManagedLoginBranding")
def create_managed_login_branding(
    ctx: Context, request: shapes.CreateManagedLoginBrandingRequest
) -> shapes.CreateManagedLoginBrandingResponse:
    """Make the style of a client."""
    pool = doors.pool(ctx, request["UserPoolId"])
    client = client_lookup.get(ctx, pool, request["ClientId"])
    style = branding.create(ctx, pool, client, request)
    return {"ManagedLoginBranding": branding_views.style(style)}


@operation("DescribeManagedLoginBranding")
def describe_managed_login_branding(
    ctx: Context, request: shapes.DescribeManagedLoginBrandingRequest
) -> shapes.DescribeManagedLoginBrandingResponse:
    """Show a style, with the defaults beneath it if that is asked for."""
    pool = doors.pool(ctx, request["UserPoolId"])
    style = branding.by_id(ctx, pool, request["ManagedLoginBrandingId"])
    return {"ManagedLoginBranding": _shown(style, request.get("ReturnMergedResources", False))}


@operation("DescribeManagedLoginBrandingByClient")
def describe_managed_login_branding_by_client(
    ctx: Context, request: shapes.DescribeManagedLoginBrandingByClientRequest
) -> shapes.DescribeManagedLoginBrandingByClientResponse:
    """Show the style of a client, with the defaults beneath it if that is asked for."""
    pool = doors.pool(ctx, request["UserPoolId"])
    client = client_lookup.get(ctx, pool, request["ClientId"])
    style = branding.by_client(ctx, pool, client)
    return {"ManagedLoginBranding": _shown(style, request.get("ReturnMergedResources", False))}


@operation("UpdateManagedLoginBranding")
def update_managed_login_branding(
    ctx: Context, request: shapes.UpdateManagedLoginBrandingRequest
) -> shapes.UpdateManagedLoginBrandingResponse:
    """Change a style."""
    pool = doors.pool(ctx, request["UserPoolId"])
    style = branding.by_id(ctx, pool, request["ManagedLoginBrandingId"])
    changed = branding.update(ctx, pool, style, request)
    return {"ManagedLoginBranding": branding_views.style(changed)}


@operation("DeleteManagedLoginBranding")
def delete_managed_login_branding(
    ctx: Context, request: shapes.DeleteManagedLoginBrandingRequest
) -> None:
    """Remove a style."""
    pool = doors.pool(ctx, request["UserPoolId"])
    branding.delete(ctx, branding.by_id(ctx, pool, request["ManagedLoginBrandingId"]))


def _shown(style: Style, merged: bool) -> shapes.ManagedLoginBrandingType:  # noqa: FBT001 - as asked
    return branding_views.style(style, branding.merged(style) if merged else None)
