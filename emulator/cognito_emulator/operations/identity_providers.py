"""Identity providers of pools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.api.paging import page
from cognito_emulator.api.registry import operation
from cognito_emulator.domain import doors
from cognito_emulator.domain.pools.providers import details, saml_keys
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
    shown = details.shown(ctx, provider)
    return {"IdentityProvider": provider_views.written(provider, shown, request)}


@operation("DescribeIdentityProvider")
def describe_identity_provider(
    ctx: Context, request: shapes.DescribeIdentityProviderRequest
) -> shapes.DescribeIdentityProviderResponse:
    """Show an identity provider."""
    pool = doors.pool(ctx, request["UserPoolId"])
    provider = providers.get(ctx, pool, request["ProviderName"])
    shown = details.shown(ctx, provider)
    return {"IdentityProvider": provider_views.identity_provider(provider, shown)}


@operation("GetIdentityProviderByIdentifier")
def get_identity_provider_by_identifier(
    ctx: Context, request: shapes.GetIdentityProviderByIdentifierRequest
) -> shapes.GetIdentityProviderByIdentifierResponse:
    """Show the identity provider that has an identifier."""
    pool = doors.pool(ctx, request["UserPoolId"])
    provider = providers.identified(ctx, pool, request["IdpIdentifier"])
    shown = details.shown(ctx, provider)
    return {"IdentityProvider": provider_views.identity_provider(provider, shown)}


@operation("UpdateIdentityProvider")
def update_identity_provider(
    ctx: Context, request: shapes.UpdateIdentityProviderRequest
) -> shapes.UpdateIdentityProviderResponse:
    """Change an identity provider."""
    pool = doors.pool(ctx, request["UserPoolId"])
    provider = providers.update(ctx, pool, request)
    shown = details.shown(ctx, provider)
    return {"IdentityProvider": provider_views.written(provider, shown, request)}


@operation("DeleteIdentityProvider")
def delete_identity_provider(ctx: Context, request: shapes.DeleteIdentityProviderRequest) -> None:
    """Remove an identity provider."""
    pool = doors.pool(ctx, request["UserPoolId"])
    providers.delete(ctx, providers.get(ctx, pool, request["ProviderName"]))


@operation("ListIdentityProviders")
def list_identity_providers(
    ctx: Context, request: shapes.ListIdentityProvidersRequest
) -> shapes.ListIdentityProvidersResponse:
    """List a pool's identity providers."""
    pool = doors.pool(ctx, request["UserPoolId"])
    found = providers.of_pool(ctx, pool)
    answer: shapes.ListIdentityProvidersResponse = page(
        "ListIdentityProviders",
        request,
        found,
        lambda provider: provider.name,
        provider_views.summary,
    )
    return answer


@operation("GetSigningCertificate")
def get_signing_certificate(
    ctx: Context, request: shapes.GetSigningCertificateRequest
) -> shapes.GetSigningCertificateResponse:
    """Show the certificate of the key that signs a pool's requests to SAML providers."""
    pool = doors.pool(ctx, request["UserPoolId"])
    return {"Certificate": saml_keys.signing(ctx, pool.id).shown}
