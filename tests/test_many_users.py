"""What takes as many steps in a pool of many users as in one of few."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cognito_emulator.cli import seed_file
from cognito_emulator.control import authenticators, exports, users
from cognito_emulator.control.snapshots import Snapshots
from cognito_emulator.domain.factors.record import DEVICES, Device
from cognito_emulator.domain.users.record import USERS, User
from cognito_emulator.emulator import Emulator
from cognito_emulator.store import MemoryStore
from cognito_emulator.store.sql import SqlStore
from tests.steps import lines, steps
from tests.support import PASSWORD
from tests.table import table
from tests.web.trial import Trial

POOL, CLIENT = "us-east-1_Crowd0001", "crowdclient0000000000001"
SEED: dict[str, Any] = {
    "PoolName": "crowd",
    "Id": POOL,
    "Clients": [
        {
            "ClientName": "crowd",
            "ClientId": CLIENT,
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
        }
    ],
    "Groups": [{"GroupName": "staff"}],
    "Users": [{"Username": "alice", "Password": PASSWORD}],
}
FEW, MANY = 150, 600
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class Crowd(NamedTuple):
    """An emulator with a pool of so many users beside alice, all in a group."""

    emulator: Emulator

    def call(self, operation: str, **request: Any) -> Any:
        """Call an operation on the pool."""
        return self.emulator.call(operation, {"UserPoolId": POOL, **request})

    def listed(self, condition: str) -> Any:
        """List the users who meet a condition."""
        return self.call("ListUsers", Filter=condition)

    def sign_in(self) -> str:
        """Sign alice in; return her access token."""
        request = {
            "ClientId": CLIENT,
            "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": "alice", "PASSWORD": PASSWORD},
        }
        answer: Any = self.emulator.call("InitiateAuth", request)
        token: str = answer["AuthenticationResult"]["AccessToken"]
        return token

    def next_page(self, operation: str, **request: Any) -> None:
        """List the second page."""
        token = "PaginationToken" if operation == "ListUsers" else "NextToken"
        first = self.call(operation, Limit=20, **request)
        self.call(operation, Limit=20, **request, **{token: first[token]})

    def sub(self) -> str:
        """Return alice's sub."""
        return self.emulator.user(POOL, "alice").sub

    def come_and_go(self) -> None:
        """Make a user, and delete it."""
        self.call("AdminCreateUser", Username="bob", MessageAction="SUPPRESS")
        self.call("AdminDeleteUser", Username="bob")

    def join_and_leave(self) -> None:
        """Have alice join the group, and leave it."""
        for operation in ("AdminAddUserToGroup", "AdminRemoveUserFromGroup"):
            self.call(operation, Username="alice", GroupName="staff")


@cache
def crowd(store: Callable[[], Any], number: int) -> Crowd:
    """Return a pool of so many users."""
    return filled(store(), number)


def filled(store: Any, number: int) -> Crowd:
    """Return a pool of so many users, which nobody else has."""
    emulator = Emulator(seed=SEED, store=store)
    emulator.run(partial(add_users, pool_id=POOL, number=number))
    return Crowd(emulator)


def add_users(ctx: Any, *, pool_id: str, number: int) -> None:
    """Make users, each with a device."""
    for each in range(number):
        name, sub = f"user-{each}", f"5b000000-0000-4000-8000-{each:012}"
        ctx.tx.put(
            USERS,
            User(
                pool_id=pool_id,
                username=name,
                sub=sub,
                status="CONFIRMED",
                created_at=ctx.now,
                modified_at=ctx.now,
                attributes={"email": f"{name}@example.com"},
                names=(name,),
                groups=("staff",),
            ),
        )
        ctx.tx.put(
            DEVICES,
            Device(
                pool_id=pool_id,
                sub=sub,
                key=f"us-east-1_{sub}",
                name=None,
                secret=None,
                remembered=True,
                created_at=ctx.now,
                modified_at=ctx.now,
                authenticated_at=ctx.now,
                last_ip="127.0.0.1",
            ),
        )


THINGS: dict[str, Callable[[Crowd], object]] = {
    "sign-in": Crowd.sign_in,
    "AdminGetUser": lambda it: it.call("AdminGetUser", Username="alice"),
    "AdminCreateUser, AdminDeleteUser": Crowd.come_and_go,
    "AdminAddUserToGroup, AdminRemoveUserFromGroup": Crowd.join_and_leave,
    "DescribeUserPool": lambda it: it.call("DescribeUserPool"),
    "ListUsers": lambda it: it.call("ListUsers"),
    "ListUsers, its next page": lambda it: it.next_page("ListUsers"),
    "ListUsers by username": lambda it: it.listed('username = "user-140"'),
    "ListUsers by sub": lambda it: it.listed(f'sub = "{it.sub()}"'),
    "ListUsers by email": lambda it: it.listed('email = "user-140@example.com"'),
    "ListUsersInGroup": lambda it: it.call("ListUsersInGroup", GroupName="staff"),
    "ListUsersInGroup, its next page": lambda it: it.next_page(
        "ListUsersInGroup", GroupName="staff"
    ),
    "a page of control": lambda it: users.page(it.emulator, POOL, 20),
    "the code of an app": lambda it: authenticators.code(it.emulator, SECRET),
}


@pytest.mark.parametrize("store", [MemoryStore, SqlStore])
@table("what", THINGS)
def test_takes_no_more_steps_where_users_are_many(store: Callable[[], Any], what: str) -> None:
    few, many = (steps(partial(THINGS[what], crowd(store, n))) for n in (FEW, MANY))
    assert many < few * 1.1, f"{what}: {few} calls of functions, and {many} with four times as many"


def test_somebody_new_from_a_provider_takes_no_more_steps_where_users_are_many() -> None:
    """PreSignUp may link them to a user who was there before, or to one that it makes."""
    few, many = (steps(partial(come_and_be_forgotten, trial(number))) for number in (FEW, MANY))
    assert many < few * 1.1


def come_and_be_forgotten(newcomers: Trial) -> None:
    """Have somebody sign in by a provider for the first time."""
    newcomers.come()
    newcomers.hosting.call("AdminDeleteUser", **newcomers.named())


def trial(number: int) -> Trial:
    """Return a pool of so many users with a provider, and with functions behind triggers."""
    made = Trial("OIDC", triggers=True)
    made.hosting.emulator.run(partial(add_users, pool_id=made.hosting.pool_id, number=number))
    return made


# --- what looks at each user ----------------------------------------------------------------------


def exported(it: Crowd) -> None:
    exports.export(it.emulator)


def written_down(it: Crowd, folder: Path) -> None:
    for name in ("seed.yaml", "seed.json"):
        seed_file.write(exports.export(it.emulator).seed, folder / name)


def begun_with(it: Crowd) -> None:
    """A start, and a reset, with a seed of all."""
    Emulator(seed=exports.export(it.emulator).seed).reset()


def planted_anew(it: Crowd) -> None:
    """Each user takes the place of one, and of all that they have."""
    it.emulator.plant(exports.export(it.emulator).seed, anew=True)


def planted_again(it: Crowd) -> None:
    """A pool with users and clients takes the place of itself within one transaction."""
    seed = exports.export(it.emulator).seed
    it.call("DeleteUserPool")
    one = {key: value for key, value in seed.items() if key not in ("Id", "Clients")}
    number = len(seed["Users"]) // 20
    clients = [{"ClientName": f"client {each}"} for each in range(number)]
    it.emulator.plant({"UserPools": [seed, {**one, "Users": [], "Clients": clients}]})


def gone_back(it: Crowd) -> None:
    """A snapshot is taken, everybody goes, and comes back."""
    snapshots = Snapshots(it.emulator)
    snapshots.take("before")
    it.call("DeleteUserPool")
    snapshots.restore("before")


STORES = [
    pytest.param(lambda _path: MemoryStore(), id="memory"),
    pytest.param(lambda path: SqlStore(str(path)), id="SQLite"),
]
LONG: dict[str, Callable[[Crowd, Path], object]] = {
    "export": lambda it, _: exported(it),
    "writing an export": written_down,
    "a Filter": lambda it, _: it.listed('name = "nobody"'),
    "DeleteUserPool": lambda it, _: it.call("DeleteUserPool"),
    "DeleteGroup": lambda it, _: it.call("DeleteGroup", GroupName="staff"),
    "reset": lambda it, _: it.emulator.reset(),
    "a start with a seed, and a reset": lambda it, _: begun_with(it),
    "planting anew": lambda it, _: planted_anew(it),
    "planting again": lambda it, _: planted_again(it),
    "a snapshot": lambda it, _: gone_back(it),
}


@pytest.mark.parametrize("store", STORES)
@table("what", LONG)
def test_takes_as_many_lines_for_each_of_many_users(
    store: Callable[[Path], Any], what: str, tmp_path: Path
) -> None:
    numbers = (4, 40, 148)
    none, few, many = (
        lines(partial(LONG[what], filled(store(tmp_path / f"{what}-{n}.db"), n), tmp_path))
        for n in numbers
    )
    assert many - none <= (few - none) * 4 * 1.02, f"{what}: {none}, {few} and {many} lines"


def test_lines_that_grow_faster_are_noticed() -> None:
    def each_by_each(number: int) -> int:
        it = filled(MemoryStore(), number)
        return lines(lambda: [it.listed('name = "nobody"') for _ in range(number // 30)])

    assert each_by_each(MANY) > each_by_each(FEW) * MANY / FEW * 2


def test_steps_that_grow_are_noticed() -> None:
    few, many = (steps(partial(crowd(MemoryStore, n).listed, 'sub ^= "x"')) for n in (FEW, MANY))
    assert many > few * 2
