"""Session configuration: whether sessions are tracked, and how long a browser's is reused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.api.registry import operation
from cognito_emulator.domain import doors
from cognito_emulator.domain.clients import lookup as client_lookup
from cognito_emulator.domain.clients import session_reuse
from cognito_emulator.domain.pools import session_tracking
from cognito_emulator.views import session_configuration as session_views

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.work.context import Context


@operation("GetUserPoolSessionConfiguration")
def get_user_pool_session_configuration(
    ctx: Context, request: shapes.GetUserPoolSessionConfigurationRequest
) -> shapes.GetUserPoolSessionConfigurationResponse:
    """Show whether a pool tracks sessions."""
    return session_views.of_pool(doors.pool(ctx, request["UserPoolId"]))


@operation("SetUserPoolSessionConfiguration")
def set_user_pool_session_configuration(
    ctx: Context, request: shapes.SetUserPoolSessionConfigurationRequest
) -> shapes.GetUserPoolSessionConfigurationResponse:
    """Set whether a pool tracks sessions; what clients have set stays (documented)."""
    pool = doors.pool(ctx, request["UserPoolId"])
    return session_views.of_pool(session_tracking.put(ctx, pool, request))


@operation("GetUserPoolClientSessionConfiguration")
def get_user_pool_client_session_configuration(
    ctx: Context, request: shapes.GetUserPoolClientSessionConfigurationRequest
) -> shapes.GetUserPoolClientSessionConfigurationResponse:
    """Show how long a client reuses the session of a browser."""
    pool = doors.pool(ctx, request["UserPoolId"])
    return session_views.of_client(client_lookup.get(ctx, pool, request["ClientId"]))


@operation("SetUserPoolClientSessionConfiguration")
def set_user_pool_client_session_configuration(
    ctx: Context, request: shapes.SetUserPoolClientSessionConfigurationRequest
) -> shapes.GetUserPoolClientSessionConfigurationResponse:
    """Set how long a client reuses the session of a browser."""
    pool = doors.pool(ctx, request["UserPoolId"])
    client = client_lookup.get(ctx, pool, request["ClientId"])
    minutes = request["SSOSession"]["MaxValidityMinutes"]
    return session_views.of_client(session_reuse.put(ctx, pool, client, minutes))
