"""The ids of pools and clients in seeds: the same in every run, as apps have them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cognito_emulator import Emulator
from cognito_emulator.settings import Settings

ID = "eu-west-1_Shop00001"
OWN = "shopwebclient0000000000001"
WEB = {"ClientName": "web"}
BACKEND = {"ClientName": "backend", "GenerateSecret": True}


def pool(*clients: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"PoolName": "shop", "Clients": list(clients), **more}


def ids(emulator: Emulator, place: int = 0) -> list[str]:
    """The ids of a pool and of its clients, and the secrets of these."""
    planted = emulator.seeded[place]
    secrets = [secret.value for client in planted.clients for secret in client.secrets]
    return [planted.pool.id, *(client.id for client in planted.clients), *secrets]


def of(seed: Any, settings: Settings | None = None) -> list[str]:
    return ids(Emulator(settings, seed=seed))


def test_they_look_as_the_service_s() -> None:
    pool_id, client_id = of(pool(WEB))
    assert re.fullmatch("us-east-1_[0-9A-Za-z]{9}", pool_id)
    assert re.fullmatch("[0-9a-v]{25,26}", client_id)


def test_they_stay_for_good() -> None:
    """Whoever has them in an app's settings has them after an upgrade, too."""
    assert of(pool(WEB)) == ["us-east-1_8CBYh4yQF", "6tmrehd00l0ed50uqi7dra0qeg"]
    assert of(pool(WEB, Id=ID)) == [ID, "5nur2nmc64ht2mdpmt08gp3lu7"]


@pytest.mark.parametrize(
    "clients",
    [
        pytest.param([WEB, BACKEND], id="names"),
        pytest.param([WEB, WEB, BACKEND, BACKEND], id="names-twice"),
        pytest.param([{**WEB, "ClientId": OWN}, WEB], id="one-with-an-id"),
        pytest.param([{**BACKEND, "ClientSecret": "a" * 24, "GenerateSecret": False}], id="secret"),
    ],
)
@pytest.mark.parametrize("more", [{}, {"Id": ID}], ids=["no-id", "id"])
def test_they_are_the_same_in_each_run_and_after_a_reset(
    clients: list[dict[str, Any]], more: dict[str, Any]
) -> None:
    emulator = Emulator(seed=pool(*clients, **more))
    before = ids(emulator)
    emulator.reset()
    assert ids(emulator) == before == of(pool(*clients, **more))
    assert len(set(before)) == len(before)
    if more:
        emulator.plant(pool(*clients, **more), anew=True)
        there = emulator.clients_of(before[0])
        assert sorted(there) == sorted(before[1 : len(clients) + 1])


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"Users": [{"Username": "ada"}]}, id="users"),
        pytest.param({"Clients": [{"ClientName": "new"}, WEB]}, id="other-clients"),
        pytest.param({"Clients": [{**WEB, "AccessTokenValidity": 2}]}, id="settings-of-the-client"),
        pytest.param({"UserPoolTier": "PLUS"}, id="settings-of-the-pool"),
    ],
)
def test_no_other_change_of_a_seed_changes_them(change: dict[str, Any]) -> None:
    before, after = of(pool(WEB)), of({**pool(WEB), **change})
    assert (after[0], after[-1]) == (before[0], before[1])


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(pool(WEB, PoolName="office"), id="another-pool"),
        pytest.param(pool(WEB, Id="eu-west-1_Shop00002"), id="another-id"),
    ],
)
def test_another_pool_has_others(other: dict[str, Any]) -> None:
    assert not set(of(pool(WEB))) & set(of(other))


def test_pools_of_one_name_are_told_apart() -> None:
    seed = {"UserPools": [pool(WEB), pool(WEB)]}
    first, again = Emulator(seed=seed), Emulator(seed=seed)
    assert len({*ids(first, 0), *ids(first, 1)}) == 4
    assert (ids(first, 0), ids(first, 1)) == (ids(again, 0), ids(again, 1))
    assert ids(first, 0) == of(pool(WEB))


def test_the_region_of_a_pool_is_the_emulator_s() -> None:
    here, there = of(pool()), of(pool(), Settings(region="eu-west-1"))
    assert there == [here[0].replace("us-east-1", "eu-west-1")]


def test_they_follow_from_the_seeded_ids_where_they_are_asked_for() -> None:
    found = [
        of(pool(WEB, BACKEND), None if text is None else Settings(seeded_ids=text))
        for text in ("a", "a", "b", None)
    ]
    assert found[0] == found[1]
    assert len({tuple(each) for each in found}) == 3


def test_what_is_planted_while_it_runs_has_new_ones() -> None:
    """An app that keeps the keys of an issuer must not meet that issuer with other keys."""
    emulator = Emulator(seed=pool(WEB))
    found = {*ids(emulator)}
    for _ in range(2):
        (planted,) = emulator.plant(pool(WEB))
        found |= {planted.pool.id, *(client.id for client in planted.clients)}
        emulator.call("DeleteUserPool", {"UserPoolId": planted.pool.id})
    assert len(found) == 6


def test_the_api_makes_new_ones() -> None:
    emulator = Emulator(seed=pool(WEB))
    made = emulator.call("CreateUserPool", {"PoolName": "shop"})["UserPool"]["Id"]
    request = {"UserPoolId": made, **WEB}
    client = emulator.call("CreateUserPoolClient", request)["UserPoolClient"]["ClientId"]
    assert not {made, client} & set(ids(emulator))
