"""Pools as the API writes them."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, cast

from cognito_emulator.clock import instant
from cognito_emulator.domain.pools import schema
from cognito_emulator.domain.pools.templates import MIRRORS
from cognito_emulator.views.members import present, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cognito_emulator.api import shapes
    from cognito_emulator.domain.pools.password_policy import PasswordPolicy
    from cognito_emulator.domain.pools.record import Domain, Pool
    from cognito_emulator.domain.pools.schema import Attribute


def new_pool(record: Pool) -> shapes.UserPoolType:
    """Return CreateUserPool's document: no ``identities``, tags only if given.

    Recorded [schema-1], recorded [shapes-8].
    """
    document = _pool(record, record.schema.values(), users=0)
    if record.tags:
        document["UserPoolTags"] = dict(record.tags)
    return document


def pool(record: Pool, users: int, domains: Iterable[Domain] = ()) -> shapes.UserPoolType:
    """Return DescribeUserPool's document: attributes in another order, tags always.

    Recorded [schema-2, schema-3], recorded [shapes-8]. That it names the pool's domains is
    documented.
    """
    document = _pool(record, schema.described(record.schema), users)
    document["UserPoolTags"] = dict(record.tags)
    for domain in domains:
        document["CustomDomain" if domain.is_custom else "Domain"] = domain.name
    return document


def listed_pool(record: Pool) -> shapes.UserPoolDescriptionType:
    """Return an item of ListUserPools (documented)."""
    return {
        "CreationDate": instant(record.created_at),
        "Id": record.id,
        "LambdaConfig": record.lambda_config.document(),  # type: ignore[typeddict-item]
        "LastModifiedDate": instant(record.modified_at),
        "Name": record.name,
    }


def _pool(record: Pool, attributes: Iterable[Attribute], users: int) -> shapes.UserPoolType:
    document: dict[str, Any] = {
        # Whoever calls from inside this process may change the answer: it shares nothing.
        **deepcopy(dict(record.echoed)),
        "AccountRecoverySetting": {
            "RecoveryMechanisms": [
                {"Name": name, "Priority": priority}
                for priority, name in enumerate(record.recovery, 1)
            ]
        },
        "AdminCreateUserConfig": {
            "AllowAdminCreateUserOnly": record.only_admins_create,
            "UnusedAccountValidityDays": record.password_policy.temporary_days,
            **present(InviteMessageTemplate=shown(record.invitation)),
        },
        "Arn": record.arn,
        "CreationDate": instant(record.created_at),
        "DeletionProtection": "ACTIVE" if record.deletion_protected else "INACTIVE",
        "EstimatedNumberOfUsers": users,
        "Id": record.id,
        "LambdaConfig": record.lambda_config.document(),
        "LastModifiedDate": instant(record.modified_at),
        "MfaConfiguration": record.mfa,
        "Name": record.name,
        "Policies": {
            "PasswordPolicy": _password_policy(record.password_policy),
            "SignInPolicy": {"AllowedFirstAuthFactors": list(record.first_factors)},
        },
        "SchemaAttributes": [_schema_attribute(each) for each in attributes],
        "UserAttributeUpdateSettings": {
            "AttributesRequireVerificationBeforeUpdate": list(record.verified_before_update)
        },
        "UserPoolTier": record.tier,
        **present(
            AliasAttributes=list(record.alias_attributes) or None,
            AutoVerifiedAttributes=list(record.auto_verified) or None,
            UsernameAttributes=list(record.username_attributes) or None,
        ),
        **_parts(record),
    }
    if record.case_sensitive is not None:
        document["UsernameConfiguration"] = {"CaseSensitive": record.case_sensitive}
    return cast("shapes.UserPoolType", document)


def _acr_configuration(values: Mapping[str, str] | None) -> dict[str, Any] | None:
    return None if values is None else {name: {"AcrValue": it} for name, it in values.items()}


def _parts(record: Pool) -> dict[str, Any]:
    """Return what spells itself, and the older members that mirror some of it."""
    template = record.verification.document()
    return present(
        AcrConfiguration=_acr_configuration(record.acr_values),
        DeviceConfiguration=shown(record.devices),
        EmailConfiguration=record.email.document(),
        SmsAuthenticationMessage=record.sms_authentication,
        SmsConfiguration=shown(record.sms),
        UserPoolAddOns=shown(record.add_ons),
        VerificationMessageTemplate=template,
        **{mirror: template.get(name) for mirror, name in MIRRORS.items()},
    )


def _password_policy(record: PasswordPolicy) -> shapes.PasswordPolicyType:
    document: shapes.PasswordPolicyType = {
        "MinimumLength": record.minimum_length,
        "RequireLowercase": record.lowercase,
        "RequireNumbers": record.numbers,
        "RequireSymbols": record.symbols,
        "RequireUppercase": record.uppercase,
        "TemporaryPasswordValidityDays": record.temporary_days,
    }
    if record.history is not None:
        document["PasswordHistorySize"] = record.history
    return document


def _schema_attribute(record: Attribute) -> shapes.SchemaAttributeType:
    """Return a SchemaAttributeType.

    One without bounds has an empty member for them (recorded [shapes-9]).
    """
    document: shapes.SchemaAttributeType = {
        "AttributeDataType": record.type,
        "DeveloperOnlyAttribute": record.developer_only,
        "Mutable": record.mutable,
        "Name": record.name,
        "Required": record.required,
    }
    if record.type == "String":
        document["StringAttributeConstraints"] = present(  # type: ignore[typeddict-item]
            MaxLength=record.maximum, MinLength=record.minimum
        )
    if record.type == "Number":
        document["NumberAttributeConstraints"] = present(  # type: ignore[typeddict-item]
            MaxValue=record.maximum, MinValue=record.minimum
        )
    return document
