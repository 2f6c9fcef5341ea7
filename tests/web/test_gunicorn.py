"""`cognito_emulator.wsgi:app` under gunicorn, which is no server of ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import SHUT_WR, create_connection
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from cognito_emulator.cli.status import CommandLineError
from cognito_emulator.wsgi import application
from tests.conformance.serving import answers
from tests.ports import reserved_port
from tests.table import table
from tests.web.test_agreement import KINDS, SEED, Visitor

DEMO = str(Path(__file__).parents[2] / "fixtures" / "demo.yaml")
SEVERAL = ("--workers", "2")
TARGET = "AWSCognitoIdentityProviderService."


@table("name", ["TLS", "AWS_HOSTS", "ENV_FILE", "RELOAD", "WORKERS"])
def test_what_is_the_servers_affair_is_refused(name: str) -> None:
    with pytest.raises(CommandLineError, match=f"COGNITO_EMULATOR_{name} is for cognito-emulator"):
        application({f"COGNITO_EMULATOR_{name}": "1"})


def test_no_process_plants_anew_when_a_server_begins_it() -> None:
    with pytest.raises(CommandLineError, match="each would plant its seeds anew"):
        application({"COGNITO_EMULATOR_RESEED": "1"})


def test_a_wrong_variable_is_named() -> None:
    with pytest.raises(CommandLineError, match="COGNITO_EMULATOR_REGION"):
        application({"COGNITO_EMULATOR_REGION": "nowhere at all"})


@contextmanager
def gunicorn(log: Path, *options: str, **environment: str) -> Iterator[str]:
    """A gunicorn that answers, and where it is."""
    words = [sys.executable, "-m", "gunicorn", "--no-control-socket"]
    told = {f"COGNITO_EMULATOR_{name}": value for name, value in environment.items()}
    with (
        reserved_port() as port,
        log.open("w") as output,
        subprocess.Popen(
            [*words, "--bind", f"127.0.0.1:{port}", *options, "cognito_emulator.wsgi:app"],
            stdout=output,
            stderr=output,
            env={**os.environ, "COGNITO_EMULATOR_SEED": DEMO, **told},
        ) as process,
    ):
        try:
            assert answers(port, process), log.read_text()
            yield f"http://localhost:{port}"
        finally:
            process.terminate()


def sign_in(url: str) -> Any:
    parameters = {"USERNAME": "alice", "PASSWORD": "Alice-Password-1"}
    request = {
        "ClientId": "demowebclient0000000000001",
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": parameters,
    }
    headers = {"X-Amz-Target": f"{TARGET}InitiateAuth"}
    return requests.post(url, json=request, headers=headers, timeout=30).json()


def check_limits(url: str) -> None:
    """Bodies end, with a length and without one, and refusals have the service's form."""
    headers = {"X-Amz-Target": f"{TARGET}SignUp"}
    for body in (b" " * 3_000_000, iter([b" " * 1_000_000] * 3)):
        answer = requests.post(url, data=body, headers=headers, timeout=30)
        assert answer.status_code == 413
        assert answer.json() == {
            "__type": "RequestEntityTooLargeException",
            "message": "The request body exceeds the limit of 2097152 bytes.",
        }


def check_broken_off(url: str) -> None:
    """Half a request does nothing, such as empty the store."""
    address = urlsplit(url)
    with create_connection((address.hostname, address.port), timeout=30) as client:
        client.sendall(
            b"POST /_emulator/reset HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n"
        )
        client.shutdown(SHUT_WR)
        answer = client.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"The request breaks off." in answer


def check_guards(url: str) -> None:
    """Foreign pages and hosts control nothing."""
    for header, value in (("Host", "evil.example"), ("Origin", "https://evil.example")):
        answer = requests.get(f"{url}/_emulator/pools", headers={header: value}, timeout=30)
        assert answer.status_code == 403
        assert "evil.example" in answer.json()["error"]
    answer = requests.get(f"{url}/_emulator/health", headers={"Host": "a b"}, timeout=30)
    assert answer.status_code == 400
    assert answer.json()["Message"] == "The Host a b is neither a name nor an address."


def check_errors(url: str) -> None:
    answer = requests.get(f"{url}/nothing", timeout=30)
    assert answer.status_code == 404
    assert answer.json()["error"].startswith("There is nothing at /nothing.")
    answer = requests.post(url, json={}, headers={"X-Amz-Target": f"{TARGET}Nothing"}, timeout=30)
    assert answer.status_code == 400
    assert answer.json()["__type"] == "UnknownOperationException"


@pytest.mark.slow
@pytest.mark.parametrize("options", [("--threads", "4"), SEVERAL, (*SEVERAL, "--preload")])
def test_it_is_the_same_emulator(tmp_path: Path, options: tuple[str, ...]) -> None:
    several = "--workers" in options
    environment = {"STATE": str(tmp_path / "dev.db")} if several else {}
    with gunicorn(tmp_path / "log", *options, **environment) as url:
        for _ in range(4):
            assert sign_in(url)["AuthenticationResult"]["AccessToken"]
        check_limits(url)
        check_broken_off(url)
        check_guards(url)
        check_errors(url)
        if several:  # one process keeps calls from the first request to the control API on
            calls = requests.get(f"{url}/_emulator/calls?operation=InitiateAuth", timeout=30).json()
            assert len(calls["calls"]) == 4


@pytest.mark.slow
def test_several_processes_need_what_they_share(tmp_path: Path) -> None:
    with gunicorn(tmp_path / "log", *SEVERAL) as url:
        answer = sign_in(url)
    assert answer["__type"] == "InternalErrorException"
    assert "give them a store that they share" in answer["message"]


@pytest.mark.slow
def test_workers_that_load_it_themselves_agree(tmp_path: Path) -> None:
    """Each makes an emulator of its own; whoever answers, keys and forms are good."""
    seed = tmp_path / "seed.json"
    seed.write_text(json.dumps(SEED), "utf-8")
    environment = {"STATE": str(tmp_path / "dev.db"), "SEED": str(seed)}
    with gunicorn(tmp_path / "log", *SEVERAL, **environment) as url:
        for kind in KINDS * 2:
            kind(Visitor(url), Visitor(url))
