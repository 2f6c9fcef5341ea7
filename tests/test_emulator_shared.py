"""Two emulators of Python that share a store: what is the store's, and what is each one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator.emulator import Emulator
from cognito_emulator.engine import Engine
from cognito_emulator.store.sql import SqlStore
from tests.support import PASSWORD, StockKeys
from tests.table import table

POOL_ID = "us-east-1_TwoOfThem"
CLIENT_ID = "twoofthemclient000000001"
SEED: Mapping[str, Any] = {
    "PoolName": "shared",
    "Id": POOL_ID,
    "Groups": [{"GroupName": "staff"}],
    "Clients": [{"ClientName": "web", "ClientId": CLIENT_ID}],
    "Users": [
        {
            "Username": "alice",
            "Password": PASSWORD,
            "Groups": ["staff"],
            "Attributes": {"email": "alice@example.com", "email_verified": "true"},
        }
    ],
}


@pytest.fixture
def pair(tmp_path: Path, stock_keys: StockKeys) -> Iterator[tuple[Emulator, Emulator]]:
    one, other = (SqlStore(str(tmp_path / "dev.db")) for _ in range(2))
    yield Emulator(keys=stock_keys, store=one), Emulator(keys=stock_keys, store=other)
    one.close()
    other.close()


def records(one: Emulator, other: Emulator) -> None:
    other.plant_user(POOL_ID, {"Username": "bob", "Password": PASSWORD})
    assert [user.username for user in one.users_of(POOL_ID)] == ["alice", "bob"]
    assert one.user(POOL_ID, "bob") == other.user(POOL_ID, "bob")
    assert one.all_pools() == other.all_pools() == [one.pool(POOL_ID)]
    assert one.groups_of(POOL_ID) == other.groups_of(POOL_ID) == ["staff"]
    assert one.clients_of(POOL_ID) == other.clients_of(POOL_ID) == [CLIENT_ID]
    assert one.client(CLIENT_ID) == other.client(CLIENT_ID)
    token = one.mint(CLIENT_ID, "bob")
    assert token is not None
    assert one.call("ListUsers", {"UserPoolId": POOL_ID}) == other.answer(
        "ListUsers", {"UserPoolId": POOL_ID}
    )


def messages(one: Emulator, other: Emulator) -> None:
    one.call("AdminResetUserPassword", {"UserPoolId": POOL_ID, "Username": "alice"})
    assert [message.username for message in other.messages()] == ["alice"]
    assert other.forget_messages() == 1
    assert one.messages() == []


def warnings(one: Emulator, other: Emulator) -> None:
    one.warn("Look.")
    assert other.warnings()[-1].sentence == "Look."
    other.forget_warnings()
    assert one.warnings() == []


def challenges(one: Emulator, other: Emulator) -> None:
    one.force_challenge("NEW_PASSWORD_REQUIRED", pool_id=POOL_ID)
    assert [each.challenge for each in other.forced_challenges()] == ["NEW_PASSWORD_REQUIRED"]
    assert one.open_challenges(POOL_ID) == other.open_challenges(POOL_ID) == []
    assert other.forget_challenges() == 1
    assert one.forced_challenges() == []


def faults(one: Emulator, other: Emulator) -> None:
    one.fail("SignUp", "InternalErrorException")
    other.delay("SignUp", 0.5)
    assert one.faults() == other.faults()
    assert other.forget_faults() == 2
    assert one.faults() == []


def exchanges(one: Emulator, other: Emulator) -> None:
    before = one.snapshot()
    other.run_inside(lambda ctx: ctx.warn("Run."))
    other.reset()
    assert one.all_pools() == []
    one.restore(before)
    other.replant()
    assert other.look(lambda ctx: ctx.tx.generation) == one.run(lambda ctx: ctx.tx.generation)
    other.plant({"PoolName": "more"})
    assert len(one.all_pools()) == 2


Theme = Callable[[Emulator, Emulator], None]
OWN_FUNCTIONS = "a function of Python is one process's; POST triggers attaches one for all"
LISTENERS = "a listener is a function of one process, and hears what that process does"
OWN_FILES = "what a process begins with is what it was given"

#: What is of the store, and what shows that; else why it is each process's own.
PUBLIC: Mapping[str, Theme | str] = {
    **dict.fromkeys(("plant_user", "all_pools", "pool", "client", "clients_of", "user"), records),
    **dict.fromkeys(("users_of", "groups_of", "mint", "call", "answer"), records),
    **dict.fromkeys(("messages", "forget_messages"), messages),
    **dict.fromkeys(("warnings", "forget_warnings", "warn"), warnings),
    **dict.fromkeys(("force_challenge", "open_challenges"), challenges),
    **dict.fromkeys(("forced_challenges", "forget_challenges"), challenges),
    **dict.fromkeys(("fail", "delay", "faults", "forget_faults"), faults),
    **dict.fromkeys(("reset", "replant", "snapshot", "restore", "plant"), exchanges),
    **dict.fromkeys(("run", "run_inside", "look"), exchanges),
    **dict.fromkeys(("on", "off", "bind", "wait_for_senders"), OWN_FUNCTIONS),
    **dict.fromkeys(("on_call", "on_message", "on_warning", "hears_calls"), LISTENERS),
    **dict.fromkeys(("remember_listeners", "refused", "observed", "tell"), LISTENERS),
    **dict.fromkeys(("reseed", "changed_files", "warn_of_changed_modules"), OWN_FILES),
    **dict.fromkeys(("keep_keys",), "it puts the keys of a process into the store"),
    **dict.fromkeys(("caller", "new_uuid"), "it makes what nobody else has"),
}


def test_it_is_said_of_each_public_method() -> None:
    there = {name for face in (Emulator, Engine) for name in vars(face) if name[0] != "_"}
    assert set(PUBLIC) == there


@table("theme", lambda: {theme for theme in PUBLIC.values() if not isinstance(theme, str)})
def test_what_is_of_the_store_is_of_both(pair: tuple[Emulator, Emulator], theme: Theme) -> None:
    one, other = pair
    one.reset()
    one.plant(SEED)
    theme(one, other)
