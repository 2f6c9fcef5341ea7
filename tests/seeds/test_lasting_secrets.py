"""The secret that a seed has made for a client: the same in every run, as the client's id is."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cognito_emulator import Emulator
from cognito_emulator.settings import Settings

SECRET = re.compile("[0-9a-v]{52}")  # as the service makes them
BY_ID = {"ClientName": "web", "ClientId": "shopwebclient0000000000001", "GenerateSecret": True}
BY_NAME = {"ClientName": "_custom_id_:shopwebclient0000000000001", "GenerateSecret": True}
OWN = "ownsecret000000000000000000000"


def secret(client: dict[str, Any], settings: Settings | None = None) -> str:
    """The secret that a client has in a run."""
    emulator = Emulator(settings, seed={"PoolName": "shop", "Clients": [client]})
    (found,) = emulator.seeded[0].clients[0].secrets
    return found.value


@pytest.mark.parametrize("client", [BY_ID, BY_NAME])
def test_it_is_the_same_in_each_run_and_after_a_reset(client: dict[str, Any]) -> None:
    emulator = Emulator(seed={"PoolName": "shop", "Clients": [client]})
    (first,) = emulator.seeded[0].clients[0].secrets
    emulator.reset()
    (after,) = emulator.seeded[0].clients[0].secrets

    assert after.value == first.value == secret(client)
    assert SECRET.fullmatch(first.value)


def test_each_client_has_another() -> None:
    assert secret(BY_ID) != secret({**BY_ID, "ClientId": "shopwebclient0000000000002"})


def test_one_of_the_seed_s_own_stays() -> None:
    client = {"ClientName": "web", "ClientId": BY_ID["ClientId"], "ClientSecret": OWN}
    assert secret(client) == OWN


def test_it_follows_from_the_seeded_ids_where_they_are_asked_for() -> None:
    one, other = Settings(seeded_ids="one"), Settings(seeded_ids="other")
    assert secret(BY_ID, one) == secret(BY_ID, one)
    assert len({secret(BY_ID), secret(BY_ID, one), secret(BY_ID, other)}) == 3


def test_the_api_makes_a_new_one_for_each_client() -> None:
    emulator = Emulator(seed={"PoolName": "shop"})
    pool_id = emulator.seeded[0].pool.id
    made = [
        emulator.call(
            "CreateUserPoolClient", {"UserPoolId": pool_id, **BY_NAME, "ClientName": name}
        )
        for name in (BY_NAME["ClientName"], "_custom_id_:shopwebclient0000000000002")
    ]
    secrets = {answer["UserPoolClient"]["ClientSecret"] for answer in made}
    assert len(secrets | {secret(BY_ID)}) == 3
