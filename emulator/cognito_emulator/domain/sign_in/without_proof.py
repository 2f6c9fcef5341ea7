"""A sign-in that proves nothing, for developers who click on a user beneath a form.

The service has nothing like it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain.accounts import eligibility
from cognito_emulator.domain.tokens.completed import CompletedSignIn
from cognito_emulator.domain.users import directory

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.sign_in.way import Way
    from cognito_emulator.domain.work.context import Context


def completed(ctx: Context, pool: Pool, client: Client, way: Way, name: str) -> CompletedSignIn:
    """Return the sign-in that a user would have completed with a password.

    No challenge is met and no trigger of the sign-in is asked.

    Raises:
        UserNotFoundException: there is no such user.
        NotAuthorizedException, UserNotConfirmedException, PasswordResetRequiredException: the user
            may not sign in, see `eligibility.admit`.

    """
    user = directory.known(ctx.tx, pool, name)
    eligibility.admit(client, user)
    passed = ("PASSWORD",)
    return CompletedSignIn(
        pool=pool,
        client=client,
        user=user,
        flow="USER_PASSWORD_AUTH",
        passed=passed,
        at=ctx.now,
        source=way.source_of_tokens(passed),
    )
