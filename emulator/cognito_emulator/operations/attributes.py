"""Writing and verifying attributes: one's own with a token, anybody's as administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.api.registry import operation
from cognito_emulator.domain import doors
from cognito_emulator.domain.accounts import verification
from cognito_emulator.domain.users import attributes, directory
from cognito_emulator.domain.work.events import NO_CLIENT, EventDetails
from cognito_emulator.views import attributes as attribute_views

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.work.context import Context


@operation("UpdateUserAttributes")
def update_user_attributes(
    ctx: Context, request: shapes.UpdateUserAttributesRequest
) -> shapes.UpdateUserAttributesResponse:
    """Write one's own attributes; no list where no code was sent (recorded [shapes-10])."""
    pool, client, user, _ = doors.subject(ctx, request["AccessToken"])
    values = attributes.from_list(request["UserAttributes"])
    details = EventDetails(client, request.get("ClientMetadata"), ("CustomMessage",))
    contacts = verification.update(ctx, pool, client, user, values, details)
    if not contacts:
        return {}
    return {"CodeDeliveryDetailsList": [attribute_views.code_delivery(each) for each in contacts]}


@operation("AdminUpdateUserAttributes")
def admin_update_user_attributes(
    ctx: Context, request: shapes.AdminUpdateUserAttributesRequest
) -> shapes.AdminUpdateUserAttributesResponse:
    """Write somebody's attributes."""
    pool = doors.pool(ctx, request["UserPoolId"])
    user = directory.for_admin(ctx, pool, request["Username"])
    values = attributes.from_list(request["UserAttributes"])
    details = EventDetails(NO_CLIENT, request.get("ClientMetadata"), ("CustomMessage",))
    verification.update(ctx, pool, None, user, values, details)
    return {}


@operation("DeleteUserAttributes")
def delete_user_attributes(
    ctx: Context, request: shapes.DeleteUserAttributesRequest
) -> shapes.DeleteUserAttributesResponse:
    """Remove one's own attributes."""
    pool, client, user, _ = doors.subject(ctx, request["AccessToken"])
    attributes.delete(ctx, pool, client, user, request["UserAttributeNames"])
    return {}


@operation("AdminDeleteUserAttributes")
def admin_delete_user_attributes(
    ctx: Context, request: shapes.AdminDeleteUserAttributesRequest
) -> shapes.AdminDeleteUserAttributesResponse:
    """Remove somebody's attributes."""
    pool = doors.pool(ctx, request["UserPoolId"])
    user = directory.for_admin(ctx, pool, request["Username"])
    attributes.delete(ctx, pool, None, user, request["UserAttributeNames"])
    return {}


@operation("GetUserAttributeVerificationCode")
def get_user_attribute_verification_code(
    ctx: Context, request: shapes.GetUserAttributeVerificationCodeRequest
) -> shapes.GetUserAttributeVerificationCodeResponse:
    """Send a code to one's own address."""
    subject = doors.subject(ctx, request["AccessToken"])
    name, metadata = request["AttributeName"], request.get("ClientMetadata")
    details = EventDetails(subject.client, metadata, ("CustomMessage",))
    contact = verification.send_verification(ctx, subject.pool, subject.user, name, details)
    return {"CodeDeliveryDetails": attribute_views.code_delivery(contact)}


@operation("VerifyUserAttribute")
def verify_user_attribute(
    ctx: Context, request: shapes.VerifyUserAttributeRequest
) -> shapes.VerifyUserAttributeResponse:
    """Verify one's own address with the code."""
    subject = doors.subject(ctx, request["AccessToken"])
    verification.verify(ctx, subject.pool, subject.user, request["AttributeName"], request["Code"])
    return {}
