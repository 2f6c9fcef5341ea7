"""What a test costs that takes a user and an access token, beside one that takes nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.benchmarks.contestants import last_line
from tests.benchmarks.floor import new_key, two_signatures_ms
from tests.benchmarks.process import environment

TESTS = 300
APP_TESTS = 50  # each takes tens of times as long
MOTO_TESTS = 20  # each takes hundreds of times as long
ROUNDS = 3

_PLUGINS = ("-p", "no:cacheprovider", "-p", "pytest_cognito_emulator.plugin")

# Times every test from its set-up to the end of its tear-down.
CONFTEST = """
import json, time
from pathlib import Path
import pytest

TIMES = []

@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol():
    began = time.perf_counter()
    answer = yield
    TIMES.append(time.perf_counter() - began)
    return answer

def pytest_sessionfinish():
    Path("times.json").write_text(json.dumps(TIMES))
"""

EMPTY = """
import pytest

@pytest.mark.parametrize("n", range({tests}))
def test_nothing(n):
    pass
"""

OURS = """
import pytest

@pytest.mark.parametrize("n", range({tests}))
def test_tokens(n, cognito_user):
    assert cognito_user.tokens().access_token
"""

# An app that makes a client in each test, as many do.
APP = """
import boto3, pytest

@pytest.mark.parametrize("n", range({tests}))
def test_app(n, cognito_env, cognito):
    assert boto3.client("cognito-idp").list_users(UserPoolId=cognito.pool_id)["Users"] == []
"""

# The shortest way to what OURS does with moto, in the test's own process.
MOTO = """
import boto3, pytest
from moto import mock_aws

@pytest.fixture
def access_token(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    with mock_aws():
        cognito = boto3.client("cognito-idp", region_name="us-east-1")
        pool = cognito.create_user_pool(PoolName="tests")["UserPool"]["Id"]
        app = cognito.create_user_pool_client(UserPoolId=pool, ClientName="tests")
        who = {{"UserPoolId": pool, "Username": "ada"}}
        mail = [{{"Name": "email", "Value": "ada@example.com"}}]
        cognito.admin_create_user(**who, UserAttributes=mail, MessageAction="SUPPRESS")
        cognito.admin_set_user_password(**who, Password="Correct-Horse-1", Permanent=True)
        yield cognito.admin_initiate_auth(
            UserPoolId=pool,
            ClientId=app["UserPoolClient"]["ClientId"],
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={{"USERNAME": "ada", "PASSWORD": "Correct-Horse-1"}},
        )["AuthenticationResult"]["AccessToken"]

@pytest.mark.parametrize("n", range({tests}))
def test_tokens(n, access_token):
    assert access_token
"""


@dataclass(frozen=True, slots=True)
class CostOfATest:
    """Milliseconds, over those of an empty test; medians, as other programs take their share.

    Attributes:
        first: of the first test that uses it, which pays for what all share.
        later: of each other one.

    """

    tests: int
    first: float
    later: float

    def __str__(self) -> str:
        return f"{self.later:.2f} ms ({self.tests} tests; the first {self.first:.0f} ms)"


@dataclass(frozen=True, slots=True)
class CostsOfATest:
    """What tests cost.

    Attributes:
        ours: of an access token, with the plugin.
        moto: of the same with moto.
        app: of an app that makes a boto3 client and calls the server, with the plugin.
        signature: milliseconds of one RSA-2048 signature.

    """

    ours: CostOfATest
    moto: CostOfATest
    app: CostOfATest
    signature: float


def costs_of_a_test() -> CostsOfATest:
    """Run the empty test and the others a few times in turn; the medians of the rounds.

    Signatures are timed between the rounds, when the machine is as busy as during them.

    Raises:
        RuntimeError: the tests failed; with the last line of pytest.

    """
    suites = ((EMPTY, TESTS), (OURS, TESTS), (MOTO, MOTO_TESTS), (APP, APP_TESTS))
    key = new_key()
    rounds, signatures = [], []
    for _ in range(ROUNDS):
        rounds.append([_times(*suite) for suite in suites])
        signatures.append(two_signatures_ms(key) / 2)
    ours, moto, app = (_cost(rounds, place) for place in (1, 2, 3))
    return CostsOfATest(ours, moto, app, median(signatures))


def _cost(rounds: list[list[list[float]]], place: int) -> CostOfATest:
    over = [(median(round_[0][1:]), round_[place]) for round_ in rounds]
    first = median(times[0] - base for base, times in over)
    later = median(median(times[1:]) - base for base, times in over)
    return CostOfATest(len(rounds[0][place]), first * 1000, later * 1000)


def _times(source: str, tests: int) -> list[float]:
    with TemporaryDirectory() as folder:
        Path(folder, "conftest.py").write_text(CONFTEST)
        Path(folder, "test_cost.py").write_text(source.format(tests=tests))
        Path(folder, "pytest.ini").write_text("[pytest]\n")
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "--tb=line", *_PLUGINS],
            cwd=folder,
            # Plugins of the environment that happens to be there are nobody's cost.
            env=environment() | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(_complaint(done.stdout + done.stderr))
        times: list[float] = json.loads(Path(folder, "times.json").read_text())
        return times


def _complaint(output: str) -> str:
    errors = [line for line in output.splitlines() if line.startswith("E ")]
    return errors[0][1:].strip() if errors else last_line(output)
