"""What is refused when a pool is made or changed.

Texts are measured, unless a rule says otherwise; which of several broken rules is reported is not
confirmed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cognito_emulator import errors
from cognito_emulator.domain.clients import lookup as client_lookup
from cognito_emulator.domain.pools import arns, factors, templates, tiers

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context

_MOST_TAGS = 50
_SES_REGIONS = ("eu-west-1", "us-east-1", "us-west-2")
# Where text messages may be sent from, as far as it is known; any region may elsewhere.
_SNS_REGIONS = {"us-east-1": "us-east-1"}
_FROM = re.compile(r"[^@<>\s]+@[^@<>\s]+|[^@<>]*<[^@<>\s]+@[^@<>\s]+>")
_CUSTOM_SENDERS = ("CustomSMSSender", "CustomEmailSender")
_NAME, _PASSWORD = "{username}", "{####}"
# Of an invitation: the member, how a refusal spells it, and the pattern that it is held against.
_INVITATIONS = (
    ("EmailMessage", "emailMessage", templates.MAIL_PATTERN),
    ("SMSMessage", "smsMessage", templates.SMS_PATTERN),
)
_INVALID_MESSAGE = "The message is invalid."
_NO_SMS_MFA = "Invalid SMS MFA configuration given, external id and a valid caller arn are required"
_NO_FACTOR = (
    "MFA is not OFF, but the pool has no second factor. If it should have one, add the factors that"
    " GetUserPoolMfaConfig shows."
)


@dataclass(frozen=True, slots=True)
class Change:
    """A pool about to be written.

    Attributes:
        request: what is asked for.
        pool: what the pool would be.
        before: what it is, ``None`` for a new one.

    """

    request: Mapping[str, Any]
    pool: Pool
    before: Pool | None

    @property
    def has_sms(self) -> bool:
        """Whether the pool could send text messages."""
        return self.pool.has_sms

    @property
    def email(self) -> Mapping[str, Any]:
        """The pool's EmailConfiguration."""
        found: Mapping[str, Any] = self.pool.echoed.get("EmailConfiguration", {})
        return found

    @property
    def invitation(self) -> Mapping[str, str]:
        """The pool's InviteMessageTemplate."""
        found: Mapping[str, str] = self.pool.echoed.get("InviteMessageTemplate", {})
        return found

    @property
    def triggers(self) -> Mapping[str, Any]:
        """The pool's LambdaConfig."""
        return self.pool.lambda_config


#: Returns the refusal, if the rule is broken.
Rule = Callable[[Change], str | None]


def check(ctx: Context, request: Mapping[str, Any], pool: Pool, *, before: Pool | None) -> None:
    """Refuse a pool that the service would not have.

    Args:
        ctx: the operation.
        request: CreateUserPoolRequest or UpdateUserPoolRequest.
        pool: what the pool would be.
        before: what it is, ``None`` for a new one.

    Raises:
        InvalidParameterException: one of `RULES` is broken.
        UserPoolTaggingException: the tags are not allowed (texts not confirmed).
        FeatureUnavailableInTierException: the tier lacks what is asked for.
        TierChangeNotAllowedException: LITE lacks what the pool has already.

    """
    change = Change(request, pool, before)
    _obey(RULES, change)
    if (broken := broken_tags(pool.tags)) is not None:
        raise errors.UserPoolTaggingException(broken)
    _check_tier(ctx, change)


def check_mfa(ctx: Context, request: Mapping[str, Any], pool: Pool, *, before: Pool) -> None:
    """Refuse second factors that the service would not have.

    Args:
        ctx: the operation.
        request: SetUserPoolMfaConfigRequest.
        pool: what the pool would be.
        before: what it is.

    Raises:
        InvalidParameterException: one of `MFA_RULES` is broken.
        FeatureUnavailableInTierException: the tier lacks what is asked for.

    """
    change = Change(request, pool, before)
    _obey(MFA_RULES, change)
    _check_tier(ctx, change)


def check_shown_mfa(ctx: Context, shown: Mapping[str, Any], pool: Pool) -> list[str]:
    """Refuse second factors that no pool can have; return what SetUserPoolMfaConfig would refuse.

    Args:
        ctx: the operation.
        shown: GetUserPoolMfaConfigResponse.
        pool: what the pool would be.

    Raises:
        InvalidParameterException: one of `MFA_STATES` is broken.
        FeatureUnavailableInTierException: the tier lacks what is shown.

    """
    change = Change(shown, pool, pool)
    _obey(MFA_STATES, change)
    _check_tier(ctx, change)
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


def _obey(rules: tuple[Rule, ...], change: Change) -> None:
    for rule in rules:
        if (broken := rule(change)) is not None:
            raise errors.InvalidParameterException(broken)


def broken_tags(tags: Mapping[str, str]) -> str | None:
    """Return what is wrong with a pool's tags: documented limits, texts not confirmed."""
    if len(tags) > _MOST_TAGS:
        return f"A user pool can have no more than {_MOST_TAGS} tags."
    if any(key.startswith("aws:") for key in tags):
        return "Tag keys cannot start with aws:"
    return None


# --- names, passwords, recovery -------------------------------------------------------------------


def _one_kind_of_alias(change: Change) -> str | None:
    if change.pool.alias_attributes and change.pool.username_attributes:
        return "Only one of the aliasAttributes or usernameAttributes can be set in a User pool."
    return None


def _one_validity(change: Change) -> str | None:
    policy = change.request.get("Policies", {}).get("PasswordPolicy", {})
    invitation = change.request.get("AdminCreateUserConfig", {})
    if "TemporaryPasswordValidityDays" in policy and "UnusedAccountValidityDays" in invitation:
        return (
            "Please use TemporaryPasswordValidityDays in PasswordPolicy"
            " instead of UnusedAccountValidityDays"
        )
    return None


def _admin_only_alone(change: Change) -> str | None:
    if "admin_only" in change.pool.recovery and len(set(change.pool.recovery)) > 1:
        return (
            "Account Recovery Setting cannot use admin_only setting"
            " with any other recovery mechanisms."
        )
    return None


def _recovery_once_each(change: Change) -> str | None:
    given = change.request.get("AccountRecoverySetting", {}).get("RecoveryMechanisms", ())
    if any(len({option[key] for option in given}) < len(given) for key in ("Name", "Priority")):
        return "Account Recovery Setting cannot have duplicate priorities or recovery mechanisms."
    return None


def _phone_for_one_thing(change: Change) -> str | None:
    texts = change.pool.mfa != "OFF" and "SMS_MFA" in factors.offered(change.pool)
    if texts and _only_phone(change.pool):
        return (
            "Invalid account recovery setting parameter. Account Recovery Setting cannot use"
            " verified_phone_number as a recovery mechanism when SMS MFA is configured."
        )
    return None


def _only_phone(pool: Pool) -> bool:
    return pool.recovery == ("verified_phone_number",)


def _verified_before_update(change: Change) -> str | None:
    if not set(change.pool.verified_before_update) <= set(change.pool.auto_verified):
        return (
            "All attributes in AttributesRequireVerificationBeforeUpdate"
            " must exist in AutoVerifiedAttributes"
        )
    return None


# --- messages -------------------------------------------------------------------------------------


def _invitations_have_passwords(change: Change) -> str | None:
    """Where users can do without a password, invitations can (documented)."""
    for member, name, pattern in _INVITATIONS:
        text = change.invitation.get(member)
        if text is not None and _PASSWORD not in text and not change.pool.passwordless:
            return (
                f"1 validation error detected: Value '{text}' at"
                f" 'adminCreateUserConfig.inviteMessage.{name}' failed to satisfy constraint:"
                f" Member must satisfy regular expression pattern: {pattern}"
            )
    return None


def _invitations_have_names(change: Change) -> str | None:
    """Measured, but for the text."""
    texts = (change.invitation.get(member, _NAME) for member, *_ in _INVITATIONS)
    return None if all(_NAME in text for text in texts) else _INVALID_MESSAGE


def _links_have_words(change: Change) -> str | None:
    """The place of a code, which the model's pattern admits, is no link."""
    text = change.pool.echoed["VerificationMessageTemplate"].get("EmailMessageByLink")
    return None if text is None or templates.has_link(text) else _INVALID_MESSAGE


# --- factors --------------------------------------------------------------------------------------


def _password_is_a_factor(change: Change) -> str | None:
    if "PASSWORD" not in change.pool.first_factors:
        return "Password should be configured as one of the allowed first auth factors."
    return None


def _sms_for_codes(change: Change) -> str | None:
    if "SMS_OTP" in change.pool.first_factors and not change.has_sms:
        return (
            "SMS_OTP can not be configured as AuthFactor"
            " as user pool is missing valid SMS configuration"
        )
    return None


def _no_codes_beside_mfa(change: Change) -> str | None:
    if change.pool.mfa == "ON" and change.pool.passwordless:
        return (
            "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor"
            " if MFA is enabled"
        )
    return None


def _passkeys_beside_mfa(change: Change) -> str | None:
    if _passkeys_evade_mfa(change.pool):
        return (
            "WEB_AUTHN cannot be used as an auth factor when MFA is enabled"
            " if not configured for MFA."
        )
    return None


def _passkeys_evade_mfa(pool: Pool) -> bool:
    offered = "WEB_AUTHN" in pool.first_factors
    return pool.mfa == "ON" and offered and not pool.passkeys_satisfy_mfa


def _sms_for_mfa(change: Change) -> str | None:
    if change.before is None and change.pool.mfa != "OFF" and not change.has_sms:
        return (
            "SMS configuration and Auto verification for phone_number are required"
            " when MFA is required/optional"
        )
    return None


def _factor_for_required_mfa(change: Change) -> str | None:
    """Of an update, from OFF and from OPTIONAL; OPTIONAL itself needs no factor."""
    turned_on = change.before is not None and change.before.mfa != change.pool.mfa == "ON"
    if turned_on and not factors.offered(change.pool):
        return "Cannot turn MFA functionality ON, once the user pool has been created."
    return None


def _sms_for_verification(change: Change) -> str | None:
    if "phone_number" in change.pool.auto_verified and not change.has_sms:
        return "SMS configuration is required when phone_number is selected for auto verification"
    return None


# --- second factors: SetUserPoolMfaConfig ---------------------------------------------------------

_BLOCKS = ("SmsMfaConfiguration", "SoftwareTokenMfaConfiguration", "EmailMfaConfiguration")


def _sms_mfa_has_role(change: Change) -> str | None:
    """Looked at before anything else, whatever the mode."""
    sms = change.request.get("SmsMfaConfiguration")
    if sms is None:
        return None
    given = sms.get("SmsConfiguration", {})
    if given.get("EumsSms") or (given.get("SnsCallerArn") and given.get("ExternalId")):
        return None
    return _NO_SMS_MFA


def _sms_mfa_is_possible(change: Change) -> str | None:
    """CreateUserPool makes it a factor without an external id, too."""
    named = "SmsMfaConfiguration" in change.request
    return _NO_SMS_MFA if named and not change.has_sms else None


def _off_has_no_factor(change: Change) -> str | None:
    """A factor counts that is named, even one that is not enabled; passkeys do not."""
    if change.pool.mfa == "OFF" and any(block in change.request for block in _BLOCKS):
        return "Invalid MFA configuration given, can't turn off MFA and configure an MFA together."
    return None


def _on_has_factor(change: Change) -> str | None:
    """Two texts are measured: the second where only passkeys were configured."""
    token = change.request.get("SoftwareTokenMfaConfiguration", {}).get("Enabled")
    others = "SmsMfaConfiguration" in change.request or "EmailMfaConfiguration" in change.request
    if change.pool.mfa == "OFF" or token or others:
        return None
    if "WebAuthnConfiguration" in change.request:
        return (
            "Invalid MFA Configuration given. SMS MFA, Email MFA,"
            " or Software Token MFA must be enabled."
        )
    return (
        "Invalid MFA configuration given, can't disable all MFAs"
        " with a required or optional configuration."
    )


def _passkeys_for_mfa(change: Change) -> str | None:
    if _passkeys_evade_mfa(change.pool):
        return (
            "Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required"
            " and WebAuthn is an allowed first auth factor"
        )
    return None


def _email_mfa_has_sender(change: Change) -> str | None:
    own_sender = change.email.get("EmailSendingAccount") == "DEVELOPER"
    if "EmailMfaConfiguration" in change.request and not own_sender:
        return (
            "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains"
            " an EmailSendingAccount of COGNITO_DEFAULT."
        )
    return None


def _email_for_one_thing(change: Change) -> str | None:
    """Quoted; a pool always has the setting by now."""
    if "EmailMfaConfiguration" in change.request and change.pool.recovery == ("verified_email",):
        return (
            "Cannot set EmailMfaConfiguration when user pool AccountRecoverySetting is not set"
            " or contains only verified_email in RecoveryMechanisms."
        )
    return None


# --- senders --------------------------------------------------------------------------------------


def _sender_has_identity(change: Change) -> str | None:
    email = change.email
    if email.get("EmailSendingAccount") == "DEVELOPER" and not email.get("SourceArn"):
        return "Source ARN is required to use DEVELOPER email sending owner"
    return None


def _identity_in_reach(change: Change) -> str | None:
    """Measured for pools of us-east-1; that a pool's own region counts is documented."""
    allowed = sorted({*_SES_REGIONS, change.pool.region})
    if (arn := change.email.get("SourceArn")) and arns.region(arn) not in allowed:
        regions = ", ".join(allowed)
        return f"Provided SourceArn must be in one of the following SES regions: {regions}."
    return None


def _sender_is_address(change: Change) -> str | None:
    sender = change.email.get("From")
    if sender and not _FROM.fullmatch(sender):
        return "Provided From email address is invalid"
    return None


def _sms_region(change: Change) -> str | None:
    sms = change.pool.echoed.get("SmsConfiguration", {})
    own = change.pool.region
    allowed = _SNS_REGIONS.get(own)
    if allowed and sms.get("SnsRegion", allowed) != allowed:
        return f"Invalid snsRegion. Allowed SNS region for {own} is {allowed}"
    return None


def _sms_role_is_own(change: Change) -> str | None:
    role = change.pool.echoed.get("SmsConfiguration", {}).get("SnsCallerArn")
    return arns.foreign_role(role, change.pool.account_id)


# --- triggers -------------------------------------------------------------------------------------


def _one_token_trigger(change: Change) -> str | None:
    plain = change.triggers.get("PreTokenGeneration")
    configured = change.triggers.get("PreTokenGenerationConfig", {}).get("LambdaArn")
    if plain and configured and plain != configured:
        return (
            "Cannot use PreTokenGenerationLambda and PreTokenGeneration"
            " with different Lambda function ARN's"
        )
    return None


def _senders_have_key(change: Change) -> str | None:
    if any(name in change.triggers for name in _CUSTOM_SENDERS) and not change.triggers.get(
        "KMSKeyID"
    ):
        return "KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used."
    return None


def _triggers_in_region(change: Change) -> str | None:
    """Another account's functions are fine (measured)."""
    if any(arns.region(arn) != change.pool.region for arn in _functions(change.triggers)):
        return "Cross-region lambda functions are not supported"
    return None


def _functions(triggers: Mapping[str, Any]) -> Iterator[str]:
    for name, value in triggers.items():
        if name != "KMSKeyID":
            yield value if isinstance(value, str) else value["LambdaArn"]


#: All that is refused as an invalid parameter.
RULES: tuple[Rule, ...] = (
    _one_kind_of_alias,
    _one_validity,
    _admin_only_alone,
    _recovery_once_each,
    _password_is_a_factor,
    _sms_for_codes,
    _no_codes_beside_mfa,
    _passkeys_beside_mfa,
    _sms_for_mfa,
    _factor_for_required_mfa,
    _sms_for_verification,
    _phone_for_one_thing,
    _verified_before_update,
    _invitations_have_passwords,
    _invitations_have_names,
    _links_have_words,
    _sender_has_identity,
    _identity_in_reach,
    _sender_is_address,
    _sms_region,
    _sms_role_is_own,
    _one_token_trigger,
    _senders_have_key,
    _triggers_in_region,
)


#: All that is refused of second factors. The first three stand in the service's order.
MFA_RULES: tuple[Rule, ...] = (
    _sms_mfa_has_role,
    _off_has_no_factor,
    _on_has_factor,
    _no_codes_beside_mfa,
    _passkeys_for_mfa,
    _email_mfa_has_sender,
    _email_for_one_thing,
    _phone_for_one_thing,
    _sms_region,
    _sms_role_is_own,
)

#: All that is refused of second factors as they are shown.
MFA_STATES: tuple[Rule, ...] = (
    _sms_mfa_is_possible,
    _off_has_no_factor,
    _no_codes_beside_mfa,
    _passkeys_for_mfa,
    _phone_for_one_thing,
    _sms_region,
    _sms_role_is_own,
)


# --- tiers ----------------------------------------------------------------------------------------


def _check_tier(ctx: Context, change: Change) -> None:
    if change.pool.tier == "ESSENTIALS" and _protects(change.pool):
        refusal = tiers.not_in_essentials(tiers.THREAT_PROTECTION)
        raise errors.FeatureUnavailableInTierException(refusal)
    if change.pool.tier != "LITE":
        return
    features = [*_features(change.pool)]
    leaves = change.before is not None and change.before.tier != "LITE"
    if leaves and client_lookup.any_rotates(ctx, change.pool):
        features.append(tiers.ROTATION)
    if features:
        error = (
            errors.TierChangeNotAllowedException
            if leaves
            else errors.FeatureUnavailableInTierException
        )
        raise error(tiers.not_in_lite(*features))


def _protects(pool: Pool) -> bool:
    """Whether threat protection is on; LITE may have it, from the time before there were tiers."""
    mode = pool.echoed.get("UserPoolAddOns", {}).get("AdvancedSecurityMode", "OFF")
    return bool(mode != "OFF")


def _features(pool: Pool) -> Iterator[str]:
    """Name what a pool uses beyond LITE."""
    if set(pool.first_factors) - {"PASSWORD"}:
        yield tiers.PASSWORDLESS
    version = pool.lambda_config.get("PreTokenGenerationConfig", {}).get("LambdaVersion", "V1_0")
    if version != "V1_0":
        yield tiers.TOKEN_CUSTOMIZATION
    if pool.password_policy.history:
        yield tiers.PASSWORD_HISTORY
    if "EmailMfaConfiguration" in pool.mfa_factors:
        yield tiers.EMAIL_MFA
