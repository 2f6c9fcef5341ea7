from __future__ import annotations

from tests.seeds.sample import Sample

LIST = "Clients"
SAMPLE = Sample(
    full={
        "ClientId": "one",
        "ClientName": "web",
        "ClientSecret": "s" * 24,
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
        "EnableTokenRevocation": False,
        "EnablePropagateAdditionalUserContextData": True,
        "PreventUserExistenceErrors": "ENABLED",
        "ReadAttributes": ["email"],
        "WriteAttributes": ["email"],
    },
    other={"ClientId": "one", "ClientName": "other"},
    shown=(("DescribeUserPoolClient", {"ClientId": "one"}),),
    deleted=("DeleteUserPoolClient", {"ClientId": "one"}),
    named_by={},
)
