"""Resource servers of pools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.api.paging import page
from cognito_emulator.api.registry import operation
from cognito_emulator.domain import doors
from cognito_emulator.domain.pools import resource_servers
from cognito_emulator.views import resource_servers as server_views

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.work.context import Context


@operation("CreateResourceServer")
def create_resource_server(
    ctx: Context, request: shapes.CreateResourceServerRequest
) -> shapes.CreateResourceServerResponse:
    """Make a resource server."""
    pool = doors.pool(ctx, request["UserPoolId"])
    server = resource_servers.create(ctx, pool, request)
    return {"ResourceServer": server_views.resource_server(server)}


@operation("DescribeResourceServer")
def describe_resource_server(
    ctx: Context, request: shapes.DescribeResourceServerRequest
) -> shapes.DescribeResourceServerResponse:
    """Show a resource server."""
    pool = doors.pool(ctx, request["UserPoolId"])
    server = resource_servers.get(ctx, pool, request["Identifier"])
    return {"ResourceServer": server_views.resource_server(server)}


@operation("UpdateResourceServer")
def update_resource_server(
    ctx: Context, request: shapes.UpdateResourceServerRequest
) -> shapes.UpdateResourceServerResponse:
    """Give a resource server another name, and all its scopes anew."""
    pool = doors.pool(ctx, request["UserPoolId"])
    server = resource_servers.get(ctx, pool, request["Identifier"])
    changed = resource_servers.update(ctx, server, request)
    return {"ResourceServer": server_views.resource_server(changed)}


@operation("DeleteResourceServer")
def delete_resource_server(ctx: Context, request: shapes.DeleteResourceServerRequest) -> None:
    """Remove a resource server; the answer is empty (measured [resource-servers-2])."""
    pool = doors.pool(ctx, request["UserPoolId"])
    resource_servers.delete(ctx, resource_servers.get(ctx, pool, request["Identifier"]))


@operation("ListResourceServers")
def list_resource_servers(
    ctx: Context, request: shapes.ListResourceServersRequest
) -> shapes.ListResourceServersResponse:
    """List a pool's resource servers."""
    pool = doors.pool(ctx, request["UserPoolId"])
    answer: shapes.ListResourceServersResponse = page(
        "ListResourceServers",
        request,
        resource_servers.of_pool(ctx, pool),
        lambda server: server.identifier,
        server_views.resource_server,
    )
    return answer
