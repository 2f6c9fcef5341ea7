"""Writing and verifying attributes: one's own with a token, anybody's as administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator import views
from cognito_emulator.api.registry import operation
from cognito_emulator.domain import attributes, users

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.context import Context


@operation("UpdateUserAttributes")
def update_user_attributes(
    ctx: Context, request: shapes.UpdateUserAttributesRequest
) -> shapes.UpdateUserAttributesResponse:
    """Write one's own attributes; no list where no code was sent (recorded 2026-09)."""
    pool, client, user, _ = ctx.subject(request["AccessToken"])
    given = attributes.from_list(request["UserAttributes"])
    sent = attributes.update(ctx, pool, client, user, given)
    return {"CodeDeliveryDetailsList": [views.code_delivery(c) for c in sent]} if sent else {}


@operation("AdminUpdateUserAttributes")
def admin_update_user_attributes(
    ctx: Context, request: shapes.AdminUpdateUserAttributesRequest
) -> shapes.AdminUpdateUserAttributesResponse:
    """Write somebody's attributes."""
    pool = ctx.pool(request["UserPoolId"])
    user = users.for_admin(ctx, pool, request["Username"])
    attributes.update(ctx, pool, None, user, attributes.from_list(request["UserAttributes"]))
    return {}


@operation("DeleteUserAttributes")
def delete_user_attributes(
    ctx: Context, request: shapes.DeleteUserAttributesRequest
) -> shapes.DeleteUserAttributesResponse:
    """Remove one's own attributes."""
    pool, client, user, _ = ctx.subject(request["AccessToken"])
    attributes.delete(ctx, pool, client, user, request["UserAttributeNames"])
    return {}


@operation("AdminDeleteUserAttributes")
def admin_delete_user_attributes(
    ctx: Context, request: shapes.AdminDeleteUserAttributesRequest
) -> shapes.AdminDeleteUserAttributesResponse:
    """Remove somebody's attributes."""
    pool = ctx.pool(request["UserPoolId"])
    user = users.for_admin(ctx, pool, request["Username"])
    attributes.delete(ctx, pool, None, user, request["UserAttributeNames"])
    return {}


@operation("GetUserAttributeVerificationCode")
def get_user_attribute_verification_code(
    ctx: Context, request: shapes.GetUserAttributeVerificationCodeRequest
) -> shapes.GetUserAttributeVerificationCodeResponse:
    """Send a code to one's own address."""
    subject = ctx.subject(request["AccessToken"])
    contact = attributes.send_verification(
        ctx, subject.pool, subject.user, request["AttributeName"]
    )
    return {"CodeDeliveryDetails": views.code_delivery(contact)}


@operation("VerifyUserAttribute")
def verify_user_attribute(
    ctx: Context, request: shapes.VerifyUserAttributeRequest
) -> shapes.VerifyUserAttributeResponse:
    """Verify one's own address with the code."""
    subject = ctx.subject(request["AccessToken"])
    attributes.verify(ctx, subject.pool, subject.user, request["AttributeName"], request["Code"])
    return {}
