"""The calls of several processes that answer for one emulator."""

from __future__ import annotations

import errno
import os
import pickle
import socket
import struct
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator.emulator import Emulator
from cognito_emulator.store.sql import SqlStore
from cognito_emulator.web import siblings
from tests.web.client import OneOfSeveral

CALLS = "/_emulator/calls"

Begin = Callable[..., Any]


@pytest.fixture
def begin(folder: Path, tmp_path: Path) -> Iterator[Begin]:
    """Begins one of several processes, with a file for its state; here they are in one."""
    del folder
    stores: list[SqlStore] = []

    def begun(file: str = "dev.db") -> Any:
        stores.append(SqlStore(str(tmp_path / file)))
        return OneOfSeveral(Emulator(store=stores[-1]))

    yield begun
    for store in stores:
        store.close()


def call(client: Any, operation: str, **request: Any) -> None:
    headers = {
        "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}",
        "Authorization": "AWS4-HMAC-SHA256 Credential=x/x/us-east-1/x/x, Signature=0",
    }
    assert client.post("/", json=request, headers=headers).status_code in (200, 400)


def lines(client: Any, query: str = "") -> list[str]:
    return [each["line"] for each in client.get(f"{CALLS}{query}").json["calls"]]


def sockets(folder: Path) -> list[Path]:
    return list(folder.glob("*/*.sock"))


def test_each_process_tells_the_calls_of_all_in_their_order(begin: Begin) -> None:
    one, other = begin(), begin()
    one.put("/_emulator/clock", json={"freeze": True})
    for number, client in enumerate((one, other, other, one)):
        call(client, "AdminGetUser", UserPoolId="us-east-1_none", Username=f"user-{number}")
    call(other, "ListUserPools", MaxResults=1)
    told = lines(one)
    assert [line.split()[1] for line in told[:4]] == ["user-0", "user-1", "user-2", "user-3"]
    assert lines(other) == told
    assert len(told) == 5
    assert lines(other, "?operation=ListUserPools") == ["ListUserPools -> ok"]


def test_they_are_told_since_the_first_process_has_kept_them(begin: Begin) -> None:
    one = begin()
    one.put("/_emulator/clock", json={"freeze": "2030-01-01T00:00:00Z"})
    one.delete(CALLS)
    one.put("/_emulator/clock", json={"freeze": "2031-01-01T00:00:00Z"})
    assert begin().get(CALLS).json["since"] == "2030-01-01T00:00:00.000Z"


def test_they_are_forgotten_everywhere(begin: Begin) -> None:
    one, other = begin(), begin()
    for client in (one, other, other):
        call(client, "ListUserPools", MaxResults=1)
    assert one.delete(CALLS).json == {"deleted": 3}
    assert lines(one) == lines(other) == []


def test_what_is_no_json_and_half_of_a_character_comes_across(begin: Begin) -> None:
    one, other = begin(), begin()
    headers = {"X-Amz-Target": "AWSCognitoIdentityProviderService.SignUp"}
    one.post(
        "/", data=b'{"ClientId": 99999999999999999999, "Username": "\\ud800"}', headers=headers
    )
    assert other.get(CALLS).data == one.get(CALLS).data
    assert len(lines(other)) == 1


def test_processes_of_another_store_are_not_asked(begin: Begin) -> None:
    call(begin("another.db"), "ListUserPools", MaxResults=1)
    assert lines(begin()) == []


def test_a_process_that_has_ended_is_left_out(begin: Begin, folder: Path) -> None:
    one = begin()
    call(one, "ListUserPools", MaxResults=1)
    [ours] = sockets(folder)
    gone = ours.with_name(f"{ours.name.split('.')[0]}.1.0.sock")
    with socket.socket(socket.AF_UNIX) as ended:
        ended.bind(str(gone))
    assert len(lines(one)) == 1
    assert sockets(folder) == [ours]


def test_a_process_that_does_not_answer_is_named(
    begin: Begin, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = begin()
    lines(one)
    [ours] = sockets(folder)
    monkeypatch.setattr(siblings, "PATIENCE", 0.01)
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(ours.with_name(f"{ours.name.split('.')[0]}.777.0.sock")))
        silent.listen()
        for answer in (one.get(CALLS), one.delete(CALLS)):
            assert answer.status_code == 504
            assert answer.json["error"].startswith("Process 777, which answers for this emulator")


def test_the_sockets_are_for_nobody_else(begin: Begin, folder: Path) -> None:
    lines(begin())
    [ours] = sockets(folder)
    assert ours.parent.stat().st_mode & 0o777 == 0o700
    siblings.leave()
    assert sockets(folder) == []


def open_to_others(folder: Path, _monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / f"cognito-emulator-{os.geteuid()}").mkdir(mode=0o755)


def somewhere_deep(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = folder / ("x" * 80)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))


def where_nothing_can_be_made(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "gone"))


def on_a_system_without_them(_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(socket, "AF_UNIX")


@pytest.mark.parametrize(
    ("hinder", "why"),
    [
        (open_to_others, "is no folder that you alone may enter; delete it, or set TMPDIR."),
        (somewhere_deep, "is too long for a socket's address; set TMPDIR to a shorter path."),
        (where_nothing_can_be_made, "No such file or directory: '{there}'"),
        (on_a_system_without_them, "this system has no Unix sockets."),
    ],
)
def test_where_others_cannot_be_asked_it_is_said_why(
    begin: Begin,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    hinder: Callable[[Path, pytest.MonkeyPatch], None],
    why: str,
) -> None:
    hinder(folder, monkeypatch)
    one = begin()
    call(one, "ListUserPools", MaxResults=1)  # which goes on
    answer = one.get(CALLS)
    assert answer.status_code == 501
    assert answer.json["error"].startswith("Calls are kept by each process that answers for this")
    there = folder / "gone" / f"cognito-emulator-{os.geteuid()}"
    assert answer.json["error"].endswith(why.format(there=there))


# --- others that are not as they should be --------------------------------------------------------

Peer = Callable[[socket.socket], None]


@contextmanager
def sibling(folder: Path, act: Peer) -> Iterator[None]:
    """Another process that does something odd with each connection."""
    [ours] = sockets(folder)
    path = ours.with_name(f"{ours.name.split('.')[0]}.777.0.sock")
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(path))
    listening.listen()
    kept: list[socket.socket] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            kept.append(connection)
            with suppress(OSError):
                act(connection)

    thread = threading.Thread(target=serve)
    thread.start()
    yield
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()
    for each in kept:
        each.close()


def said(text: bytes, length: int | None = None) -> Peer:
    """Say something as an answer, of the length that it has or of another."""

    def act(connection: socket.socket) -> None:
        connection.recv(1 << 20)
        connection.sendall(struct.pack(">Q", len(text) if length is None else length) + text)
        connection.close()

    return act


def trickles(connection: socket.socket) -> None:
    """Say a byte now and then, and never all."""
    connection.sendall(struct.pack(">Q", 1_000_000))
    connection.settimeout(0.01)
    while True:
        connection.sendall(b"x")
        with suppress(TimeoutError):
            connection.recv(1 << 20)


def closes(connection: socket.socket) -> None:
    connection.close()


SILENT = "Process 777, which answers for this emulator too, has not told what it knows"
ODD = "Another process, which answers for this emulator too, tells what this one does not"


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (trickles, f"{SILENT} within 0.2 seconds."),
        (closes, f"{SILENT} and has broken off"),
        (said(b"12", length=5), f"{SILENT} and has broken off"),
        (said(b"", length=2**63), f"{SILENT} in {siblings.MOST_BYTES} bytes."),
        (said(b""), ODD),
        (said(b"[" * 100_000), ODD),
        (said(b"\xff\x80\x04."), ODD),
        (said(b'{"since": null, "calls": []}'), ODD),
        (said(b'{"since": 1, "calls": [1]}'), ODD),
        (said(b'{"since": 1, "calls": [["a", {}]]}'), ODD),
        (said(pickle.dumps({"since": 1, "calls": []})), ODD),
    ],
    ids=[
        *("trickles", "closes", "short", "gigabytes", "empty", "deep", "bytes", "null"),
        *("no call", "no time", "pickle"),
    ],
)
def test_a_process_that_answers_oddly_is_told_and_not_left_out(
    begin: Begin, folder: Path, monkeypatch: pytest.MonkeyPatch, act: Peer, sentence: str
) -> None:
    one = begin()
    lines(one)
    if act is trickles:
        monkeypatch.setattr(siblings, "PATIENCE", 0.2)
    with sibling(folder, act):
        for answer in (one.get(CALLS), one.delete(CALLS)):
            assert answer.status_code == 504
            assert answer.json["error"].startswith(sentence)


def test_who_asks_and_says_nothing_keeps_no_other_waiting(begin: Begin, folder: Path) -> None:
    one, other = begin(), begin()
    call(other, "ListUserPools", MaxResults=1)
    with ExitStack() as open_ones:
        for path in sockets(folder):
            for _ in range(3):
                silent = open_ones.enter_context(socket.socket(socket.AF_UNIX))
                silent.connect(str(path))
        assert len(lines(one)) == 1


def test_a_process_without_files_to_open_answers_again_later(
    begin: Begin, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = [OSError(errno.EMFILE, "Too many open files")] * 3
    accept = socket.socket.accept

    def failing(listening: socket.socket) -> Any:
        if failures:
            raise failures.pop()
        return accept(listening)

    monkeypatch.setattr(socket.socket, "accept", failing)
    monkeypatch.setattr(siblings, "_REST", 0.001)
    one, other = begin(), begin()
    call(other, "ListUserPools", MaxResults=1)
    assert len(lines(one)) == 1
    assert failures == []
    assert len(sockets(folder)) == 2


def test_what_is_no_socket_is_no_process(begin: Begin, folder: Path) -> None:
    one = begin()
    call(one, "ListUserPools", MaxResults=1)
    [ours] = sockets(folder)
    name = ours.name.split(".")[0]
    ours.with_name(f"{name}.1.0.sock").mkdir()
    ours.with_name(f"{name}.2.0.sock").symlink_to(folder / "nowhere")
    ours.with_name(f"{name}.3.0.sock").write_text("a file")
    assert len(lines(one)) == 1


def test_a_fork_that_ends_leaves_the_socket_of_its_parent(
    begin: Begin, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines(begin())
    with monkeypatch.context() as patch:
        patch.setattr(os, "getpid", lambda: 1)
        siblings.leave()
    assert len(sockets(folder)) == 1


def test_a_thousand_that_were_killed_cost_little(begin: Begin, folder: Path) -> None:
    one = begin()
    call(one, "ListUserPools", MaxResults=1)
    [ours] = sockets(folder)
    for number in range(1_000):
        with socket.socket(socket.AF_UNIX) as ended:
            ended.bind(str(ours.with_name(f"{ours.name.split('.')[0]}.{number}.9.sock")))
    assert len(lines(one)) == 1
    assert sockets(folder) == [ours]
