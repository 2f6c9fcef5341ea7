"""What is refused when a pool is made or changed.

Each rule says how sure its text is. Where the row of a text names no type, the type is a guess, and
so is which of several broken rules is reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cognito_emulator import errors
from cognito_emulator.domain.pools import arns, message_rules, mfa_rules, tiers
from cognito_emulator.domain.pools.change import PoolChange, Rule, obey

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool

_MOST_TAGS = 50
_CUSTOM_SENDERS = ("CustomSMSSender", "CustomEmailSender")


def check_new(request: Mapping[str, Any], pool: Pool) -> None:
    """Refuse a new pool that the service would not have.

    Args:
        request: CreateUserPoolRequest.
        pool: what the pool would be.

    Raises:
        InvalidParameterException: one of `RULES` is broken.
        UserPoolTaggingException: the tags are not allowed (texts: guess).
        FeatureUnavailableInTierException: the tier lacks what is asked for.

    """
    _check(PoolChange(request, pool))


def check_update(change: PoolChange) -> None:
    """Refuse an update of a pool that the service would not have.

    Args:
        change: an UpdateUserPoolRequest, and what would become of the pool.

    Raises:
        InvalidParameterException: one of `RULES` is broken.
        UserPoolTaggingException: the tags are not allowed (texts: guess).
        FeatureUnavailableInTierException: the tier lacks what is asked for.
        TierChangeNotAllowedException: LITE lacks what the pool has already.

    """
    _check(change)


def _check(change: PoolChange) -> None:
    obey(RULES, change)
    if (broken := broken_tags(change.pool.tags)) is not None:
        raise errors.UserPoolTaggingException(broken)
    tiers.check(change)


def broken_tags(tags: Mapping[str, str]) -> str | None:
    """Return what is wrong with a pool's tags: limits documented, texts a guess."""
    if len(tags) > _MOST_TAGS:
        return f"A user pool can have no more than {_MOST_TAGS} tags."
    if any(key.startswith("aws:") for key in tags):
        return "Tag keys cannot start with aws:"
    return None


# --- names, passwords, recovery -------------------------------------------------------------------


def _one_kind_of_alias(change: PoolChange) -> str | None:
    """Text: measured [pools-21]."""
    if change.pool.alias_attributes and change.pool.username_attributes:
        return "Only one of the aliasAttributes or usernameAttributes can be set in a User pool."
    return None


def _one_validity(change: PoolChange) -> str | None:
    """Text: measured [pools-22]."""
    policy = change.request.get("Policies", {}).get("PasswordPolicy", {})
    invitation = change.request.get("AdminCreateUserConfig", {})
    if "TemporaryPasswordValidityDays" in policy and "UnusedAccountValidityDays" in invitation:
        return (
            "Please use TemporaryPasswordValidityDays in PasswordPolicy"
            " instead of UnusedAccountValidityDays"
        )
    return None


def _admin_only_alone(change: PoolChange) -> str | None:
    """Text: measured [pools-23]."""
    if "admin_only" in change.pool.recovery and len(set(change.pool.recovery)) > 1:
        return (
            "Account Recovery Setting cannot use admin_only setting"
            " with any other recovery mechanisms."
        )
    return None


def _recovery_once_each(change: PoolChange) -> str | None:
    """Text: measured [pools-24]."""
    given = change.request.get("AccountRecoverySetting", {}).get("RecoveryMechanisms", ())
    if any(len({option[key] for option in given}) < len(given) for key in ("Name", "Priority")):
        return "Account Recovery Setting cannot have duplicate priorities or recovery mechanisms."
    return None


def _verified_before_update(change: PoolChange) -> str | None:
    """Text: measured [pools-9]."""
    if not set(change.pool.verified_before_update) <= set(change.pool.auto_verified):
        return (
            "All attributes in AttributesRequireVerificationBeforeUpdate"
            " must exist in AutoVerifiedAttributes"
        )
    return None


# --- triggers -------------------------------------------------------------------------------------


def _one_token_trigger(change: PoolChange) -> str | None:
    """Text: measured [pools-25]."""
    functions = change.pool.lambda_config.functions
    plain = functions.get("PreTokenGeneration")
    configured = functions.get("PreTokenGenerationConfig")
    if plain and configured and plain.arn != configured.arn:
        return (
            "Cannot use PreTokenGenerationLambda and PreTokenGeneration"
            " with different Lambda function ARN's"
        )
    return None


def _senders_have_key(change: PoolChange) -> str | None:
    """Text: measured [pools-26]."""
    config = change.pool.lambda_config
    if not config.functions.keys().isdisjoint(_CUSTOM_SENDERS) and not config.kms_key:
        return "KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used."
    return None


def _triggers_in_region(change: PoolChange) -> str | None:
    """Text: measured [pools-27]. Another account's functions are fine (measured [pools-28])."""
    functions = change.pool.lambda_config.functions.values()
    if any(arns.region(function.arn) != change.pool.region for function in functions):
        return "Cross-region lambda functions are not supported"
    return None


#: All that is refused as an invalid parameter.
RULES: tuple[Rule, ...] = (
    _one_kind_of_alias,
    _one_validity,
    _admin_only_alone,
    _recovery_once_each,
    *mfa_rules.RULES,
    _verified_before_update,
    *message_rules.RULES,
    _one_token_trigger,
    _senders_have_key,
    _triggers_in_region,
)
