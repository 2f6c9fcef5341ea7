"""Domains of pools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.api.registry import operation
from cognito_emulator.domain import doors
from cognito_emulator.domain.pools import domains
from cognito_emulator.views import domains as domain_views

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.work.context import Context


@operation("CreateUserPoolDomain")
def create_user_pool_domain(
    ctx: Context, request: shapes.CreateUserPoolDomainRequest
) -> shapes.CreateUserPoolDomainResponse:
    """Give a pool a domain; it may have a prefix and a custom one."""
    pool = doors.pool(ctx, request["UserPoolId"])
    return domain_views.written(domains.create(ctx, pool, request))


@operation("DescribeUserPoolDomain")
def describe_user_pool_domain(
    ctx: Context, request: shapes.DescribeUserPoolDomainRequest
) -> shapes.DescribeUserPoolDomainResponse:
    """Show a domain; of one that is not there an empty one (measured [domains-18])."""
    found = domains.described(ctx, request["Domain"])
    return {"DomainDescription": domain_views.domain(found, ctx.now) if found else {}}


@operation("UpdateUserPoolDomain")
def update_user_pool_domain(
    ctx: Context, request: shapes.UpdateUserPoolDomainRequest
) -> shapes.UpdateUserPoolDomainResponse:
    """Change the certificate of a custom domain, or which pages a domain has."""
    found = doors.domain_of(
        ctx, request["UserPoolId"], request["Domain"], certificate="CustomDomainConfig" in request
    )
    return domain_views.written(domains.update(ctx, found, request))


@operation("DeleteUserPoolDomain")
def delete_user_pool_domain(
    ctx: Context, request: shapes.DeleteUserPoolDomainRequest
) -> shapes.DeleteUserPoolDomainResponse:
    """Take a domain from its pool."""
    domains.delete(ctx, doors.domain_of(ctx, request["UserPoolId"], request["Domain"]).domain)
    return {}
