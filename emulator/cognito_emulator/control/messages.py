"""The mails and text messages that were "sent"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain.messages.record import MESSAGES, Medium, Message, MessageReason
from cognito_emulator.domain.pools.record import POOLS
from cognito_emulator.domain.users import directory
from cognito_emulator.domain.users.record import USERS

if TYPE_CHECKING:
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.engine import Engine

__all__ = ["Medium", "Message", "MessageReason", "forget", "sent"]


def sent(engine: Engine, pool_id: str | None, username: str | None) -> list[Message]:
    """Return messages, oldest first; see :meth:`Emulator.messages`."""
    return engine.run_inside(lambda ctx: _found(ctx, pool_id, username))


def forget(engine: Engine, pool_id: str | None, username: str | None) -> int:
    """Delete the messages that :func:`sent` would return; return how many there were."""

    def work(ctx: Context) -> int:
        found = _found(ctx, pool_id, username)
        for message in found:
            ctx.tx.delete(MESSAGES, message.id)
        return len(found)

    return engine.run_inside(work)


def _found(ctx: Context, pool_id: str | None, username: str | None) -> list[Message]:
    """Return the messages to a user, of a pool, or all."""
    group, key = ("pool", pool_id) if pool_id else ("all", "all")
    kept = ctx.tx.all(MESSAGES, group, key)
    return [m for m in kept if username is None or _is_to(ctx, m, username)]


def _is_to(ctx: Context, message: Message, name: str) -> bool:
    """Whether a message went to the user of that name, who may have been deleted since."""
    if message.username == name:
        return True
    pool = ctx.tx.get(POOLS, message.user_pool_id)
    if pool is None:
        return False
    user = directory.by_name(ctx, pool, name) or ctx.tx.find(USERS, "sub", (pool.id, name))
    return user is not None and user.username == message.username
