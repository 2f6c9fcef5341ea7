"""What takes as many steps in a pool of many users as in one of few."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any, NamedTuple

import pytest

from cognito_emulator.control import authenticators, users
from cognito_emulator.domain import doors
from cognito_emulator.domain.users.record import USERS, User
from cognito_emulator.emulator import Emulator
from cognito_emulator.store import MemoryStore
from cognito_emulator.store.sql import SqlStore
from tests.steps import steps
from tests.support import PASSWORD
from tests.table import table

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
    emulator = Emulator(seed=SEED, store=store())

    def made(ctx: Any) -> None:
        for each in range(number):
            name = f"user-{each}"
            ctx.tx.put(
                USERS,
                User(
                    pool_id=doors.pool(ctx, POOL).id,
                    username=name,
                    sub=f"sub-{each}",
                    status="CONFIRMED",
                    created_at=ctx.now,
                    modified_at=ctx.now,
                    attributes={"email": f"{name}@example.com"},
                    names=(name,),
                    groups=("staff",),
                ),
            )

    emulator.run(made)
    return Crowd(emulator)


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


def test_steps_that_grow_are_noticed() -> None:
    few, many = (steps(partial(crowd(MemoryStore, n).listed, 'sub ^= "x"')) for n in (FEW, MANY))
    assert many > few * 2
