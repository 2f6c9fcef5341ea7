"""ExplicitAuthFlows: with which flows a client may sign in and refresh."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from cognito_emulator import errors

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client

# What a client may use that names no flows: SRP (recorded [clients-1]), else documented.
_BY_DEFAULT = ("ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH")
#: The old-style names. Both allow SRP and refreshing too (measured [clients-2]); `CUSTOM_ONLY`
#: shuts out all other ways to sign in, but not refreshing (a guess).
OLD_STYLE = ("USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH")
CUSTOM_ONLY = "CUSTOM_AUTH_FLOW_ONLY"


def check(client: Client, allowed_by: AbstractSet[str], refusal: str) -> None:
    """Refuse a flow that the client's ExplicitAuthFlows do not allow.

    Args:
        client: the client.
        allowed_by: the names of which one has to be there, of new-style and of old-style lists.
        refusal: what a client is told that may not use the flow; the wording differs per flow.

    Raises:
        InvalidParameterException: it may not.

    """
    given = client.explicit_flows or _BY_DEFAULT
    if CUSTOM_ONLY in given:
        given = (CUSTOM_ONLY,)  # text: measured [clients-3]
        refusal = "Only custom auth (lambda driven) is enabled for this client."
    if allowed_by.isdisjoint(given):
        raise errors.InvalidParameterException(refusal)
