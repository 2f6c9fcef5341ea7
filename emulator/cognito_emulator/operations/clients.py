"""App clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.api.paging import page
from cognito_emulator.api.registry import operation
from cognito_emulator.domain import doors
from cognito_emulator.domain.clients import lookup as client_lookup
from cognito_emulator.domain.clients import settings as client_settings
from cognito_emulator.views import clients as client_views

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.work.context import Context


@operation("CreateUserPoolClient")
def create_user_pool_client(
    ctx: Context, request: shapes.CreateUserPoolClientRequest
) -> shapes.CreateUserPoolClientResponse:
    """Make a client; a name ``_custom_id_:ID`` makes ``ID`` its id."""
    pool = doors.pool(ctx, request["UserPoolId"])
    return {"UserPoolClient": client_views.client(client_settings.create(ctx, pool, request))}


@operation("DescribeUserPoolClient")
def describe_user_pool_client(
    ctx: Context, request: shapes.DescribeUserPoolClientRequest
) -> shapes.DescribeUserPoolClientResponse:
    """Show a client, its secret included."""
    pool = doors.pool(ctx, request["UserPoolId"])
    client = client_lookup.get(ctx, pool, request["ClientId"])
    return {"UserPoolClient": client_views.client(client)}


@operation("UpdateUserPoolClient")
def update_user_pool_client(
    ctx: Context, request: shapes.UpdateUserPoolClientRequest
) -> shapes.UpdateUserPoolClientResponse:
    """Change a client; what is omitted stays, but lists are reset."""
    pool = doors.pool(ctx, request["UserPoolId"])
    client = client_lookup.get(ctx, pool, request["ClientId"])
    changed = client_settings.update(ctx, pool, client, request)
    return {"UserPoolClient": client_views.client(changed)}


@operation("DeleteUserPoolClient")
def delete_user_pool_client(ctx: Context, request: shapes.DeleteUserPoolClientRequest) -> None:
    """Remove a client."""
    pool = doors.pool(ctx, request["UserPoolId"])
    client_settings.delete(ctx, client_lookup.get(ctx, pool, request["ClientId"]))


@operation("ListUserPoolClients")
def list_user_pool_clients(
    ctx: Context, request: shapes.ListUserPoolClientsRequest
) -> shapes.ListUserPoolClientsResponse:
    """List a pool's clients; none registered itself dynamically (``DCR``)."""
    pool = doors.pool(ctx, request["UserPoolId"])
    found = [] if request.get("ClientType") == "DCR" else client_lookup.of_pool(ctx, pool)
    answer: shapes.ListUserPoolClientsResponse = page(
        "ListUserPoolClients", request, found, lambda client: client.id, client_views.listed_client
    )
    return answer
