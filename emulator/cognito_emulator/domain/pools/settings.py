"""What becomes of a pool: made, changed, tagged, removed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cognito_emulator import errors
from cognito_emulator.domain.pools import domains, mfa_rules, schema
from cognito_emulator.domain.pools import rules as pool_rules
from cognito_emulator.domain.pools.change import PoolChange
from cognito_emulator.domain.pools.devices import DeviceConfiguration
from cognito_emulator.domain.pools.factors import SecondFactors, WebAuthnConfiguration
from cognito_emulator.domain.pools.password_policy import PasswordPolicy
from cognito_emulator.domain.pools.protection import AddOns
from cognito_emulator.domain.pools.record import POOLS, Pool
from cognito_emulator.domain.pools.senders import EmailConfiguration, SmsConfiguration
from cognito_emulator.domain.pools.templates import InvitationTemplate, VerificationTemplate
from cognito_emulator.domain.work import ownership
from cognito_emulator.domain.work.lambda_config import LambdaConfig

if TYPE_CHECKING:
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.store import Json

#: The tag that names the id of a new pool: a convention of emulators, unknown to the service.
ID_TAG = "_custom_id_"

_POOL_ID = re.compile(r"[\w-]+_[0-9a-zA-Z]+", re.ASCII)  # the model's UserPoolIdType
_LONGEST_ID = 55

# Members that are always there, and what they are when nothing is given (recorded [pools-1]).
_ALWAYS: Mapping[str, Json] = {
    "IssuerConfiguration": {"Type": "ORIGINAL"},
    "KeyConfiguration": {"KeyType": "AWS_OWNED_KEY"},
}
# Members that are there once they are given, if only empty.
_IF_GIVEN = ("DcrConfiguration",)


def create(ctx: Context, request: Mapping[str, Any], pool_id: str | None = None) -> Pool:
    """Make a pool in the caller's region.

    Args:
        ctx: the operation.
        request: a CreateUserPoolRequest, checked against the model.
        pool_id: the id it shall have, else what its tag ``_custom_id_`` names, else a new one.

    Raises:
        InvalidParameterException: a rule of `pool_rules` is broken, or the id cannot be had.
        FeatureUnavailableInTierException: the tier lacks something that is asked for.
        UserPoolTaggingException: the tags are not allowed.

    """
    wanted = pool_id or request.get("UserPoolTags", {}).get(ID_TAG)
    region = ctx.caller.region
    new_id = ctx.ids.pool_id(region) if wanted is None else _free(ctx, wanted)
    pool = Pool(
        id=new_id,
        region=region,
        account_id=ctx.settings.account_id,
        created_at=ctx.now,
        modified_at=ctx.now,
        alias_attributes=tuple(request.get("AliasAttributes", ())),
        username_attributes=tuple(request.get("UsernameAttributes", ())),
        case_sensitive=request.get("UsernameConfiguration", {}).get("CaseSensitive"),
        schema=schema.build(request.get("Schema", ())),
        default_domain=domains.default_name(ctx, new_id, region),
        **_kept(request),
        **_reset(request),
    )
    pool = _with_invitation_days(pool, request)
    pool_rules.check_new(request, pool)
    return ctx.tx.put(POOLS, pool)


def update(
    ctx: Context, pool: Pool, request: Mapping[str, Any], *, clients_rotate: Callable[[], bool]
) -> Pool:
    """Change a pool; members that are omitted are kept or reset, one by one.

    Args:
        ctx: the operation.
        pool: what it is.
        request: an UpdateUserPoolRequest, checked against the model.
        clients_rotate: whether any of its clients rotates refresh tokens.

    Raises:
        InvalidParameterException: a rule of `pool_rules` is broken.
        FeatureUnavailableInTierException: the tier lacks something that is asked for.
        TierChangeNotAllowedException: the new tier lacks something that is in use.
        UserPoolTaggingException: the tags are not allowed.

    """
    changed = replace(pool, modified_at=ctx.now, **_kept(request), **_reset(request))
    changed = _with_invitation_days(changed, request)
    if changed.mfa == "OFF":  # passkeys stay (measured [mfa-settings-3])
        changed = replace(changed, second_factors=SecondFactors())
    change = PoolChange(
        request, changed, pool, clients_rotate, lambda: domains.any_managed(ctx, pool)
    )
    pool_rules.check_update(change)
    return ctx.tx.put(POOLS, changed)


def set_mfa(ctx: Context, pool: Pool, request: Mapping[str, Any]) -> Pool:
    """Set a pool's second factors and passkeys anew: SetUserPoolMfaConfig.

    What is omitted is gone, MFA itself is off then (measured [mfa-settings-1]). Text messages are
    no second factor beside others that are named (measured [mfa-settings-17]). That they can still
    be sent, and keep their wording, is a guess, and so is that the modification date advances.

    Raises:
        InvalidParameterException: a rule of `mfa_rules` is broken.
        FeatureUnavailableInTierException: the tier lacks something that is asked for.

    """
    changed = _with_factors(ctx, pool, request)
    mfa_rules.check(request, changed, pool)
    return ctx.tx.put(POOLS, changed)


def restore_mfa(ctx: Context, pool: Pool, shown: Mapping[str, Any]) -> Pool:
    """Set a pool's second factors and passkeys as GetUserPoolMfaConfig shows them.

    Updates can leave a pool in a state that SetUserPoolMfaConfig itself refuses, such as optional
    MFA without a factor. Such a state is restored with a warning.

    Raises:
        InvalidParameterException: no pool can be in that state.
        FeatureUnavailableInTierException: the tier lacks something of it.

    """
    changed = _with_factors(ctx, pool, shown)
    for doubt in mfa_rules.check_shown(shown, changed):
        ctx.warn(doubt, changed)
    return ctx.tx.put(POOLS, changed)


def delete(ctx: Context, pool: Pool) -> None:
    """Remove a pool with all that belongs to it, if it may be.

    Raises:
        InvalidParameterException: the pool is protected (text measured [pools-5]), or has a domain
            (text measured [domains-19]). Which comes first is a guess.

    """
    if pool.deletion_protected:
        raise errors.InvalidParameterException(
            "The user pool cannot be deleted because deletion protection is activated."
            " Deletion protection must be inactivated first."
        )
    if domains.of_pool(ctx, pool):
        raise errors.InvalidParameterException(
            "User pool cannot be deleted. It has a domain configured that should be deleted first."
        )
    remove(ctx, pool)


def remove(ctx: Context, pool: Pool) -> None:
    """Remove a pool with all that belongs to it."""
    ownership.remove_of_pool(ctx.tx, pool.id)
    ctx.tx.delete(POOLS, pool.id)


def add_attributes(ctx: Context, pool: Pool, entries: Sequence[Mapping[str, Any]]) -> Pool:
    """Add custom attributes; that this advances the date is a guess.

    Raises:
        InvalidParameterException: one of them exists or is not allowed.

    """
    extended = schema.extend(pool.schema, entries)
    return ctx.tx.put(POOLS, replace(pool, schema=extended, modified_at=ctx.now))


def tag(ctx: Context, pool: Pool, tags: Mapping[str, str]) -> Pool:
    """Add tags, or give those that are there other values; the date stays (a guess).

    Raises:
        InvalidParameterException: the tags are not allowed (texts: guess).

    """
    tagged = {**pool.tags, **tags}
    if (broken := pool_rules.broken_tags(tagged)) is not None:
        raise errors.InvalidParameterException(broken)
    return ctx.tx.put(POOLS, replace(pool, tags=tagged))


def untag(ctx: Context, pool: Pool, keys: list[str]) -> Pool:
    """Remove tags; keys that are not there are no error (a guess)."""
    kept = {key: value for key, value in pool.tags.items() if key not in keys}
    return ctx.tx.put(POOLS, replace(pool, tags=kept))


def _with_factors(ctx: Context, pool: Pool, request: Mapping[str, Any]) -> Pool:
    """Return a pool with other second factors; those of before are gone."""
    texts = request.get("SmsMfaConfiguration", {})
    return replace(
        pool,
        modified_at=ctx.now,
        mfa=request.get("MfaConfiguration", "OFF"),
        second_factors=SecondFactors.of(request),
        web_authn=WebAuthnConfiguration.at(request, "WebAuthnConfiguration"),
        sms=SmsConfiguration.at(texts, "SmsConfiguration") or pool.sms,
        sms_authentication=texts.get("SmsAuthenticationMessage", pool.sms_authentication),
    )


def _free(ctx: Context, wanted: str) -> str:
    """Return a wanted id if a pool may have it."""
    if len(wanted) > _LONGEST_ID or not _POOL_ID.fullmatch(wanted):
        raise errors.InvalidParameterException(
            f"{wanted} cannot be the id of a user pool: at most {_LONGEST_ID} characters"
            f" in the form {_POOL_ID.pattern}"
        )
    if ctx.tx.get(POOLS, wanted) is not None:
        raise errors.InvalidParameterException(f"There already is a user pool {wanted}")
    return wanted


# --- from a request to fields ---------------------------------------------------------------------

# What an update keeps when it is omitted: where it stands in a request, the field, how it is read.
# MFA and the two policies: measured [pools-6, pools-7]. Name and tier: recorded [pools-8]. The
# settings of updates: measured [pools-9], since an update without them failed over what the pool
# had. Tags: measured [pools-12]. The protection: a guess, but nobody would notice its loss before
# it is too late.
_KEPT: tuple[tuple[tuple[str, ...], str, Callable[[Any], object]], ...] = (
    (("PoolName",), "name", str),
    (("UserPoolTier",), "tier", str),
    (("MfaConfiguration",), "mfa", str),
    (("DeletionProtection",), "deletion_protected", "ACTIVE".__eq__),
    (("UserPoolTags",), "tags", dict),
    (("Policies", "PasswordPolicy"), "password_policy", PasswordPolicy.of),
    (("Policies", "SignInPolicy", "AllowedFirstAuthFactors"), "first_factors", tuple),
    (
        ("UserAttributeUpdateSettings", "AttributesRequireVerificationBeforeUpdate"),
        "verified_before_update",
        tuple,
    ),
)


def _kept(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that a request names and an update keeps otherwise."""
    found = ((_at(request, path), name, read) for path, name, read in _KEPT)
    return {name: read(value) for value, name, read in found if value is not None}


def _at(request: Mapping[str, Any], path: tuple[str, ...]) -> Any:  # noqa: ANN401 - any member
    value: Any = request
    for member in path:
        value = value.get(member)
        if value is None:
            return None
    return value


def _reset(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that fall back to their defaults where a request omits them.

    Measured [pools-10, pools-11, pools-13, pools-14, pools-15] for the automatically verified
    attributes, triggers, devices, who makes users and the add-ons; documented for the others.
    """
    creation = request.get("AdminCreateUserConfig", {})
    invitation = creation.get("InviteMessageTemplate")
    return {
        "auto_verified": tuple(request.get("AutoVerifiedAttributes", ())),
        "recovery": _recovery(request),
        "only_admins_create": bool(creation.get("AllowAdminCreateUserOnly")),
        "devices": DeviceConfiguration.at(request, "DeviceConfiguration"),
        "sms": SmsConfiguration.at(request, "SmsConfiguration"),
        "email": EmailConfiguration.of(request.get("EmailConfiguration", {})),
        "verification": VerificationTemplate.of_pool(request),
        "sms_authentication": request.get("SmsAuthenticationMessage"),
        "invitation": InvitationTemplate.of(invitation) if invitation else None,
        "add_ons": AddOns.at(request, "UserPoolAddOns"),
        "lambda_config": LambdaConfig.of(request.get("LambdaConfig", {})),
        "acr_values": _acr_values(request),
        "echoed": _echoed(request),
    }


def _recovery(request: Mapping[str, Any]) -> tuple[str, ...]:
    given = _at(request, ("AccountRecoverySetting", "RecoveryMechanisms"))
    if not given:
        return ("verified_email", "verified_phone_number")
    return tuple(option["Name"] for option in sorted(given, key=lambda it: int(it["Priority"])))


def _acr_values(request: Mapping[str, Any]) -> dict[str, str] | None:
    given = request.get("AcrConfiguration")
    return None if given is None else {name: level["AcrValue"] for name, level in given.items()}


def _echoed(request: Mapping[str, Any]) -> Json:
    always = {name: {**default, **request.get(name, {})} for name, default in _ALWAYS.items()}
    return {**always, **{name: request[name] for name in _IF_GIVEN if name in request}}


def _with_invitation_days(pool: Pool, request: Mapping[str, Any]) -> Pool:
    """Take the older member for the validity of temporary passwords, which shows the same value.

    No days mean the default, as in the younger member (there documented, here a guess).
    """
    days = _at(request, ("AdminCreateUserConfig", "UnusedAccountValidityDays"))
    if days is None:
        return pool
    days = days or PasswordPolicy().temporary_days
    return replace(pool, password_policy=replace(pool.password_policy, temporary_days=days))
