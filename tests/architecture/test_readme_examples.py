"""README's examples run, as they stand there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conformance.serving import serving

ROOT = Path(__file__).parents[2]
EMULATOR = Path(sys.executable).with_name("cognito-emulator")
EXAMPLE = re.compile(r"<!-- example: (\w+) -->\n```python\n(.*?)```", re.DOTALL)
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


def test_environment(pytester: pytest.Pytester) -> None:
    test = """
def test_an_app(cognito, cognito_user):
    users = boto3.client("cognito-idp").list_users(UserPoolId=cognito.pool_id)["Users"]
    assert [user["Username"] for user in users] == [cognito_user.username]
"""
    pytester.makepyfile(f"import boto3, pytest\n\n{EXAMPLES['environment']}{test}")
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_pytest(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(EXAMPLES["pytest"])
    pytester.runpytest_subprocess().assert_outcomes(passed=4)
