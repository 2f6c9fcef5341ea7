"""PostgreSQL goes away, in whatever way, while clients call a server with two workers."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from cognito_emulator.store.sql import SqlStore
from tests import forked
from tests.store.postgres import Server, server
from tests.store.race.track import Answer, Client, Request
from tests.store.sql import integrity

pytestmark = pytest.mark.slow
POOL_ID = "us-east-1_Outages01"
SEED = f"PoolName: outages\nId: {POOL_ID}\n"
CLIENTS = 4
AWAY = [
    (500, {"__type": "InternalErrorException", "message": message})
    for message in (
        "The emulator's store does not answer; its log says why.",
        # It crashed, and may have lost something, after the call began and before it asked again.
        "The emulator's state was exchanged while this call was under way.",
    )
]


@pytest.fixture
def stoppable() -> Iterator[Server]:
    """A server that runs again afterwards, for the other tests."""
    yield server()
    server().start()


class Load:
    """Clients that make users, name them, and read them; and what they were answered.

    Attributes:
        made: users whose making was answered, and the name that each was given last.
        doubtful: whether a change of them was refused, so that it may have been.
        strange: answers that no client should get.

    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.made: dict[str, str] = {}
        self.doubtful: set[str] = set()
        self.strange: list[Answer] = []
        self.answers: Counter[int] = Counter()
        self._answered = threading.Semaphore(0)
        self._refused = threading.Semaphore(0)
        self._ended = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, args=(each,)) for each in range(CLIENTS)
        ]
        for thread in self._threads:
            thread.start()

    def goes_on(self) -> None:
        """Wait until more was answered."""
        self._wait_for(self._answered)

    def is_refused(self) -> None:
        """Wait until something was refused."""
        self._wait_for(self._refused)

    def end(self) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _wait_for(self, semaphore: threading.Semaphore) -> None:
        while semaphore.acquire(blocking=False):
            pass
        for _ in range(2 * CLIENTS):
            assert semaphore.acquire(timeout=120), (self.answers, self.strange)

    def _work(self, worker: int) -> None:
        client = Client(self.port)
        for number in count():
            if self._ended.is_set():
                client.close()
                return
            name = f"user-{worker}-{number}"
            if not self._is_good(client, "AdminCreateUser", name, MessageAction="SUPPRESS"):
                continue
            self.made[name] = ""
            nickname = [{"Name": "nickname", "Value": name}]
            if self._is_good(client, "AdminUpdateUserAttributes", name, UserAttributes=nickname):
                self.made[name] = name
            else:
                self.doubtful.add(name)
            self._is_good(client, "AdminGetUser", name)

    def _is_good(self, client: Client, operation: str, name: str, **more: object) -> bool:
        request = {"UserPoolId": POOL_ID, "Username": name, **more}
        answer = client.ask(Request.call(self.port, operation, **request))
        self.answers[answer.status] += 1
        if answer.is_good:
            self._answered.release()
        elif answer in AWAY:
            self._refused.release()
        else:
            self.strange.append(answer)
        return answer.is_good


@contextmanager
def serving(folder: Path) -> Iterator[tuple[int, Path]]:
    """A server with two workers, and what it says."""
    (folder / "seed.yaml").write_text(SEED)
    words = ("--workers", "2", "--store", server().emptied(), "--seed", str(folder / "seed.yaml"))
    with (
        (folder / "said").open("w") as output,
        forked.serving(*words, output=output) as (port, process),
    ):
        yield port, folder / "said"
        process.terminate()
        assert process.wait() == 0


def health(port: int) -> Answer:
    client = Client(port)
    try:
        return client.ask(Request.other(port, "GET", "/_emulator/health"))
    finally:
        client.close()


def stopped(load: Load, database: Server) -> None:
    database.stop("fast")
    load.is_refused()
    assert health(load.port).status == 503
    database.start()


def crashed(load: Load, database: Server) -> None:
    database.stop("immediate")
    load.is_refused()
    database.start()


def killed(load: Load, database: Server) -> None:
    database.kill()
    load.is_refused()
    assert health(load.port).status == 503
    database.start()


def dropped(load: Load, database: Server) -> None:
    for _ in range(5):
        database.drop_connections()
        load.goes_on()


def hung(load: Load, database: Server) -> None:
    with database.hanging():
        load.is_refused()
        assert health(load.port).status == 503


@pytest.mark.parametrize(
    "outages",
    [(stopped, crashed, stopped), (killed, killed), (dropped,), (hung,)],
    ids=["stopped three times", "killed twice", "connections dropped", "hung"],
)
def test_clients_hear_of_it_and_go_on(
    outages: tuple[Callable[[Load, Server], None], ...], stoppable: Server, tmp_path: Path
) -> None:
    """Who was answered is there, who was refused may be; nothing is there by half."""
    with serving(tmp_path) as (port, said):
        load = Load(port)
        try:
            for outage in outages:
                load.goes_on()
                outage(load, stoppable)
            load.goes_on()
        finally:
            load.end()
        assert health(port).status == 200
    assert load.strange == []
    told = said.read_text()
    assert "Traceback" not in told
    if load.answers[500]:
        assert 1 <= told.count("The store does not answer") <= 60, load.answers
    store = SqlStore(stoppable.url())
    integrity.check(store.snapshot())
    names = {
        user.username: user.attributes.get("nickname", "")
        for table, users in store.snapshot().records.items()
        if table.name == "users"
        for user in users.values()
    }
    store.close()
    for name, nickname in load.made.items():
        assert name in names
        assert names[name] == nickname or name in load.doubtful
