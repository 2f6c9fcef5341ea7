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
        "TokenValidityUnits": {"AccessToken": "minutes"},
        "AccessTokenValidity": 20,
        "PreventUserExistenceErrors": "ENABLED",
        "ReadAttributes": ["email"],
    },
    other={"ClientId": "one", "ClientName": "other"},
    shown=(("DescribeUserPoolClient", {"ClientId": "one"}),),
    deleted=("DeleteUserPoolClient", {"ClientId": "one"}),
    named_by={},
)
