"""The ``sub`` of users in seeds: the same in every run, so that an app's own records stay good."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cognito_emulator import Settings
from cognito_emulator.emulator import Emulator
from tests.table import table

ID = "us-east-1_abc"


def pool(*usernames: str, **members: Any) -> dict[str, Any]:
    return {"PoolName": "x", "Users": [{"Username": name} for name in usernames], **members}


def subs(emulator: Emulator, place: int = 0) -> list[str]:
    """Return the ``sub`` of each user of a seeded pool, oldest first."""
    pool_id = emulator.seeded[place].pool.id
    anywhere = emulator.caller(signed=False)
    listed = emulator.call("ListUsers", {"UserPoolId": pool_id}, anywhere)["Users"]
    found = [{each["Name"]: each["Value"] for each in user["Attributes"]} for user in listed]
    return [attributes["sub"] for attributes in found]


def test_it_has_the_service_s_form() -> None:
    (sub,) = subs(Emulator(seed=pool("ada", Id=ID)))
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-70[0-9a-f]{2}-[0-9a-f]{4}-[0-9a-f]{12}", sub)


def test_it_is_this_one_for_good() -> None:
    """Another value would orphan the records of every app that has a seed."""
    assert subs(Emulator(seed=pool("ada", Id=ID))) == ["07642a3f-3d51-702b-65d7-4188103332bc"]
    assert subs(Emulator(seed=pool("ada"))) == ["b54f8483-aa70-70d2-b131-95b82c4f1423"]


@table(
    "seed",
    [
        pool("ada", "bob", Id=ID),
        pool("ada", "bob"),
        pool("ada", "bob", UserPoolTags={"_custom_id_": ID}),
        pool("ada@example.com", "bob@example.com", Id=ID, UsernameAttributes=["email"]),
        pool("+15551234567", UsernameAttributes=["phone_number"]),
        pool("ada", Id="local_abc"),
    ],
)
def test_it_is_the_same_in_every_run_and_after_a_reset(seed: dict[str, Any]) -> None:
    emulator = Emulator(seed=seed)
    before = subs(emulator)
    assert len(set(before)) == len(seed["Users"])
    emulator.reset()
    assert subs(emulator) == before
    assert subs(Emulator(seed=seed)) == before
    if "Id" in seed:
        emulator.plant(seed, anew=True)
        assert sorted(subs(emulator)) == sorted(before)


def test_a_username_that_is_a_uuid_follows_too() -> None:
    emulator = Emulator(seed=pool("ada@example.com", Id=ID, UsernameAttributes=["email"]))
    user = emulator.call("AdminGetUser", {"UserPoolId": ID, "Username": "ada@example.com"})
    assert [user["Username"]] == subs(emulator)


@table(
    "one, other",
    [
        (pool("ada", Id=ID), pool("bob", Id=ID)),
        (pool("ada", Id=ID), pool("ada", Id="us-east-1_abd")),
        (pool("ada", Id=ID), pool("ada", Id="eu-west-1_abc")),
        (pool("ada"), pool("ada", PoolName="y")),
        (pool("ada", Id=ID, PoolName=ID), pool("ada", PoolName=ID)),
        (pool("ada", Id=ID), pool("Ada", Id=ID)),
    ],
)
def test_it_is_another_where_the_pool_or_the_name_is(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert subs(Emulator(seed=one)) != subs(Emulator(seed=other))


@pytest.mark.parametrize("change", [{"PoolName": "y"}, {"MfaConfiguration": "OFF"}])
def test_what_else_changes_in_a_pool_with_an_id_does_not_change_it(change: dict[str, str]) -> None:
    assert (
        subs(Emulator(seed=pool("ada", Id=ID)))
        == subs(Emulator(seed=pool("zoe", "ada", Id=ID, **change)))[1:]
    )


def test_names_of_different_case_are_two_users_where_case_counts() -> None:
    assert len(set(subs(Emulator(seed=pool("ada", "Ada", Id=ID))))) == 2


def test_names_of_different_case_are_one_user_where_it_does_not() -> None:
    one, other = (
        Emulator(seed=pool(name, Id=ID, UsernameConfiguration={"CaseSensitive": False}))
        for name in ("ada", "ADA")
    )
    assert subs(one) == subs(other)


def test_two_pools_of_one_name_have_no_user_in_common() -> None:
    seeds = [pool("ada", "bob"), pool("bob", "ada")]
    first, again = Emulator(seeds=seeds), Emulator(seeds=seeds)
    assert len({*subs(first, 0), *subs(first, 1)}) == 4
    assert (subs(first, 0), subs(first, 1)) == (subs(again, 0), subs(again, 1))


def test_what_the_seed_says_wins() -> None:
    ada = {"Username": "ada", "UserAttributes": {"sub": "s-1"}}
    assert subs(Emulator(seed={"PoolName": "x", "Users": [ada]})) == ["s-1"]


def test_who_is_deleted_and_made_anew_through_the_api_gets_a_new_one() -> None:
    emulator = Emulator(seed=pool("ada", Id=ID))
    before = subs(emulator)
    emulator.call("AdminDeleteUser", {"UserPoolId": ID, "Username": "ada"})
    emulator.call("AdminCreateUser", {"UserPoolId": ID, "Username": "ada"})
    assert subs(emulator) != before
    emulator.reset()
    assert subs(emulator) == before


def test_a_text_from_which_all_ids_follow_decides_it() -> None:
    seed = pool("ada", Id=ID)
    one, same, other, none = (
        subs(Emulator(Settings(seeded_ids=text), seed=seed)) for text in ("a", "a", "b", None)
    )
    assert one == same
    assert len({*one, *other, *none}) == 3
