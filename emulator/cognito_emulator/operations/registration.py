"""Signing up, confirming, and recovering passwords: operations that ask for no credentials.

Each says which triggers get its ClientMetadata (documented).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from cognito_emulator.api.registry import operation
from cognito_emulator.domain import doors
from cognito_emulator.domain.accounts import recovery, registration
from cognito_emulator.domain.clients import secrets
from cognito_emulator.domain.sign_in import sign_up_sessions
from cognito_emulator.domain.users import attributes, directory
from cognito_emulator.domain.work.events import NO_CLIENT, NULL_CLIENT, EventDetails
from cognito_emulator.views import attributes as attribute_views

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context

    _PublicRequest: TypeAlias = (
        shapes.SignUpRequest
        | shapes.ConfirmSignUpRequest
        | shapes.ResendConfirmationCodeRequest
        | shapes.ForgotPasswordRequest
        | shapes.ConfirmForgotPasswordRequest
    )


def _admitted(ctx: Context, request: _PublicRequest) -> tuple[Pool, Client]:
    """Return the client of a request, which proved itself, and its pool.

    The hash is over the name as sent (measured [registration-19] for SignUp).
    """
    client = doors.client(ctx, request["ClientId"])
    secrets.check_secret_hash_member(client, request["Username"], request.get("SecretHash"))
    return doors.pool_of(ctx, client), client


@operation("SignUp")
def sign_up(ctx: Context, request: shapes.SignUpRequest) -> shapes.SignUpResponse:
    """Sign up; no delivery details where no code was sent (recorded [shapes-11])."""
    pool, client = _admitted(ctx, request)
    values = attributes.from_list(request.get("UserAttributes"))
    details = EventDetails(
        client,
        request.get("ClientMetadata"),
        ("PreSignUp", "PostConfirmation", "CustomMessage"),
        attributes.from_list(request.get("ValidationData")) or None,
    )
    result = registration.sign_up(
        ctx, pool, client, request["Username"], values, request.get("Password"), details=details
    )
    answer: shapes.SignUpResponse = {
        "UserConfirmed": result.user.status == "CONFIRMED",
        "UserSub": result.user.sub,
    }
    if result.contact is not None:
        answer["CodeDeliveryDetails"] = attribute_views.code_delivery(result.contact)
    session = sign_up_sessions.begin(ctx, pool, client, result.user)
    if session is not None:
        answer["Session"] = session
    return answer


@operation("ConfirmSignUp")
def confirm_sign_up(
    ctx: Context, request: shapes.ConfirmSignUpRequest
) -> shapes.ConfirmSignUpResponse:
    """Confirm a sign-up with the code; its Session leads on to a sign-in (documented)."""
    pool, client = _admitted(ctx, request)
    force = request.get("ForceAliasCreation", False)
    name, code = request["Username"], request["ConfirmationCode"]
    details = EventDetails(client, request.get("ClientMetadata"), ("PostConfirmation",))
    confirmed = registration.confirm_with_code(
        ctx, pool, client, name, code, details=details, force_alias=force
    )
    session = sign_up_sessions.confirm(ctx, pool, client, *confirmed, request.get("Session"))
    return {"Session": session} if session else {}


@operation("AdminConfirmSignUp")
def admin_confirm_sign_up(
    ctx: Context, request: shapes.AdminConfirmSignUpRequest
) -> shapes.AdminConfirmSignUpResponse:
    """Confirm a sign-up without a code."""
    pool = doors.pool(ctx, request["UserPoolId"])
    user = directory.for_admin(ctx, pool, request["Username"])
    details = EventDetails(NULL_CLIENT, request.get("ClientMetadata"), ("PostConfirmation",))
    registration.confirm_as_admin(ctx, pool, user, details)
    return {}


@operation("ResendConfirmationCode")
def resend_confirmation_code(
    ctx: Context, request: shapes.ResendConfirmationCodeRequest
) -> shapes.ResendConfirmationCodeResponse:
    """Send another code to confirm with."""
    pool, client = _admitted(ctx, request)
    details = EventDetails(client, request.get("ClientMetadata"), ("CustomMessage",))
    contact = registration.resend(ctx, pool, client, request["Username"], details)
    return {"CodeDeliveryDetails": attribute_views.code_delivery(contact)}


@operation("ForgotPassword")
def forgot_password(
    ctx: Context, request: shapes.ForgotPasswordRequest
) -> shapes.ForgotPasswordResponse:
    """Send a code to set a new password with."""
    pool, client = _admitted(ctx, request)
    metadata = request.get("ClientMetadata")
    details = EventDetails(client, metadata, ("UserMigration", "CustomMessage"))
    contact = recovery.forgot(ctx, pool, client, request["Username"], details)
    return {"CodeDeliveryDetails": attribute_views.code_delivery(contact)}


@operation("ConfirmForgotPassword")
def confirm_forgot_password(
    ctx: Context, request: shapes.ConfirmForgotPasswordRequest
) -> shapes.ConfirmForgotPasswordResponse:
    """Set a new password with the code."""
    pool, client = _admitted(ctx, request)
    name, code = request["Username"], request["ConfirmationCode"]
    details = EventDetails(client, request.get("ClientMetadata"), ("PostConfirmation",))
    recovery.confirm_forgot(ctx, pool, client, name, code, request["Password"], details=details)
    return {}


@operation("AdminResetUserPassword")
def admin_reset_user_password(
    ctx: Context, request: shapes.AdminResetUserPasswordRequest
) -> shapes.AdminResetUserPasswordResponse:
    """Void a password, and send a code to set a new one with."""
    pool = doors.pool(ctx, request["UserPoolId"])
    user = directory.for_admin(ctx, pool, request["Username"])
    details = EventDetails(NO_CLIENT, request.get("ClientMetadata"), ("CustomMessage",))
    recovery.reset(ctx, pool, user, details)
    return {}


@operation("AdminSetUserPassword")
def admin_set_user_password(
    ctx: Context, request: shapes.AdminSetUserPasswordRequest
) -> shapes.AdminSetUserPasswordResponse:
    """Set a password, temporary unless said otherwise."""
    pool = doors.pool(ctx, request["UserPoolId"])
    user = directory.for_admin(ctx, pool, request["Username"])
    permanent = request.get("Permanent", False)
    recovery.set_by_admin(ctx, pool, user, request["Password"], permanent=permanent)
    return {}


@operation("ChangePassword")
def change_password(
    ctx: Context, request: shapes.ChangePasswordRequest
) -> shapes.ChangePasswordResponse:
    """Replace one's own password."""
    subject = doors.subject(ctx, request["AccessToken"])
    previous = request.get("PreviousPassword")
    recovery.change(ctx, subject.pool, subject.user, previous, request["ProposedPassword"])
    return {}
