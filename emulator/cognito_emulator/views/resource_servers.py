"""Resource servers as the API writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.pools.record import ResourceServer


def resource_server(record: ResourceServer) -> shapes.ResourceServerType:
    """Return a ResourceServerType (measured [resource-servers-1] of the members).

    That Scopes is absent where there are none is claimed.
    """
    document: shapes.ResourceServerType = {
        "Identifier": record.identifier,
        "Name": record.name,
        "UserPoolId": record.pool_id,
    }
    if record.scopes:
        document["Scopes"] = [
            {"ScopeName": scope.name, "ScopeDescription": scope.description}
            for scope in record.scopes
        ]
    return document
