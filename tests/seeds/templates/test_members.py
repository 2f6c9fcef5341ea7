"""Whatever a resource may have: taken, folded, skipped or lost, and told of, never dropped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from cognito_emulator.seeds import Document, SeedError, document_of, read
from tests.table import table

# The properties of the resource types, all the way down, as the registry's schemas name them (those
# that cfn-lint 1.58.0 has, of 2026). A list of objects is written with brackets.
_TRIGGERS = """
CreateAuthChallenge CustomMessage DefineAuthChallenge KMSKeyID PostAuthentication PostConfirmation
PreAuthentication PreSignUp PreTokenGeneration UserMigration VerifyAuthChallengeResponse
CustomEmailSender.LambdaArn CustomEmailSender.LambdaVersion CustomSMSSender.LambdaArn
CustomSMSSender.LambdaVersion InboundFederation.LambdaArn InboundFederation.LambdaVersion
PreTokenGenerationConfig.LambdaArn PreTokenGenerationConfig.LambdaVersion
"""
CLOUDFORMATION = {
    "UserPool": f"""
        AccountRecoverySetting.RecoveryMechanisms[].Name
        AccountRecoverySetting.RecoveryMechanisms[].Priority:1
        AdminCreateUserConfig.AllowAdminCreateUserOnly:?
        AdminCreateUserConfig.InviteMessageTemplate.EmailMessage
        AdminCreateUserConfig.InviteMessageTemplate.EmailSubject
        AdminCreateUserConfig.InviteMessageTemplate.SMSMessage
        AdminCreateUserConfig.UnusedAccountValidityDays:1
        AliasAttributes[] AutoVerifiedAttributes[] DeletionProtection
        DeviceConfiguration.ChallengeRequiredOnNewDevice:?
        DeviceConfiguration.DeviceOnlyRememberedOnUserPrompt:?
        EmailAuthenticationMessage EmailAuthenticationSubject
        EmailConfiguration.ConfigurationSet EmailConfiguration.EmailSendingAccount
        EmailConfiguration.From EmailConfiguration.ReplyToEmailAddress EmailConfiguration.SourceArn
        EmailVerificationMessage EmailVerificationSubject EnabledMfas[]=SMS_MFA
        IssuerConfiguration.Type KeyConfiguration.KeyType KeyConfiguration.KmsKeyArn
        {" ".join(f"LambdaConfig.{each}" for each in _TRIGGERS.split())}
        MfaConfiguration Policies.PasswordPolicy.MinimumLength:1
        Policies.PasswordPolicy.PasswordHistorySize:1 Policies.PasswordPolicy.RequireLowercase:?
        Policies.PasswordPolicy.RequireNumbers:? Policies.PasswordPolicy.RequireSymbols:?
        Policies.PasswordPolicy.RequireUppercase:?
        Policies.PasswordPolicy.TemporaryPasswordValidityDays:1
        Policies.SignInPolicy.AllowedFirstAuthFactors[]
        Schema[].AttributeDataType Schema[].DeveloperOnlyAttribute:? Schema[].Mutable:?
        Schema[].Name Schema[].NumberAttributeConstraints.MaxValue
        Schema[].NumberAttributeConstraints.MinValue Schema[].Required:?
        Schema[].StringAttributeConstraints.MaxLength Schema[].StringAttributeConstraints.MinLength
        SmsAuthenticationMessage SmsConfiguration.ExternalId SmsConfiguration.SnsCallerArn
        SmsConfiguration.SnsRegion SmsConfiguration.EumsSms.CallerArn
        SmsConfiguration.EumsSms.ConfigurationSetName SmsConfiguration.EumsSms.ExternalId
        SmsConfiguration.EumsSms.InEntityId SmsConfiguration.EumsSms.InTemplateId
        SmsConfiguration.EumsSms.OriginationIdentity SmsConfiguration.EumsSms.Region
        SmsVerificationMessage
        UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate[]
        UserPoolAddOns.AdvancedSecurityAdditionalFlows.CustomAuthMode
        UserPoolAddOns.AdvancedSecurityMode UserPoolName UserPoolTags{{}} UserPoolTier
        UsernameAttributes[] UsernameConfiguration.CaseSensitive:?
        VerificationMessageTemplate.DefaultEmailOption VerificationMessageTemplate.EmailMessage
        VerificationMessageTemplate.EmailMessageByLink VerificationMessageTemplate.EmailSubject
        VerificationMessageTemplate.EmailSubjectByLink VerificationMessageTemplate.SmsMessage
        WebAuthnFactorConfiguration WebAuthnRelyingPartyID WebAuthnUserVerification
    """,
    "UserPoolClient": """
        AccessTokenValidity:1 AllowedOAuthFlows[] AllowedOAuthFlowsUserPoolClient:?
        AllowedOAuthScopes[] AnalyticsConfiguration.ApplicationArn
        AnalyticsConfiguration.ApplicationId AnalyticsConfiguration.ExternalId
        AnalyticsConfiguration.RoleArn AnalyticsConfiguration.UserDataShared:?
        AuthSessionValidity:1 CallbackURLs[] ClientName DefaultRedirectURI
        EnablePropagateAdditionalUserContextData:? EnableTokenRevocation:? ExplicitAuthFlows[]
        GenerateSecret:? IdTokenValidity:1 LogoutURLs[] PreventUserExistenceErrors ReadAttributes[]
        RefreshTokenRotation.Feature RefreshTokenRotation.RetryGracePeriodSeconds:1
        RefreshTokenValidity:1 SupportedIdentityProviders[] TokenValidityUnits.AccessToken
        TokenValidityUnits.IdToken TokenValidityUnits.RefreshToken WriteAttributes[]
    """,
    "UserPoolDomain": """
        CustomDomainConfig.CertificateArn CustomDomainConfig.SecurityPolicy Domain
        ManagedLoginVersion:1 Routing.Failover.PrimaryRoute53HealthCheckId
        Routing.Failover.SecondaryRegion
    """,
    "UserPoolGroup": "Description GroupName Precedence:1 RoleArn",
    "UserPoolIdentityProvider": """
        AttributeMapping{} IdpIdentifiers[] ProviderDetails{} ProviderName ProviderType
    """,
    "UserPoolResourceServer": "Identifier Name Scopes[].ScopeDescription Scopes[].ScopeName",
    "UserPoolUser": """
        ClientMetadata{} DesiredDeliveryMediums[] ForceAliasCreation:? MessageAction
        UserAttributes[].Name UserAttributes[].Value Username ValidationData[].Name
        ValidationData[].Value
    """,
    "UserPoolUICustomizationAttachment": "CSS ClientId",
    "ManagedLoginBranding": """
        Assets[].Bytes Assets[].Category Assets[].ColorMode Assets[].Extension Assets[].ResourceId
        ClientId ReturnMergedResources:? Settings{} UseCognitoProvidedValues:?
    """,
    "Terms": "ClientId Enforcement Links{} TermsName TermsSource",
}
# Types of which nothing is read; the resource is told of as a whole.
WHOLE = {
    "LogDeliveryConfiguration": "lost",
    "UserPoolRiskConfigurationAttachment": "lost",
    "UserPoolReplica": "lost",
    "UserPoolRegionalConfigurationAttachment": "lost",
    "UserPoolSomethingNew": "lost",
    "IdentityPool": "skipped",
    "IdentityPoolPrincipalTag": "skipped",
    "IdentityPoolRoleAttachment": "skipped",
}


def sample(path: str) -> tuple[Any, Any]:
    """A value at a path of the table, and what of it can be recognised again."""
    first, _, rest = path.partition(".")
    if rest:
        inner, mark = sample(rest)
        name = first.removesuffix("[]")
        return {name: [inner] if first.endswith("[]") else inner}, mark
    name, mark = first, "a-mark"
    for ending, value in ((":1", 4711), (":?", True), ("{}", {"a": mark}), ("[]", [mark])):
        if first.endswith(ending):
            name = first.removesuffix(ending)
            return {name: value}, name if value is True else 4711 if value == 4711 else mark
    name, is_wish, wish = first.partition("=")
    if is_wish:
        return {name.removesuffix("[]"): [wish]}, "SmsMfaConfiguration"
    return {name: mark}, mark


def told(document: Document, member: str) -> list[str]:
    """What the report says of a member of the resource."""
    assert document.report is not None
    return [str(row) for row in document.report.rows if f".{member}" in row.where]


def every(described: dict[str, str]) -> Iterator[tuple[str, str]]:
    for kind, paths in described.items():
        for path in paths.split():
            yield kind, path


@table("kind, path", list(every(CLOUDFORMATION)))
def test_every_property_of_cloudformation(kind: str, path: str) -> None:
    given, mark = sample(path)
    if kind == "UserPool":
        resources = {"It": {"Type": "AWS::Cognito::UserPool", "Properties": given}}
    else:
        own = {"Type": f"AWS::Cognito::{kind}", "Properties": {"UserPoolId": {"Ref": "P"}, **given}}
        resources = {"P": {"Type": "AWS::Cognito::UserPool"}, "It": own}
    is_told_and_there(document_of({"Resources": resources}), next(iter(given)), mark)


def is_told_and_there(document: Document, member: str, mark: object) -> None:
    rows = told(document, member)
    assert rows, "it is dropped without a word"
    is_gone = rows[0].startswith(("skipped", "lost"))
    assert is_gone or squashed(json.dumps(mark)) in squashed(json.dumps(document)), rows
    if is_gone:
        assert ": " in rows[0]
    try:
        read(document)
    except SeedError as refusal:  # the values are none; the names have to be known
        assert "There is no member" not in str(refusal)


def squashed(text: str) -> str:
    """A text in which a name of Terraform's is that of the API: a flag is known by its name."""
    return text.replace("_", "").lower()


@table("kind, outcome", list(WHOLE.items()))
def test_every_other_type_of_cloudformation(kind: str, outcome: str) -> None:
    other = {"Type": f"AWS::Cognito::{kind}", "Properties": {"UserPoolId": {"Ref": "P"}}}
    document = document_of({"Resources": {"P": {"Type": "AWS::Cognito::UserPool"}, "It": other}})
    assert document.report is not None
    rows = [str(row) for row in document.report.rows if "It" in row.where]
    assert [row.partition(" ")[0] for row in rows] == [outcome]
    assert ": " in rows[0]


# --- Terraform ------------------------------------------------------------------------------------

# The arguments, as the documentation of the provider has them (2025 and 2026). A block is a list.
_LAMBDAS = """
create_auth_challenge custom_message define_auth_challenge post_authentication post_confirmation
pre_authentication pre_sign_up pre_token_generation user_migration verify_auth_challenge_response
kms_key_id custom_email_sender[].lambda_arn custom_email_sender[].lambda_version
custom_sms_sender[].lambda_arn custom_sms_sender[].lambda_version
pre_token_generation_config[].lambda_arn pre_token_generation_config[].lambda_version
"""
TERRAFORM = {
    "user_pool": f"""
        account_recovery_setting[].recovery_mechanism[].name
        account_recovery_setting[].recovery_mechanism[].priority:1
        admin_create_user_config[].allow_admin_create_user_only:?
        admin_create_user_config[].invite_message_template[].email_message
        admin_create_user_config[].invite_message_template[].email_subject
        admin_create_user_config[].invite_message_template[].sms_message
        alias_attributes[] auto_verified_attributes[] deletion_protection
        device_configuration[].challenge_required_on_new_device:?
        device_configuration[].device_only_remembered_on_user_prompt:?
        email_configuration[].configuration_set email_configuration[].email_sending_account
        email_configuration[].from_email_address email_configuration[].reply_to_email_address
        email_configuration[].source_arn email_mfa_configuration[].message
        email_mfa_configuration[].subject email_verification_message email_verification_subject
        {" ".join(f"lambda_config[].{each}" for each in _LAMBDAS.split())}
        mfa_configuration name password_policy[].minimum_length:1
        password_policy[].password_history_size:1 password_policy[].require_lowercase:?
        password_policy[].require_numbers:? password_policy[].require_symbols:?
        password_policy[].require_uppercase:? password_policy[].temporary_password_validity_days:1
        schema[].attribute_data_type schema[].developer_only_attribute:? schema[].mutable:?
        schema[].name schema[].required:? schema[].number_attribute_constraints[].max_value
        schema[].number_attribute_constraints[].min_value
        schema[].string_attribute_constraints[].max_length
        schema[].string_attribute_constraints[].min_length
        sign_in_policy[].allowed_first_auth_factors[] sms_authentication_message
        sms_configuration[].external_id sms_configuration[].sns_caller_arn
        sms_configuration[].sns_region sms_verification_message
        software_token_mfa_configuration[].enabled:? tags{{}}
        user_attribute_update_settings[].attributes_require_verification_before_update[]
        user_pool_add_ons[].advanced_security_mode
        user_pool_add_ons[].advanced_security_additional_flows[].custom_auth_mode user_pool_tier
        username_attributes[] username_configuration[].case_sensitive:?
        verification_message_template[].default_email_option
        verification_message_template[].email_message
        verification_message_template[].email_message_by_link
        verification_message_template[].email_subject
        verification_message_template[].email_subject_by_link
        verification_message_template[].sms_message web_authn_configuration[].relying_party_id
        web_authn_configuration[].user_verification
    """,
    "user_pool_client": """
        access_token_validity:1 allowed_oauth_flows[] allowed_oauth_flows_user_pool_client:?
        allowed_oauth_scopes[] analytics_configuration[].application_arn
        analytics_configuration[].application_id analytics_configuration[].external_id
        analytics_configuration[].role_arn analytics_configuration[].user_data_shared:?
        auth_session_validity:1 callback_urls[] default_redirect_uri
        enable_propagate_additional_user_context_data:? enable_token_revocation:?
        explicit_auth_flows[] generate_secret:? id_token_validity:1 logout_urls[] name
        prevent_user_existence_errors read_attributes[] refresh_token_rotation[].feature
        refresh_token_rotation[].retry_grace_period_seconds:1 refresh_token_validity:1
        supported_identity_providers[] token_validity_units[].access_token
        token_validity_units[].id_token token_validity_units[].refresh_token write_attributes[]
    """,
    "user_pool_domain": "certificate_arn domain managed_login_version:1",
    "user_group": "description name precedence:1 role_arn",
    "user": """
        attributes{} client_metadata{} desired_delivery_mediums[] enabled:? force_alias_creation:?
        message_action password temporary_password username validation_data{}
    """,
    "resource_server": "identifier name scope[].scope_name scope[].scope_description",
    "identity_provider": """
        attribute_mapping{} idp_identifiers[] provider_details{} provider_name provider_type
    """,
    "user_pool_ui_customization": "client_id css image_file",
    "managed_login_branding": """
        asset[].bytes asset[].category asset[].color_mode asset[].extension asset[].resource_id
        client_id use_cognito_provided_values:?
    """,
}
WHOLE_OF_TERRAFORM = {
    "risk_configuration": "lost",
    "log_delivery_configuration": "lost",
    "user_pool_replica": "lost",
    "managed_user_pool_client": "lost",
    "something_new": "lost",
    "identity_pool": "skipped",
    "identity_pool_provider_principal_tag": "skipped",
    "identity_pool_roles_attachment": "skipped",
}


def plan(*resources: tuple[str, str, dict[str, Any]]) -> Document:
    """A plan with resources: their types, names and arguments."""
    listed = [
        {
            "address": f"aws_cognito_{kind}.{name}",
            "mode": "managed",
            "type": f"aws_cognito_{kind}",
            "name": name,
            "values": values,
        }
        for kind, name, values in resources
    ]
    root = {"root_module": {"resources": listed}}
    return document_of({"terraform_version": "1.9", "planned_values": root})


@table("kind, path", list(every(TERRAFORM)))
def test_every_argument_of_terraform(kind: str, path: str) -> None:
    given, mark = sample(path)
    member = next(iter(given))
    if kind == "user_pool":
        # Without MFA the provider sends no second factors.
        document = plan(("user_pool", "it", {"name": "a", "mfa_configuration": "ON", **given}))
    else:
        document = plan(("user_pool", "p", {"name": "a"}), (kind, "it", given))
    is_told_and_there(document, f"it.{member}", mark)


@table("kind, outcome", list(WHOLE_OF_TERRAFORM.items()))
def test_every_other_type_of_terraform(kind: str, outcome: str) -> None:
    document = plan(("user_pool", "p", {"name": "a"}), (kind, "it", {"user_pool_id": "x"}))
    assert document.report is not None
    rows = [str(row) for row in document.report.rows if ".it" in row.where]
    assert [row.partition(" ")[0] for row in rows] == [outcome]
    assert ": " in rows[0]
