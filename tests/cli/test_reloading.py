"""Files of seeds and of functions that change while the emulator runs."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator import Emulator, WarningRecord, errors
from cognito_emulator.cli.reload import Reloader
from cognito_emulator.lambdas import TargetError, node
from cognito_emulator.seeds import SeedError
from cognito_emulator.settings import Settings
from tests.support import PASSWORD, StockKeys
from tests.threads import begun_since, running_threads
from tests.triggers.support import FUNCTION
from tests.web.client import WebClient

Write = Callable[[str, str], Path]
ARN = f"{FUNCTION}up"
COGNITO_LOCAL = Path(__file__).parents[2] / "fixtures" / "cognito-local"
CLIENT = {"ClientId": "client1", "ClientName": "a"}
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js")


@pytest.fixture
def write(tmp_path: Path) -> Iterator[Write]:
    """Write a file, later than it was written before, however fast that goes."""
    times = itertools.count(1_000_000_000, 10)

    def file(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        moment = next(times)
        os.utime(path, (moment, moment))
        return path

    yield file
    node.stop_all()


def seed(*usernames: str, **more: Any) -> str:
    users = [{"Username": name, "Password": PASSWORD} for name in usernames]
    pool = {"Id": "us-east-1_A", "PoolName": "a", "Users": users, "Clients": [CLIENT], **more}
    return json.dumps(pool)


def usernames(emulator: Emulator) -> list[str]:
    return [user.username for user in emulator.users_of("us-east-1_A")]


def confirms(emulator: Emulator, username: str = "new") -> bool:
    """Whether who signs up is confirmed at once."""
    request = {"ClientId": "client1", "Username": username, "Password": PASSWORD}
    return bool(emulator.call("SignUp", request)["UserConfirmed"])


def python(*, confirmed: bool) -> str:
    deed = f"event['response']['autoConfirmUser'] = {confirmed}"
    return f"def up(event):\n    {deed}\n    return event\n"


def javascript(*, confirmed: bool) -> str:
    said = str(confirmed).lower()
    return f"export const up = async (e) => {{ e.response.autoConfirmUser = {said}; return e; }};"


LANGUAGES = [
    pytest.param("up.py", python, id="Python"),
    pytest.param("up.mjs", javascript, id="JavaScript", marks=needs_node),
]


def test_a_reset_reads_a_changed_seed(write: Write, stock_keys: StockKeys) -> None:
    path = write("pool.json", seed("ada"))
    emulator = Emulator(seed=path, keys=stock_keys)
    emulator.call("AdminDeleteUser", {"UserPoolId": "us-east-1_A", "Username": "ada"})
    assert emulator.reset() == []
    assert usernames(emulator) == ["ada"]
    write("pool.json", seed("bob"))
    assert list(emulator.changed_files()) == [path]
    assert emulator.reset() == [path]
    assert usernames(emulator) == ["bob"]
    assert [planted.pool.id for planted in emulator.seeded] == ["us-east-1_A"]
    assert emulator.changed_files() == {}
    assert emulator.reset() == []


@pytest.mark.parametrize("source", ["project", "project/.cognito/db/local_5hopUser.json"])
@pytest.mark.parametrize("changed", ["db/local_5hopUser.json", "db/clients.json", "config.json"])
def test_pools_of_cognito_local_change_with_each_of_their_files(
    tmp_path: Path, stock_keys: StockKeys, source: str, changed: str
) -> None:
    shutil.copytree(COGNITO_LOCAL, tmp_path / "project")
    (tmp_path / "project" / ".cognito" / "config.json").write_text("{}")
    emulator = Emulator(seed=tmp_path / source, keys=stock_keys)
    assert emulator.changed_files() == {}
    os.utime(tmp_path / "project" / ".cognito" / changed, (1, 1))
    assert list(emulator.changed_files()) == [tmp_path / source]
    assert emulator.reset() == [tmp_path / source]
    assert emulator.changed_files() == {}


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("{", "Expecting property name"),
        (json.dumps({"PoolNam": "a"}), "There is no member PoolNam"),
        (seed("ada", "ada"), "User account already exists"),
        (None, "pool.json: There is no such file."),
    ],
    ids=["no JSON", "no pool", "what the service refuses", "gone"],
)
def test_a_seed_that_is_wrong_now_leaves_all_as_it_was(
    write: Write, stock_keys: StockKeys, text: str | None, flaw: str
) -> None:
    path = write("pool.json", seed("ada"))
    emulator = Emulator(seed=path, keys=stock_keys)
    assert not confirms(emulator)
    emulator.clock.shift(hours=1)
    emulator.fail("ListUsers", "TooManyRequestsException")
    if text is None:
        path.unlink()
    else:
        write("pool.json", text)
    for _ in range(2):
        with pytest.raises(SeedError, match=flaw):
            emulator.reset()
        assert usernames(emulator) == ["ada", "new"]
        assert emulator.clock.offset == pytest.approx(3600, abs=60)
        assert len(emulator.faults()) == 1
    write("pool.json", seed("bob"))
    assert emulator.reset() == [path]
    assert usernames(emulator) == ["bob"]


def test_ids_go_on_behind_a_reset_that_failed(write: Write, stock_keys: StockKeys) -> None:
    """Where they follow from a seed: those that were given away are not given away again."""
    path = write("pool.json", seed())
    emulator = Emulator(seed=path, keys=stock_keys, settings=Settings(seeded_ids="1"))

    def made() -> str:
        return str(emulator.call("CreateUserPool", {"PoolName": "b"})["UserPool"]["Id"])

    before = made()
    write("pool.json", seed(AliasAttributes=["email"], UsernameAttributes=["email"]))
    with pytest.raises(SeedError, match="Only one of the aliasAttributes"):
        emulator.reset()
    after = made()
    assert [pool.id for pool in emulator.all_pools()] == ["us-east-1_A", before, after]
    assert before != after


@pytest.mark.parametrize(("name", "text"), LANGUAGES)
@pytest.mark.parametrize("way", ["on", "bind", "seed"])
def test_a_reset_reads_a_changed_file_of_functions(
    write: Write, stock_keys: StockKeys, name: str, text: Callable[..., str], way: str
) -> None:
    path = write(name, text(confirmed=True))
    functions = {"Functions": {ARN: f"{name}:up"}} if way == "seed" else {}
    source = write("pool.json", seed(LambdaConfig={"PreSignUp": ARN}, **functions))
    emulator = Emulator(seed=source, keys=stock_keys)
    if way == "on":
        emulator.on("PreSignUp", f"{path}:up")
    if way == "bind":
        emulator.bind(ARN, f"{path}:up")
    assert confirms(emulator)
    write(name, text(confirmed=False))
    assert confirms(emulator, "other")  # until it is reset
    assert emulator.reset() == [path]
    assert not confirms(emulator)


@pytest.mark.parametrize(("name", "text"), LANGUAGES)
@pytest.mark.parametrize(
    ("broken", "flaw"),
    [("(((", "cannot be loaded"), ("", "up"), (None, "There is no file")],
    ids=["broken", "without the function", "gone"],
)
def test_a_file_of_functions_that_is_wrong_now_leaves_all_as_it_was(
    write: Write,
    stock_keys: StockKeys,
    name: str,
    text: Callable[..., str],
    broken: str | None,
    flaw: str,
) -> None:
    path = write(name, text(confirmed=True))
    source = write("pool.json", seed("ada"))
    emulator = Emulator(seed=source, keys=stock_keys)
    emulator.on("PreSignUp", f"{path}:up")
    assert confirms(emulator, "first")
    write("pool.json", seed("bob"))
    if broken is None:
        path.unlink()
    else:
        write(name, broken)
    with pytest.raises(TargetError, match=flaw):
        emulator.reset()
    assert usernames(emulator) == ["ada", "first"]
    assert confirms(emulator, "second")
    write(name, text(confirmed=False))
    assert set(emulator.reset()) == {path, source}
    assert usernames(emulator) == ["bob"]
    assert not confirms(emulator)


def test_functions_of_a_changed_seed(write: Write, stock_keys: StockKeys) -> None:
    """New ones are bound, those that are gone are not, and what a test bound since stays."""
    write("up.py", python(confirmed=True))
    one, two, three = (f"{FUNCTION}{name}" for name in ("one", "two", "three"))
    pool = {"LambdaConfig": {"PreSignUp": one}}
    source = write("pool.json", seed(**pool, Functions={one: "up.py:up", two: "up.py:up"}))
    emulator = Emulator(seed=source, keys=stock_keys)
    emulator.bind(two, None)
    assert confirms(emulator)
    write("pool.json", seed(LambdaConfig={"PreSignUp": one}, Functions={three: "up.py:up"}))
    emulator.reset()
    with pytest.raises(errors.UnexpectedLambdaException, match="has no function for"):
        confirms(emulator)
    for arn, confirmed in ((two, False), (three, True)):
        emulator.call(
            "UpdateUserPool", {"UserPoolId": "us-east-1_A", "LambdaConfig": {"PreSignUp": arn}}
        )
        assert confirms(emulator, arn[-3:]) is confirmed


def test_functions_named_by_a_module_stay_and_that_is_told(
    write: Write, stock_keys: StockKeys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of the process may know the module by now."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    path = write("named_by_a_module.py", python(confirmed=True))
    emulator = Emulator(seed=json.loads(seed()), keys=stock_keys)
    emulator.on("PreSignUp", "named_by_a_module:up")
    emulator.reset()
    assert emulator.warnings() == []
    write("named_by_a_module.py", python(confirmed=False))
    assert emulator.reset() == []
    assert confirms(emulator)
    assert [warning.sentence for warning in emulator.warnings()] == [
        (
            f"{path} changed, but its functions stay as they are, because a module names them:"
            " restart, or name them by the file, as in named_by_a_module.py:function."
        )
    ]
    emulator.reset()
    assert emulator.warnings() == []


def test_who_resets_by_http_is_told(write: Write, stock_keys: StockKeys) -> None:
    path = write("pool.json", seed("ada"))
    emulator = Emulator(seed=path, keys=stock_keys)
    web: Any = WebClient(emulator)
    write("pool.json", seed("bob"))
    assert web.post("/_emulator/reset").json == {"status": "ok", "reloaded": [str(path)]}
    write("pool.json", "{")
    answer = web.post("/_emulator/reset")
    assert answer.status_code == 400
    assert answer.json["error"].startswith(f"{path}:1: Expecting property name")
    assert usernames(emulator) == ["bob"]


# --- serve --reload -------------------------------------------------------------------------------


def test_a_look_finds_what_has_changed_once(write: Write, stock_keys: StockKeys) -> None:
    path = write("pool.json", seed("ada"))
    functions = write("up.py", python(confirmed=True))
    emulator = Emulator(seed=path, keys=stock_keys)
    emulator.on("PreSignUp", f"{functions}:up")
    said: list[str] = []
    emulator.on_warning(lambda warning: said.append(warning.sentence))
    reloader = Reloader(emulator)
    reloader.look()
    assert said == []
    write("pool.json", "{")
    for _ in range(2):
        reloader.look()
    (sentence,) = said
    assert sentence.startswith(
        f"{path} changed, but everything stays as it was: {path}:1: Expecting property name"
    )
    assert usernames(emulator) == ["ada"]
    write("pool.json", seed("bob"))
    write("up.py", python(confirmed=False))
    for _ in range(2):
        reloader.look()
    assert said[1:] == [f"{functions}, {path} changed: the emulator is back at its seeds."]
    assert usernames(emulator) == ["bob"]
    assert not confirms(emulator)


WEB, BACKEND = {"ClientName": "web"}, {"ClientName": "backend", "GenerateSecret": True}


@pytest.mark.parametrize(
    ("text", "clients", "others"),
    [
        pytest.param(None, [BACKEND, WEB], [], id="they-follow-from-names"),
        pytest.param(None, [WEB], [], id="one-is-gone"),
        pytest.param(
            "x",
            [BACKEND, WEB],
            ["id of the client web", "id of the client backend", "secret of the client backend"],
            id="from-the-order",
        ),
        pytest.param(
            None, [{**WEB, "ClientId": "own"}, BACKEND], ["id of the client web"], id="as-it-says"
        ),
    ],
)
def test_what_apps_have_in_their_settings_stays_or_is_told_of(
    write: Write,
    stock_keys: StockKeys,
    text: str | None,
    clients: list[dict[str, Any]],
    others: list[str],
) -> None:
    """No app learns by itself that its client has another id or secret."""
    path = write("pool.json", seed(Clients=[WEB, BACKEND]))
    emulator = Emulator(Settings(seeded_ids=text), seed=path, keys=stock_keys)
    said: list[str] = []
    emulator.on_warning(lambda warning: said.append(warning.sentence))
    write("pool.json", seed(Clients=clients))
    Reloader(emulator).look()
    told = [f"the {other} of the pool a" for other in others]
    sentence = (
        f"Other than before: {', '.join(told)}. Apps that have it in their settings need the new"
        " one; what stands in a seed as Id, ClientId or ClientSecret stays."
    )
    assert said[1:] == [sentence] * bool(told)


def test_somebody_looks_until_the_end(write: Write, stock_keys: StockKeys) -> None:
    path = write("pool.json", seed("ada"))
    emulator = Emulator(seed=path, keys=stock_keys)
    reset = threading.Event()

    def hear(warning: WarningRecord) -> None:  # of a file that is half written, too
        if "back at its seeds" in warning.sentence:
            reset.set()

    emulator.on_warning(hear)
    before = running_threads()
    with Reloader(emulator, seconds=0.001):
        write("pool.json", seed("bob"))
        assert reset.wait(60)
    assert usernames(emulator) == ["bob"]
    assert not begun_since(before, "cognito-reload")
