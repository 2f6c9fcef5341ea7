"""USER_PASSWORD_AUTH, ADMIN_USER_PASSWORD_AUTH and its old name ADMIN_NO_SRP_AUTH."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator.domain.auth import standing
from cognito_emulator.domain.auth.flows import arrival
from cognito_emulator.domain.auth.parameters import required

if TYPE_CHECKING:
    from cognito_emulator.domain.auth.attempt import Attempt
    from cognito_emulator.domain.clients import Client
    from cognito_emulator.domain.context import Context
    from cognito_emulator.domain.pools import Pool


def begin(ctx: Context, pool: Pool, client: Client, parameters: Mapping[str, str]) -> Attempt:
    """Check a user name and password."""
    _, password = required(parameters, "USERNAME", "PASSWORD")
    who = arrival.identify(ctx, pool, client, parameters)
    if client.hides_users and who.user and not who.user.enabled:
        # Documented: that somebody is disabled is told only to those who know the password.
        standing.check_password(ctx, pool, who.user, password)
    arrival.admit(ctx, pool, client, who)
    if who.user is None:
        raise standing.refused()
    standing.check_password(ctx, pool, who.user, password)
    return replace(who.attempt(pool, client, "USER_PASSWORD_AUTH"), passed=("PASSWORD",))
