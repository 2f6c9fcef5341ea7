"""Users as records: made, shown, listed, enabled, disabled, deleted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cognito_emulator.api.paging import page_from
from cognito_emulator.api.registry import operation
from cognito_emulator.domain import doors
from cognito_emulator.domain.accounts import endings, registration
from cognito_emulator.domain.tokens import sign_ins
from cognito_emulator.domain.users import attributes, directory, identities, search
from cognito_emulator.domain.work.events import NO_CLIENT, EventDetails
from cognito_emulator.views import users as user_views

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.messages.record import Medium
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context


@operation("AdminCreateUser")
def admin_create_user(
    ctx: Context, request: shapes.AdminCreateUserRequest
) -> shapes.AdminCreateUserResponse:
    """Make and invite a user, or do so again with another password: measured [registration-18]."""
    pool, action = doors.pool(ctx, request["UserPoolId"]), request.get("MessageAction")
    name, password = request["Username"], request.get("TemporaryPassword")
    media: list[Medium] = request.get("DesiredDeliveryMediums", [])
    validation_data = attributes.from_list(request.get("ValidationData")) or None
    metadata = request.get("ClientMetadata")
    details = EventDetails(NO_CLIENT, metadata, ("PreSignUp",), validation_data)
    if action == "RESEND":
        known = directory.for_admin(ctx, pool, name)
        return {
            "User": user_views.user(
                registration.reinvite(ctx, pool, known, password, media, details)
            )
        }
    user = registration.invite(
        ctx,
        pool,
        name,
        attributes.from_list(request.get("UserAttributes")),
        password,
        None if action == "SUPPRESS" else media,
        force_alias=request.get("ForceAliasCreation", False),
        details=details,
    )
    return {"User": user_views.user(user)}


@operation("AdminGetUser")
def admin_get_user(
    ctx: Context, request: shapes.AdminGetUserRequest
) -> shapes.AdminGetUserResponse:
    """Show somebody."""
    pool = doors.pool(ctx, request["UserPoolId"])
    return user_views.user_for_admin(directory.for_admin(ctx, pool, request["Username"]))


@operation("GetUser")
def get_user(ctx: Context, request: shapes.GetUserRequest) -> shapes.GetUserResponse:
    """Show oneself, as far as the client may read now (recorded [clients-12, users-40])."""
    subject = doors.subject(ctx, request["AccessToken"])
    shown = subject.client.readable(identities.shown(subject.user))
    return user_views.user_for_oneself(subject.user, shown)


@operation("ListUsers")
def list_users(ctx: Context, request: shapes.ListUsersRequest) -> shapes.ListUsersResponse:
    """List a pool's users; empty AttributesToGet want no attributes (measured [shapes-15])."""
    pool = doors.pool(ctx, request["UserPoolId"])
    condition = search.parse(request.get("Filter", ""))
    names = request.get("AttributesToGet")
    view = user_views.user
    if names is not None:
        view = partial(user_views.user_with, names=frozenset(names))

    def fetch(start: int, limit: int) -> tuple[list[User], int | None]:
        found, following = search.page(ctx, pool, condition, start, limit)
        search.require_everywhere(found, names or ())
        return found, following

    answer: shapes.ListUsersResponse = page_from(
        "ListUsers", request, fetch, view, request_id=ctx.caller.request_id
    )
    return answer


@operation("AdminEnableUser")
def admin_enable_user(
    ctx: Context, request: shapes.AdminEnableUserRequest
) -> shapes.AdminEnableUserResponse:
    """Let somebody sign in again; earlier sign-ins stay ended (recorded [users-42])."""
    pool = doors.pool(ctx, request["UserPoolId"])
    user = directory.for_admin(ctx, pool, request["Username"])
    endings.set_enabled(ctx, pool, user, enabled=True)
    return {}


@operation("AdminDisableUser")
def admin_disable_user(
    ctx: Context, request: shapes.AdminDisableUserRequest
) -> shapes.AdminDisableUserResponse:
    """Let somebody sign in no longer, and end all sign-ins."""
    pool = doors.pool(ctx, request["UserPoolId"])
    user = directory.for_admin(ctx, pool, request["Username"])
    endings.set_enabled(ctx, pool, user, enabled=False)
    sign_ins.sign_out_everywhere(ctx, user)
    return {}


@operation("AdminDeleteUser")
def admin_delete_user(ctx: Context, request: shapes.AdminDeleteUserRequest) -> None:
    """Remove somebody, enabled or not (recorded [users-41])."""
    pool = doors.pool(ctx, request["UserPoolId"])
    endings.delete(ctx, directory.for_admin(ctx, pool, request["Username"]))


@operation("DeleteUser")
def delete_user(ctx: Context, request: shapes.DeleteUserRequest) -> None:
    """Remove oneself."""
    endings.delete(ctx, doors.subject(ctx, request["AccessToken"]).user)
