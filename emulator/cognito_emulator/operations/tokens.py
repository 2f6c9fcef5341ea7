"""Refreshing with rotation, revoking, signing out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator import errors, views
from cognito_emulator.api.registry import operation
from cognito_emulator.domain import clients, users
from cognito_emulator.domain.tokens import refresh

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.context import Context


@operation("GetTokensFromRefreshToken")
def get_tokens_from_refresh_token(
    ctx: Context, request: shapes.GetTokensFromRefreshTokenRequest
) -> shapes.GetTokensFromRefreshTokenResponse:
    """Refresh tokens; unlike InitiateAuth without ChallengeParameters (recorded 2026-09)."""
    client = ctx.client(request["ClientId"])
    clients.check_secret(client, request.get("ClientSecret"))
    issued = refresh.redeem(
        ctx, ctx.pool_of(client), client, request["RefreshToken"], request.get("DeviceKey")
    )
    return {"AuthenticationResult": views.tokens(issued)}


@operation("RevokeToken")
def revoke_token(ctx: Context, request: shapes.RevokeTokenRequest) -> shapes.RevokeTokenResponse:
    """Revoke a refresh token and all tokens of its sign-in."""
    try:
        client = ctx.client(request["ClientId"])
        clients.check_secret(client, request.get("ClientSecret"))
    except (errors.NotAuthorizedException, errors.ResourceNotFoundException) as refused:
        # This operation declares neither. Recorded 2026-09 for a missing secret only.
        raise errors.UnauthorizedException("Invalid client or secret") from refused
    refresh.revoke(ctx, client, request["Token"])
    return {}


@operation("GlobalSignOut")
def global_sign_out(
    ctx: Context, request: shapes.GlobalSignOutRequest
) -> shapes.GlobalSignOutResponse:
    """End all sign-ins of the token's user."""
    try:
        subject = ctx.subject(request["AccessToken"])
    except errors.UserNotFoundException as deleted:  # not declared; what it says is not confirmed
        raise errors.NotAuthorizedException("Access Token has been revoked") from deleted
    users.sign_out(ctx, subject.pool, subject.user)
    return {}


@operation("AdminUserGlobalSignOut")
def admin_user_global_sign_out(
    ctx: Context, request: shapes.AdminUserGlobalSignOutRequest
) -> shapes.AdminUserGlobalSignOutResponse:
    """End all sign-ins of a user."""
    pool = ctx.pool(request["UserPoolId"])
    users.sign_out(ctx, pool, users.for_admin(ctx, pool, request["Username"]))
    return {}
