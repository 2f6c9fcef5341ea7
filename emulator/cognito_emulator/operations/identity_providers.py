"""Identity providers of pools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.api.registry import operation
from cognito_emulator.domain import doors
from cognito_emulator.domain.pools.providers import settings as providers
from cognito_emulator.views import identity_providers as provider_views

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.work.context import Context


@operation("CreateIdentityProvider")
def create_identity_provider(
    ctx: Context, request: shapes.CreateIdentityProviderRequest
) -> shapes.CreateIdentityProviderResponse:
    """Make an identity provider."""
    pool = doors.pool(ctx, request["UserPoolId"])
    provider = providers.create(ctx, pool, request)
    return {"IdentityProvider": provider_views.written(provider, request)}


@operation("DescribeIdentityProvider")
def describe_identity_provider(
    ctx: Context, request: shapes.DescribeIdentityProviderRequest
) -> shapes.DescribeIdentityProviderResponse:
    """Show an identity provider."""
    pool = doors.pool(ctx, request["UserPoolId"])
    provider = providers.get(ctx, pool, request["ProviderName"])
    return {"IdentityProvider": provider_views.identity_provider(provider)}


@operation("DeleteIdentityProvider")
def delete_identity_provider(ctx: Context, request: shapes.DeleteIdentityProviderRequest) -> None:
    """Remove an identity provider."""
    pool = doors.pool(ctx, request["UserPoolId"])
    providers.delete(ctx, providers.get(ctx, pool, request["ProviderName"]))
