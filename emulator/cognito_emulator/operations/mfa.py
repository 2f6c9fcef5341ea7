"""Second factors of a pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator import views
from cognito_emulator.api.registry import operation
from cognito_emulator.domain import pools

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.context import Context


@operation("SetUserPoolMfaConfig")
def set_user_pool_mfa_config(
    ctx: Context, request: shapes.SetUserPoolMfaConfigRequest
) -> shapes.SetUserPoolMfaConfigResponse:
    """Say which second factors a pool has, and whether they are required."""
    pool = ctx.pool(request["UserPoolId"])
    return views.pool_mfa(pools.set_mfa(ctx, pool, request))


@operation("GetUserPoolMfaConfig")
def get_user_pool_mfa_config(
    ctx: Context, request: shapes.GetUserPoolMfaConfigRequest
) -> shapes.GetUserPoolMfaConfigResponse:
    """Show which second factors a pool has."""
    return views.pool_mfa(ctx.pool(request["UserPoolId"]))
