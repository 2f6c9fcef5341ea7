"""Second factors: a pool's, and those of its users."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cognito_emulator import errors
from cognito_emulator.api.registry import operation
from cognito_emulator.domain import doors
from cognito_emulator.domain.factors import preferences, software_tokens
from cognito_emulator.domain.factors.preferences import Wish
from cognito_emulator.domain.pools import settings as pool_settings
from cognito_emulator.domain.sign_in import enrolment, first_factors
from cognito_emulator.domain.users import directory
from cognito_emulator.views import mfa as mfa_views

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.pools.factors import Factor
    from cognito_emulator.domain.work.context import Context

_SETTINGS: Mapping[str, Factor] = {
    "SMSMfaSettings": "SMS_MFA",
    "EmailMfaSettings": "EMAIL_OTP",
    "SoftwareTokenMfaSettings": "SOFTWARE_TOKEN_MFA",
}


# --- the pool's -----------------------------------------------------------------------------------


@operation("SetUserPoolMfaConfig")
def set_user_pool_mfa_config(
    ctx: Context, request: shapes.SetUserPoolMfaConfigRequest
) -> shapes.SetUserPoolMfaConfigResponse:
    """Say which second factors a pool has, and whether they are required."""
    pool = doors.pool(ctx, request["UserPoolId"])
    return mfa_views.pool_mfa(pool_settings.set_mfa(ctx, pool, request))


@operation("GetUserPoolMfaConfig")
def get_user_pool_mfa_config(
    ctx: Context, request: shapes.GetUserPoolMfaConfigRequest
) -> shapes.GetUserPoolMfaConfigResponse:
    """Show which second factors a pool has."""
    return mfa_views.pool_mfa(doors.pool(ctx, request["UserPoolId"]))


# --- software tokens ------------------------------------------------------------------------------


@operation("AssociateSoftwareToken")
def associate_software_token(
    ctx: Context, request: shapes.AssociateSoftwareTokenRequest
) -> shapes.AssociateSoftwareTokenResponse:
    """Begin with an authenticator app: signed in, or on the way there."""
    if _by_session(request):
        made = enrolment.associate(ctx, request["Session"])
        return {"SecretCode": made.secret, "Session": made.session}
    subject = doors.subject(ctx, request["AccessToken"])
    software_tokens.require_offered(subject.pool)
    return {"SecretCode": software_tokens.associate(ctx, subject.pool, subject.user)}


@operation("VerifySoftwareToken")
def verify_software_token(
    ctx: Context, request: shapes.VerifySoftwareTokenRequest
) -> shapes.VerifySoftwareTokenResponse:
    """Register the app by one of its codes; no answer with the Status ERROR was ever seen."""
    code, name = request["UserCode"], request.get("FriendlyDeviceName", "")
    if _by_session(request):
        session = enrolment.verify(ctx, request["Session"], code, name)
        return {"Status": "SUCCESS", "Session": session}
    subject = doors.subject(ctx, request["AccessToken"])
    software_tokens.require_offered(subject.pool)
    software_tokens.verify(ctx, subject.pool, subject.user, code, name)
    return {"Status": "SUCCESS"}


@operation("AdminDeleteSoftwareToken")
def admin_delete_software_token(
    ctx: Context, request: shapes.AdminDeleteSoftwareTokenRequest
) -> shapes.AdminDeleteSoftwareTokenResponse:
    """Forget somebody's authenticator app."""
    pool = doors.pool(ctx, request["UserPoolId"])
    software_tokens.delete(ctx, pool, directory.for_admin(ctx, pool, request["Username"]))
    return {}


def _by_session(request: Mapping[str, Any]) -> bool:
    """Whether a Session is given, not an access token.

    Raises:
        InvalidParameterException: both are, or neither (texts are guesses).

    """
    if ("Session" in request) == ("AccessToken" in request):
        raise errors.InvalidParameterException(
            "Only one of AccessToken and Session can be provided."
            if "Session" in request
            else "Missing required parameter AccessToken or Session"
        )
    return "Session" in request


# --- what a user wants ----------------------------------------------------------------------------


@operation("SetUserMFAPreference")
def set_user_mfa_preference(
    ctx: Context, request: shapes.SetUserMFAPreferenceRequest
) -> shapes.SetUserMFAPreferenceResponse:
    """Turn one's own second factors on and off."""
    subject = doors.subject(ctx, request["AccessToken"])
    wishes, by_passkey = _wishes(request), _by_passkey(request)
    preferences.prefer(ctx, subject.pool, subject.user, wishes, by_passkey=by_passkey)
    return {}


@operation("AdminSetUserMFAPreference")
def admin_set_user_mfa_preference(
    ctx: Context, request: shapes.AdminSetUserMFAPreferenceRequest
) -> shapes.AdminSetUserMFAPreferenceResponse:
    """Turn somebody's second factors on and off."""
    pool = doors.pool(ctx, request["UserPoolId"])
    user = directory.for_admin(ctx, pool, request["Username"])
    preferences.prefer(ctx, pool, user, _wishes(request), by_passkey=_by_passkey(request))
    return {}


@operation("SetUserSettings")
def set_user_settings(
    ctx: Context, request: shapes.SetUserSettingsRequest
) -> shapes.SetUserSettingsResponse:
    """Turn text messages on or off for oneself, in the older way."""
    subject = doors.subject(ctx, request["AccessToken"])
    preferences.set_options(ctx, subject.pool, subject.user, _options(request))
    return {}


@operation("AdminSetUserSettings")
def admin_set_user_settings(
    ctx: Context, request: shapes.AdminSetUserSettingsRequest
) -> shapes.AdminSetUserSettingsResponse:
    """Turn text messages on or off for somebody, in the older way."""
    pool = doors.pool(ctx, request["UserPoolId"])
    user = directory.for_admin(ctx, pool, request["Username"])
    preferences.set_options(ctx, pool, user, _options(request))
    return {}


def _wishes(request: Mapping[str, Any]) -> dict[Factor, Wish]:
    """Return what is wanted of the factors that are named; without Enabled one is off."""
    return {
        factor: Wish(bool(settings.get("Enabled")), settings.get("PreferredMfa"))
        for name, factor in _SETTINGS.items()
        if (settings := request.get(name)) is not None
    }


def _by_passkey(request: Mapping[str, Any]) -> bool | None:
    settings = request.get("WebAuthnMfaSettings")
    return None if settings is None else bool(settings.get("Enabled"))


def _options(request: Mapping[str, Any]) -> list[Mapping[str, str]]:
    return list(request["MFAOptions"])


# --- what a user has ------------------------------------------------------------------------------


@operation("GetUserAuthFactors")
def get_user_auth_factors(
    ctx: Context, request: shapes.GetUserAuthFactorsRequest
) -> shapes.GetUserAuthFactorsResponse:
    """Show by what one can sign in."""
    subject = doors.subject(ctx, request["AccessToken"])
    factors = first_factors.configured(ctx, subject.pool, subject.user)
    return mfa_views.auth_factors(subject.user, factors)


@operation("AdminGetUserAuthFactors")
def admin_get_user_auth_factors(
    ctx: Context, request: shapes.AdminGetUserAuthFactorsRequest
) -> shapes.AdminGetUserAuthFactorsResponse:
    """Show by what somebody can sign in."""
    pool = doors.pool(ctx, request["UserPoolId"])
    user = directory.for_admin(ctx, pool, request["Username"])
    return mfa_views.auth_factors(user, first_factors.configured(ctx, pool, user))
