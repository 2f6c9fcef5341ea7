"""USER_PASSWORD_AUTH, ADMIN_USER_PASSWORD_AUTH and its old name ADMIN_NO_SRP_AUTH."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cognito_emulator.domain import clients
from cognito_emulator.domain.auth import standing
from cognito_emulator.domain.auth.attempt import Attempt
from cognito_emulator.domain.auth.parameters import required

if TYPE_CHECKING:
    from cognito_emulator.domain.clients import Client
    from cognito_emulator.domain.context import Context
    from cognito_emulator.domain.pools import Pool


def begin(ctx: Context, pool: Pool, client: Client, parameters: Mapping[str, str]) -> Attempt:
    """Check a user name and password; the hash is over the name as it was sent (measured)."""
    username, password = required(parameters, "USERNAME", "PASSWORD")
    clients.check_secret_hash(client, username, parameters.get("SECRET_HASH"))
    user = standing.find(ctx, pool, client, username)
    if user is None:
        raise standing.refused()
    if client.hides_users and not user.enabled:  # documented: tells only those who know it
        standing.check_password(ctx, pool, user, password)
    standing.admit(client, user)
    standing.check_password(ctx, pool, user, password)
    return Attempt(
        pool_id=pool.id,
        client_id=client.id,
        username=user.username,
        sub=user.sub,
        flow="USER_PASSWORD_AUTH",
        passed=("PASSWORD",),
    )
