"""Pools as seeds, for who goes on with them elsewhere, and what stays behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator import signing_keys
from cognito_emulator.counts import counted
from cognito_emulator.domain.messages.record import CODES, MESSAGES
from cognito_emulator.domain.oauth.record import BROWSER_SESSIONS
from cognito_emulator.domain.pools import lookup as pool_lookup
from cognito_emulator.domain.sign_in.record import ATTEMPTS, FORCED_CHALLENGES
from cognito_emulator.domain.tokens.record import SIGN_INS
from cognito_emulator.domain.users import directory
from cognito_emulator.domain.work.lambda_config import LambdaConfig
from cognito_emulator.errors import ResourceNotFoundException
from cognito_emulator.nearest import nearest

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.engine import Engine
    from cognito_emulator.store import Table

# Of what happens to users, a seed has nothing.
_LEFT: Mapping[str, Table[Any]] = {
    "sign-in": SIGN_INS,
    "code": CODES,
    "open challenge": ATTEMPTS,
    "message": MESSAGES,
    "browser session": BROWSER_SESSIONS,
    "forced challenge": FORCED_CHALLENGES,
}


def _unsaid(user: User) -> Iterator[str]:
    """Give what a seed has no word for, of a user."""
    if user.former:
        yield "with earlier passwords"
    if user.pending:
        yield "with unverified new values"
    if user.mfa.waiting is not None:
        yield "with an unverified authenticator app"


class Export(NamedTuple):
    """Pools as a seed.

    Attributes:
        seed: of one pool, or with a list UserPools.
        left: what stays behind, in sentences.
        keys: the signing keys of the pools in PEM, by their ids; empty unless they were asked for.

    """

    seed: dict[str, Any]
    left: list[str]
    keys: dict[str, str]


def export(engine: Engine, pool_ids: Iterable[str] = (), *, with_keys: bool = False) -> Export:
    """Return pools as a seed that gives them back, of one moment.

    Args:
        engine: the engine.
        pool_ids: of which pools; by default of all.
        with_keys: whether their signing keys are wanted, too.

    Raises:
        ResourceNotFoundException: there is no pool of an id.

    """
    from cognito_emulator.seeds import export as export_pool  # noqa: PLC0415 - as all of seeds

    wanted = list(dict.fromkeys(pool_ids))

    def work(ctx: Context) -> Export:
        there = {pool.id: pool for pool in pool_lookup.everywhere(ctx)}
        for each in wanted:
            _require(each, there)
        pools = [there[each] for each in wanted or there]
        seeds = [export_pool(ctx, pool) for pool in pools]
        left = [sentence for pool in pools for sentence in _left(ctx, pool)]
        seed = seeds[0] if len(seeds) == 1 else {"UserPools": seeds}
        return Export(seed, left, {})

    found = engine.look(work)
    if not with_keys:
        return found
    ids = [each["Id"] for each in found.seed.get("UserPools", [found.seed])]
    return found._replace(
        keys={pool_id: signing_keys.pem(engine.keys.of(pool_id)) for pool_id in ids}
    )


def _require(pool_id: str, there: Collection[str]) -> None:
    if pool_id not in there:
        also = f"; {nearest(pool_id, there)}" if there else ""
        raise ResourceNotFoundException(f"User pool {pool_id} does not exist{also}.")


def _left(ctx: Context, pool: Pool) -> Iterable[str]:
    numbers = {word: ctx.tx.count(table, "pool", pool.id) for word, table in _LEFT.items()}
    counts = [counted(number, word) for word, number in numbers.items() if number]
    users = Counter(chain.from_iterable(map(_unsaid, directory.everyone(ctx, pool))))
    for what, number in users.items():
        yield f"{pool.id}: {counted(number, 'user')} {what}, which stay behind."
    if counts:
        verb = "stays" if sum(numbers.values()) == 1 else "stay"
        yield f"{pool.id}: {', '.join(counts)} {verb} behind."
    if pool.lambda_config != LambdaConfig():
        yield (
            f"{pool.id}: The functions of its triggers stay behind: Functions in the seed, or"
            " --function, say where they are."
        )
