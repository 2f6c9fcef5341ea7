"""``serve --workers``: processes that share a store, and begin and end together."""

from __future__ import annotations

import errno
import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from cognito_emulator import cli
from cognito_emulator.cli import options, stop, workers
from cognito_emulator.cli.status import CommandLineError
from tests import forked
from tests.table import table

DEMO = str(Path(__file__).parents[2] / "fixtures" / "demo.yaml")
CLIENT = "demowebclient0000000000001"
POOL = "us-east-1_DemoPool1"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--workers", "2"), "each worker would have a state of its own. Add --state FILE"),
        (("--workers", "2", "--store", "memory"), "Add --state FILE"),
        (
            ("--workers", "2", "--state", "dev.db", "--seeded-ids", "x"),
            "each worker would give the same ids",
        ),
    ],
)
def test_what_workers_cannot_do(words: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CommandLineError, match=re.escape(sentence)):
        workers.check(options.read(["serve", *words], {}))


def test_windows_has_no_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    with pytest.raises(CommandLineError, match="which Windows cannot: leave it out"):
        workers.check(options.read(["serve", "--workers", "2", "--state", "dev.db"], {}))


def test_one_worker_needs_nothing() -> None:
    workers.check(options.read(["serve", "--seeded-ids", "x"], {}))


@table("number", ["0", "-1", "two", "65", "1.5", "٢", "9" * 5000])
def test_what_is_no_number_of_workers(number: str) -> None:
    with pytest.raises(CommandLineError, match="it must be a number from 1 to 64"):
        options.read(["serve", f"--workers={number}"], {})


# --- in processes of their own --------------------------------------------------------------------


def a_file(folder: Path) -> str:
    return f"sqlite:///{folder / 'dev.db'}"


def postgresql(_folder: Path) -> str:
    from tests.store.postgres import server  # noqa: PLC0415 - fast tests spare its import

    return server().emptied()


@contextmanager
def serving(
    folder: Path, *more: str, store: Callable[[Path], str] = a_file
) -> Iterator[tuple[str, forked.Process, Path]]:
    """A server with two workers, where it is, and the file of what it says."""
    said = folder / "said"
    words = ("--workers", "2", "--store", store(folder), "--seed", DEMO, *more)
    with said.open("w") as output, forked.serving(*words, output=output) as (port, process):
        yield f"http://localhost:{port}", process, said


def call(url: str, operation: str, **request: Any) -> Any:
    headers = {
        "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}",
        "Authorization": "AWS4-HMAC-SHA256 Credential=x/20300101/us-east-1/cognito-idp/"
        "aws4_request, Signature=0",
    }
    answer = requests.post(url, json=request, headers=headers, timeout=30)
    assert answer.ok, answer.text
    return answer.json()


def calls_of(url: str, operation: str) -> list[Any]:
    answer = requests.get(f"{url}/_emulator/calls?operation={operation}", timeout=30)
    assert answer.ok, answer.text
    found: list[Any] = answer.json()["calls"]
    return found


def is_answered(url: str) -> bool:
    try:
        return requests.get(f"{url}/_emulator/health", timeout=30).ok
    except requests.ConnectionError:
        return False


def sign_in(url: str) -> Any:
    parameters = {"USERNAME": "alice", "PASSWORD": "Alice-Password-1"}
    return call(
        url,
        "InitiateAuth",
        ClientId=CLIENT,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters=parameters,
    )["AuthenticationResult"]


def workers_of(process: forked.Process) -> list[int]:
    """Return the ids of both workers, once they are there."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while len(found := children.read_text().split()) < 2:
        assert process.poll() is None
    return [int(pid) for pid in found]


@pytest.mark.slow
@pytest.mark.parametrize("store", [a_file, postgresql])
def test_workers_answer_for_one_emulator(tmp_path: Path, store: Callable[[Path], str]) -> None:
    with serving(tmp_path, store=store) as (url, process, said):
        assert len(workers_of(process)) == 2
        tokens = [sign_in(url)["AccessToken"] for _ in range(8)]  # a connection for each
        for token in tokens:
            assert call(url, "GetUser", AccessToken=token)["Username"] == "alice"
        told = [calls_of(url, "InitiateAuth") for _ in range(4)]  # by either worker
        assert [len(each) for each in told] == [8] * 4
        names = [f"user-{number}" for number in range(20)]
        threads = [
            threading.Thread(
                target=call,
                args=(url, "AdminCreateUser"),
                kwargs={"UserPoolId": POOL, "Username": name},
            )
            for name in names
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        there = {user["Username"] for user in call(url, "ListUsers", UserPoolId=POOL)["Users"]}
        assert {*names} <= there
        assert len(there) == 24  # the seed was planted once
        process.terminate()
        assert process.wait() == 0
    assert said.read_text().count("listens on http://localhost:") == 1


@pytest.mark.slow
def test_workers_take_up_a_changed_seed_and_plant_it_once(tmp_path: Path) -> None:
    seed = tmp_path / "more.yaml"
    more = "PoolName: more\nId: us-east-1_More00001\nUsers: [{Username: %s}]\n"
    seed.write_text(more % "ada")
    with serving(tmp_path, "--seed", str(seed), "--reload") as (url, process, said):
        call(url, "AdminCreateUser", UserPoolId=POOL, Username="new")
        seed.write_text(more % "bob-who-is-longer")
        while said.read_text().count("more.yaml changed: it was read again") < 2:
            assert process.poll() is None
        (there,) = call(url, "ListUsers", UserPoolId="us-east-1_More00001")["Users"]
        assert there["Username"] == "bob-who-is-longer"
        assert len(call(url, "ListUsers", UserPoolId=POOL)["Users"]) == 5
    assert said.read_text().count("more.yaml was planted anew") == 1


@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_where_one_worker_ends_all_do(tmp_path: Path, ending: signal.Signals) -> None:
    with serving(tmp_path) as (_, process, _said):
        one, other = workers_of(process)
        os.kill(one, ending)
        assert process.wait() == 1
        with pytest.raises(ProcessLookupError):
            os.kill(other, 0)


@pytest.mark.slow
def test_a_worker_that_is_stopped_ends_with_the_others(tmp_path: Path) -> None:
    with serving(tmp_path) as (_, process, _said):
        one, other = workers_of(process)
        os.kill(other, signal.SIGSTOP)
        os.kill(one, signal.SIGKILL)
        assert process.wait() == 1  # the time-out of tests ends it
        with pytest.raises(ProcessLookupError):
            os.kill(other, 0)


@pytest.mark.slow
def test_workers_do_not_outlive_what_began_them(tmp_path: Path) -> None:
    with serving(tmp_path) as (url, process, _):
        process.send_signal(signal.SIGKILL)
        process.wait()
        while is_answered(url):  # the time-out of tests ends it
            pass


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="others do not tell of a parent's end")
def test_a_worker_that_is_stopped_does_not_outlive_what_began_it(tmp_path: Path) -> None:
    """It would keep the port, and answer nobody."""
    with serving(tmp_path) as (url, process, said):
        one, other = workers_of(process)
        while "listens on" not in said.read_text():  # both are ready
            assert process.poll() is None
        os.kill(other, signal.SIGSTOP)
        process.send_signal(signal.SIGKILL)
        process.wait()
        for pid in (one, other):
            while is_running(pid):  # the time-out of tests ends it
                pass
        assert not is_answered(url)


def is_running(pid: int) -> bool:
    """Whether a process is there, and more than what nobody has asked how it ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.slow
def test_a_terminal_that_is_closed_ends_all_in_good_order(tmp_path: Path) -> None:
    file = tmp_path / "env"
    with serving(tmp_path, "--env-file", str(file)) as (url, process, said):
        assert is_answered(url)
        assert file.exists()  # before anything is answered; connections are taken before that
        one, other = workers_of(process)
        for pid in (process.pid, one, other):
            os.kill(pid, signal.SIGHUP)
        assert process.wait() == 0
    assert not file.exists()
    assert "Traceback" not in said.read_text()


def test_signals_that_come_together_end_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a worker gets that of its terminal, and another from its parent.

    None may be ignored by the system from then on: of one that comes in that moment Python prints
    a traceback.
    """
    complaints: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)
    former = {each: signal.getsignal(each) for each in stop.ENDINGS}
    try:
        stop.stoppable()
        signal.pthread_sigmask(signal.SIG_BLOCK, stop.ENDINGS)
        for each in stop.ENDINGS:
            signal.pthread_kill(threading.get_ident(), each)
        with pytest.raises(stop.Stop):
            signal.pthread_sigmask(signal.SIG_UNBLOCK, stop.ENDINGS)
        for each in stop.ENDINGS:
            signal.pthread_kill(threading.get_ident(), each)
            assert signal.getsignal(each) != signal.SIG_IGN
        assert not complaints
    finally:
        for each, handler in former.items():
            signal.signal(each, handler)


@table("ignored", [signal.SIG_IGN, signal.SIG_DFL])
def test_under_nohup_a_terminal_may_be_closed(ignored: signal.Handlers) -> None:
    former = {each: signal.getsignal(each) for each in stop.ENDINGS}
    try:
        signal.signal(signal.SIGHUP, ignored)
        stop.stoppable()
        assert (signal.getsignal(signal.SIGHUP) == signal.SIG_IGN) == (ignored == signal.SIG_IGN)
        assert signal.getsignal(signal.SIGTERM) == stop._stop
    finally:
        for each, handler in former.items():
            signal.signal(each, handler)


@table("number", [errno.EAGAIN, errno.ENOMEM, errno.EMFILE])
def test_what_the_system_does_not_give_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: int
) -> None:
    """Of the second worker; the first has ended by then."""
    begun: list[int] = []
    fork = os.fork

    def limited() -> int:
        if begun:
            raise OSError(number, os.strerror(number))
        begun.append(fork())
        return begun[-1]

    def work(ready: Callable[[], None]) -> None:
        ready()
        threading.Event().wait()

    def serve(_options: object) -> int:
        workers.Workers(2, work)
        return 0

    with monkeypatch.context() as patch:
        patch.setattr(os, "fork", limited)
        patch.setitem(cli._COMMANDS, "serve", serve)
        assert cli.main(["serve"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"cognito-emulator: The system gives no more: {os.strerror(number)} (")
    assert said.count("\n") == 1
    with pytest.raises(ProcessLookupError):
        os.kill(begun[0], 0)


@pytest.mark.slow
def test_what_is_being_answered_is_answered_at_the_end(tmp_path: Path) -> None:
    trigger = tmp_path / "trigger.py"
    trigger.write_text(
        "from pathlib import Path\nimport time\n"
        "here = Path(__file__).parent\n"
        "def slow(event):\n"
        "    (here / 'begun').touch()\n"
        "    while not (here / 'ending').exists():\n"
        "        time.sleep(0.01)\n"
        "    time.sleep(0.3)\n"
        "    return event\n"
    )
    got: list[Any] = []
    with serving(tmp_path, "--trigger", f"PreAuthentication={trigger}:slow") as (url, process, _):
        asking = threading.Thread(target=lambda: got.append(sign_in(url)))
        asking.start()
        while not (tmp_path / "begun").exists():
            assert asking.is_alive()
        process.terminate()
        (tmp_path / "ending").touch()
        assert process.wait() == 0
        asking.join()
    assert got[0]["AccessToken"]
