"""Records as the API writes them: the one place for wire spellings.

Members appear in no particular order here; the codec sorts them as the service does.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, cast

from cognito_emulator import base64url
from cognito_emulator.clock import instant
from cognito_emulator.domain.factors.ceremonies import ALGORITHMS
from cognito_emulator.domain.factors.passkeys import REGISTRATION_TIMEOUT, user_handle
from cognito_emulator.domain.pools import arns, factors, schema
from cognito_emulator.domain.pools.factors import PASSKEY_MFA
from cognito_emulator.domain.pools.settings import MIRRORS
from cognito_emulator.domain.sign_in.driver import Challenge
from cognito_emulator.domain.tokens.issue import Tokens
from cognito_emulator.domain.work.events import SDK

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from cognito_emulator.api import shapes
    from cognito_emulator.domain.clients.record import Client, ClientSecret
    from cognito_emulator.domain.factors.passkeys import Started
    from cognito_emulator.domain.factors.record import Device, Passkey
    from cognito_emulator.domain.messages.delivery import Contact
    from cognito_emulator.domain.pools.password_policy import PasswordPolicy
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.pools.schema import Attribute
    from cognito_emulator.domain.sign_in.driver import Outcome
    from cognito_emulator.domain.users.record import Group, User


def group(record: Group) -> shapes.GroupType:
    """Return a GroupType; what was never given is absent (recorded 2026-09)."""
    document: shapes.GroupType = {
        "GroupName": record.name,
        "UserPoolId": record.pool_id,
        "CreationDate": instant(record.created_at),
        "LastModifiedDate": instant(record.modified_at),
    }
    if record.description is not None:
        document["Description"] = record.description
    if record.precedence is not None:
        document["Precedence"] = record.precedence
    if record.role_arn is not None:
        document["RoleArn"] = record.role_arn
    return document


def code_delivery(contact: Contact) -> shapes.CodeDeliveryDetailsType:
    """Return a CodeDeliveryDetailsType, the address masked."""
    return {
        "AttributeName": contact.attribute,
        "DeliveryMedium": contact.medium,
        "Destination": contact.masked,
    }


def attributes(values: Mapping[str, str], sub: str) -> list[shapes.AttributeType]:
    """Return attributes as the API lists them, ``sub`` last (recorded 2026-09)."""
    return [{"Name": name, "Value": value} for name, value in (*values.items(), ("sub", sub))]


def second_factors(record: User) -> dict[str, Any]:
    """Return the members that tell of MFA: absent, not empty, without it (recorded 2026-09)."""
    return {**_mfa_options(record), **_preferences(record)}


def _preferences(record: User) -> dict[str, Any]:
    """Return the younger members; passkeys have a name of their own there (measured)."""
    passkeys = [PASSKEY_MFA] if record.mfa.passkeys else []
    return _given(
        PreferredMfaSetting=record.mfa.preferred,
        UserMFASettingList=[*record.mfa.enabled, *passkeys] or None,
    )


def auth_factors(record: User, factors: Iterable[str]) -> shapes.GetUserAuthFactorsResponse:
    """Return the answer of GetUserAuthFactors and its admin twin."""
    document = {
        **_preferences(record),
        "ConfiguredUserAuthFactors": list(factors),
        "Username": record.username,
    }
    return cast("shapes.GetUserAuthFactorsResponse", document)


def _mfa_options(record: User) -> dict[str, Any]:
    """Return the older member, which knows text messages only (documented)."""
    if not record.mfa.sms_option:
        return {}
    return {"MFAOptions": [{"AttributeName": "phone_number", "DeliveryMedium": "SMS"}]}


def user_for_oneself(record: User, shown: Mapping[str, str]) -> shapes.GetUserResponse:
    """Return GetUser's answer with those attributes that may be read."""
    document = {
        **second_factors(record),
        "UserAttributes": attributes(shown, record.sub),
        "Username": record.username,
    }
    return cast("shapes.GetUserResponse", document)


def user_for_admin(record: User) -> shapes.AdminGetUserResponse:
    """Return AdminGetUser's answer."""
    document = {
        **second_factors(record),
        "Enabled": record.enabled,
        "UserAttributes": attributes(record.attributes, record.sub),
        "UserCreateDate": instant(record.created_at),
        "UserLastModifiedDate": instant(record.modified_at),
        "UserStatus": record.status,
        "Username": record.username,
    }
    return cast("shapes.AdminGetUserResponse", document)


def user_with(record: User, names: Container[str]) -> shapes.UserType:
    """Return a UserType with those attributes only, for AttributesToGet."""
    document = user(record)
    document["Attributes"] = [a for a in document["Attributes"] if a["Name"] in names]
    return document


def user(record: User) -> shapes.UserType:
    """Return a UserType: an item of a list, or AdminCreateUser's answer."""
    document = {
        **_mfa_options(record),
        "Attributes": attributes(record.attributes, record.sub),
        "Enabled": record.enabled,
        "UserCreateDate": instant(record.created_at),
        "UserLastModifiedDate": instant(record.modified_at),
        "UserStatus": record.status,
        "Username": record.username,
    }
    return cast("shapes.UserType", document)


def sign_in(outcome: Outcome) -> shapes.InitiateAuthResponse:
    """Return the answer of the four sign-in operations.

    Tokens always come with empty ChallengeParameters (recorded 2026-09).
    """
    if isinstance(outcome, Challenge):
        document: shapes.InitiateAuthResponse = {
            "ChallengeName": outcome.name,  # type: ignore[typeddict-item]
            "ChallengeParameters": dict(outcome.parameters),
        }
        if outcome.session is not None:
            document["Session"] = outcome.session
        if outcome.offered:
            document["AvailableChallenges"] = list(outcome.offered)  # type: ignore[arg-type]
        return document
    return {"AuthenticationResult": tokens(outcome), "ChallengeParameters": {}}


def tokens(issued: Tokens) -> shapes.AuthenticationResultType:
    """Return an AuthenticationResult; a refresh without rotation has no RefreshToken."""
    document: shapes.AuthenticationResultType = {
        "AccessToken": issued.access,
        "ExpiresIn": issued.expires_in,
        "IdToken": issued.id,
        "TokenType": "Bearer",
    }
    if issued.refresh is not None:
        document["RefreshToken"] = issued.refresh
    if issued.device is not None:
        document["NewDeviceMetadata"] = {
            "DeviceKey": issued.device.key,
            "DeviceGroupKey": issued.device.group_key,
        }
    return document


# --- devices --------------------------------------------------------------------------------------


def device(record: Device, pool: Pool, owner: User) -> shapes.DeviceType:
    """Return a DeviceType as its user sees it, without what is for developers.

    Measured for ListDevices; for GetDevice not confirmed.
    """
    document = device_for_admin(record, pool, owner)
    document["DeviceAttributes"] = [
        each for each in document["DeviceAttributes"] if not each["Name"].startswith("dev:")
    ]
    return document


def device_for_admin(record: Device, pool: Pool, owner: User) -> shapes.DeviceType:
    """Return a DeviceType with everything (documented); the last date is of whole seconds."""
    owner_name = f"{owner.username}.{pool.id}"
    resource = f"owner/{owner_name}/device/{record.key}"
    attributes = _given(
        device_status="valid",
        device_name=record.name,
        **{
            "dev:device_arn": arns.user_pools(pool.region, pool.account_id, resource),
            "dev:device_owner": owner_name,
        },
        last_ip_used=record.last_ip,
        **{
            "dev:device_remembered_status": "remembered" if record.remembered else "not_remembered",
            "dev:device_sdk": SDK,
        },
    )
    return {
        "DeviceKey": record.key,
        "DeviceAttributes": [{"Name": n, "Value": value} for n, value in attributes.items()],
        "DeviceCreateDate": instant(record.created_at),
        "DeviceLastModifiedDate": instant(record.modified_at),
        "DeviceLastAuthenticatedDate": instant(int(record.authenticated_at)),
    }


# --- pools ----------------------------------------------------------------------------------------


def new_pool(record: Pool) -> shapes.UserPoolType:
    """Return CreateUserPool's document: no ``identities``, tags only if given (recorded)."""
    document = _pool(record, record.schema.values(), users=0)
    if record.tags:
        document["UserPoolTags"] = dict(record.tags)
    return document


def pool(record: Pool, users: int) -> shapes.UserPoolType:
    """Return DescribeUserPool's document: attributes in another order, tags always (recorded)."""
    document = _pool(record, schema.described(record.schema), users)
    document["UserPoolTags"] = dict(record.tags)
    return document


def pool_mfa(record: Pool) -> shapes.GetUserPoolMfaConfigResponse:
    """Return GetUserPoolMfaConfig's document; what is not set is absent (measured).

    Text messages show as a factor where they are one and MFA is on.
    """
    sms = {
        name: record.echoed[name]
        for name in ("SmsAuthenticationMessage", "SmsConfiguration")
        if name in record.echoed
    }
    texts = record.mfa != "OFF" and "SMS_MFA" in factors.offered(record)
    shown = {"SmsMfaConfiguration": sms} if texts else {}
    document = {**record.mfa_factors, **shown, "MfaConfiguration": record.mfa}
    return cast("shapes.GetUserPoolMfaConfigResponse", deepcopy(document))


def listed_pool(record: Pool) -> shapes.UserPoolDescriptionType:
    """Return an item of ListUserPools (documented)."""
    return {
        "CreationDate": instant(record.created_at),
        "Id": record.id,
        "LambdaConfig": deepcopy(record.lambda_config),  # type: ignore[typeddict-item]
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
        "Arn": record.arn,
        "CreationDate": instant(record.created_at),
        "DeletionProtection": "ACTIVE" if record.deletion_protected else "INACTIVE",
        "EstimatedNumberOfUsers": users,
        "Id": record.id,
        "LambdaConfig": deepcopy(record.lambda_config),
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
        **_given(
            AliasAttributes=list(record.alias_attributes) or None,
            AutoVerifiedAttributes=list(record.auto_verified) or None,
            UsernameAttributes=list(record.username_attributes) or None,
        ),
    }
    document["AdminCreateUserConfig"] = {
        "AllowAdminCreateUserOnly": record.only_admins_create,
        "UnusedAccountValidityDays": record.password_policy.temporary_days,
        **_given(InviteMessageTemplate=document.pop("InviteMessageTemplate", None)),
    }
    if record.case_sensitive is not None:
        document["UsernameConfiguration"] = {"CaseSensitive": record.case_sensitive}
    template = document.get("VerificationMessageTemplate", {})
    older = {mirror: template[name] for mirror, name in MIRRORS.items() if name in template}
    return cast("shapes.UserPoolType", {**document, **older})


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
    """Return a SchemaAttributeType; one without bounds has an empty member for them (recorded)."""
    document: shapes.SchemaAttributeType = {
        "AttributeDataType": record.type,
        "DeveloperOnlyAttribute": record.developer_only,
        "Mutable": record.mutable,
        "Name": record.name,
        "Required": record.required,
    }
    if record.type == "String":
        document["StringAttributeConstraints"] = _given(  # type: ignore[typeddict-item]
            MaxLength=record.maximum, MinLength=record.minimum
        )
    if record.type == "Number":
        document["NumberAttributeConstraints"] = _given(  # type: ignore[typeddict-item]
            MaxValue=record.maximum, MinValue=record.minimum
        )
    return document


def _given(**members: object) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


# --- app clients ----------------------------------------------------------------------------------


def client(record: Client) -> shapes.UserPoolClientType:
    """Return a UserPoolClientType; what was never given is absent (recorded 2026-09)."""
    document = {
        "AllowedOAuthFlowsUserPoolClient": False,
        "EnablePropagateAdditionalUserContextData": False,
        **deepcopy(dict(record.echoed)),
        "AuthSessionValidity": record.session_minutes,
        "ClientId": record.id,
        "ClientName": record.name,
        "CreationDate": instant(record.created_at),
        "EnableTokenRevocation": record.revocable,
        "LastModifiedDate": instant(record.modified_at),
        "RefreshTokenValidity": record.refresh_validity,
        "TokenValidityUnits": dict(record.units),
        "UserPoolId": record.pool_id,
        **_given(
            AccessTokenValidity=record.access_validity,
            ClientSecret=record.secrets[0].value if record.secrets else None,
            ExplicitAuthFlows=_list(record.flows),
            IdTokenValidity=record.id_validity,
            PreventUserExistenceErrors=_existence_errors(record),
            ReadAttributes=_list(record.read_attributes),
            RefreshTokenRotation=_rotation(record),
            WriteAttributes=_list(record.write_attributes),
        ),
    }
    return cast("shapes.UserPoolClientType", document)


def listed_client(record: Client) -> shapes.UserPoolClientDescription:
    """Return an item of ListUserPoolClients (recorded 2026-09)."""
    return {"ClientId": record.id, "ClientName": record.name, "UserPoolId": record.pool_id}


def client_secret(
    record: ClientSecret, *, revealed: bool = False
) -> shapes.ClientSecretDescriptorType:
    """Return a ClientSecretDescriptorType; ``revealed`` shows the value (documented)."""
    document: shapes.ClientSecretDescriptorType = {
        "ClientSecretCreateDate": instant(record.created_at),
        "ClientSecretId": record.id,
    }
    if revealed:
        document["ClientSecretValue"] = record.value
    return document


def _list(values: tuple[str, ...] | None) -> list[str] | None:
    return None if values is None else list(values)


def _existence_errors(record: Client) -> str | None:
    return None if record.hides_users is None else "ENABLED" if record.hides_users else "LEGACY"


def _rotation(record: Client) -> shapes.RefreshTokenRotationType | None:
    if record.rotation is None:
        return None
    return {
        "Feature": "ENABLED" if record.rotation.enabled else "DISABLED",
        "RetryGracePeriodSeconds": record.rotation.grace,
    }


# --- passkeys -------------------------------------------------------------------------------------


def creation_options(started: Started) -> dict[str, Any]:
    """Return a PublicKeyCredentialCreationOptionsJSON (documented)."""
    challenge, party, user, known = started
    return {
        "authenticatorSelection": {
            "requireResidentKey": True,
            "residentKey": "required",
            "userVerification": party.user_verification,
        },
        "challenge": challenge,
        "excludeCredentials": [{"id": passkey.id, "type": "public-key"} for passkey in known],
        "pubKeyCredParams": [{"alg": algorithm, "type": "public-key"} for algorithm in ALGORITHMS],
        "rp": {"id": party.id, "name": party.id},
        "timeout": REGISTRATION_TIMEOUT,
        "user": {
            "displayName": user.username,
            "id": base64url.encode(user_handle(user.sub)),
            "name": user.username,
        },
    }


def passkey(record: Passkey) -> shapes.WebAuthnCredentialDescription:
    """Return a WebAuthnCredentialDescription; how it is attached is absent where nobody said."""
    document: shapes.WebAuthnCredentialDescription = {
        "AuthenticatorTransports": list(record.transports),
        "CreatedAt": instant(record.created_at),
        "CredentialId": record.id,
        "FriendlyCredentialName": record.name,
        "RelyingPartyId": record.rp_id,
    }
    if record.attachment is not None:
        document["AuthenticatorAttachment"] = record.attachment
    return document
