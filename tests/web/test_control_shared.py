"""Several processes that share a store: what the control API does at one is there at the other."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from cognito_emulator.emulator import Emulator
from cognito_emulator.store.sql import SqlStore
from cognito_emulator.web.app import application
from tests import forked
from tests.processes import children, connected
from tests.store import places
from tests.support import StockKeys
from tests.table import table
from tests.web import sharing
from tests.web.client import OneOfSeveral
from tests.web.sharing import THEMES, Process, Said, Theme
from tests.web.test_gunicorn import gunicorn

CALL = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=x/20300101/us-east-1/cognito-idp/aws4_request,"
    " Signature=0"
}
FORM = "application/x-www-form-urlencoded"


def called(operation: str) -> dict[str, str]:
    return {**CALL, "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}"}


def test_each_request_has_a_theme() -> None:
    """Whoever adds one says what the other processes know of it."""
    there = {
        (method, rule.rule)
        for rule in application().url_map.iter_rules()
        if rule.rule.startswith("/_emulator/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert set(THEMES) == there


def themes() -> list[Theme]:
    return list(dict.fromkeys(THEMES.values()))


# --- in this process ------------------------------------------------------------------------------


class Here:
    """An emulator of this process that is told that others answer, too."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self._web: Any = OneOfSeveral(emulator)

    def ask(self, method: str, path: str, document: object = None) -> Said:
        body = {"data": document, "content_type": FORM}
        given = body if isinstance(document, str) else {"json": document} if document else {}
        return self._said(self._web.open(path, method=method, **given))

    def call(self, operation: str, **request: Any) -> Said:
        return self._said(self._web.post("/", json=request, headers=called(operation)))

    @staticmethod
    def _said(answer: Any) -> Said:
        is_json = "json" in (answer.content_type or "")
        document = answer.get_json(force=True) if is_json else answer.get_data(as_text=True)
        return Said(answer.status_code, document, answer.headers.get("Location"))


@pytest.fixture
def pair(folder: Path, tmp_path: Path, stock_keys: StockKeys) -> Iterator[tuple[Here, Here]]:
    del folder  # where they listen for each other
    one, other = (SqlStore(str(tmp_path / "dev.db")) for _ in range(2))
    yield Here(Emulator(keys=stock_keys, store=one)), Here(Emulator(keys=stock_keys, store=other))
    one.close()
    other.close()


@table("theme", themes)
def test_what_one_process_does_the_other_knows(pair: tuple[Here, Here], theme: Theme) -> None:
    play(*pair, theme)


def play(one: Process, other: Process, theme: Theme) -> None:
    """Have a theme begin with the same state, whatever was before."""
    sharing.begin(one)
    theme(one, other)


# --- in processes of their own --------------------------------------------------------------------


class There:
    """A connection to a server, which is kept: the same process answers as long as it is open."""

    def __init__(self, port: int) -> None:
        self._url = f"http://localhost:{port}"
        self._session = requests.Session()
        self.ask("GET", "/_emulator/health")

    def ask(self, method: str, path: str, document: object = None) -> Said:
        body = {"data": document, "headers": {"Content-Type": FORM}}
        given: Any = body if isinstance(document, str) else {"json": document} if document else {}
        return self._said(method, path.removeprefix(sharing.HERE), **given)

    def call(self, operation: str, **request: Any) -> Said:
        return self._said("POST", "/", json=request, headers=called(operation))

    def _said(self, method: str, path: str, **given: Any) -> Said:
        url = f"{self._url}{path}"
        answer = self._session.request(method, url, timeout=30, allow_redirects=False, **given)
        is_json = "json" in answer.headers.get("Content-Type", "")
        document = answer.json() if is_json else answer.text
        return Said(answer.status_code, document, answer.headers.get("Location"))

    def close(self) -> None:
        self._session.close()


@contextmanager
def connections(port: int, server: int) -> Iterator[tuple[There, There]]:
    """Connections to two workers of a server, one to each."""
    one = other = There(port)
    workers = children(server)
    assert len(workers) == 2
    spare = []
    while len(connected(port, workers)) < 2:  # the time-out of tests ends it
        other = There(port)
        spare.append(other)
    yield one, other
    for each in (one, *spare):
        each.close()


def play_all(one: Process, other: Process, *, calls: Theme = sharing.calls) -> None:
    for theme in themes():
        try:
            play(one, other, calls if theme is sharing.calls else theme)
        except AssertionError as error:
            error.add_note(f"in the theme {theme.__name__}")
            raise


PUBLIC = ("--public-url", sharing.HERE)


@pytest.mark.slow
@pytest.mark.parametrize("store", places.STORES)
def test_workers(store: str, tmp_path: Path) -> None:
    words = ("--workers", "2", "--store", places.empty(store, tmp_path), *PUBLIC)
    with (
        forked.serving(*words) as (port, process),
        connections(port, process.pid) as (one, other),
    ):
        play_all(one, other)


@pytest.mark.slow
@pytest.mark.parametrize("store", places.STORES)
def test_two_servers(store: str, tmp_path: Path) -> None:
    words = ("--store", places.empty(store, tmp_path), *PUBLIC)
    with forked.serving(*words) as (port, _), forked.serving(*words) as (another, _):
        one, other = There(port), There(another)
        play_all(one, other, calls=sharing.calls_of_each)
        one.close()
        other.close()


@pytest.mark.slow
def test_gunicorn(tmp_path: Path) -> None:
    environment = {"STATE": str(tmp_path / "dev.db"), "PUBLIC_URL": sharing.HERE, "SEED": ""}
    words = ("--workers", "2", "--threads", "4", "--keep-alive", "60")
    with gunicorn(tmp_path / "log", *words, **environment) as url:
        [server] = [pid for pid in children(os.getpid()) if "gunicorn" in arguments(pid)]
        with connections(int(url.rpartition(":")[2]), server) as (one, other):
            play_all(one, other)


def arguments(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/cmdline").read_text().split("\0")


@pytest.mark.slow
def test_workers_take_up_a_changed_function_at_a_reset(tmp_path: Path) -> None:
    file = tmp_path / "functions.py"
    raises = "def function(event):\n    raise ValueError('{}')\n"
    file.write_text(raises.format("before"))
    words = ("--workers", "2", "--state", str(tmp_path / "dev.db"))
    with (
        forked.serving(*words, "--trigger", f"PreAuthentication={file}:function") as (port, server),
        connections(port, server.pid) as (one, other),
    ):
        sharing.begin(one)
        for each in (one, other):
            assert sharing.sign_in(each).document["message"].endswith("error before.")
        file.write_text(raises.format("afterwards"))
        sharing.begin(other)
        for each in (one, other):
            assert sharing.sign_in(each).document["message"].endswith("error afterwards.")
