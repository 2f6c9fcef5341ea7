"""What is there at the next start, where the store lasts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from cognito_emulator.domain.users.record import USERS
from cognito_emulator.domain.work import record
from cognito_emulator.domain.work.kept_secrets import KeptSecrets
from cognito_emulator.emulator import Emulator
from cognito_emulator.errors import ResourceNotFoundException
from cognito_emulator.settings import Settings
from cognito_emulator.store import UnreachableError, open_store
from cognito_emulator.store.sql import SqlStore
from cognito_emulator.vault import RANDOM, Kind
from cognito_emulator.web.hosting.csrf import FormTokens
from tests.support import PASSWORD, StockKeys

POOL_ID = "us-east-1_lasting01"
SEED = f"""
PoolName: shop
Id: {POOL_ID}
Clients:
- ClientName: web
  ClientId: lastingwebclient0000000001
  ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH, ALLOW_REFRESH_TOKEN_AUTH]
Users:
- Username: alice
  Password: {PASSWORD}
"""
CLIENT = {"ClientId": "lastingwebclient0000000001"}
SIGN_IN = {
    **CLIENT,
    "AuthFlow": "USER_PASSWORD_AUTH",
    "AuthParameters": {"USERNAME": "alice", "PASSWORD": PASSWORD},
}

Start = Callable[..., Emulator]


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    path = tmp_path / "shop.yaml"
    path.write_text(SEED, encoding="utf-8")
    return path


@pytest.fixture
def start(tmp_path: Path, seed: Path, stock_keys: StockKeys) -> Iterator[Start]:
    """Starts an emulator over the same file; the one before has ended by then."""
    running: list[Emulator] = []

    def started(*seeds: Path, keys: Any = stock_keys, **settings: Any) -> Emulator:
        for each in running:
            each.store.close()
        store = SqlStore(str(tmp_path / "dev.db"))
        running.append(
            Emulator(Settings(**settings), seeds=seeds or (seed,), keys=keys, store=store)
        )
        return running[-1]

    yield started
    for each in running:
        each.store.close()


def usernames(emulator: Emulator) -> list[str]:
    return [user.username for user in emulator.store.all(USERS, "pool", POOL_ID)]


def said(emulator: Emulator) -> list[str]:
    return [warning.sentence for warning in emulator.warnings()]


@pytest.mark.usefixtures("small_keys")
def test_signing_keys_stay_through_starts_and_resets_and_go_with_their_pool(start: Start) -> None:
    jwks = start(keys=None).keys.of(POOL_ID).jwks
    emulator = start(keys=None)
    assert emulator.keys.of(POOL_ID).jwks == jwks
    emulator.reset()
    assert emulator.keys.of(POOL_ID).jwks == jwks
    token = emulator.call("InitiateAuth", SIGN_IN)["AuthenticationResult"]["AccessToken"]
    assert start(keys=None).call("GetUser", {"AccessToken": token})["Username"] == "alice"
    emulator = start(keys=None)
    emulator.call("DeleteUserPool", {"UserPoolId": POOL_ID})
    assert emulator.keys.of(POOL_ID).jwks != jwks


def signs(emulator: Emulator) -> list[str]:
    """What an emulator signs with, and seals forms by."""
    stand_ins, balancers = emulator.keys.of_stand_ins, emulator.balancer_keys
    form = FormTokens(emulator.vault.secret("pages: forms", RANDOM)).next(str(UUID(int=1)), None, 0)
    certificate = stand_ins.signer(0).certificate.hex()
    return [
        *(key.kid for key in (*emulator.keys.of(POOL_ID), stand_ins.signing, stand_ins.foreign)),
        *(balancers.signing.kid, form, certificate),
    ]


@pytest.mark.usefixtures("small_keys")
def test_what_signs_and_seals_stays_when_all_else_is_exchanged(
    start: Start, tmp_path: Path
) -> None:
    """Also where the state was remembered before it was made; no other process notices."""
    emulator = start(keys=None)
    before = emulator.snapshot()
    other = Emulator(store=SqlStore(str(tmp_path / "dev.db")))
    made = signs(other)
    for exchange in (lambda: emulator.restore(before), emulator.reset):
        assert signs(emulator) == made
        exchange()
        assert signs(emulator) == made
        third = Emulator(store=SqlStore(str(tmp_path / "dev.db")))
        assert signs(third) == made
        third.store.close()
    other.store.close()
    assert signs(start(keys=None)) == made


TEXT = Kind(lambda: "ours", str, str)


def test_who_makes_a_secret_last_takes_that_of_the_first(start: Start, tmp_path: Path) -> None:
    ours, theirs = start(), Emulator(store=SqlStore(str(tmp_path / "dev.db")))

    def slowly() -> str:
        assert ours.vault.secret("any", TEXT) == "ours"  # who is faster
        return "theirs"

    assert theirs.vault.secret("any", Kind(slowly, str, str)) == "ours"
    assert ours.vault.secret("any", TEXT) == "ours"
    theirs.store.close()


def test_a_secret_that_was_undone_with_all_around_it_is_not_held_on_to(tmp_path: Path) -> None:
    """As where the database goes away before the end of a change."""
    stores = [SqlStore(str(tmp_path / "dev.db")) for _ in "ab"]
    ours, theirs = (Emulator(store=store) for store in stores)

    def cut_off() -> None:
        with ours.store.exclusively():
            assert ours.vault.secret("any", TEXT) == "ours"
            stores[0]._db.run("ROLLBACK")

    with pytest.raises(UnreachableError):
        cut_off()
    assert theirs.vault.secret("any", Kind(lambda: "theirs", str, str)) == "theirs"
    assert ours.vault.secret("any", TEXT) == "theirs"


def test_the_snapshot_of_another_store_brings_keys_of_pools_alone(tmp_path: Path) -> None:
    """As other processes that share this store have read what is the emulator's."""
    ours, theirs = (Emulator(store=SqlStore(str(tmp_path / name))) for name in ("a", "b"))
    assert ours.vault.secret("any", TEXT) == "ours"
    assert theirs.vault.secret("any", Kind(lambda: "theirs", str, str)) == "theirs"
    KeptSecrets(theirs.store).put("tokens", TEXT, "theirs", POOL_ID)
    ours.restore(theirs.snapshot())
    now = KeptSecrets(ours.store)
    assert (now.find("any", TEXT), now.find("tokens", TEXT, POOL_ID)) == ("ours", "theirs")


def test_of_pools_that_are_gone_the_latest_secrets_are_kept(tmp_path: Path) -> None:
    vault = KeptSecrets(SqlStore(str(tmp_path / "dev.db")))
    pools = [f"us-east-1_{number:09}" for number in range(110)]
    vault.put("tokens", TEXT, "that of new pools")
    for pool_id in pools:
        vault.put("tokens", TEXT, "a key", pool_id)
    vault.forget_most(lambda: {pools[0]})
    assert vault.pools("tokens") == [pools[0], *pools[10:]]
    assert vault.find("tokens", TEXT) == "that of new pools"


@pytest.mark.usefixtures("small_keys")
def test_who_makes_keys_last_takes_those_of_the_first(start: Start, tmp_path: Path) -> None:
    """As two processes do that need them at the same moment."""
    first = start(keys=None)
    other = Emulator(store=SqlStore(str(tmp_path / "dev.db")))
    assert other.keys.of(POOL_ID).jwks == first.keys.of(POOL_ID).jwks
    other.store.close()


def test_people_stay_signed_in(start: Start) -> None:
    result = start().call("InitiateAuth", SIGN_IN)["AuthenticationResult"]
    refreshed = start().call(
        "InitiateAuth",
        {
            **CLIENT,
            "AuthFlow": "REFRESH_TOKEN_AUTH",
            "AuthParameters": {"REFRESH_TOKEN": result["RefreshToken"]},
        },
    )
    assert refreshed["AuthenticationResult"]["AccessToken"]


def test_a_seed_is_planted_once(start: Start) -> None:
    emulator = start()
    emulator.call("AdminDeleteUser", {"UserPoolId": POOL_ID, "Username": "alice"})
    bob = {"UserPoolId": POOL_ID, "Username": "bob", "MessageAction": "SUPPRESS"}
    emulator.call("AdminCreateUser", bob)
    emulator = start()
    assert usernames(emulator) == ["bob"]
    assert said(emulator) == []
    (planted,) = emulator.seeded
    assert planted.pool.id == POOL_ID
    assert [client.id for client in planted.clients] == [CLIENT["ClientId"]]
    assert planted.passwords == {"alice": PASSWORD}


def test_a_pool_that_was_deleted_does_not_come_back(start: Start) -> None:
    start().call("DeleteUserPool", {"UserPoolId": POOL_ID})
    emulator = start()
    assert emulator.seeded == []
    with pytest.raises(ResourceNotFoundException):
        emulator.call("DescribeUserPool", {"UserPoolId": POOL_ID})


def test_a_seed_that_has_changed_is_named_and_not_planted(start: Start, seed: Path) -> None:
    start()
    seed.write_text(SEED.replace("alice", "carol"), encoding="utf-8")
    emulator = start()
    assert usernames(emulator) == ["alice"]
    (sentence,) = said(emulator)
    assert sentence.startswith(f"{seed} has changed since it was planted, and is not planted again")
    emulator.reset()
    assert usernames(emulator) == ["carol"]
    before = said(emulator)
    assert said(start()) == before


def test_a_seed_of_another_date_has_not_changed(start: Start, seed: Path) -> None:
    """As after a checkout."""
    start()
    seed.unlink()
    seed.write_text(SEED, encoding="utf-8")
    assert said(start()) == []


def test_another_region_is_told_where_the_pools_are(start: Start, tmp_path: Path) -> None:
    free, fixed = tmp_path / "free.yaml", tmp_path / "fixed.yaml"
    free.write_text("PoolName: free\n", encoding="utf-8")
    fixed.write_text("PoolName: fixed\nId: us-east-1_fixed0001\n", encoding="utf-8")
    start(free, fixed)
    (sentence,) = said(start(free, fixed, region="eu-west-1"))
    assert sentence == (
        f"{free} was planted in us-east-1, and its pools stay there: --region is eu-west-1 now."
        " --reseed plants it anew."
    )
    again = start(free, fixed, region="eu-west-1", reseed="always")
    assert [planted.pool.id[:9] for planted in again.seeded] == ["eu-west-1", "us-east-1"]


def test_a_further_seed_is_planted_beside_what_is_there(
    start: Start, seed: Path, tmp_path: Path
) -> None:
    start()
    other = tmp_path / "other.yaml"
    other.write_text("PoolName: other\n", encoding="utf-8")
    emulator = start(seed, other)
    assert [planted.pool.name for planted in emulator.seeded] == ["shop", "other"]
    again = start(other)
    assert [planted.pool for planted in again.seeded] == [emulator.seeded[1].pool]


def test_a_reset_empties_all_and_says_so(start: Start, tmp_path: Path) -> None:
    emulator = start()
    emulator.call("AdminCreateUser", {"UserPoolId": POOL_ID, "Username": "bob"})
    emulator.call("CreateUserPool", {"PoolName": "more"})
    emulator.reset()
    assert usernames(emulator) == ["alice"]
    assert len(emulator.call("ListUserPools", {"MaxResults": 9})["UserPools"]) == 1
    assert said(emulator) == [
        f"sqlite:///{tmp_path / 'dev.db'} was emptied, and all seeds were planted anew."
    ]
    assert usernames(start()) == ["alice"]


def test_a_reset_without_seeds_says_so(tmp_path: Path) -> None:
    name = f"sqlite:///{tmp_path / 'dev.db'}"
    emulator = Emulator(store=open_store(name))
    emulator.reset()
    assert said(emulator) == [f"{name} was emptied, and it has no seeds."]


@pytest.mark.parametrize("move", ["shift", "freeze"])
def test_the_clock_stays_as_it_was_set(start: Start, move: str) -> None:
    clock = start().clock
    if move == "shift":
        clock.shift(days=400)
    else:
        clock.freeze("2031-05-06T07:08:09Z")
    again = start().clock
    assert again.setting() == clock.setting() != (0.0, None)
    again.reset()
    assert start().clock.setting() == (0.0, None)


def test_a_reset_sets_the_clock_back_for_good(start: Start) -> None:
    emulator = start()
    emulator.clock.shift(days=400)
    emulator.reset()
    assert start().clock.setting() == (0.0, None)


def test_messages_wishes_and_warnings_stay(start: Start) -> None:
    emulator = start()
    emulator.force_challenge("EMAIL_OTP", pool_id=POOL_ID)
    emulator.call(
        "AdminCreateUser",
        {
            "UserPoolId": POOL_ID,
            "Username": "bob",
            "UserAttributes": [{"Name": "email", "Value": "bob@example.com"}],
            "DesiredDeliveryMediums": ["EMAIL"],
        },
    )
    emulator.warn("One.")
    emulator.warn("Two.")
    again = start()
    assert [message.username for message in again.messages()] == ["bob"]
    assert [forced.challenge for forced in again.forced_challenges()] == ["EMAIL_OTP"]
    assert said(again) == ["One.", "Two."]


def test_warnings_of_the_next_start_take_the_place_of_none(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process counts them from the first on."""
    emulator = start()
    emulator.warn("One.")
    (kept,) = emulator.store.all(record.WARNINGS, "all", "all")
    monkeypatch.setattr(record, "_numbers", count(kept.number))
    again = start()
    again.warn("Two.")
    again.warn("Three.")
    assert said(again) == ["One.", "Two.", "Three."]


# --- what is no part of a snapshot ----------------------------------------------------------------


def test_a_snapshot_leaves_the_clock_as_it_is(start: Start) -> None:
    emulator = start()
    untouched = emulator.snapshot()
    emulator.clock.freeze("2031-05-06T07:08:09Z")
    frozen = emulator.snapshot()
    emulator.restore(untouched)
    assert start().clock.setting() == emulator.clock.setting()
    emulator = start()
    emulator.clock.reset()
    emulator.restore(frozen)
    assert emulator.clock.setting() == start().clock.setting() == (0.0, None)


def test_a_snapshot_has_keys_and_leaves_later_ones(start: Start) -> None:
    emulator = start()

    def kept(pool_id: str, key: str) -> None:
        keys = record.Secret(pool_id=pool_id, name="tokens", text=key)
        emulator.run(lambda ctx: ctx.tx.put(record.SECRETS, keys))

    kept("a", "first")
    before = emulator.snapshot()
    kept("a", "other")
    kept("b", "later")
    emulator.restore(before)
    there = emulator.store.all(record.SECRETS, "all", "all")
    assert {each.pool_id: each.text for each in there} == {"a": "first", "b": "later"}


# --- ids that follow from a text ------------------------------------------------------------------


def new_pool(emulator: Emulator) -> str:
    return str(emulator.call("CreateUserPool", {"PoolName": "more"})["UserPool"]["Id"])


def test_no_start_gives_ids_of_another(start: Start) -> None:
    given = [new_pool(start(seeded_ids="x")) for _ in range(3)]
    assert len(set(given)) == 3
    emulator = start(seeded_ids="x")
    before = emulator.snapshot()
    given += [new_pool(emulator), new_pool(start(seeded_ids="y"))]
    emulator = start(seeded_ids="x")
    emulator.restore(before)
    given += [new_pool(emulator), new_pool(start(seeded_ids="x"))]
    assert len(set(given)) == 7
    emulator = start(seeded_ids="x")
    emulator.reset()
    again = [new_pool(emulator), new_pool(start(seeded_ids="x"))]
    assert again[0] == given[0]
    assert again[1] not in given


def test_the_first_start_gives_the_ids_of_memory(
    start: Start, seed: Path, stock_keys: StockKeys
) -> None:
    in_memory = Emulator(Settings(seeded_ids="x"), seed=seed, keys=stock_keys)
    assert new_pool(start(seeded_ids="x")) == new_pool(in_memory)
