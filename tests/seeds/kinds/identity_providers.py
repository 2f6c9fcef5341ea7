from __future__ import annotations

from tests.seeds.sample import Sample

LIST = "IdentityProviders"
SAMPLE = Sample(
    full={
        "ProviderName": "Corp",
        "ProviderType": "OIDC",
        "ProviderDetails": {
            "client_id": "app",
            "client_secret": "secret",
            "authorize_scopes": "openid",
            "oidc_issuer": "https://idp.example",
            "attributes_request_method": "GET",
        },
        "AttributeMapping": {"username": "sub", "email": "mail"},
        "IdpIdentifiers": ["corp", "example.com"],
        "AcrMapping": {"Level1": "low"},
        "StandIn": True,
        "People": [
            {"sub": "1", "email": "ada@example.com", "groups": ["staff"], "age": 36.5},
            {"sub": "2"},
        ],
    },
    other={
        "ProviderName": "Corp",
        "ProviderType": "OIDC",
        "ProviderDetails": {
            "client_id": "other",
            "authorize_scopes": "openid email",
            "oidc_issuer": "https://other.example",
            "attributes_request_method": "POST",
        },
        "AttributeMapping": {},
        "IdpIdentifiers": ["example.com"],
    },
    shown=(("DescribeIdentityProvider", {"ProviderName": "Corp"}),),
    deleted=("DeleteIdentityProvider", {"ProviderName": "Corp"}),
    named_by={
        "Clients": {
            "ClientId": "federated",
            "ClientName": "federated",
            "SupportedIdentityProviders": ["Corp"],
        }
    },
)
