"""User pools. Documents and most texts: recorded 2026-09 or measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator import views
from cognito_emulator.api.paging import page
from cognito_emulator.api.registry import operation
from cognito_emulator.domain import pools
from cognito_emulator.domain.users import USERS

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.context import Context


@operation("CreateUserPool")
def create_user_pool(
    ctx: Context, request: shapes.CreateUserPoolRequest
) -> shapes.CreateUserPoolResponse:
    """Make a pool; the tag ``_custom_id_`` may name its id."""
    return {"UserPool": views.new_pool(pools.create(ctx, request))}


@operation("DescribeUserPool")
def describe_user_pool(
    ctx: Context, request: shapes.DescribeUserPoolRequest
) -> shapes.DescribeUserPoolResponse:
    """Show a pool, with the exact number of its users at this moment (recorded 2026-09)."""
    pool = ctx.pool(request["UserPoolId"])
    return {"UserPool": views.pool(pool, ctx.tx.count(USERS, "pool", pool.id))}


@operation("UpdateUserPool")
def update_user_pool(
    ctx: Context, request: shapes.UpdateUserPoolRequest
) -> shapes.UpdateUserPoolResponse:
    """Change a pool; what an omission does differs from member to member."""
    pools.update(ctx, ctx.pool(request["UserPoolId"]), request)
    return {}


@operation("DeleteUserPool")
def delete_user_pool(ctx: Context, request: shapes.DeleteUserPoolRequest) -> None:
    """Remove a pool with all that is in it."""
    pool = ctx.pool(request["UserPoolId"])
    pools.delete(ctx, pool)
    ctx.afterwards.append(lambda: ctx.keys.forget(pool.id))


@operation("ListUserPools")
def list_user_pools(
    ctx: Context, request: shapes.ListUserPoolsRequest
) -> shapes.ListUserPoolsResponse:
    """List the pools of the caller's region."""
    found = pools.in_region(ctx)
    answer: shapes.ListUserPoolsResponse = page(
        "ListUserPools", request, found, lambda pool: pool.id, views.listed_pool
    )
    return answer


@operation("AddCustomAttributes")
def add_custom_attributes(
    ctx: Context, request: shapes.AddCustomAttributesRequest
) -> shapes.AddCustomAttributesResponse:
    """Add attributes to a pool's schema; they can never be removed."""
    pool = ctx.pool(request["UserPoolId"])
    pools.add_attributes(ctx, pool, request["CustomAttributes"])
    return {}
