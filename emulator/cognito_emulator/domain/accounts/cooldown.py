"""How long somebody waits at the pages for another code; the API has no such rule."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from cognito_emulator.domain.messages import limits
from cognito_emulator.domain.users import directory

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context

#: How far two codes that are asked for are apart (a guess), in seconds.
SECONDS = 30


def left(ctx: Context, pool: Pool, client: Client, name: str) -> int:
    """Return how many seconds are to pass before another code can be asked for; 0 for none.

    It does not tell whether there is such a user, where the client hides that.

    Raises:
        UserNotFoundException: there is none, and the client does not hide that.

    """
    user = directory.named(ctx, pool, client, name)
    return since(ctx, limits.last(ctx, pool, user.sub if user else name, limits.RESEND_CODE))


def since(ctx: Context, last: float | None) -> int:
    """Return how many seconds are to pass, by when one was asked for last; 0 for none."""
    return 0 if last is None else max(0, ceil(last + SECONDS - ctx.now))
