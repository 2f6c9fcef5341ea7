"""More templates as real projects have them, compared as a whole with what the service describes.

Each has what the tool writes or people write for it: what is not told here is what every pool has.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from cognito_emulator.emulator import Emulator
from cognito_emulator.seeds import load
from cognito_emulator.settings import Settings
from tests.seeds.templates.deployed import TEMPLATES, Deployed, policy

CDK_TEXT = "The verification code to your new account is {####}"
CDK_TEXTS: dict[str, Any] = {
    "EmailVerificationMessage": CDK_TEXT,
    "EmailVerificationSubject": "Verify your new account",
    "SmsVerificationMessage": CDK_TEXT,
    "VerificationMessageTemplate": {
        "DefaultEmailOption": "CONFIRM_WITH_CODE",
        "EmailMessage": CDK_TEXT,
        "EmailSubject": "Verify your new account",
        "SmsMessage": CDK_TEXT,
    },
}
NO_RULES = dict.fromkeys(
    ("RequireLowercase", "RequireNumbers", "RequireSymbols", "RequireUppercase"), False
)
BY_EMAIL = {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]}
CDK_SCOPES = ["profile", "phone", "email", "openid", "aws.cognito.signin.user.admin"]
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:"


# --- AWS SAM --------------------------------------------------------------------------------------


def test_sam_with_an_http_api() -> None:
    it = Deployed(TEMPLATES / "sam-http-api" / "template.yaml", stack_name="notes-app")
    hook = f"{FUNCTION}notes-app-SignUp:live"
    assert it.unusual() == {
        "Name": "notes-dev-users",
        "AutoVerifiedAttributes": ["email"],
        "UsernameAttributes": ["email"],
        "UsernameConfiguration": {"CaseSensitive": False},
        "LambdaConfig": {"PreSignUp": hook, "PostConfirmation": hook},
        "Policies": policy(**{**NO_RULES, "MinimumLength": 12, "RequireLowercase": True}),
        "UserPoolTags": {"stage": "dev"},
    }
    assert it.unusual_client("Web") == {
        "ClientName": "web",
        "AccessTokenValidity": 15,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthScopes": ["openid", "email", "notes/read"],
        "CallbackURLs": [
            "https://notes-app-Site.example.net/callback",
            "https://api.execute-api.us-east-1.amazonaws.com/callback",
        ],
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "PreventUserExistenceErrors": "ENABLED",
        "SupportedIdentityProviders": ["COGNITO"],
        "TokenValidityUnits": {
            "AccessToken": "minutes",
            "IdToken": "hours",
            "RefreshToken": "days",
        },
    }
    assert it.unusual_client("Robot") == {
        "ClientName": "Robot",
        "AllowedOAuthFlows": ["client_credentials"],
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthScopes": ["notes/read"],
    }


def test_sam_with_an_http_api_in_production() -> None:
    parameters = {"Stage": "prod", "CustomDomain": "notes.example"}
    it = Deployed(TEMPLATES / "sam-http-api" / "template.yaml", parameters=parameters)
    assert it.pool["DeletionProtection"] == "ACTIVE"
    assert it.pool["EmailConfiguration"] == {
        "EmailSendingAccount": "DEVELOPER",
        "From": "Notes <hello@notes.example>",
        "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/notes.example",
    }
    assert it.client("Web")["CallbackURLs"][0] == "https://notes.example/callback"


@pytest.mark.parametrize(("address", "confirmed"), [("a@notes.example", True), ("a@b.c", False)])
def test_the_function_behind_an_alias_answers(address: str, *, confirmed: bool) -> None:
    it = Deployed(TEMPLATES / "sam-http-api" / "template.yaml")
    request = {
        "ClientId": "Web",
        "Username": address,
        "Password": "Long-Password-1",
        "UserAttributes": [{"Name": "email", "Value": address}],
    }
    assert it.emulator.call("SignUp", request)["UserConfirmed"] is confirmed


def test_sam_with_a_nested_application() -> None:
    it = Deployed(TEMPLATES / "sam-nested" / "template.yaml", stack_name="library")
    sender = {
        "SnsCallerArn": "arn:aws:iam::123456789012:role/library-Auth-Sender",
        "ExternalId": "books",
        "SnsRegion": "us-east-1",
    }
    text = "{####} opens your shelf"
    assert it.unusual() == {
        "Name": "books-library",
        "AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]},
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True, "UnusedAccountValidityDays": 3},
        "AliasAttributes": ["email", "preferred_username"],
        "AutoVerifiedAttributes": ["email"],
        "DeviceConfiguration": {
            "ChallengeRequiredOnNewDevice": True,
            "DeviceOnlyRememberedOnUserPrompt": False,
        },
        "MfaConfiguration": "OPTIONAL",
        "Policies": policy(TemporaryPasswordValidityDays=3),
        "SmsAuthenticationMessage": text,
        "SmsConfiguration": sender,
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
    }
    assert it.factors() == {
        "SmsMfaConfiguration": {"SmsAuthenticationMessage": text, "SmsConfiguration": sender}
    }
    shelf = it.custom()["shelf"]
    assert (shelf["Mutable"], shelf["StringAttributeConstraints"]) == (False, {"MaxLength": "8"})
    assert it.unusual_client("Web") == {
        "ClientName": "Web",
        "ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "ReadAttributes": ["email", "custom:shelf"],
        "WriteAttributes": ["email"],
    }
    assert it.answer("GetGroup", GroupName="readers")["Group"]["Precedence"] == 5


# --- CloudFormation -------------------------------------------------------------------------------


def test_cloudformation_with_stacks_in_stacks() -> None:
    it = Deployed(TEMPLATES / "cloudformation-nested" / "main.yaml")
    texts = {
        "EmailVerificationMessage": "Your code: {####}",
        "EmailVerificationSubject": "Welcome",
        "SmsVerificationMessage": "{####} is it",
    }
    assert it.unusual() == {
        "Name": "main-Auth",
        "UserPoolTier": "LITE",
        **texts,
        "VerificationMessageTemplate": {
            "DefaultEmailOption": "CONFIRM_WITH_CODE",
            "EmailMessage": "Your code: {####}",
            "EmailSubject": "Welcome",
            "SmsMessage": "{####} is it",
        },
    }
    assert it.unusual_client("AuthClientsWeb") == {
        "ClientName": "Web",
        "AllowedOAuthFlows": ["code", "implicit"],
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthScopes": ["openid"],
        "CallbackURLs": ["https://a.example/cb", "https://b.example/cb"],
        "DefaultRedirectURI": "https://b.example/cb",
        "ExplicitAuthFlows": ["USER_PASSWORD_AUTH"],
        "SupportedIdentityProviders": ["COGNITO"],
    }
    group = it.answer("GetGroup", GroupName="admins")["Group"]
    assert group["RoleArn"] == "arn:aws:iam::123456789012:role/admins"


def test_cloudformation_without_passwords() -> None:
    it = Deployed(TEMPLATES / "passwordless" / "template.yaml")
    triggers = {
        "DefineAuthChallenge": f"{FUNCTION}template-Define",
        "CreateAuthChallenge": f"{FUNCTION}template-Create",
        "VerifyAuthChallengeResponse": f"{FUNCTION}template-Verify",
    }
    assert it.unusual() == {
        "Name": "passwordless",
        "AutoVerifiedAttributes": ["email"],
        "EmailVerificationMessage": "Melden Sie sich mit {####} an",
        "EmailVerificationSubject": "Ihr Code",
        "LambdaConfig": triggers,
        "Policies": {
            **policy(),
            "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]},
        },
        "UsernameAttributes": ["email", "phone_number"],
        "VerificationMessageTemplate": {
            "DefaultEmailOption": "CONFIRM_WITH_CODE",
            "EmailMessage": "Melden Sie sich mit {####} an",
            "EmailSubject": "Ihr Code",
        },
    }
    assert it.factors() == {
        "WebAuthnConfiguration": {
            "RelyingPartyId": "auth.shop.example",
            "UserVerification": "required",
        }
    }
    assert it.unusual_client("Client") == {
        "ClientName": "Client",
        "AuthSessionValidity": 15,
        "EnableTokenRevocation": False,
        "ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH", "ALLOW_USER_AUTH"],
        "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10},
        "RefreshTokenValidity": 90,
    }


def test_the_challenge_in_a_template_is_asked() -> None:
    it = Deployed(TEMPLATES / "passwordless" / "template.yaml")
    it.emulator.plant_user(it.pool_id, {"Username": "a@b.example", "Password": "Long-Password-1"})
    begun = it.emulator.call(
        "InitiateAuth",
        {
            "ClientId": "Client",
            "AuthFlow": "CUSTOM_AUTH",
            "AuthParameters": {"USERNAME": "a@b.example"},
        },
    )
    assert begun["ChallengeParameters"]["medium"] == "mail"
    answer = {
        "ClientId": "Client",
        "ChallengeName": "CUSTOM_CHALLENGE",
        "Session": begun["Session"],
        "ChallengeResponses": {"USERNAME": "a@b.example", "ANSWER": "2468"},
    }
    assert "AuthenticationResult" in it.emulator.call("RespondToAuthChallenge", answer)


def test_cloudformation_of_a_workforce() -> None:
    it = Deployed(TEMPLATES / "workforce" / "template.yaml", parameters={"ssm:/okta/secret": "s"})
    assert it.unusual() == {
        "Name": "workforce",
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True, "UnusedAccountValidityDays": 7},
        "CustomDomain": "login.shop.example",
        "UserPoolAddOns": {
            "AdvancedSecurityMode": "ENFORCED",
            "AdvancedSecurityAdditionalFlows": {"CustomAuthMode": "AUDIT"},
        },
        "UserPoolTier": "PLUS",
    }
    custom = it.custom()
    assert custom["department"]["StringAttributeConstraints"] == {
        "MinLength": "0",
        "MaxLength": "64",
    }
    assert custom["level"]["NumberAttributeConstraints"] == {"MinValue": "1", "MaxValue": "9"}
    assert it.unusual_client("Portal") == {
        "ClientName": "portal",
        "AccessTokenValidity": 8,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthScopes": ["openid", "profile"],
        "CallbackURLs": ["https://portal.shop.example/oauth2/idpresponse"],
        "EnablePropagateAdditionalUserContextData": True,
        "IdTokenValidity": 8,
        "LogoutURLs": ["https://portal.shop.example/"],
        "RefreshTokenValidity": 12,
        "SupportedIdentityProviders": ["Okta"],
        "TokenValidityUnits": {
            "AccessToken": "hours",
            "IdToken": "hours",
            "RefreshToken": "hours",
        },
    }
    domain = it.answer("DescribeUserPoolDomain", Domain="login.shop.example")["DomainDescription"]
    assert domain["ManagedLoginVersion"] == 2
    certificate = domain["CustomDomainConfig"]["CertificateArn"]
    assert certificate == "arn:aws:acm:us-east-1:123456789012:certificate/template-Certificate"
    okta = it.answer("DescribeIdentityProvider", ProviderName="Okta")["IdentityProvider"]
    assert okta["ProviderDetails"]["client_secret"] == "s"
    assert okta["IdpIdentifiers"] == ["shop.example", "shop.example.org"]
    assert okta["AttributeMapping"] == {
        "email": "email",
        "username": "sub",
        "custom:department": "dept",
    }
    style = it.answer("DescribeManagedLoginBrandingByClient", ClientId="Portal")
    assert style["ManagedLoginBranding"]["UseCognitoProvidedValues"] is True


def test_a_sample_of_localstack_has_the_ids_that_it_names() -> None:
    it = Deployed(TEMPLATES / "localstack" / "template.yaml")
    assert it.pool_id == "us-east-1_sample"
    assert it.unusual() == {
        "Name": "sample",
        "EstimatedNumberOfUsers": 1,
        "LambdaConfig": {"UserMigration": f"{FUNCTION}sample-migrate"},
        "UserPoolTags": {"_custom_id_": "us-east-1_sample"},
    }
    assert it.client("sampleclient")["ExplicitAuthFlows"] == [
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
    ]
    user = it.emulator.user(it.pool_id, "sample")
    assert (user.status, user.groups) == ("FORCE_CHANGE_PASSWORD", ("Group",))


# --- the CDK, and what is built on it -------------------------------------------------------------


def test_cdk_with_passkeys() -> None:
    it = Deployed(TEMPLATES / "cdk-passkeys" / "Passkeys.template.json")
    factors = ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]
    assert it.unusual() == {
        "Name": "PoolD3F588B8",
        "AccountRecoverySetting": BY_EMAIL,
        "AutoVerifiedAttributes": ["email"],
        "Domain": "shop-passkeys",
        "Policies": {
            **policy(**NO_RULES, MinimumLength=10, PasswordHistorySize=4),
            "SignInPolicy": {"AllowedFirstAuthFactors": factors},
        },
        "UsernameAttributes": ["email"],
        **CDK_TEXTS,
    }
    assert it.factors() == {
        "WebAuthnConfiguration": {
            "RelyingPartyId": "app.shop.example",
            "UserVerification": "preferred",
        }
    }
    client_id = "PoolWebClient63F0A0E6"
    assert it.unusual_client(client_id) == {
        "ClientName": client_id,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthScopes": ["openid", "email"],
        "AuthSessionValidity": 15,
        "CallbackURLs": ["https://app.shop.example/cb"],
        "ExplicitAuthFlows": [
            "ALLOW_USER_AUTH",
            "ALLOW_USER_SRP_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH",
        ],
        "IdTokenValidity": 60,
        "PreventUserExistenceErrors": "ENABLED",
        "RefreshTokenValidity": 43200,
        "SupportedIdentityProviders": ["COGNITO"],
        "TokenValidityUnits": {
            "AccessToken": "hours",
            "IdToken": "minutes",
            "RefreshToken": "minutes",
        },
    }
    domain = it.answer("DescribeUserPoolDomain", Domain="shop-passkeys")["DomainDescription"]
    assert domain["ManagedLoginVersion"] == 2
    style = it.answer("DescribeManagedLoginBrandingByClient", ClientId=client_id)
    assert "primaryButton" in style["ManagedLoginBranding"]["Settings"]["components"]


def test_cdk_with_threat_protection() -> None:
    it = Deployed(TEMPLATES / "cdk-plus" / "Members.template.json")
    assert it.unusual() == {
        "Name": "members",
        "AccountRecoverySetting": {
            "RecoveryMechanisms": [
                {"Name": "verified_phone_number", "Priority": 1},
                {"Name": "verified_email", "Priority": 2},
            ]
        },
        "AdminCreateUserConfig": {
            "AllowAdminCreateUserOnly": True,
            "InviteMessageTemplate": {
                "EmailMessage": "Hello {username}, your password is {####}",
                "EmailSubject": "Welcome",
                "SMSMessage": "Hello {username}: {####}",
            },
            "UnusedAccountValidityDays": 7,
        },
        "AutoVerifiedAttributes": ["email"],
        "DeletionProtection": "ACTIVE",
        "DeviceConfiguration": {
            "ChallengeRequiredOnNewDevice": True,
            "DeviceOnlyRememberedOnUserPrompt": True,
        },
        "EmailConfiguration": {
            "EmailSendingAccount": "DEVELOPER",
            "From": "Members <members@shop.example>",
            "SourceArn": "arn:aws:ses:eu-west-1:123456789012:identity/shop.example",
        },
        "LambdaConfig": {
            "CustomEmailSender": {
                "LambdaArn": f"{FUNCTION}Members-Mailer8B7E1F00",
                "LambdaVersion": "V1_0",
            },
            "KMSKeyID": "arn:aws:kms:us-east-1:123456789012:key/Members-KeyB45A1E4F",
            "PreTokenGenerationConfig": {
                "LambdaArn": f"{FUNCTION}Members-Claims7F2B11AA",
                "LambdaVersion": "V3_0",
            },
        },
        "MfaConfiguration": "ON",
        "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT", "AdvancedSecurityAdditionalFlows": {}},
        "UserPoolTags": {"team": "crm"},
        "UserPoolTier": "PLUS",
        "UsernameConfiguration": {"CaseSensitive": False},
        "VerificationMessageTemplate": {
            "DefaultEmailOption": "CONFIRM_WITH_LINK",
            "EmailMessageByLink": "Verify your account by clicking on {##Verify Email##}",
            "EmailSubjectByLink": "Verify your new account",
        },
    }
    assert it.factors() == {
        "EmailMfaConfiguration": {},
        "SoftwareTokenMfaConfiguration": {"Enabled": True},
    }
    custom = it.custom()
    assert custom["newsletter"]["AttributeDataType"] == "Boolean"
    assert custom["points"]["NumberAttributeConstraints"] == {"MinValue": "0", "MaxValue": "1000"}
    assert custom["card"]["Mutable"] is False
    assert it.unusual_client("UsersPoolApp11AA22BB") == {
        "ClientName": "UsersPoolApp11AA22BB",
        "AllowedOAuthFlows": ["implicit", "code"],
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthScopes": CDK_SCOPES,
        "CallbackURLs": ["https://example.com"],
        "SupportedIdentityProviders": ["COGNITO"],
    }
    saml = it.answer("DescribeIdentityProvider", ProviderName="Corporate")["IdentityProvider"]
    assert saml["ProviderDetails"]["IDPSignout"] == "false"


def test_amplify_with_google_and_an_identity_pool() -> None:
    secrets = {
        "SecretFetcher2B1A.GOOGLE_CLIENT_ID": "1.apps",
        "SecretFetcher2B1A.GOOGLE_CLIENT_SECRET": "s",
    }
    it = Deployed(TEMPLATES / "amplify-gen2-google" / "cdk.out", parameters=secrets)
    domain = it.pool["Domain"]
    assert re.fullmatch("[0-9a-f]{8}-notes", domain)  # the beginning of the stack's UUID
    assert it.unusual() == {
        "Name": "amplifyAuthUserPool4BA7F805",
        "AccountRecoverySetting": BY_EMAIL,
        "AutoVerifiedAttributes": ["email"],
        "Domain": domain,
        "LambdaConfig": {
            "PreTokenGenerationConfig": {
                "LambdaArn": f"{FUNCTION}notes-claims",
                "LambdaVersion": "V2_0",
            }
        },
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
        "UserPoolTags": {"amplify:deployment-type": "sandbox", "created-by": "amplify"},
        "UsernameAttributes": ["email"],
        "UsernameConfiguration": {"CaseSensitive": False},
        **CDK_TEXTS,
    }
    client_id = "auth179371D7amplifyAuthUserPoolAppClient2626C6F8"
    assert it.unusual_client(client_id) == {
        "ClientName": "amplifyAuthUserPoolAppClient2626C6F8",
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthScopes": CDK_SCOPES,
        "CallbackURLs": ["http://localhost:3000/"],
        "ExplicitAuthFlows": [
            "ALLOW_CUSTOM_AUTH",
            "ALLOW_USER_SRP_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH",
        ],
        "LogoutURLs": ["http://localhost:3000/"],
        "PreventUserExistenceErrors": "ENABLED",
        "SupportedIdentityProviders": ["COGNITO", "Google"],
    }
    google = it.answer("DescribeIdentityProvider", ProviderName="Google")["IdentityProvider"]
    assert google["ProviderDetails"]["client_id"] == "1.apps"
    assert google["ProviderDetails"]["client_secret"] == "s"


def test_amplify_with_google_says_which_secrets_nobody_told() -> None:
    notes = load(TEMPLATES / "amplify-gen2-google" / "cdk.out").notes
    told = [note for note in notes if "--parameter SecretFetcher2B1A.GOOGLE_CLIENT_" in note]
    assert len(told) == 2


def test_the_serverless_stack() -> None:
    it = Deployed(TEMPLATES / "sst" / "dev-shop-Auth.template.json")
    assert it.unusual() == {
        "Name": "dev-shop-Auth",
        "AccountRecoverySetting": {
            "RecoveryMechanisms": [
                {"Name": "verified_phone_number", "Priority": 1},
                {"Name": "verified_email", "Priority": 2},
            ]
        },
        "AutoVerifiedAttributes": ["email"],
        "LambdaConfig": {"PreSignUp": f"{FUNCTION}dev-shop-Auth-AuthpreSignUp0B1C"},
        "UserPoolTags": {"sst:app": "shop", "sst:stage": "dev"},
        "UsernameAttributes": ["email"],
        "UsernameConfiguration": {"CaseSensitive": False},
        **CDK_TEXTS,
    }


def test_the_serverless_framework_with_a_pool_that_exists() -> None:
    it = Deployed(TEMPLATES / "serverless-existing" / ".serverless")
    hook = f"{FUNCTION}tickets-test-invite"
    assert it.unusual() == {
        "Name": "tickets",
        "LambdaConfig": {"CustomMessage": hook, "PreSignUp": hook},
        "Policies": policy(**NO_RULES, MinimumLength=6),
    }
    request = {"ClientId": "TicketsClient", "Username": "ada", "Password": "secret"}
    assert it.emulator.call("SignUp", request)["UserConfirmed"] is True


# --- Terraform, OpenTofu --------------------------------------------------------------------------


def test_a_module_of_terraform() -> None:
    it = Deployed(TEMPLATES / "terraform-module" / "plan.json")
    assert it.pool_id == "eu-west-1_memberspool0"
    sender = {
        "SnsCallerArn": "arn:aws:iam::123456789012:role/sms",
        "ExternalId": "members",
        "SnsRegion": "eu-west-1",
    }
    assert it.unusual() == {
        "Name": "members",
        "AdminCreateUserConfig": {
            "AllowAdminCreateUserOnly": False,
            "InviteMessageTemplate": {
                "EmailMessage": "Dear {username}, your password is {####}.",
                "EmailSubject": "Welcome",
                "SMSMessage": "Your username is {username} and your password is {####}",
            },
            "UnusedAccountValidityDays": 120,
        },
        "AliasAttributes": ["email", "preferred_username"],
        "AutoVerifiedAttributes": ["email"],
        "DeviceConfiguration": {
            "ChallengeRequiredOnNewDevice": True,
            "DeviceOnlyRememberedOnUserPrompt": True,
        },
        "Domain": "members-eu",
        "EmailConfiguration": {
            "EmailSendingAccount": "COGNITO_DEFAULT",
            "ReplyToEmailAddress": "help@shop.example",
        },
        "EmailVerificationMessage": "Your code is {####}",
        "EmailVerificationSubject": "Your code",
        "MfaConfiguration": "OPTIONAL",
        "Policies": policy(
            MinimumLength=10, RequireSymbols=False, TemporaryPasswordValidityDays=120
        ),
        "SmsAuthenticationMessage": "{####}",
        "SmsConfiguration": sender,
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
        "UserPoolAddOns": {
            "AdvancedSecurityMode": "ENFORCED",
            "AdvancedSecurityAdditionalFlows": {},
        },
        "UserPoolTags": {"Owner": "infra", "Project": "members"},
        "UserPoolTier": "PLUS",
        "UsernameConfiguration": {"CaseSensitive": True},
        "VerificationMessageTemplate": {
            "DefaultEmailOption": "CONFIRM_WITH_CODE",
            "EmailMessage": "Your code is {####}",
            "EmailSubject": "Your code",
        },
    }
    assert it.factors() == {
        "SmsMfaConfiguration": {"SmsAuthenticationMessage": "{####}", "SmsConfiguration": sender},
        "SoftwareTokenMfaConfiguration": {"Enabled": True},
    }
    every = {
        "AccessTokenValidity": 60,
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"],
        "IdTokenValidity": 60,
        "PreventUserExistenceErrors": "ENABLED",
        "ReadAttributes": ["email", "custom:score"],
        "SupportedIdentityProviders": ["COGNITO"],
        "TokenValidityUnits": {
            "AccessToken": "minutes",
            "IdToken": "minutes",
            "RefreshToken": "days",
        },
    }
    assert it.unusual_client("membersclient0") == {
        **every,
        "ClientName": "web",
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthScopes": ["openid", "members/read"],
        "CallbackURLs": ["https://members.example/cb"],
        "DefaultRedirectURI": "https://members.example/cb",
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    }
    assert it.unusual_client("membersclient1") == {
        **every,
        "ClientName": "app",
        "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 20},
    }
    groups = it.answer("ListGroups")["Groups"]
    assert {each["GroupName"]: each.get("Precedence") for each in groups} == {
        "admins": 1,
        "guests": None,
    }


def test_a_state_of_terraform_with_people() -> None:
    it = Deployed(TEMPLATES / "terraform-users" / "state.json")
    assert it.unusual() == {
        "Name": "people",
        "AccountRecoverySetting": BY_EMAIL,
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True, "UnusedAccountValidityDays": 7},
        "AutoVerifiedAttributes": ["email"],
        "DeletionProtection": "ACTIVE",
        "Domain": "people-login",
        "EstimatedNumberOfUsers": 3,
        "Policies": {
            **policy(),
            "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]},
        },
        "UserPoolTags": {"ManagedBy": "terraform"},
        "UsernameAttributes": ["email"],
        "UsernameConfiguration": {"CaseSensitive": False},
    }
    assert it.custom()["role"]["StringAttributeConstraints"] == {}
    managed = it.client("9z8y7x6w5v4u3t2s1r0q9p8o7n")
    assert managed["ClientName"] == "AmazonOpenSearchService-logs"
    assert managed["ClientSecret"].startswith("0s1e2c3r")
    ada = it.emulator.user(it.pool_id, "ada@people.example")
    assert (ada.status, ada.groups) == ("CONFIRMED", ("staff",))
    assert ada.sub == "7300a8b2-0011-70aa-9c3e-5d1e2f3a4b5c"
    gus = it.emulator.user(it.pool_id, "gus@people.example")
    assert (gus.status, gus.enabled) == ("FORCE_CHANGE_PASSWORD", False)
    style = it.answer(
        "DescribeManagedLoginBrandingByClient", ClientId="1a2b3c4d5e6f7g8h9i0j1k2l3m"
    )["ManagedLoginBranding"]
    assert style["Settings"] == {"categories": {"global": {"colorSchemeMode": "DARK"}}}
    assert [each["Category"] for each in style["Assets"]] == ["PAGE_BACKGROUND"]


def test_a_plan_of_opentofu_with_a_pool_for_each_tenant() -> None:
    """Of what is indexed by `each.key` a plan names the resource, and no attribute of it."""
    template = TEMPLATES / "opentofu" / "plan.json"
    emulator = Emulator(Settings(), seed=template)
    pools = {pool.name: pool for pool in emulator.all_pools()}
    assert sorted(pools) == ["tenant-blue", "tenant-red"]
    for tenant in ("blue", "red"):
        seed = next(
            each for each in load(template)["UserPools"] if each["PoolName"] == f"tenant-{tenant}"
        )
        assert seed["LambdaConfig"] == {"PreSignUp": f"{FUNCTION}hook-{tenant}"}
        assert [each["ClientName"] for each in seed["Clients"]] == [tenant]
        assert [each["ProviderName"] for each in seed["IdentityProviders"]] == [f"{tenant}-saml"]
        assert [each["Domain"] for each in seed["Domain"]] == [f"tenant-{tenant}"]
        assert tenant in seed["UICustomizations"][0]["CSS"]
        assert seed["UserPoolTags"] == {"env": "test"}
