"""``serve --env-file``: a file that says where the server is, for as long as it is there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from cognito_emulator import environment
from cognito_emulator.cli.env_file import EnvFile
from cognito_emulator.cli.status import CommandLineError
from tests import forked
from tests.table import table

DEMO = Path(__file__).parents[2] / "fixtures" / "demo.yaml"
FIRST_LINE = "# cognito-emulator serve writes this file, and deletes it when it stops.\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "emulator.env"


def surroundings(**more: str) -> dict[str, str]:
    """Our own environment, without what tells of AWS, an emulator or a proxy."""
    telling = ("aws_", "cognito_", "http_", "https_", "all_", "no_")
    plain = {k: v for k, v in os.environ.items() if not k.lower().startswith(telling)}
    return {**plain, **more}


@contextmanager
def serve(path: Path, *options: str, **more: str) -> Iterator[tuple[str, forked.Process]]:
    """A server, and what it has said: where it listens."""
    words = ("serve", "--port", "0", "--quiet", "--env-file", str(path), *options)
    with forked.talking(*words, env=surroundings(**more)) as (out, process):
        said = out.readline()
        assert " listens on http" in said
        yield said, process


def read_by_a_shell(path: Path) -> dict[str, str]:
    program = "import json, os; print(json.dumps(dict(os.environ)))"
    script = f'set -a; . "$1"; set +a; exec "$2" -c "{program}"'
    said = subprocess.check_output(
        ["/bin/sh", "-ec", script, "sh", str(path), sys.executable], env=surroundings()
    )
    variables: dict[str, str] = json.loads(said)
    return {k: v for k, v in variables.items() if k.startswith(("AWS_", "COGNITO_", "NO_PROXY"))}


def read_by_docker(path: Path) -> dict[str, str]:
    """As its manual says: a variable in each line, no value has quotes, # begins a comment."""
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_it_says_what_exec_would_say(path: Path) -> None:
    with serve(path, "--seed", str(DEMO)) as (said, _):
        told = read_by_a_shell(path)
        assert read_by_docker(path) == told
        url = told["COGNITO_EMULATOR_URL"]
        assert said.endswith(f" listens on {url}\n")  # by one name: issuers and cookies have it
        assert url.startswith("http://localhost:")
        assert requests.get(f"{url}/_emulator/health", timeout=30).ok
        pool = "us-east-1_DemoPool1"
        assert told == {
            **environment.for_sdks(url, "us-east-1"),
            "COGNITO_EMULATOR_URL": url,
            "COGNITO_USER_POOL_ID": pool,
            "COGNITO_CLIENT_ID": "demowebclient0000000000001",
            "COGNITO_ISSUER": f"{url}/{pool}",
            "COGNITO_JWKS_URL": f"{url}/{pool}/.well-known/jwks.json",
            "COGNITO_DOMAIN_URL": f"{url}/_domain/demo",
        }
        (pools,) = requests.get(f"{url}/_emulator/pools", timeout=30).json().values()
        assert pools[0]["issuer"] == told["COGNITO_ISSUER"]
        assert pools[0]["domain_url"] == told["COGNITO_DOMAIN_URL"]


def test_who_reaches_it_elsewhere_is_told_so(path: Path) -> None:
    with serve(path, "--public-url", "http://host.docker.internal:9329/c"):
        told = read_by_docker(path)
    assert told["COGNITO_EMULATOR_URL"] == "http://host.docker.internal:9329/c"
    assert "COGNITO_USER_POOL_ID" not in told  # there is no pool


def test_the_way_past_a_proxy(path: Path) -> None:
    with serve(path, HTTP_PROXY="http://proxy:3128", NO_PROXY="a.example, b.example"):
        assert read_by_a_shell(path)["NO_PROXY"] == "a.example,b.example,localhost"


def test_it_is_gone_when_the_server_is(path: Path) -> None:
    with serve(path) as (_, process):
        process.send_signal(signal.SIGTERM)
        assert process.wait() == 0
    assert list(path.parent.iterdir()) == []


def test_a_start_that_fails_leaves_none(path: Path) -> None:
    """Not even that of a server which was killed: who waits for the file would find it."""
    path.write_text(f"{FIRST_LINE}COGNITO_EMULATOR_URL=http://127.0.0.1:1\n")
    ended = forked.run("serve", "--port", "0", "--env-file", str(path), "--seed", "no.yaml")
    assert ended.returncode == 2
    assert "There is no file no.yaml" in ended.stderr
    assert not path.exists()


def test_an_empty_file_may_be_there_before(path: Path) -> None:
    """As mktemp makes it."""
    path.touch()
    with EnvFile(path).holding({"A": "1"}):
        assert path.read_text() == f"{FIRST_LINE}A=1\n"
    assert not path.exists()


@pytest.mark.parametrize("foreign", ["SECRET=mine\n", "\xff", f"\n{FIRST_LINE}"])
def test_a_file_of_the_user_s_own_is_left_alone(path: Path, foreign: str) -> None:
    path.write_text(foreign, encoding="latin-1")
    with pytest.raises(CommandLineError, match="is not overwritten"):
        EnvFile(path)
    assert path.read_text(encoding="latin-1") == foreign


def test_nor_one_that_came_to_be_meanwhile(path: Path) -> None:
    file = EnvFile(path)
    path.write_text("SECRET=mine\n")
    with pytest.raises(CommandLineError, match="is not overwritten"), file.holding({"A": "1"}):
        pass
    assert path.read_text() == "SECRET=mine\n"
    assert list(path.parent.iterdir()) == [path]


def test_what_is_no_file_is_left_alone(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(CommandLineError, match="is not overwritten"):
        EnvFile(path)


def test_the_file_of_another_server_stays(path: Path) -> None:
    with EnvFile(path).holding({"A": "1"}):
        another = EnvFile(path).holding({"A": "2"})
        another.__enter__()
    assert path.read_text() == f"{FIRST_LINE}A=2\n"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    file = EnvFile(tmp_path / "no" / "emulator.env")
    with pytest.raises(CommandLineError, match=r"emulator\.env: No such file or directory\."):
        file.holding({"A": "1"}).__enter__()


@table("between", list(" '\"$`\\~;#&|*?()<>\n\tä"))
def test_no_value_that_shells_and_docker_read_differently(path: Path, between: str) -> None:
    with pytest.raises(CommandLineError, match="cannot hold SECRET:") as refused:
        EnvFile(path).holding({"SECRET": f"mine{between}mine"}).__enter__()
    assert "mine" not in str(refused.value)
    assert not path.exists()
