"""Who users are at identity providers, as administrators say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.api.registry import operation
from cognito_emulator.domain import doors
from cognito_emulator.domain.users import links

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.work.context import Context


@operation("AdminLinkProviderForUser")
def admin_link_provider_for_user(
    ctx: Context, request: shapes.AdminLinkProviderForUserRequest
) -> shapes.AdminLinkProviderForUserResponse:
    """Have somebody sign in by an identity provider as a user who is there.

    The answer is empty (measured [identities-8]).
    """
    pool = doors.pool(ctx, request["UserPoolId"])
    links.link(ctx, pool, request["DestinationUser"], request["SourceUser"])
    return {}


@operation("AdminDisableProviderForUser")
def admin_disable_provider_for_user(
    ctx: Context, request: shapes.AdminDisableProviderForUserRequest
) -> shapes.AdminDisableProviderForUserResponse:
    """Have somebody sign in by an identity provider, or by a password, no longer."""
    links.disable(ctx, doors.pool(ctx, request["UserPoolId"]), request["User"])
    return {}
