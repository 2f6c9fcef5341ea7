from __future__ import annotations

from tests.seeds.sample import Sample

LIST = "Clients"
SAMPLE = Sample(
    full={
        "ClientId": "one",
        "ClientName": "web",
        "ClientSecret": "s" * 24,
        "SecondClientSecret": "t" * 24,
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "CallbackURLs": ["https://app.example"],
        "RefreshTokenRotation": {"Feature": "DISABLED"},
        "LogoutURLs": ["https://app.example/bye"],
        "DefaultRedirectURI": "https://app.example",
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid"],
        "SupportedIdentityProviders": ["COGNITO"],
        "TokenValidityUnits": {"AccessToken": "minutes"},
        "AccessTokenValidity": 20,
        "IdTokenValidity": 2,
        "RefreshTokenValidity": 7,
        "AuthSessionValidity": 5,
        "SSOSession": {"MaxValidityMinutes": 5},
        "EnableTokenRevocation": False,
        "EnablePropagateAdditionalUserContextData": True,
        "PreventUserExistenceErrors": "ENABLED",
        "ReadAttributes": ["email"],
        "WriteAttributes": ["email"],
    },
    other={"ClientId": "one", "ClientName": "other"},
    shown=(
        ("DescribeUserPoolClient", {"ClientId": "one"}),
        ("GetUserPoolClientSessionConfiguration", {"ClientId": "one"}),
    ),
    deleted=("DeleteUserPoolClient", {"ClientId": "one"}),
    named_by={
        "ManagedLoginBrandings": {"ClientId": "one", "UseCognitoProvidedValues": True},
        "Terms": {
            "ClientId": "one",
            "TermsName": "terms-of-use",
            "TermsSource": "LINK",
            "Enforcement": "NONE",
            "Links": {"cognito:default": "https://app.example/terms"},
        },
        "UICustomizations": {"ClientId": "one", "CSS": ".label-customizable { color: red }"},
    },
)
