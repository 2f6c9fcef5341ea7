"""REFRESH_TOKEN_AUTH and its synonym REFRESH_TOKEN: refreshing by InitiateAuth.

It is no way to sign in: it redeems a sign-in, as GetTokensFromRefreshToken does (see `refresh`),
but for other clients and by another proof.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.clients import explicit_flows, secrets
from cognito_emulator.domain.tokens import refresh
from cognito_emulator.domain.work.parameters import required

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.tokens.issue import Tokens
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.domain.work.events import EventDetails

#: The names of the flow, as AuthFlow.
NAMES = frozenset({"REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"})
_ALLOWED_BY = frozenset(
    {"ALLOW_REFRESH_TOKEN_AUTH", *explicit_flows.OLD_STYLE, explicit_flows.CUSTOM_ONLY}
)
_REFUSAL = "REFRESH_TOKEN_AUTH is not enabled for the client."  # a guess


def run(
    ctx: Context,
    pool: Pool,
    client: Client,
    parameters: Mapping[str, str],
    details: EventDetails,
) -> Tokens:
    """Redeem a refresh token; the hash is over the canonical name (recorded [tokens-27]).

    Raises:
        UnsupportedOperationException: the client rotates refresh tokens.
        InvalidParameterException: the client may not use the flow, or there is no token.
        NotAuthorizedException: SECRET_HASH is missing or wrong, or a reason of `refresh.redeem`.

    """
    _refuse_rotation(client)
    explicit_flows.check(client, _ALLOWED_BY, _REFUSAL)
    (text,) = required(parameters, "REFRESH_TOKEN")
    secret_hash = parameters.get("SECRET_HASH")
    secrets.require_secret_hash(client, secret_hash)
    token = refresh.find(ctx, pool, client, text, parameters.get("DEVICE_KEY"))
    secrets.check_secret_hash_of_refresh(client, token.sign_in.username, secret_hash)
    return refresh.redeem(ctx, pool, client, token, "RefreshTokens", details)


def _refuse_rotation(client: Client) -> None:
    """Refuse clients that rotate refresh tokens: GetTokensFromRefreshToken is theirs.

    Such clients cannot allow the flow, and still get this refusal (recorded [tokens-26]).
    """
    if client.rotates:
        raise errors.UnsupportedOperationException(
            "This API does not support refresh token rotation"
        )
