"""User pools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.api.paging import page
from cognito_emulator.api.registry import operation
from cognito_emulator.domain import doors
from cognito_emulator.domain.clients import lookup as client_lookup
from cognito_emulator.domain.pools import domains
from cognito_emulator.domain.pools import lookup as pool_lookup
from cognito_emulator.domain.pools import settings as pool_settings
from cognito_emulator.domain.users.record import USERS
from cognito_emulator.views import pools as pool_views

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.work.context import Context


@operation("CreateUserPool")
def create_user_pool(
    ctx: Context, request: shapes.CreateUserPoolRequest
) -> shapes.CreateUserPoolResponse:
    """Make a pool; the tag ``_custom_id_`` may name its id."""
    return {"UserPool": pool_views.new_pool(pool_settings.create(ctx, request))}


@operation("DescribeUserPool")
def describe_user_pool(
    ctx: Context, request: shapes.DescribeUserPoolRequest
) -> shapes.DescribeUserPoolResponse:
    """Show a pool, with the exact number of its users at this moment (recorded [shapes-12])."""
    pool = doors.pool(ctx, request["UserPoolId"])
    users = ctx.tx.count(USERS, "pool", pool.id)
    return {"UserPool": pool_views.pool(pool, users, domains.of_pool(ctx, pool))}


@operation("UpdateUserPool")
def update_user_pool(
    ctx: Context, request: shapes.UpdateUserPoolRequest
) -> shapes.UpdateUserPoolResponse:
    """Change a pool; what an omission does differs from member to member."""
    pool = doors.pool(ctx, request["UserPoolId"])
    pool_settings.update(
        ctx, pool, request, clients_rotate=lambda: client_lookup.any_rotates(ctx, pool)
    )
    return {}


@operation("DeleteUserPool")
def delete_user_pool(ctx: Context, request: shapes.DeleteUserPoolRequest) -> None:
    """Remove a pool with all that is in it; its domains have to go first."""
    pool = doors.pool(ctx, request["UserPoolId"])
    pool_settings.delete(ctx, pool)
    ctx.afterwards.append(lambda: ctx.keys.forget(pool.id))


@operation("ListUserPools")
def list_user_pools(
    ctx: Context, request: shapes.ListUserPoolsRequest
) -> shapes.ListUserPoolsResponse:
    """List the pools of the caller's region."""
    found = pool_lookup.in_region(ctx)
    answer: shapes.ListUserPoolsResponse = page(
        "ListUserPools", request, found, lambda pool: pool.id, pool_views.listed_pool
    )
    return answer


@operation("AddCustomAttributes")
def add_custom_attributes(
    ctx: Context, request: shapes.AddCustomAttributesRequest
) -> shapes.AddCustomAttributesResponse:
    """Add attributes to a pool's schema; they can never be removed."""
    pool = doors.pool(ctx, request["UserPoolId"])
    pool_settings.add_attributes(ctx, pool, request["CustomAttributes"])
    return {}
