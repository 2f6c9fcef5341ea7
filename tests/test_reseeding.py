"""Seeds that take the place of what came of them, in a store that lasts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator.cli.reload import Reloader
from cognito_emulator.domain.users.record import USERS
from cognito_emulator.domain.work.record import SECRETS, Secret
from cognito_emulator.emulator import Emulator
from cognito_emulator.seeds import SeedError
from cognito_emulator.settings import Settings
from cognito_emulator.store.sql import SqlStore
from tests.support import PASSWORD, StockKeys
from tests.table import table
from tests.triggers.support import FUNCTION

FIXED = "us-east-1_Reseeded1"
Write = Callable[..., Path]
Start = Callable[..., Emulator]
ARN = f"{FUNCTION}up"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a seed of a pool, later than it was written before, however fast that goes."""
    times = count(1_000_000_000, 10)

    def written(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        moment = next(times)
        os.utime(path, (moment, moment))
        return path

    return written


def pool(*users: str, name: str = "shop", fixed: str = FIXED, more: str = "") -> str:
    people = "".join(f"- {{Username: {user}, Password: {PASSWORD}}}\n" for user in users)
    return (
        f"PoolName: {name}\n{f'Id: {fixed}' if fixed else ''}\n{more}\n"
        f"Clients: [{{ClientName: web, GenerateSecret: true}}]\nUsers:\n{people}"
    )


def a_file(folder: Path) -> Callable[[], str]:
    return lambda: str(folder / "dev.db")


def postgresql(_folder: Path) -> Callable[[], str]:
    from tests.store.postgres import server  # noqa: PLC0415 - fast tests spare its import

    url = server().emptied()
    return lambda: url


STORES = (a_file, pytest.param(postgresql, marks=pytest.mark.slow))


@pytest.fixture(params=STORES)
def start(tmp_path: Path, request: pytest.FixtureRequest, stock_keys: StockKeys) -> Iterator[Start]:
    """Starts an emulator over one store; those before go on, as other processes do."""
    running: list[Emulator] = []
    place = request.param(tmp_path)

    def started(*seeds: Path, **settings: Any) -> Emulator:
        store = SqlStore(place())
        running.append(Emulator(Settings(**settings), seeds=seeds, keys=stock_keys, store=store))
        return running[-1]

    yield started
    for each in running:
        each.store.close()


def people(emulator: Emulator, pool_id: str = FIXED) -> list[str]:
    return [user.username for user in emulator.store.all(USERS, "pool", pool_id)]


def said(emulator: Emulator) -> list[str]:
    return [warning.sentence for warning in emulator.warnings()]


def sign_up(emulator: Emulator, name: str = "new", pool_id: str = FIXED) -> None:
    emulator.call(
        "AdminCreateUser", {"UserPoolId": pool_id, "Username": name, "MessageAction": "SUPPRESS"}
    )


def signed(emulator: Emulator, pool_id: str) -> Secret:
    """Give a pool keys, as its first token does, but fast."""
    keys = Secret(pool_id=pool_id, name="signing keys", text="PEM")
    return emulator.run(lambda ctx: ctx.tx.put(SECRETS, keys))


def facts(emulator: Emulator) -> list[tuple[str, list[str]]]:
    """What apps have in their settings."""
    return [
        (pool.id, [text for client in clients for text in (client.id, client.secrets[0].value)])
        for pool, clients, _ in emulator.seeded
    ]


def test_a_changed_seed_takes_the_place_of_what_came_of_it(start: Start, write: Write) -> None:
    """Pools of other seeds, and those made by calls, stay; so do ids, secrets and signing keys."""
    shop, other = write("shop.yaml", pool("ada", fixed="")), write("b.yaml", "PoolName: b")
    emulator = start(shop, other)
    (shop_id, _), (other_id, _) = before = facts(emulator)
    key = signed(emulator, shop_id)
    own_id = emulator.call("CreateUserPool", {"PoolName": "own"})["UserPool"]["Id"]
    for pool_id in (shop_id, other_id, own_id):
        sign_up(emulator, pool_id=pool_id)
    write("shop.yaml", pool("bob", fixed=""))
    again = start(shop, other, reseed="changed")
    assert facts(again) == before
    assert again.store.all(SECRETS, "pool", shop_id) == [key]
    assert [people(again, each) for each in (shop_id, other_id, own_id)] == [
        ["bob"],
        ["new"],
        ["new"],
    ]
    assert said(again) == [f"{shop} was planted anew, in place of what it had planted before."]
    sign_up(again, pool_id=shop_id)
    assert people(start(shop, other, reseed="changed"), shop_id) == ["bob", "new"]


def test_all_seeds_are_planted_anew_if_that_is_asked(start: Start, write: Write) -> None:
    seed = write("shop.yaml", pool("ada"))
    emulator = start(seed)
    sign_up(emulator)
    emulator.call("AdminDeleteUser", {"UserPoolId": FIXED, "Username": "ada"})
    for _ in range(2):
        assert people(start(seed, reseed="always")) == ["ada"]


def test_what_a_seed_does_not_say_any_more_goes(start: Start, write: Write) -> None:
    """Also a pool that is protected, and has a domain."""
    more = "DeletionProtection: ACTIVE\nDomain: shop"
    seed = write("shop.yaml", pool("ada", more=more))
    signed(start(seed), FIXED)
    write("shop.yaml", pool("ada", fixed="us-east-1_Another01", more=more))
    again = start(seed, reseed="changed")
    assert [each.id for each in again.all_pools()] == ["us-east-1_Another01"]
    assert again.store.all(SECRETS, "pool", FIXED) == []
    write("shop.yaml", "UserPools: []")
    assert start(seed, reseed="changed").all_pools() == []


def a_domain(emulator: Emulator) -> None:
    own_id = emulator.call("CreateUserPool", {"PoolName": "own"})["UserPool"]["Id"]
    emulator.call("CreateUserPoolDomain", {"UserPoolId": own_id, "Domain": "taken"})


def an_id(emulator: Emulator) -> None:
    tags = {"_custom_id_": "us-east-1_Taken0001"}
    emulator.call("CreateUserPool", {"PoolName": "own", "UserPoolTags": tags})


@table(
    "meanwhile, text, flaw",
    [
        (None, "PoolNam: shop", "There is no member PoolNam"),
        (a_domain, pool("bob", more="Domain: taken"), "Domain already"),
        (an_id, pool("bob", fixed="us-east-1_Taken0001"), "There already is a user pool us-east-1"),
    ],
)
def test_a_seed_that_cannot_be_planted_changes_nothing(
    meanwhile: Callable[[Emulator], None] | None,
    text: str,
    flaw: str,
    start: Start,
    write: Write,
) -> None:
    seed = write("shop.yaml", pool("ada"))
    emulator = start(seed, reseed="changed")
    sign_up(emulator)
    if meanwhile is not None:
        meanwhile(emulator)
    before = emulator.store.snapshot().records
    write("shop.yaml", text)
    for act in (emulator.replant, lambda: start(seed, reseed="always")):
        with pytest.raises(SeedError, match=flaw):
            act()
        assert emulator.store.snapshot().records == before
    write("shop.yaml", pool("ada"))
    emulator.reset()


def test_a_seed_is_known_again_where_its_file_has_moved(start: Start, write: Write) -> None:
    """As in a team, whose members have it in folders of their own."""
    first, nameless = write("shop.yaml", pool("ada")), write("b.yaml", "PoolName: b")
    emulator = start(first, nameless)
    write("elsewhere.yaml", first.read_text("utf-8"))
    moved, other = write("elsewhere.yaml", pool("ada")), write("c.yaml", "PoolName: b")
    again = start(moved, other)
    assert facts(again) == facts(emulator)
    assert said(again) == []
    write("third.yaml", pool("bob"))
    third = start(moved.with_name("third.yaml"))
    assert said(third)[0].startswith(f"{moved.with_name('third.yaml')} has changed since it was")
    assert people(start(moved.with_name("third.yaml"), reseed="changed")) == ["bob"]


def test_what_came_of_a_seed_that_is_not_named_any_more_stays(start: Start, write: Write) -> None:
    shop, other = write("shop.yaml", pool("ada")), write("b.yaml", "PoolName: b")
    start(shop, other)
    again = start(other, reseed="always")
    assert sorted(each.name for each in again.all_pools()) == ["b", "shop"]
    assert said(again) == [
        f"{other} was planted anew, in place of what it had planted before.",
        f"{shop} is not named any more: what came of it stays.",
    ]


def test_a_pool_keeps_its_id_beside_its_namesakes(start: Start, write: Write) -> None:
    one, two = write("one.yaml", pool(fixed="")), write("two.yaml", pool(fixed=""))
    write("two.yaml", pool("bob", fixed=""))
    emulator = start(one, two)
    write("two.yaml", pool("carol", fixed=""))
    assert facts(start(one, two, reseed="changed")) == facts(emulator)


# --- while it runs --------------------------------------------------------------------------------


def test_a_change_is_taken_up_by_all_processes_and_planted_once(start: Start, write: Write) -> None:
    shop, other = write("shop.yaml", pool("ada")), write("b.yaml", pool(fixed="", name="b"))
    first, second = (start(shop, other) for _ in range(2))
    write("shop.yaml", pool("bob"))
    Reloader(first).look()
    sign_up(first)
    Reloader(second).look()
    assert people(second) == ["bob", "new"]
    assert second.seeded[0].passwords == {"bob": PASSWORD}
    again = (
        f"{shop} changed: it was read again; what came of other seeds and of calls is as it was."
    )
    assert said(second) == [
        f"{shop} was planted anew, in place of what it had planted before.",
        again,
        again,
    ]


def test_a_changed_function_plants_nothing(start: Start, write: Write) -> None:
    source = (
        "def up(event, context):\n    event['response']['autoConfirmUser'] = {}\n    return event"
    )
    functions = write("up.py", source.format("False"))
    more = f"LambdaConfig: {{PreSignUp: '{ARN}'}}\nFunctions: {{'{ARN}': up.py:up}}"
    emulator = start(write("shop.yaml", pool("ada", more=more)))
    sign_up(emulator)
    write("up.py", source.format("True"))
    assert emulator.replant() == [functions]
    assert people(emulator) == ["ada", "new"]


def test_in_memory_it_goes_back_to_its_seeds(write: Write, stock_keys: StockKeys) -> None:
    seed = write("shop.yaml", pool("ada"))
    emulator = Emulator(Settings(reseed="always"), seed=seed, keys=stock_keys)
    sign_up(emulator)
    assert emulator.replant() == []
    assert people(emulator) == ["ada"]
    assert said(emulator) == []
