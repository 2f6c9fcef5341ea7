"""What is typed of a document is all of it, and comes out as it went in."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from cognito_emulator.api import spec
from cognito_emulator.domain.clients.analytics import AnalyticsConfiguration
from cognito_emulator.domain.clients.oauth_settings import OAuthSettings
from cognito_emulator.domain.pools.custom_domain import CustomDomainConfig
from cognito_emulator.domain.pools.devices import DeviceConfiguration
from cognito_emulator.domain.pools.factors import EmailMfa, SoftwareTokenMfa, WebAuthnConfiguration
from cognito_emulator.domain.pools.protection import AddOns
from cognito_emulator.domain.pools.senders import EmailConfiguration, SmsConfiguration
from cognito_emulator.domain.pools.templates import InvitationTemplate, VerificationTemplate
from cognito_emulator.domain.work.parts import Part

PARTS: dict[type[Part], tuple[str, ...]] = {
    AddOns: ("CreateUserPool", "UserPoolAddOns"),
    AnalyticsConfiguration: ("CreateUserPoolClient", "AnalyticsConfiguration"),
    CustomDomainConfig: ("CreateUserPoolDomain", "CustomDomainConfig"),
    DeviceConfiguration: ("CreateUserPool", "DeviceConfiguration"),
    EmailConfiguration: ("CreateUserPool", "EmailConfiguration"),
    EmailMfa: ("SetUserPoolMfaConfig", "EmailMfaConfiguration"),
    InvitationTemplate: ("CreateUserPool", "AdminCreateUserConfig", "InviteMessageTemplate"),
    SmsConfiguration: ("CreateUserPool", "SmsConfiguration"),
    SoftwareTokenMfa: ("SetUserPoolMfaConfig", "SoftwareTokenMfaConfiguration"),
    VerificationTemplate: ("CreateUserPool", "VerificationMessageTemplate"),
    WebAuthnConfiguration: ("SetUserPoolMfaConfig", "WebAuthnConfiguration"),
}
FILLED: dict[type[Part], dict[str, Any]] = {
    AddOns: {"AdvancedSecurityAdditionalFlows": {}},
    DeviceConfiguration: {
        "ChallengeRequiredOnNewDevice": False,
        "DeviceOnlyRememberedOnUserPrompt": False,
    },
    EmailConfiguration: {"EmailSendingAccount": "COGNITO_DEFAULT"},
    VerificationTemplate: {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
}
each_part = pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)


def shape_of(part: type[Part]) -> spec.Shape:
    operation, *path = PARTS[part]
    shape = spec.operation(operation).input
    for member in path:
        shape = shape.members[member]
    return shape


def value_for(shape: spec.Shape) -> Any:
    by_kind = {"boolean": True, "integer": 1, "structure": {"any": {"thing": "at all"}}}
    return by_kind.get(shape.kind, "text")


def test_every_part_is_held_here() -> None:
    declared = {part.__name__ for part in Part.__subclasses__()}
    assert declared == {part.__name__ for part in (*PARTS, OAuthSettings)}


@each_part
def test_a_part_has_all_members_of_the_model(part: type[Part]) -> None:
    """Else a release of the model could bring a member that goes in and does not come out."""
    assert sorted(part.MEMBERS.values()) == sorted(shape_of(part).members)
    assert list(part.MEMBERS) == [each.name for each in fields(part)]  # type: ignore[arg-type]


@each_part
def test_what_is_given_comes_out(part: type[Part]) -> None:
    whole = {name: value_for(shape) for name, shape in shape_of(part).members.items()}
    filled = FILLED.get(part, {})

    assert part.of(whole).document() == whole
    for name, value in whole.items():
        assert part.of({name: value}).document() == {**filled, name: value}
    assert part.of({}).document() == filled


def test_absent_is_not_empty() -> None:
    assert DeviceConfiguration.at({}, "DeviceConfiguration") is None
    assert DeviceConfiguration.at({"DeviceConfiguration": {}}, "DeviceConfiguration") == (
        DeviceConfiguration()
    )


@pytest.mark.parametrize("text", ["", "us-east-1"])
def test_an_empty_text_is_a_text(text: str) -> None:
    assert SmsConfiguration.of({"ExternalId": text}).document() == {"ExternalId": text}


def test_a_document_shares_nothing_with_the_record() -> None:
    sms = SmsConfiguration.of({"EumsSms": {"CallerArn": "arn"}})
    sms.document()["EumsSms"]["CallerArn"] = "another"
    assert sms.document() == {"EumsSms": {"CallerArn": "arn"}}


def test_of_a_client_a_part_has_some_members() -> None:
    members = spec.operation("CreateUserPoolClient").input.members
    assert set(OAuthSettings.MEMBERS.values()) <= set(members)
    assert list(OAuthSettings.MEMBERS) == [each.name for each in fields(OAuthSettings)]


def test_a_list_comes_out_unless_it_is_empty() -> None:
    given = {"CallbackURLs": ["https://b.example", "https://a.example"], "LogoutURLs": []}
    oauth = OAuthSettings.of({**given, "ClientName": "c"})
    assert oauth.document() == {
        "AllowedOAuthFlowsUserPoolClient": False,
        "CallbackURLs": given["CallbackURLs"],
    }
    assert oauth == OAuthSettings(callback_urls=("https://b.example", "https://a.example"))


def test_an_update_resets_the_lists_that_it_omits() -> None:
    """Decision 0016."""
    before = OAuthSettings(
        enabled=True,
        flows=("code",),
        scopes=("openid",),
        callback_urls=("https://a.example",),
        logout_urls=("https://a.example",),
        default_redirect_uri="https://a.example",
        identity_providers=("COGNITO",),
    )
    assert before.changed({"AllowedOAuthFlows": ["implicit"]}) == OAuthSettings(
        enabled=True, flows=("implicit",), default_redirect_uri="https://a.example"
    )
