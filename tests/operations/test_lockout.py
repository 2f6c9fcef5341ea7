"""Lock-out after wrong passwords: free tries, doubling waits, and what ends them."""

from __future__ import annotations

import pytest

from cognito_emulator import errors
from tests.support import PASSWORD, Lab, SrpClient

WRONG = "Incorrect username or password."
LOCKED = "Password attempts exceeded"
BAD = "Wrong-Horse-9"
DENIED = errors.NotAuthorizedException


@pytest.fixture(autouse=True)
def still(lab: Lab) -> None:
    """A user, and a clock that stands still."""
    lab.user()
    lab.emulator.clock.freeze("2030-01-01T00:00:00Z")


def guess(lab: Lab, password: str = BAD) -> str:
    """Sign in with a password that will not do, or at a time that will not; return the message."""
    return lab.refused(
        "InitiateAuth",
        DENIED,
        ClientId=lab.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "alice", "PASSWORD": password},
    )


def test_each_failure_beyond_the_fifth_doubles_the_wait(lab: Lab) -> None:
    assert [guess(lab) for _ in range(5)] == [WRONG] * 5
    for wait in (1, 2, 4, 8, 16, 32, 64, 128, 256, 512):
        lab.emulator.clock.shift(wait - 0.001)
        assert guess(lab) == LOCKED, f"still locked just before {wait} s are over"
        lab.emulator.clock.shift(0.001)
        assert guess(lab) == WRONG, f"{wait} s are over"


@pytest.fixture
def locked(lab: Lab) -> Lab:
    """Alice has just been locked out for the longest time."""
    for _ in range(5):
        guess(lab)
    for step in range(10):
        lab.emulator.clock.shift(2**step)
        guess(lab)
    return lab


def test_the_longest_wait_is_fifteen_minutes(locked: Lab) -> None:
    locked.emulator.clock.shift(899)
    assert guess(locked) == LOCKED
    locked.emulator.clock.shift(1)
    assert guess(locked) == WRONG
    assert guess(locked) == LOCKED


def test_as_long_without_a_try_forgets_all(locked: Lab) -> None:
    locked.emulator.clock.shift(900)
    assert [guess(locked) for _ in range(5)] == [WRONG] * 5
    assert guess(locked) == LOCKED


def test_tries_during_a_lock_do_not_prolong_it(lab: Lab) -> None:
    for _ in range(5):
        guess(lab)
    assert [guess(lab) for _ in range(20)] == [LOCKED] * 20
    lab.emulator.clock.shift(1)
    assert lab.tokens()


def test_the_right_password_is_refused_too(lab: Lab) -> None:
    for _ in range(5):
        guess(lab)
    assert guess(lab, PASSWORD) == LOCKED


def test_a_success_forgets_the_failures(lab: Lab) -> None:
    for _ in range(4):
        guess(lab)
    lab.tokens()
    assert [guess(lab) for _ in range(5)] == [WRONG] * 5


def test_srp_proofs_and_administrators_count_as_well(lab: Lab) -> None:
    client = SrpClient(lab.pool_id, BAD)
    begun = lab.call(
        "InitiateAuth",
        ClientId=lab.client_id,
        AuthFlow="USER_SRP_AUTH",
        AuthParameters={"USERNAME": "alice", "SRP_A": client.srp_a},
    )
    answer = {
        "ClientId": lab.client_id,
        "ChallengeName": "PASSWORD_VERIFIER",
        "ChallengeResponses": client.respond(begun["ChallengeParameters"]),
    }
    for _ in range(2):
        assert lab.refused("RespondToAuthChallenge", DENIED, **answer) == WRONG
    for _ in range(3):
        lab.refused(
            "AdminInitiateAuth",
            DENIED,
            UserPoolId=lab.pool_id,
            ClientId=lab.client_id,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "alice", "PASSWORD": BAD},
        )
    assert guess(lab, PASSWORD) == LOCKED
    assert lab.refused("RespondToAuthChallenge", DENIED, **answer) == LOCKED


def test_others_are_not_concerned_nor_the_next_of_that_name(lab: Lab) -> None:
    lab.user("bob")
    for _ in range(5):
        guess(lab)
    assert lab.tokens("bob")
    lab.call("AdminDeleteUser", UserPoolId=lab.pool_id, Username="alice")
    lab.user("alice")
    assert lab.tokens("alice")
