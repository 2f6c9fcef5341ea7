"""What docs/why/security.md says of files, processes and the network, held by audit hooks."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from tests.prose import ROOT
from tests.table import table

PAGE = ROOT.joinpath("docs", "why", "security.md").read_text(encoding="utf-8")
SOURCES = (ROOT / "emulator" / "cognito_emulator", ROOT / "pytest_plugin")

#: Notes what leaves the process, in a run of its own; `open` for reading is left out.
AUDIT = """
import json, os, sys

seen = []


def note(event, args):
    if event == "open" and not (args[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        return
    if event in {"open", "os.fork", "os.exec", "os.posix_spawn", "os.system", "socket.bind",
                 "socket.connect", "subprocess.Popen"}:
        seen.append([event, repr(args[1 if event.startswith("socket") else 0]) if args else ""])


sys.addaudithook(note)
"""
SIGN_IN = """
from cognito_emulator import Emulator, Server
import http.client

with Emulator(seed=sys.argv[1]) as emulator, Server(emulator, port=0) as server:
    host = server.url.removeprefix("http://")
    asked = http.client.HTTPConnection(host)
    asked.request("POST", "/", json.dumps({
        "ClientId": "demowebclient0000000000001",
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": "alice", "PASSWORD": "Alice-Password-1"},
    }), {
        "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth",
        "Content-Type": "application/x-amz-json-1.1",
    })
    assert b"AccessToken" in asked.getresponse().read()
    asked.close()
    port = int(host.rpartition(":")[2])
print(json.dumps({"seen": seen, "port": port}))
"""
A_SESSION = """
import pytest


class Watch:
    def pytest_sessionstart(self):
        seen.clear()  # pytest itself has begun

    def pytest_sessionfinish(self):
        self.seen = list(seen)


watch = Watch()
status = pytest.main(["-q", "-p", "no:cacheprovider", "-p", "pytest_cognito_emulator.plugin",
                      "--capture=no", sys.argv[1]], plugins=[watch])
loaded = sorted(name for name in sys.modules if "cognito_emulator" in name)
print("\\n" + json.dumps({"seen": watch.seen, "loaded": loaded, "status": status}))
"""


def audited(script: str, argument: Path) -> dict[str, Any]:
    printed = subprocess.check_output(
        [sys.executable, "-B", "-c", AUDIT + script, argument],
        text=True,
        env={"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        cwd=argument.parent,
    )
    result: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return result


def test_a_server_listens_here_and_nothing_else_leaves_it() -> None:
    run = audited(SIGN_IN, ROOT / "fixtures" / "demo.yaml")

    first, *others, last = run["seen"]
    assert first == ["socket.bind", "('127.0.0.1', 0)"]
    assert others in ([["socket.bind", f"('::1', {run['port']})"]], [])  # not without IPv6
    connected = ("127.0.0.1", run["port"]), ("::1", run["port"], 0, 0)
    assert last in [["socket.connect", repr(address)] for address in connected]  # the test's own


def test_a_session_without_a_fixture_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "test_nothing.py"
    path.write_text("def test_nothing(): pass", encoding="utf-8")

    run = audited(A_SESSION, path)

    assert run["status"] == 0
    assert run["seen"] == []
    assert not [name for name in run["loaded"] if name.startswith("cognito_emulator")]
    assert len(run["loaded"]) == 7
    assert "seven small modules" in PAGE


def test_what_is_watched_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "test_much.py"
    path.write_text(
        "import pathlib, socket, subprocess, sys\n"
        "def test_much(tmp_path):\n"
        "    (tmp_path / 'file').write_text('written')\n"
        "    subprocess.run([sys.executable, '-c', ''])\n"
        "    socket.socket().bind(('127.0.0.1', 0))\n",
        encoding="utf-8",
    )

    events = {event for event, _ in audited(A_SESSION, path)["seen"]}

    assert events >= {"open", "subprocess.Popen", "socket.bind"}


def importers(*modules: str) -> set[str]:
    """The modules of ours that import one of these."""
    return {
        path.relative_to(source).as_posix()
        for source in SOURCES
        for path in source.rglob("*.py")
        if any(name in (text := path.read_text(encoding="utf-8")) for name in modules)
        if not set(modules).isdisjoint(_imported(text))  # parsing takes long
    }


def _imported(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.sources
def test_four_modules_start_processes() -> None:
    assert importers("subprocess", "multiprocessing") == {"cli/child.py", "lambdas/node.py"}
    assert {
        path.name
        for source in SOURCES
        for path in source.rglob("*.py")
        if re.search(r"\bos\.(fork|exec|spawn|system|popen)", path.read_text(encoding="utf-8"))
    } == {"witness.py", "workers.py"}


@pytest.mark.sources
def test_eight_modules_write_files() -> None:
    """One for each option that names one, two for TLS, for code in templates, for a pull."""
    writing = re.compile(r"\.write_(text|bytes)\(|open\([^)]*[\"'][wax]|\bO_(CREAT|WRONLY)\b")
    found = {
        path.name
        for folder in SOURCES
        for path in folder.rglob("*.py")
        if writing.search(path.read_text(encoding="utf-8"))
    }
    named = {"env_file.py", "run.py", "seed_file.py", "sqlite.py"}
    assert found == {*named, "authority.py", "trust.py", "functions.py", "journal.py"}
    assert "`serve --env-file`, `exec --log-file`, `--output`, and `serve --state`" in PAGE


@pytest.mark.sources
def test_two_modules_call_others_by_http() -> None:
    assert importers("http.client", "requests", "urllib.request", "urllib3") == {
        "fetching.py",
        "lambdas/remote.py",
    }


@pytest.mark.sources
def test_nothing_is_unpickled() -> None:
    assert importers("marshal", "pickle", "shelve") == set()


ROW = re.compile(r"^\| ([a-z0-9-]+) \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)


def test_the_dependencies_are_those_of_the_package() -> None:
    project = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text(encoding="utf-8"))["project"]
    required = {re.split(r"[\[<>=!~;]", text)[0] for text in project["dependencies"]}
    optional = project["optional-dependencies"]

    assert {name for name, _ in ROW.findall(PAGE)} == required
    extras = {re.split(r"[\[>]", text)[0] for texts in optional.values() for text in texts}
    assert extras == {"boto3", "gmpy2", "lxml", "msgspec", "psycopg", "signxml"}
    assert [name for name in sorted(extras) if name not in PAGE] == []


@table("name, licence", ROW.findall(PAGE))
def test_their_licences_are_those_that_they_say(name: str, licence: str) -> None:
    about = metadata.metadata(name)
    fields = ("License-Expression", "License", "Classifier")
    stated = " ".join(text for field in fields for text in about.get_all(field, [])).lower()

    for word in re.findall(r"[A-Z]{2,}", licence):
        assert word.lower() in stated, f"{name}: {stated}"
