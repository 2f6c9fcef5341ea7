"""README's examples run, as they stand there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import boto3
import pytest

from cognito_emulator import stock
from tests.conformance.serving import serving
from tests.lambdas.support import Exchange, functions_at
from tests.support import claims

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

ROOT = Path(__file__).parents[2]
EMULATOR = Path(sys.executable).with_name("cognito-emulator")
EXAMPLE = re.compile(r"<!-- example: (\w+) -->\n```\w+\n(.*?)```", re.DOTALL)
EXAMPLES = dict(EXAMPLE.findall((ROOT / "README.md").read_text(encoding="utf-8")))


def run(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert not done.returncode, done.stderr
    return done.stdout


def test_boto3() -> None:
    with serving(EMULATOR, "--seed", str(ROOT / "fixtures" / "demo.yaml")) as port:
        program = EXAMPLES["boto3"].replace("localhost:9329", f"localhost:{port}")
        assert run(program) == "dave@example.com True\n"


def test_library() -> None:
    assert run(EXAMPLES["library"]) == "CONFIRMED\n"


def test_faults() -> None:
    assert run(EXAMPLES["faults"]).splitlines() == [
        "AdminGetUser alice -> TooManyRequestsException: Rate exceeded (injected)",
        "AdminGetUser alice -> ok (injected)",
    ]


def test_server() -> None:
    assert run(EXAMPLES["server"]) == "RS256\n"


TEST_RUNNER = """#!/bin/sh
echo "$(basename $0) $*: $COGNITO_USER_POOL_ID $VITE_USER_POOL_ID $VITE_CLIENT_ID"
"""


def test_exec(tmp_path: Path) -> None:
    """With runners that only say how they were run, and what they were told."""
    (tmp_path / "users.yaml").write_bytes((ROOT / "fixtures" / "demo.yaml").read_bytes())
    for name in ("npx", "npm"):
        (tmp_path / name).write_text(TEST_RUNNER)
        (tmp_path / name).chmod(0o755)
    path = os.pathsep.join([str(tmp_path), str(EMULATOR.parent), os.environ["PATH"]])
    said = subprocess.check_output(
        ["/bin/sh", "-ec", EXAMPLES["exec"]], cwd=tmp_path, env={**os.environ, "PATH": path}
    )
    pool_id = stock.pool_id("us-east-1")
    assert said.decode().splitlines() == [
        "npx jest: us-east-1_DemoPool1  ",
        f"npm test -- --watch: {pool_id} {pool_id} {stock.CLIENT_ID}",
    ]


def test_trigger_callable() -> None:
    assert run(EXAMPLES["trigger_callable"]) == "True\n"


def claims_or_verdict(exchange: Exchange) -> None:
    """Be both functions that the example has outside: at a URL, and behind Lambda's API."""
    event = exchange.event
    if exchange.path == "/verify":
        wanted = event["request"]["privateChallengeParameters"]["answer"]
        event["response"]["answerCorrect"] = event["request"]["challengeAnswer"] == wanted
    else:
        assert exchange.path == "/2015-03-31/functions/claims/invocations"
        seen = {"claimsToAddOrOverride": {"captcha": "read"}}
        override = {"accessTokenGeneration": seen}
        event["response"]["claimsAndScopeOverrideDetails"] = override
    exchange.answer = event


def test_trigger_server() -> None:
    """The three ways in at once: a file's functions, a URL, a Lambda invoke endpoint."""
    with functions_at(claims_or_verdict) as url:
        command = re.sub(r"http://localhost:\d+", url, EXAMPLES["trigger_server"])
        name, verb, *options = shlex.split(command.replace("\\\n", ""))
        assert (name, verb) == ("cognito-emulator", "serve")
        with serving(EMULATOR, *options, cwd=ROOT) as port:
            tokens = tokens_for_a_captcha(f"http://localhost:{port}")
    assert claims(tokens["AccessToken"])["captcha"] == "read"


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js")
def test_trigger_node() -> None:
    _, verb, *options = shlex.split(EXAMPLES["trigger_node"].replace("\\\n", ""))
    assert verb == "serve"
    with serving(EMULATOR, *options, cwd=ROOT) as port:
        client = service(f"http://localhost:{port}")
        tokens = client.initiate_auth(
            ClientId="demowebclient0000000000001",
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "alice", "PASSWORD": "Alice-Password-1"},
        )["AuthenticationResult"]
    teams = [claims(tokens[kind])["team"] for kind in ("AccessToken", "IdToken")]
    assert teams == ["platform", "platform"]


def service(url: str) -> CognitoIdentityProviderClient:
    """A client of an emulator."""
    return boto3.client(
        "cognito-idp",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="x",
        aws_secret_access_key="x",
    )


def tokens_for_a_captcha(url: str) -> Any:
    """Sign in as somebody who can read."""
    client = service(url)
    begun = client.initiate_auth(
        ClientId="demowebclient0000000000001",
        AuthFlow="CUSTOM_AUTH",
        AuthParameters={"USERNAME": "alice"},
    )
    picture = unquote(begun["ChallengeParameters"]["captchaUrl"])
    answered = client.respond_to_auth_challenge(
        ClientId="demowebclient0000000000001",
        ChallengeName="CUSTOM_CHALLENGE",
        Session=begun["Session"],
        ChallengeResponses={
            "USERNAME": "alice",
            "ANSWER": "".join(re.findall(r">(\w)</text>", picture)),
        },
    )
    return answered["AuthenticationResult"]


RECIPES = {
    "pytest": 4,
    "marker": 1,
    "intercept": 1,
    "environment": 1,
    "own_pool": 1,
    "clock": 1,
    "bad_tokens": 13,
    "throttled": 1,
    "scopes": 2,
    "hypothesis": 1,
}


def test_recipes(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them at once, each in a module of its own."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # others cost seconds to load
    pytester.makepyfile(**{f"test_{name}": EXAMPLES[name] for name in RECIPES})

    result = pytester.runpytest_subprocess("-p", "pytest_cognito_emulator.plugin")

    result.assert_outcomes(passed=sum(RECIPES.values()))
