"""Whom a forced challenge strikes, and how often."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import Lab


@pytest.fixture
def people(lab: Lab) -> Lab:
    """Alice and Bob, and another pool with an Alice of its own."""
    lab.user("alice")
    lab.user("bob")
    return lab


def meets(lab: Lab, username: str) -> Any:
    """The challenge that a sign-in meets; None where it gets tokens at once."""
    return lab.begin(username).get("ChallengeName")


def test_a_user_s_own_strikes_nobody_else(people: Lab) -> None:
    people.emulator.force_challenge("SMS_MFA", pool_id=people.pool_id, username="alice")

    assert [meets(people, name) for name in ("bob", "alice", "alice")] == [None, "SMS_MFA", None]


def test_of_a_user_it_strikes_as_often_as_wished(people: Lab) -> None:
    people.emulator.force_challenge("SMS_MFA", pool_id=people.pool_id, username="alice", times=2)

    names = ("alice", "bob", "alice", "alice")
    assert [meets(people, name) for name in names] == ["SMS_MFA", None, "SMS_MFA", None]


def test_how_often_it_has_struck_and_will_is_told(people: Lab) -> None:
    people.emulator.force_challenge("SMS_MFA", pool_id=people.pool_id, username="alice", times=3)
    seen = []
    while wishes := people.emulator.forced_challenges():
        seen.append([(wish.times, wish.met) for wish in wishes])
        assert meets(people, "alice") == "SMS_MFA"

    assert seen == [[(3, 0)], [(2, 1)], [(1, 2)]]


def test_everybody_s_strikes_whoever_comes_first(people: Lab) -> None:
    people.emulator.force_challenge("SMS_MFA", pool_id=people.pool_id)

    assert [meets(people, name) for name in ("bob", "alice")] == ["SMS_MFA", None]


def test_a_pool_s_leaves_other_pools_alone(people: Lab) -> None:
    other = Lab(people.emulator)
    other.user("alice")
    people.emulator.force_challenge("SMS_MFA", pool_id=people.pool_id)

    assert meets(other, "alice") is None
    assert meets(people, "alice") == "SMS_MFA"
