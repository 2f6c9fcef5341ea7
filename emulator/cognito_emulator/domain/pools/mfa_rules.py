"""What is refused of the factors that a pool's users sign in with.

Each rule says how sure its text is. Where the row of a text names no type, the type is a guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cognito_emulator.domain.pools import factors, message_rules, tiers
from cognito_emulator.domain.pools.change import PoolChange, Rule, obey
from cognito_emulator.domain.pools.senders import SmsConfiguration

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool

_BLOCKS = ("SmsMfaConfiguration", "SoftwareTokenMfaConfiguration", "EmailMfaConfiguration")
_NO_SMS_MFA = "Invalid SMS MFA configuration given, external id and a valid caller arn are required"
_NO_FACTOR = (
    "MFA is not OFF, but the pool has no second factor. If it should have one, add the factors that"
    " GetUserPoolMfaConfig shows."
)


def check(request: Mapping[str, Any], pool: Pool, before: Pool) -> None:
    """Refuse second factors that the service would not have.

    Args:
        request: SetUserPoolMfaConfigRequest.
        pool: what the pool would be.
        before: what it is.

    Raises:
        InvalidParameterException: one of `OF_SECOND_FACTORS` is broken.
        FeatureUnavailableInTierException: the tier lacks what is asked for.

    """
    change = PoolChange(request, pool, before)
    obey(OF_SECOND_FACTORS, change)
    tiers.check(change)


def check_shown(shown: Mapping[str, Any], pool: Pool) -> list[str]:
    """Refuse second factors that no pool can have; return what SetUserPoolMfaConfig would refuse.

    Args:
        shown: GetUserPoolMfaConfigResponse.
        pool: what the pool would be.

    Raises:
        InvalidParameterException: one of `OF_STATES` is broken.
        FeatureUnavailableInTierException: the tier lacks what is shown.

    """
    change = PoolChange(shown, pool, pool)
    obey(OF_STATES, change)
    tiers.check(change)
    doubts = [] if pool.mfa == "OFF" or factors.offered(pool) else [_NO_FACTOR]
    refusals = (rule(change) for rule in (_email_mfa_has_sender, _email_for_one_thing))
    return [
        *doubts,
        *(
            f"SetUserPoolMfaConfig refuses these second factors: {each}"
            for each in refusals
            if each
        ),
    ]


# --- of any pool ----------------------------------------------------------------------------------


def _password_is_a_factor(change: PoolChange) -> str | None:
    """Text: measured [mfa-settings-18]."""
    if "PASSWORD" not in change.pool.first_factors:
        return "Password should be configured as one of the allowed first auth factors."
    return None


def _sms_for_codes(change: PoolChange) -> str | None:
    """Text: measured [mfa-settings-19]."""
    if "SMS_OTP" in change.pool.first_factors and not change.pool.has_sms:
        return (
            "SMS_OTP can not be configured as AuthFactor"
            " as user pool is missing valid SMS configuration"
        )
    return None


def _no_codes_beside_mfa(change: PoolChange) -> str | None:
    """Text: measured [mfa-settings-8], of SetUserPoolMfaConfig and of codes by mail."""
    if change.pool.mfa == "ON" and change.pool.passwordless:
        return (
            "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor"
            " if MFA is enabled"
        )
    return None


def _passkeys_beside_mfa(change: PoolChange) -> str | None:
    """Text: measured [mfa-settings-9]."""
    if _passkeys_evade_mfa(change.pool):
        return (
            "WEB_AUTHN cannot be used as an auth factor when MFA is enabled"
            " if not configured for MFA."
        )
    return None


def _passkeys_evade_mfa(pool: Pool) -> bool:
    offered = "WEB_AUTHN" in pool.first_factors
    return pool.mfa == "ON" and offered and not pool.passkeys_satisfy_mfa


def _sms_for_mfa(change: PoolChange) -> str | None:
    """Text: measured [mfa-settings-10]; it asks for too much (measured [mfa-settings-11])."""
    if change.before is None and change.pool.mfa != "OFF" and not change.pool.has_sms:
        return (
            "SMS configuration and Auto verification for phone_number are required"
            " when MFA is required/optional"
        )
    return None


def _factor_for_required_mfa(change: PoolChange) -> str | None:
    """Of an update, from OFF and from OPTIONAL (text measured [mfa-settings-12]).

    OPTIONAL itself needs no factor (measured [mfa-settings-13]).
    """
    turned_on = change.before is not None and change.before.mfa != change.pool.mfa == "ON"
    if turned_on and not factors.offered(change.pool):
        return "Cannot turn MFA functionality ON, once the user pool has been created."
    return None


def _sms_for_verification(change: PoolChange) -> str | None:
    """Text: measured [mfa-settings-14]."""
    if "phone_number" in change.pool.auto_verified and not change.pool.has_sms:
        return "SMS configuration is required when phone_number is selected for auto verification"
    return None


def _phone_for_one_thing(change: PoolChange) -> str | None:
    """Text: measured [mfa-settings-15]."""
    texts = change.pool.mfa != "OFF" and "SMS_MFA" in factors.offered(change.pool)
    if texts and change.pool.recovery == ("verified_phone_number",):
        return (
            "Invalid account recovery setting parameter. Account Recovery Setting cannot use"
            " verified_phone_number as a recovery mechanism when SMS MFA is configured."
        )
    return None


# --- of SetUserPoolMfaConfig ----------------------------------------------------------------------


def _sms_mfa_has_role(change: PoolChange) -> str | None:
    """Looked at before anything else, whatever the mode (measured [mfa-settings-4])."""
    sms = change.request.get("SmsMfaConfiguration")
    if sms is None:
        return None
    given = SmsConfiguration.of(sms.get("SmsConfiguration", {}))
    if given.eums or (given.caller_arn and given.external_id):
        return None
    return _NO_SMS_MFA


def _sms_mfa_is_possible(change: PoolChange) -> str | None:
    """CreateUserPool makes it a factor without an external id, too."""
    named = "SmsMfaConfiguration" in change.request
    return _NO_SMS_MFA if named and not change.pool.has_sms else None


def _off_has_no_factor(change: PoolChange) -> str | None:
    """A factor counts that is named, even one that is not enabled (measured [mfa-settings-2]).

    Passkeys do not (measured [mfa-settings-3]).
    """
    if change.pool.mfa == "OFF" and any(block in change.request for block in _BLOCKS):
        return "Invalid MFA configuration given, can't turn off MFA and configure an MFA together."
    return None


def _on_has_factor(change: PoolChange) -> str | None:
    """Text: measured [mfa-settings-5]; where passkeys are named, measured [mfa-settings-6]."""
    given = change.pool.second_factors
    texts = "SmsMfaConfiguration" in change.request
    named = given.has_software_token or given.email is not None or texts
    if change.pool.mfa == "OFF" or named:
        return None
    if change.pool.web_authn is not None:
        return (
            "Invalid MFA Configuration given. SMS MFA, Email MFA,"
            " or Software Token MFA must be enabled."
        )
    return (
        "Invalid MFA configuration given, can't disable all MFAs"
        " with a required or optional configuration."
    )


def _passkeys_for_mfa(change: PoolChange) -> str | None:
    """Text: measured [mfa-settings-7]."""
    if _passkeys_evade_mfa(change.pool):
        return (
            "Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required"
            " and WebAuthn is an allowed first auth factor"
        )
    return None


def _email_mfa_has_sender(change: PoolChange) -> str | None:
    """Text: measured [mfa-settings-16]."""
    own_sender = change.pool.email.sending_account == "DEVELOPER"
    if change.pool.second_factors.email is not None and not own_sender:
        return (
            "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains"
            " an EmailSendingAccount of COGNITO_DEFAULT."
        )
    return None


def _email_for_one_thing(change: PoolChange) -> str | None:
    """Claimed; a pool always has the setting by now."""
    by_mail_only = change.pool.recovery == ("verified_email",)
    if change.pool.second_factors.email is not None and by_mail_only:
        return (
            "Cannot set EmailMfaConfiguration when user pool AccountRecoverySetting is not set"
            " or contains only verified_email in RecoveryMechanisms."
        )
    return None


#: What is refused of any pool's factors.
RULES: tuple[Rule, ...] = (
    _password_is_a_factor,
    _sms_for_codes,
    _no_codes_beside_mfa,
    _passkeys_beside_mfa,
    _sms_for_mfa,
    _factor_for_required_mfa,
    _sms_for_verification,
    _phone_for_one_thing,
)

#: All that is refused of second factors. The first three stand in the service's order.
OF_SECOND_FACTORS: tuple[Rule, ...] = (
    _sms_mfa_has_role,
    _off_has_no_factor,
    _on_has_factor,
    _no_codes_beside_mfa,
    _passkeys_for_mfa,
    _email_mfa_has_sender,
    _email_for_one_thing,
    _phone_for_one_thing,
    *message_rules.OF_TEXT_MESSAGES,
)

#: All that is refused of second factors as they are shown.
OF_STATES: tuple[Rule, ...] = (
    _sms_mfa_is_possible,
    _off_has_no_factor,
    _no_codes_beside_mfa,
    _passkeys_for_mfa,
    _phone_for_one_thing,
    *message_rules.OF_TEXT_MESSAGES,
)
