"""USER_PASSWORD_AUTH, ADMIN_USER_PASSWORD_AUTH and its old name ADMIN_NO_SRP_AUTH."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator.domain.accounts import eligibility
from cognito_emulator.domain.sign_in.flows import entry
from cognito_emulator.domain.work.parameters import required

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.work.context import Context


def begin(ctx: Context, pool: Pool, client: Client, parameters: Mapping[str, str]) -> Attempt:
    """Check a user name and password."""
    _, password = required(parameters, "USERNAME", "PASSWORD")
    who = entry.identify(ctx, pool, client, parameters, password=password)
    if client.hides_users and who.user and not who.user.enabled:
        # Documented: that somebody is disabled is told only to those who know the password.
        eligibility.check_password(ctx, pool, who.user, password)
    entry.admit(ctx, pool, client, who)
    if who.user is None:
        raise eligibility.refused()
    eligibility.check_password(ctx, pool, who.user, password)
    return replace(who.attempt(pool, client, "USER_PASSWORD_AUTH"), passed=("PASSWORD",))
