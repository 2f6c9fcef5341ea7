"""What a target is told of a user: the three headers ``x-amzn-oidc-...``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator.fronts.alb import settings

if TYPE_CHECKING:
    from cognito_emulator.fronts.alb.keys import Keys
    from cognito_emulator.fronts.user_pool import UserPool

ACCESS_TOKEN, IDENTITY, DATA = (
    "x-amzn-oidc-accesstoken",
    "x-amzn-oidc-identity",
    "x-amzn-oidc-data",
)
NAMES = frozenset({ACCESS_TOKEN, IDENTITY, DATA})
#: In seconds; the token is made anew for each request (measured [load-balancer-3]).
LIFETIME = 120


class Identity(NamedTuple):
    """Who has signed in, as a load balancer knows it.

    Attributes:
        access_token: of the pool.
        claims: what userInfo says, in its order.
        client_id: the load balancer's app client.

    """

    access_token: str
    claims: Mapping[str, Any]
    client_id: str


def headers(who: Identity, pool: UserPool, keys: Keys) -> dict[str, str]:
    """Return the headers that a request is forwarded with, by their names in lower case."""
    return {
        ACCESS_TOKEN: who.access_token,
        IDENTITY: str(who.claims.get("sub", "")),  # documented
        DATA: _data(who, pool, keys),
    }


def _data(who: Identity, pool: UserPool, keys: Keys) -> str:
    """Return the claims of userInfo as a token of the load balancer (measured [load-balancer-2]).

    ``exp`` and ``iss`` stand behind the claims, in place of those of that name.
    """
    expiry = int(pool.now) + LIFETIME
    header = {
        "iss": pool.issuer,
        "client": who.client_id,
        "signer": settings.arn(pool),
        "exp": expiry,
    }
    own = {"exp": expiry, "iss": pool.issuer}
    payload = {**{n: v for n, v in who.claims.items() if n not in own}, **own}
    return keys.signing.sign(header, payload)
