"""Threads at work on the same users: nothing is lost, nothing is half-done, nothing breaks."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from cognito_emulator import errors
from tests.support import PASSWORD, Lab

THREADS = 8


@pytest.fixture(autouse=True)
def eager_switching() -> Iterator[None]:
    """Switch threads often, so that races that are possible happen."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


def side_by_side(work: Callable[[int], Any]) -> list[Any]:
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(work, range(THREADS)))


def test_one_sign_up_of_many_wins(lab: Lab) -> None:
    def sign_up(_: int) -> str:
        try:
            request = {"ClientId": lab.client_id, "Username": "alice", "Password": PASSWORD}
            return str(lab.call("SignUp", **request)["UserSub"])
        except errors.UsernameExistsException:
            return ""

    winners = [sub for sub in side_by_side(sign_up) if sub]
    assert len(winners) == 1
    user = lab.call("AdminGetUser", UserPoolId=lab.pool_id, Username=winners[0])
    assert user["Username"] == "alice"


def test_no_membership_is_lost(lab: Lab) -> None:
    """Each membership rewrites the user's record; the last writer must not win."""
    lab.user("alice")

    def join(number: int) -> None:
        for serial in range(10):
            name = f"group-{number}-{serial}"
            lab.call("CreateGroup", UserPoolId=lab.pool_id, GroupName=name)
            member = {"UserPoolId": lab.pool_id, "Username": "alice", "GroupName": name}
            lab.call("AdminAddUserToGroup", **member)

    side_by_side(join)
    request = {"UserPoolId": lab.pool_id, "Username": "alice"}
    names: list[str] = []
    while True:
        found = lab.call("AdminListGroupsForUser", **request)
        names += [group["GroupName"] for group in found["Groups"]]
        if "NextToken" not in found:
            break
        request["NextToken"] = found["NextToken"]
    assert len(set(names)) == THREADS * 10


def test_a_code_confirms_once(lab: Lab) -> None:
    """A session can be answered once, however many answer at the same time."""
    lab.invited("carol")
    session = lab.begin("carol")["Session"]

    def respond(number: int) -> bool:
        responses = {"USERNAME": "carol", "NEW_PASSWORD": f"Another-Horse{number}"}
        try:
            lab.call(
                "RespondToAuthChallenge",
                ClientId=lab.client_id,
                ChallengeName="NEW_PASSWORD_REQUIRED",
                ChallengeResponses=responses,
                Session=session,
            )
        except errors.NotAuthorizedException:
            return False
        return True

    outcomes = side_by_side(respond)
    assert outcomes.count(True) == 1
    assert lab.tokens("carol", f"Another-Horse{outcomes.index(True)}")


def test_a_rotated_token_has_one_newest_child(lab: Lab) -> None:
    lab.user()
    lab.client_id = lab.client(
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"], RefreshTokenRotation={"Feature": "ENABLED"}
    )
    token = lab.tokens()["RefreshToken"]

    def rotate(_: int) -> str:
        try:
            request = {"ClientId": lab.client_id, "RefreshToken": token}
            answer = lab.call("GetTokensFromRefreshToken", **request)
            return str(answer["AuthenticationResult"]["RefreshToken"])
        except errors.RefreshTokenReuseException:
            return ""

    assert len([child for child in side_by_side(rotate) if child]) == 1


def test_a_crowd_on_the_same_users(lab: Lab) -> None:
    """Signing up, in and out, changing and deleting: refusals are fine, everything adds up."""
    names = ["ada", "bob", "cy"]
    pool = {"UserPoolId": lab.pool_id}
    lab.call("CreateGroup", **pool, GroupName="all")

    def steps(name: str) -> list[Callable[[], Any]]:
        who = {**pool, "Username": name}
        return [
            lambda: lab.call("SignUp", ClientId=lab.client_id, Username=name, Password=PASSWORD),
            lambda: lab.call("AdminConfirmSignUp", **who),
            lambda: lab.call("AdminAddUserToGroup", **who, GroupName="all"),
            lambda: lab.call("GetUser", AccessToken=lab.tokens(name)["AccessToken"]),
            lambda: lab.refresh(lab.tokens(name)["RefreshToken"]),
            lambda: lab.call("AdminUserGlobalSignOut", **who),
            lambda: lab.call("DeleteUser", AccessToken=lab.tokens(name)["AccessToken"]),
        ]

    def live(number: int) -> int:
        dice = random.Random(number)
        refused = 0
        for _ in range(60):
            try:
                dice.choice(steps(dice.choice(names)))()
            except errors.CognitoError as refusal:
                assert refusal.status < 500, refusal
                refused += 1
        return refused

    assert sum(side_by_side(live)) < THREADS * 60 * 0.9  # or the crowd did nothing
    users = [user["Username"] for user in lab.call("ListUsers", **pool)["Users"]]
    assert len(users) == len(set(users)) <= len(names)
    described = lab.call("DescribeUserPool", **pool)["UserPool"]
    assert described["EstimatedNumberOfUsers"] == len(users)
    members = lab.call("ListUsersInGroup", **pool, GroupName="all")["Users"]
    assert {user["Username"] for user in members} <= set(users)
