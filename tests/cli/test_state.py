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

from cognito_emulator.cli import options
from cognito_emulator.cli.banner import Place, banner
from cognito_emulator.cli.directions import directions
from cognito_emulator.cli.formats import Json
from cognito_emulator.cli.start import store_of
from cognito_emulator.cli.status import CommandLineError
from cognito_emulator.emulator import Emulator
from cognito_emulator.store import Store
from tests import forked
from tests.support import StockKeys

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
