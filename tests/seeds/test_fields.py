"""Each field of what seeds can hold can be said in a seed, or has a reason not to.

Whoever adds a field adds it to a sample, with a value other than the default: of pools below, of
all else in `tests/seeds/kinds`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, get_args, get_type_hints

import pytest

from cognito_emulator.control import pools
from cognito_emulator.domain.clients.appearance.record import STYLES, TERMS, UI_CUSTOMIZATIONS
from cognito_emulator.domain.clients.record import CLIENTS
from cognito_emulator.domain.factors.record import DEVICES, PASSKEYS
from cognito_emulator.domain.federation.stand_ins.record import PEOPLE
from cognito_emulator.domain.pools.providers.record import IDENTITY_PROVIDERS
from cognito_emulator.domain.pools.record import DOMAINS, POOLS, RESOURCE_SERVERS
from cognito_emulator.domain.users.record import GROUPS, USERS
from cognito_emulator.emulator import Emulator
from cognito_emulator.store import Table, tables
from tests.saml.keys import certificate
from tests.saml.test_metadata import SSO, described, endpoint, key_descriptor
from tests.seeds.samples import POOL_ID, SAMPLES, seed
from tests.seeds.test_tables import WITHOUT_SEEDS as NO_SEEDS
from tests.support import OWN_SENDER, PASSWORD, SMS_ROLE, StockKeys
from tests.table import table

#: With all that a seed can say of a pool, but for what is in that of the samples.
FULL_POOL: Mapping[str, Any] = {
    "PoolName": "full",
    "Id": "eu-west-1_full",
    "UserPoolTier": "PLUS",
    "UserSessionTracking": "ENABLED",
    "TokenSession": {"MaxPerUser": 3},
    "UsernameAttributes": ["email"],
    "UsernameConfiguration": {"CaseSensitive": False},
    "AutoVerifiedAttributes": ["email"],
    "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
    "Policies": {
        "PasswordPolicy": {
            "MinimumLength": 12,
            "PasswordHistorySize": 3,
            "TemporaryPasswordValidityDays": 2,
        },
        "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]},
    },
    "MfaConfiguration": "OPTIONAL",
    "SmsConfiguration": {
        **SMS_ROLE,
        "SnsRegion": "eu-west-1",
        "EumsSms": {"CallerArn": SMS_ROLE["SnsCallerArn"]},
    },
    "SmsAuthenticationMessage": "Sign in with {####}",
    "SoftwareTokenMfaConfiguration": {"Enabled": True},
    "EmailMfaConfiguration": {"Message": "Your code: {####}", "Subject": "A code"},
    "WebAuthnConfiguration": {
        "RelyingPartyId": "example.com",
        "UserVerification": "required",
        "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION",
    },
    "DeviceConfiguration": {
        "ChallengeRequiredOnNewDevice": True,
        "DeviceOnlyRememberedOnUserPrompt": True,
    },
    "EmailConfiguration": {
        **OWN_SENDER,
        "From": "app@example.com",
        "ReplyToEmailAddress": "help@example.com",
        "ConfigurationSet": "ours",
    },
    "VerificationMessageTemplate": {
        "DefaultEmailOption": "CONFIRM_WITH_LINK",
        "SmsMessage": "{####} by SMS",
        "EmailMessage": "{####} by mail",
        "EmailSubject": "Verify",
        "EmailMessageByLink": "{##Click##}",
        "EmailSubjectByLink": "Click",
    },
    "AdminCreateUserConfig": {
        "AllowAdminCreateUserOnly": True,
        "InviteMessageTemplate": {
            "SMSMessage": "{username} {####}",
            "EmailMessage": "{username} {####}",
            "EmailSubject": "Welcome",
        },
    },
    "UserPoolAddOns": {
        "AdvancedSecurityMode": "AUDIT",
        "AdvancedSecurityAdditionalFlows": {"CustomAuthMode": "AUDIT"},
    },
    "AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]},
    "DeletionProtection": "ACTIVE",
    "LambdaConfig": {
        "PreSignUp": "arn:aws:lambda:eu-west-1:123456789012:function:hello",
        "KMSKeyID": "arn:aws:kms:eu-west-1:123456789012:key/1",
    },
    "UserPoolTags": {"for": "tests"},
    "AcrConfiguration": {"Level1": {"AcrValue": "urn:example:low"}},
    "Clients": [
        {
            "ClientId": "by_id",
            "ClientName": "analytics",
            "AnalyticsConfiguration": {
                "ApplicationId": "1",
                "RoleArn": "arn:aws:iam::123456789012:role/analytics",
                "ExternalId": "x",
                "UserDataShared": True,
            },
        },
        {
            "ClientId": "by_arn",
            "ClientName": "analytics",
            "AnalyticsConfiguration": {
                "ApplicationArn": "arn:aws:mobiletargeting:eu-west-1:123456789012:apps/1",
            },
        },
    ],
    "IdentityProviders": [
        {
            "ProviderName": "Saml",
            "ProviderType": "SAML",
            "ProviderDetails": {
                "MetadataFile": described(
                    key_descriptor(certificate()),
                    SSO,
                    endpoint("SingleLogoutService", "https://idp.example.com/slo"),
                )
            },
        }
    ],
    "Users": [{"Username": "ada@example.com", "TemporaryPassword": PASSWORD}],
}
TABLES: tuple[Table[Any], ...] = (
    *(POOLS, CLIENTS, USERS, GROUPS, IDENTITY_PROVIDERS, PEOPLE, DOMAINS, RESOURCE_SERVERS),
    *(DEVICES, PASSKEYS, STYLES, UI_CUSTOMIZATIONS, TERMS),
)
#: Records that have the dates of both.
DATED = (
    *("Pool", "Client", "User", "Group", "IdentityProvider"),
    *("Style", "UICustomization", "Terms"),
)
#: Fields that no seed can say, and why.
WITHOUT_SEEDS: Mapping[str, str] = {
    **{
        f"{kind}.{date}": "the new record's own"
        for kind in DATED
        for date in ("created_at", "modified_at")
    },
    "Domain.created_at": "the new record's own",
    "Domain.active_at": "a domain of a seed is active from the start",
    "Domain.changed": "a change that is on its way; a domain of a seed is new",
    "Domain.other_address": "follows from the names of other pools' domains",
    "Terms.source": "there is no other value",
    "Terms.enforcement": "there is no other value",
    "IdentityProvider.metadata_read_at": "the new record's own",
    "Device.created_at": "the new record's own",
    "Device.modified_at": "the new record's own",
    "Device.authenticated_at": "the new record's own",
    "Passkey.created_at": "the new record's own",
    "StandInPerson.known_to": "made by a sign-in",
    "Client.secrets.id": "has the date of the secret in it",
    "Client.secrets.created_at": "the new secret's own",
    "User.password.set_at": "a temporary password is good for as long as a new one",
    "User.former.salt": "an earlier password",
    "User.former.x": "an earlier password",
    "User.former.set_at": "an earlier password",
    "User.former.temporary": "an earlier password",
    "User.signed_out_at": "sign-ins are no part of a seed",
    "User.pending": "waits for a code",
    "User.mfa.token.used": "codes that were used",
    "User.mfa.waiting": "waits for a code",
}


class Field(NamedTuple):
    """A field of a record, or of a part of one; ``default`` is MISSING where it has none."""

    steps: tuple[str, ...]
    default: object

    def values(self, value: object) -> Iterator[object]:
        """Yield what a record has there, of each of several parts."""
        if not self.steps:
            yield value
        elif isinstance(value, tuple) and not hasattr(value, "_fields"):
            for each in value:
                yield from self.values(each)
        elif value is not None:
            yield from self._replace(steps=self.steps[1:]).values(getattr(value, self.steps[0]))


def fields_of(record: Any) -> Iterator[Field]:
    """Yield the fields of a type of records; of a field with fields of its own only those."""
    hints = get_type_hints(record)
    for name, default in defaults(record).items():
        part = next((part for part in parts_in(hints[name])), None)
        if part is None:
            yield Field((name,), default)
        else:
            for inner in fields_of(part):
                yield inner._replace(steps=(name, *inner.steps))


def defaults(record: Any) -> dict[str, object]:
    if not dataclasses.is_dataclass(record):
        known = record._field_defaults
        return {name: known.get(name, dataclasses.MISSING) for name in record._fields}
    return {
        field.name: field.default
        if field.default_factory is dataclasses.MISSING
        else field.default_factory()
        for field in dataclasses.fields(record)
    }


def parts_in(hint: Any) -> Iterator[Any]:
    """Yield the type with fields that a hint is, or has as optional or as one of a tuple."""
    if dataclasses.is_dataclass(hint) or hasattr(hint, "_fields"):
        yield hint
    elif getattr(hint, "__origin__", tuple) is tuple:
        for argument in get_args(hint):
            yield from parts_in(argument)


FIELDS: Mapping[str, tuple[Table[Any], Field]] = {
    ".".join((table.record.__name__, *field.steps)): (table, field)
    for table in TABLES
    for field in fields_of(table.record)
}


@pytest.fixture(scope="module")
def before(stock_keys: StockKeys) -> Emulator:
    emulator = Emulator(keys=stock_keys)
    emulator.clock.shift(-1000)
    emulator.plant(seed(**{name: sample.full for name, sample in SAMPLES.items()}), FULL_POOL)
    return emulator


@pytest.fixture(scope="module")
def after(stock_keys: StockKeys, before: Emulator) -> Emulator:
    emulator = Emulator(keys=stock_keys)
    emulator.plant(*(pools.exported(before, each) for each in (POOL_ID, FULL_POOL["Id"])))
    return emulator


def found(emulator: Emulator, name: str) -> list[object]:
    table, field = FIELDS[name]
    records = emulator.store.snapshot().records[table]
    return [value for _, record in sorted(records.items()) for value in field.values(record)]


@table("name", FIELDS)
def test_a_field_comes_back_from_a_seed_or_has_a_reason_not_to(
    before: Emulator, after: Emulator, name: str
) -> None:
    """See "Add a field to a record" in CONTRIBUTING.md."""
    _, field = FIELDS[name]
    values = found(before, name)
    filled = any(value != field.default for value in values)
    lasts = filled and found(after, name) == values
    if name in WITHOUT_SEEDS:
        assert not lasts, f"{name} can be said in a seed: it needs no reason"
    else:
        assert filled, f"no sample of a seed has a {name} other than the default"
        assert lasts, f"{name} was {values}, and is {found(after, name)} after its export"


def test_reasons_are_of_fields_that_there_are() -> None:
    assert WITHOUT_SEEDS.keys() <= FIELDS.keys()


def test_whatever_seeds_can_hold_is_looked_at(before: Emulator) -> None:
    kept = {each.name for each in tables() if each in before.store.snapshot().records}
    assert {each.name for each in TABLES} == kept - NO_SEEDS.keys()
