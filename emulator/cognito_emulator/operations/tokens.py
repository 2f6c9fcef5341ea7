"""Refreshing with rotation, revoking, signing out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.api.registry import operation
from cognito_emulator.domain import doors
from cognito_emulator.domain.accounts import endings
from cognito_emulator.domain.clients import secrets
from cognito_emulator.domain.tokens import refresh
from cognito_emulator.domain.users import directory
from cognito_emulator.domain.work.events import EventDetails
from cognito_emulator.views import sign_in as sign_in_views

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.work.context import Context


@operation("GetTokensFromRefreshToken")
def get_tokens_from_refresh_token(
    ctx: Context, request: shapes.GetTokensFromRefreshTokenRequest
) -> shapes.GetTokensFromRefreshTokenResponse:
    """Refresh tokens; unlike InitiateAuth without ChallengeParameters (recorded [shapes-7])."""
    client = doors.client(ctx, request["ClientId"])
    secrets.check_secret(client, request.get("ClientSecret"))
    pool = doors.pool_of(ctx, client)
    token = refresh.find(ctx, pool, client, request["RefreshToken"], request.get("DeviceKey"))
    details = EventDetails(client, request.get("ClientMetadata"), ("PreTokenGeneration",))
    # PreTokenGeneration is told of it as of a sign-in (documented).
    issued = refresh.redeem(ctx, pool, client, token, "Authentication", details)
    return {"AuthenticationResult": sign_in_views.tokens(issued)}


@operation("RevokeToken")
def revoke_token(ctx: Context, request: shapes.RevokeTokenRequest) -> shapes.RevokeTokenResponse:
    """Revoke a refresh token and all tokens of its sign-in."""
    try:
        client = doors.client(ctx, request["ClientId"])
        secrets.check_secret(client, request.get("ClientSecret"))
    except (errors.NotAuthorizedException, errors.ResourceNotFoundException) as refused:
        # This operation declares neither. Recorded [tokens-42] for a missing secret only.
        raise errors.UnauthorizedException("Invalid client or secret") from refused
    refresh.revoke(ctx, client, request["Token"])
    return {}


@operation("GlobalSignOut")
def global_sign_out(
    ctx: Context, request: shapes.GlobalSignOutRequest
) -> shapes.GlobalSignOutResponse:
    """End all sign-ins of the token's user."""
    try:
        subject = doors.subject(ctx, request["AccessToken"])
    except errors.UserNotFoundException as deleted:  # not declared; the text is a guess
        raise errors.NotAuthorizedException("Access Token has been revoked") from deleted
    endings.sign_out(ctx, subject.pool, subject.user)
    return {}


@operation("AdminUserGlobalSignOut")
def admin_user_global_sign_out(
    ctx: Context, request: shapes.AdminUserGlobalSignOutRequest
) -> shapes.AdminUserGlobalSignOutResponse:
    """End all sign-ins of a user."""
    pool = doors.pool(ctx, request["UserPoolId"])
    endings.sign_out(ctx, pool, directory.for_admin(ctx, pool, request["Username"]))
    return {}
