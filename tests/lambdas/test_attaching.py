"""Functions named on the command line and in seeds, reached in each of the three ways."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from cognito_emulator.cli import options, start
from cognito_emulator.emulator import Emulator
from cognito_emulator.seeds import SeedError
from cognito_emulator.settings import Settings
from tests import forked
from tests.forked import serving
from tests.lambdas.support import Exchange, functions_at
from tests.support import PASSWORD, Lab, StockKeys
from tests.table import table
from tests.triggers.support import FUNCTION, Event

MODULE = """
def confirm(event, context):
    event["response"]["autoConfirmUser"] = True
    return event
"""
POOL = {"PoolName": "demo", "Id": "us-east-1_Demo", "LambdaConfig": {"PreSignUp": f"{FUNCTION}pre"}}


def confirm(event: Event) -> Event:
    event["response"]["autoConfirmUser"] = True
    return event


def by_http(exchange: Exchange) -> None:
    exchange.answer = confirm(exchange.event)


# --- each way in ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    ["{url}/pre-sign-up", "lambda:{url}/pre-sign-up", confirm],
    ids=["URL", "Lambda", "function"],
)
def test_each_way_in(lab: Lab, target: Any) -> None:
    with functions_at(by_http) as url:
        lab.emulator.on("PreSignUp", target.format(url=url) if isinstance(target, str) else target)
        request = {"ClientId": lab.client_id, "Username": "alice", "Password": PASSWORD}
        assert lab.call("SignUp", **request)["UserConfirmed"] is True


def test_a_lambda_endpoint_for_all_arns(stock_keys: StockKeys) -> None:
    paths: list[str] = []

    def answer(exchange: Exchange) -> None:
        paths.append(exchange.path)
        by_http(exchange)

    with functions_at(answer) as url:
        lab = Lab(Emulator(Settings(lambda_endpoint=url), keys=stock_keys))
        config = {"PreSignUp": f"{FUNCTION}pre", "CustomMessage": f"{FUNCTION}words"}
        lab.call("UpdateUserPool", UserPoolId=lab.pool_id, LambdaConfig=config)
        lab.emulator.bind(f"{FUNCTION}words", "none")
        request = {"ClientId": lab.client_id, "Username": "alice", "Password": PASSWORD}
        assert lab.call("SignUp", **request)["UserConfirmed"] is True
    assert paths == ["/2015-03-31/functions/pre/invocations"]


# --- seeds ----------------------------------------------------------------------------------------


def confirmed_by(emulator: Emulator) -> bool:
    """Whether somebody who signs up in the demo pool is confirmed at once."""
    client = emulator.call(
        "CreateUserPoolClient", {"UserPoolId": "us-east-1_Demo", "ClientName": "c"}
    )["UserPoolClient"]["ClientId"]
    request = {"ClientId": client, "Username": "alice", "Password": PASSWORD}
    return bool(emulator.call("SignUp", request)["UserConfirmed"])


@pytest.mark.parametrize(
    "shape",
    [
        lambda functions: {**POOL, "Functions": functions},
        lambda functions: {"UserPools": [POOL], "Functions": functions},
        lambda functions: {"UserPools": [{**POOL, "Functions": functions}], "Functions": None},
    ],
    ids=["one pool", "beside the pools", "in a pool of the list"],
)
def test_a_seed_binds_functions(
    tmp_path: Path, stock_keys: StockKeys, shape: Callable[[Any], Any]
) -> None:
    """A file is looked for where the seed is."""
    (tmp_path / "functions.py").write_text(MODULE)
    seed = tmp_path / "seed.yaml"
    seed.write_text(yaml.safe_dump(shape({f"{FUNCTION}pre": "functions.py:confirm"})))
    emulator = Emulator(seed=seed, keys=stock_keys)
    assert confirmed_by(emulator)
    emulator.reset()
    assert confirmed_by(emulator)


@pytest.mark.parametrize(("target", "confirmed"), [(confirm, True), ("none", False)])
def test_a_seed_of_this_process(stock_keys: StockKeys, target: Any, *, confirmed: bool) -> None:
    seed = {**POOL, "Functions": {f"{FUNCTION}pre": target}}
    assert confirmed_by(Emulator(seed=seed, keys=stock_keys)) is confirmed


@table(
    "functions, sentence",
    [
        (["a"], "seed: Functions: This must be an object with members, not a list."),
        (
            {"PreSignUp": "a:b"},
            "Functions.PreSignUp: A function is named by its ARN, as in LambdaCo",
        ),
        ({"arn:aws:lambda:x": 5}, "This must be text that says where it is, not the number 5."),
        ({"arn:aws:lambda:x": "a"}, "seed: Functions.arn:aws:lambda:x: 'a' names no function"),
        ({"arn:aws:lambda:x": "nowhere:f"}, "nowhere cannot be imported: ModuleNotFoundError"),
        ({"arn:aws:lambda:x": lambda: None}, "has to take"),
    ],
)
def test_a_seed_whose_functions_are_not_there(functions: Any, sentence: str) -> None:
    with pytest.raises(SeedError) as wrong:
        Emulator(seed={**POOL, "Functions": functions})
    assert sentence in str(wrong.value)


def test_a_member_that_is_nearly_right() -> None:
    with pytest.raises(SeedError, match="no member Function; the nearest is Functions"):
        Emulator(seed={**POOL, "Function": {}})


# --- the command line -----------------------------------------------------------------------------


def sign_up(port: int, client_id: str) -> Any:
    answer = requests.post(
        f"http://localhost:{port}",
        json={"ClientId": client_id, "Username": "alice", "Password": PASSWORD},
        headers={"X-Amz-Target": "AWSCognitoIdentityProviderService.SignUp"},
        timeout=60,
    )
    return answer.json()


SEED = {**POOL, "Clients": [{"ClientName": "web", "ClientId": "web"}]}


@pytest.mark.parametrize(
    ("options", "variables"),
    [
        (["--trigger", "PreSignUp=my_package.functions:confirm"], {}),
        (["--trigger", "PreSignUp={url}/pre"], {}),
        (["--function", f"{FUNCTION}pre=my_package/functions.py:confirm"], {}),
        (["--function", f"{FUNCTION}pre=lambda:{{url}}/pre"], {}),
        (["--lambda-endpoint", "{url}"], {}),
        ([], {"TRIGGER": "PreSignUp=my_package.functions:confirm,CustomMessage=none"}),
    ],
    ids=["module", "URL", "file of an ARN", "Lambda of an ARN", "Lambda", "environment"],
)
def test_the_server(tmp_path: Path, options: list[str], variables: dict[str, str]) -> None:
    """Modules are found in the directory in which it starts."""
    package = tmp_path / "my_package"
    package.mkdir()
    (package / "functions.py").write_text(MODULE)
    (tmp_path / "seed.json").write_text(json.dumps(SEED))
    said = {f"COGNITO_EMULATOR_{name}": value for name, value in variables.items()}
    environment = {**os.environ, **said}
    with functions_at(by_http) as url:
        told = [option.format(url=url) for option in options]
        server = serving("--seed", "seed.json", *told, cwd=tmp_path, env=environment)
        with server as (port, _):
            assert sign_up(port, "web")["UserConfirmed"] is True


def test_a_server_that_gives_up_early(tmp_path: Path) -> None:
    (tmp_path / "functions.py").write_text("import time\ndef sleep(_):\n    time.sleep(30)\n")
    (tmp_path / "seed.json").write_text(json.dumps(SEED))
    options = ("--trigger", "PreSignUp=functions:sleep", "--trigger-timeout", "0.05")
    with serving("--seed", "seed.json", *options, cwd=tmp_path) as (port, _):
        assert sign_up(port, "web") == {
            "__type": "UnexpectedLambdaException",
            "message": "PreSignUp invocation failed due to error "
            "Socket timeout while invoking Lambda function.",
        }


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        (
            "--trigger=PreSignUp=nowhere:f",
            "trigger PreSignUp: nowhere cannot be imported: ModuleNotFoundError: No module named",
        ),
        (
            "--trigger=PreSignUp=functions:g",
            "trigger PreSignUp: functions has no function g; it has confirm.",
        ),
        (
            "--trigger=Nonsense=functions:confirm",
            "trigger Nonsense: There is no trigger Nonsense; ",
        ),
        (  # what is misspelled, not what would be looked for in vain
            "--trigger=PreSignup=nowhere:f",
            "trigger PreSignup: There is no trigger PreSignup; ",
        ),
        (
            "--trigger=PreTokenGeneration:V9=functions:confirm",
            "trigger PreTokenGeneration:V9: There is no version V9; there are V1_0, V2_0, V3_0.",
        ),
        (
            "--function=arn:x=functions.py:g",
            "function arn:x: functions.py has no function g; it has confirm.",
        ),
    ],
)
def test_a_server_that_does_not_start(tmp_path: Path, option: str, sentence: str) -> None:
    (tmp_path / "functions.py").write_text(MODULE)
    ended = forked.run("serve", "--port", "0", option, cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"cognito-emulator: {sentence}")
    assert len(ended.stderr.splitlines()) == 1


def test_the_version_of_events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "versioned_functions.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    emulator = Emulator()
    told = options.read(
        ["serve", "--trigger", "PreTokenGeneration:V2_0=versioned_functions:confirm"], {}
    )
    start.attach(emulator, told)
    attached = emulator.functions.find("PreTokenGeneration", "any", None)
    assert attached
    assert attached.version == "V2_0"
