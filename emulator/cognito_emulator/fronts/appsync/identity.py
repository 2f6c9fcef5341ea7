"""Who asks, as resolvers see it: ``identity`` of user pools."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: Claims that name a user, in an ID token and in an access token (claimed: another emulator does
#: so); a machine's token has neither, and what its ``username`` is, is a guess.
_USERNAMES = ("cognito:username", "username", "sub")
GROUPS = "cognito:groups"


def of(claims: Mapping[str, Any], source_ip: str) -> dict[str, Any]:
    """Return ``identity`` for a token's claims (measured [appsync-6]).

    The members are sorted. ``claims`` has the token's own order, and the types of JSON.
    """
    return {
        "claims": dict(claims),
        "defaultAuthStrategy": "ALLOW",
        "groups": groups_of(claims) or None,
        "issuer": claims.get("iss"),
        "sourceIp": [source_ip],
        "sub": claims.get("sub"),
        "username": next((claims[name] for name in _USERNAMES if name in claims), None),
    }


def groups_of(claims: Mapping[str, Any]) -> list[str]:
    """Return a token's groups."""
    found = claims.get(GROUPS)
    return [str(group) for group in found] if isinstance(found, list) else []
