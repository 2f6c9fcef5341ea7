"""A pool of one user or of very many, written past the API: a million take minutes.

`python tests/benchmarks/crowd.py --users 100000 --port 9329` serves one from memory.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if __name__ == "__main__":  # when started by its path
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from cognito_emulator.domain import doors
from cognito_emulator.domain.users.passwords import new_password
from cognito_emulator.domain.users.record import USERS, User
from cognito_emulator.emulator import Emulator
from cognito_emulator.store import Store
from cognito_emulator.store.sql import SqlStore
from cognito_emulator.store.urls import is_postgresql
from cognito_emulator.web.server import Server
from tests.benchmarks.wire import HOST, PASSWORD

if TYPE_CHECKING:
    from cognito_emulator.domain.work.context import Context

POOL_ID = "us-east-1_Bench0001"
CLIENT_ID = "benchmarkclient00000000001"
SEED: dict[str, Any] = {
    "PoolName": "benchmark",
    "Id": POOL_ID,
    "Clients": [
        {
            "ClientName": "benchmark",
            "ClientId": CLIENT_ID,
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        }
    ],
    "Users": [
        {
            "Username": "alice",
            "Password": PASSWORD,
            "UserAttributes": [{"Name": "email", "Value": "alice@example.com"}],
        }
    ],
}
_AT_ONCE = 10_000  # users of one transaction


def some(users: int, wanted: int = 500) -> list[str]:
    """Return the names of some users, from all ages of a crowd."""
    if not users:
        return ["alice"]
    return [_name(number) for number in range(0, users, -(-users // wanted))]


def fill(place: str, users: int) -> None:
    """Make a database with a crowd.

    Args:
        place: a file, or the URL of an empty database of PostgreSQL.
        users: how many beside alice.

    """
    if is_postgresql(place):  # where each user by itself is a row of round trips
        made = SqlStore()
        _make(made, users)
        snapshot = made.snapshot()
        made.close()
        store = SqlStore(place)
        store.restore(snapshot)
    else:
        store = SqlStore(place)
        _make(store, users)
    store.close()


def _make(store: Store | None, users: int) -> Emulator:
    emulator = Emulator(seed=SEED, store=store)
    for first in range(0, users, _AT_ONCE):
        numbers = range(first, min(users, first + _AT_ONCE))
        emulator.run(lambda ctx, numbers=numbers: [*_users(ctx, numbers)])  # type: ignore[misc]
    return emulator


def _users(ctx: Context, numbers: range) -> Iterator[User]:
    pool = doors.pool(ctx, POOL_ID)
    for number in numbers:
        name = _name(number)
        yield ctx.tx.put(
            USERS,
            User(
                pool_id=pool.id,
                username=name,
                sub=ctx.ids.uuid(),
                status="CONFIRMED",
                created_at=ctx.now,
                modified_at=ctx.now,
                attributes={"email": f"{name}@example.com"},
                names=(name,),
                password=new_password(ctx, pool, name, None, PASSWORD),
            ),
        )


def _name(number: int) -> str:
    return f"user-{number:07}"


def main() -> None:
    """Serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=100_000)
    parser.add_argument("--port", type=int, default=9329)
    options = parser.parse_args()
    emulator = _make(None, options.users)
    Server(emulator, HOST, options.port).run()


if __name__ == "__main__":
    main()
