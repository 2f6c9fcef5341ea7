"""``--store`` and ``--state``: which store they mean, what is refused, and what is said of it."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import requests

from cognito_emulator import cli, wsgi
from cognito_emulator.cli import options
from cognito_emulator.cli.banner import Place, banner
from cognito_emulator.cli.directions import directions
from cognito_emulator.cli.formats import Json
from cognito_emulator.cli.start import store_of
from cognito_emulator.cli.status import CommandLineError
from cognito_emulator.control import pools
from cognito_emulator.emulator import Emulator
from cognito_emulator.store import Store
from tests import forked
from tests.support import StockKeys
from tests.table import table

HERE = Place("localhost", "http://localhost:9329")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def opened(*words: str, **environment: str) -> Store:
    return store_of(options.read(["serve", *words], environment))


@pytest.mark.parametrize(
    ("words", "environment", "name"),
    [
        ((), {}, "memory"),
        (("--store", "memory"), {}, "memory"),
        (("--store", "sqlite:///dev.db"), {}, "sqlite:///dev.db"),
        (("--state", "dev.db"), {}, "sqlite:///dev.db"),
        ((), {"COGNITO_EMULATOR_STATE": "dev.db"}, "sqlite:///dev.db"),
        ((), {"COGNITO_EMULATOR_STORE": "sqlite:///dev.db"}, "sqlite:///dev.db"),
    ],
)
def test_which_store_is_meant(
    words: tuple[str, ...], environment: dict[str, Any], name: str, folder: Path
) -> None:
    with closing(opened(*words, **environment)) as store:
        assert store.name == name
        assert store.lasts == (name != "memory")
        assert (folder / "dev.db").exists() == store.lasts


def test_a_path_may_be_absolute(folder: Path) -> None:
    with closing(opened("--store", f"sqlite:///{folder}/dev.db")):
        assert (folder / "dev.db").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--store", "dev.db"), "There is no store dev.db; a file is written sqlite:///dev.db."),
        (
            ("--store", "sqlite://dev.db"),
            "There is no store sqlite://dev.db; a file is written sqlite:///dev.db.",
        ),
        (("--store", "memroy"), "There is no store memroy; the nearest is memory."),
        (("--store", "sqlite"), "There is no store sqlite; the nearest is sqlite:///FILE."),
        (
            ("--store", "postgresql+psycopg://ada:secret@db/dev"),
            (
                "There is no store postgresql+psycopg://ada:***@db/dev; a database of PostgreSQL is"
                " written postgresql://ada:***@db/dev."
            ),
        ),
        (
            ("--store", "postgres"),
            (
                "There is no store postgres; a database of PostgreSQL is written"
                " postgresql://USER:PASSWORD@HOST/DATABASE."
            ),
        ),
        (
            ("--store", "postgresql://ada:secret@db/dev?sslmod=on"),
            (
                "postgresql://ada:***@db/dev?sslmod=on is no URL of PostgreSQL: it has no parameter"
                " sslmod, the nearest is sslmode; one is written"
                " postgresql://USER:PASSWORD@HOST:5432/DATABASE."
            ),
        ),
        (
            ("--store", "postgresql://ada:sec/ret@db/dev"),
            (
                "postgresql://ada:***@db/dev is no URL of PostgreSQL: its port is no number. In a"
                " password, write / as %2F"
            ),
        ),
        (
            ("--store", "postgresql://ada:sec%ret@db/dev"),
            (
                "postgresql://ada:***@db/dev is no URL of PostgreSQL: invalid percent-encoded"
                " token. In a password, write / as %2F, @ as %40, : as %3A and % as %25;"
                " one is written postgresql://USER:PASSWORD@HOST:5432/DATABASE."
            ),
        ),
        (
            ("--store", "postgresql://ada:sec@ret@db/dev"),
            (
                "postgresql://ada:***@db/dev is no URL of PostgreSQL: its host has an @. In a"
                " password, write / as %2F"
            ),
        ),
        (
            ("--store", "postgresql://ada:secret@localhost:1/dev?password=hidden"),
            "postgresql://ada:***@localhost:1/dev?password=*** cannot be opened: connection failed",
        ),
        (
            ("--state", "none/dev.db"),
            "none/dev.db cannot be opened: there is no folder /",
        ),
        (
            ("--state", ".."),
            ".. is a folder. Name a file.",
        ),
    ],
)
def test_what_is_wrong_is_said(words: tuple[str, ...], sentence: str, folder: Path) -> None:
    with pytest.raises(CommandLineError) as refused:
        opened(*words)
    assert str(refused.value).startswith(sentence)
    assert not re.search("sec(ret)?|hidden", str(refused.value).replace("seconds", ""))
    assert list(folder.iterdir()) == []


def test_without_its_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("cognito_emulator.store.sql", "cognito_emulator.store.sql.store"):
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "cognito_emulator.store.codec", None)
    with pytest.raises(
        CommandLineError, match=r"of the extra store: pip install 'cognito-emulator"
    ):
        opened("--state", "dev.db")


def test_without_its_driver_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "cognito_emulator.store.sql.postgres", raising=False)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(CommandLineError) as refused:
        opened("--store", "postgresql://ada:secret@db/dev")
    assert str(refused.value) == (
        "postgresql://ada:***@db/dev needs psycopg, of the extra postgres:"
        " pip install 'cognito-emulator[postgres]'."
    )


@pytest.mark.slow
def test_a_file_needs_no_driver_of_servers() -> None:
    """Nothing but such a URL imports it."""
    program = "import sys, cognito_emulator.store.sql; sys.exit('psycopg' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")
def test_nobody_else_reads_the_file(folder: Path) -> None:
    with closing(opened("--state", "dev.db")):
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes == dict.fromkeys(modes, 0o600)


def test_the_banner_says_where_state_is_and_how_much(stock_keys: StockKeys) -> None:
    seed = {"PoolName": "shop", "Users": [{"Username": "alice"}, {"Username": "bob"}]}
    with closing(opened("--state", "dev.db")) as store:
        lines = banner(Emulator(seed=seed, keys=stock_keys, store=store), HERE, [])
        (line,) = Json().beginning(Emulator(store=store), HERE, [])
    assert json.loads(str(line))["store"] == "sqlite:///dev.db"
    assert lines[1] == "  state is kept in sqlite:///dev.db: 1 user pool, 2 users"
    assert "state is kept" not in str(banner(Emulator(), HERE, []))


def test_without_a_seed_the_pools_that_are_kept_are_told(stock_keys: StockKeys) -> None:
    client = {"ClientName": "web", "ClientId": "shopwebclient0000000000001"}
    user = {"Username": "alice", "Password": "Alice-Password-1"}
    seed = {"PoolName": "shop", "Id": "us-east-1_shop", "Clients": [client], "Users": [user]}
    with closing(opened("--state", "dev.db")) as store:
        Emulator(seed=seed, keys=stock_keys, store=store)
    with closing(opened("--state", "dev.db")) as store:
        again = Emulator(store=store, keys=stock_keys)
        lines = [each if isinstance(each, str) else each.text for each in banner(again, HERE, [])]
        (line,) = Json().beginning(again, HERE, [])
        told = directions(again, HERE.url, {})
    assert "User pool us-east-1_shop (shop)" in lines
    assert "  clients  shopwebclient0000000000001 (web)" in lines
    assert "  users    alice" in lines  # whose password only the seed says
    assert "There is no user pool yet" not in "".join(lines)
    assert "  aws cognito-idp list-users --user-pool-id us-east-1_shop \\" in lines
    assert [each["id"] for each in json.loads(str(line))["user_pools"]] == ["us-east-1_shop"]
    assert told["COGNITO_USER_POOL_ID"] == "us-east-1_shop"


WRONG = "PoolName: a\nUsres: []\n"
SHOP = "PoolName: shop\nId: us-east-1_shop\n"


def failed(*words: str) -> None:
    """Have a start fail."""
    assert cli.main(["serve", "--port", "0", *words]) == 2


@table(
    "words",
    [
        ("--seed", "wrong.yaml"),
        ("--seed", "none.yaml"),
        ("--seed", "shop.yaml", "--seed", "wrong.yaml"),
        ("--trigger", "PreSignUp=none.py:f"),
        ("--signing-key", "none.pem"),
        ("--host", "192.0.2.1"),  # an address of nobody's: it cannot be listened on
    ],
)
def test_a_start_that_fails_leaves_no_empty_file(words: tuple[str, ...], folder: Path) -> None:
    (folder / "wrong.yaml").write_text(WRONG)
    (folder / "shop.yaml").write_text(SHOP)
    for state in (("--state", "dev.db"), ("--store", f"sqlite:///{folder}/dev.db")):
        failed(*words, *state)
        assert sorted(each.name for each in folder.iterdir()) == ["shop.yaml", "wrong.yaml"]


def test_a_file_of_a_start_that_fails_stays_where_its_seed_is_in_it(folder: Path) -> None:
    (folder / "shop.yaml").write_text(SHOP)
    failed("--seed", "shop.yaml", "--state", "dev.db", "--host", "192.0.2.1")
    with closing(opened("--state", "dev.db")) as store:
        assert [pool.id for pool in pools.everywhere(Emulator(store=store))] == ["us-east-1_shop"]


def test_a_start_that_fails_leaves_a_file_that_was_there(
    folder: Path, stock_keys: StockKeys
) -> None:
    (folder / "wrong.yaml").write_text(WRONG)
    opened("--state", "empty.db").close()
    (folder / "nothing.db").touch()
    with closing(opened("--state", "full.db")) as store:
        Emulator(seed={"PoolName": "a"}, keys=stock_keys, store=store)
    before = {path: path.stat().st_ino for path in folder.iterdir()}
    for name in ("empty.db", "nothing.db", "full.db"):
        failed("--seed", "wrong.yaml", "--state", name)
    assert {path: path.stat().st_ino for path in folder.iterdir()} == before
    with closing(opened("--state", "full.db")) as store:
        assert [pool.name for pool in pools.everywhere(Emulator(store=store))] == ["a"]


def test_of_a_link_only_the_file_goes_that_a_failed_start_has_made(folder: Path) -> None:
    (folder / "wrong.yaml").write_text(WRONG)
    (folder / "link.db").symlink_to("there.db")
    failed("--seed", "wrong.yaml", "--state", "link.db")
    assert sorted(each.name for each in folder.iterdir()) == ["link.db", "wrong.yaml"]


def test_a_file_that_others_have_opened_meanwhile_stays(folder: Path) -> None:
    first, second = opened("--state", "dev.db"), opened("--state", "dev.db")
    first.abandon()
    with closing(second):
        Emulator(seed={"PoolName": "a"}, store=second)
    assert [each.name for each in folder.iterdir()] == ["dev.db"]


def test_under_another_server_a_failed_start_leaves_no_empty_file(folder: Path) -> None:
    (folder / "wrong.yaml").write_text(WRONG)
    variables = {"COGNITO_EMULATOR_STATE": "dev.db", "COGNITO_EMULATOR_SEED": "wrong.yaml"}
    with pytest.raises(CommandLineError):
        wsgi.application(variables)
    assert [each.name for each in folder.iterdir()] == ["wrong.yaml"]


def test_a_warning_that_was_kept_is_not_said_again(folder: Path) -> None:
    seed = folder / "pool.yaml"
    starts = []
    for name in ("one", "two", "three"):
        seed.write_text(f"{{PoolName: {name}, Id: us-east-1_shop, Clients: [{{ClientName: c}}]}}")
        with (folder / "said").open("w+") as output:
            words = ("--seed", str(seed), "--state", str(folder / "dev.db"))
            with forked.serving(*words, output=output) as (port, process):
                requests.get(f"http://localhost:{port}/_emulator/health", timeout=30)  # it is said
                process.send_signal(signal.SIGTERM)
                assert process.wait() == 0
            output.seek(0)
            starts.append(output.read().count("has changed since it was planted"))
    assert starts == [0, 1, 1]
