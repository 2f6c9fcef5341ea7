"""App clients. Documents and most texts: recorded 2026-09 or measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator import views
from cognito_emulator.api.paging import page
from cognito_emulator.api.registry import operation
from cognito_emulator.domain import clients

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.context import Context


@operation("CreateUserPoolClient")
def create_user_pool_client(
    ctx: Context, request: shapes.CreateUserPoolClientRequest
) -> shapes.CreateUserPoolClientResponse:
    """Make a client; a name ``_custom_id_:ID`` makes ``ID`` its id."""
    pool = ctx.pool(request["UserPoolId"])
    return {"UserPoolClient": views.client(clients.create(ctx, pool, request))}


@operation("DescribeUserPoolClient")
def describe_user_pool_client(
    ctx: Context, request: shapes.DescribeUserPoolClientRequest
) -> shapes.DescribeUserPoolClientResponse:
    """Show a client, its secret included."""
    pool = ctx.pool(request["UserPoolId"])
    return {"UserPoolClient": views.client(clients.get(ctx, pool, request["ClientId"]))}


@operation("UpdateUserPoolClient")
def update_user_pool_client(
    ctx: Context, request: shapes.UpdateUserPoolClientRequest
) -> shapes.UpdateUserPoolClientResponse:
    """Change a client; what is omitted stays, but lists are reset."""
    pool = ctx.pool(request["UserPoolId"])
    client = clients.get(ctx, pool, request["ClientId"])
    return {"UserPoolClient": views.client(clients.update(ctx, pool, client, request))}


@operation("DeleteUserPoolClient")
def delete_user_pool_client(ctx: Context, request: shapes.DeleteUserPoolClientRequest) -> None:
    """Remove a client."""
    pool = ctx.pool(request["UserPoolId"])
    clients.delete(ctx, clients.get(ctx, pool, request["ClientId"]))


@operation("ListUserPoolClients")
def list_user_pool_clients(
    ctx: Context, request: shapes.ListUserPoolClientsRequest
) -> shapes.ListUserPoolClientsResponse:
    """List a pool's clients; none registered itself dynamically (``DCR``)."""
    pool = ctx.pool(request["UserPoolId"])
    found = [] if request.get("ClientType") == "DCR" else clients.of_pool(ctx, pool)
    answer: shapes.ListUserPoolClientsResponse = page(
        "ListUserPoolClients", request, found, lambda client: client.id, views.listed_client
    )
    return answer
