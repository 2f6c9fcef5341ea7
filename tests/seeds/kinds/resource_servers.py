from __future__ import annotations

from tests.seeds.sample import Sample

LIST = "ResourceServers"
SAMPLE = Sample(
    full={
        "Identifier": "orders",
        "Name": "Orders",
        "Scopes": [
            {"ScopeName": "read", "ScopeDescription": "See orders."},
            {"ScopeName": "write", "ScopeDescription": "Change orders."},
        ],
    },
    other={"Identifier": "orders", "Name": "Other orders"},
    shown=(("DescribeResourceServer", {"Identifier": "orders"}),),
    deleted=("DeleteResourceServer", {"Identifier": "orders"}),
    named_by={
        "Clients": {
            "ClientId": "machine",
            "ClientName": "machine",
            "ClientSecret": "s" * 24,
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthFlows": ["client_credentials"],
            "AllowedOAuthScopes": ["orders/read"],
        }
    },
)
