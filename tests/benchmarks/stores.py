"""What stores and workers cost: `make bench ARGS="--only stores --crowd 1000000"`.

All servers run at the same time and take turns, so that a busy machine slows each alike; ratios are
medians of the rounds' own.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import psycopg

from tests.benchmarks import crowd
from tests.benchmarks.contestants import OURS, Contestant, our_command
from tests.benchmarks.load import Job, Outcome, bombard
from tests.benchmarks.process import Server, cpu_seconds, serving
from tests.benchmarks.wire import HOST, PASSWORD, call, request
from tests.store import postgres

MEMORY, SQLITE, POSTGRESQL, UNFLUSHED = "memory", "SQLite", "PostgreSQL", "PostgreSQL, not flushed"
WORKLOADS = tuple((what, n) for what in ("sign-ins", "reads") for n in (1, 8))
STARTS = 5
_WARM_UP = 0.2
_FILLING_SECONDS = 600.0
_UNFLUSHED = "&options=-csynchronous_commit%3Doff"


class Rival(NamedTuple):
    """A store with so many workers, and users beside alice."""

    store: str
    workers: int = 1
    users: int = 0

    @property
    def name(self) -> str:
        """How the table calls it."""
        workers = f", {self.workers} workers" if self.workers > 1 else ""
        users = f", {self.users:,} users" if self.users else ""
        return f"{self.store}{workers}{users}"


Row = tuple[Rival, tuple[str, int]]


@dataclass(slots=True)
class StoreFigures:
    """All that was found out; of each row a figure of each round.

    Attributes:
        rates: answers a second.
        cpu: seconds that the emulator has computed for a sign-in of one connection.
        database_cpu: those of PostgreSQL.
        starts: seconds until the first answer.
        bytes_per_user: on disk.
        missing: what could not be found out, and why.

    """

    crowd: int
    rates: dict[Row, list[float]] = field(default_factory=dict)
    cpu: dict[Rival, list[float]] = field(default_factory=dict)
    database_cpu: dict[Rival, list[float]] = field(default_factory=dict)
    starts: dict[Rival, list[float]] = field(default_factory=dict)
    bytes_per_user: dict[str, float] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    @property
    def rivals(self) -> list[Rival]:
        """Who took part, in order."""
        return list(dict.fromkeys(rival for rival, _ in self.rates))

    def rate(self, rival: Rival, workload: tuple[str, int]) -> float | None:
        """The median of the rounds."""
        found = self.rates.get((rival, workload))
        return median(found) if found else None

    def ratio(self, rival: Rival, other: Rival, workload: tuple[str, int]) -> float | None:
        """The median of what one did for each answer of another, round by round."""
        mine, theirs = (self.rates.get((each, workload), []) for each in (rival, other))
        pairs = [one / two for one, two in zip(mine, theirs, strict=False) if two]
        return median(pairs) if pairs else None


def rivals(users: int) -> list[Rival]:
    """Who takes part; those of a store one after the other."""
    return [
        Rival(MEMORY),
        *(Rival(store, n) for store in (SQLITE, POSTGRESQL) for n in (1, 2, 4)),
        *(Rival(UNFLUSHED, n) for n in (1, 2)),
        *(Rival(store, 1, users) for store in (MEMORY, SQLITE, POSTGRESQL) if users),
    ]


def costs_of_stores(
    *, rounds: int, seconds: float, users: int, step: Callable[[str], None]
) -> StoreFigures:
    """Measure all of it.

    Args:
        rounds: turns of each row.
        seconds: of each turn.
        users: of the crowd; 0 for none.
        step: is told what goes on.

    """
    figures = StoreFigures(users)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="bench-")))
        bases = Bases(folder, figures)
        step(f"{users:,} users for each store")
        able = [rival for rival in rivals(users) if bases.prepare(rival)]
        if users:
            step("starts of full stores")
            _starts(figures, bases, able)
        scenes = [
            stack.enter_context(
                scene(rival, bases.contestant(rival), partial(bases.cpu_seconds, rival))
            )
            for rival in able
        ]
        step(f"{rounds} rounds of {len(WORKLOADS)} workloads by {len(scenes)} servers")
        for number in range(rounds):
            for workload in WORKLOADS:
                for each in scenes[number % len(scenes) :] + scenes[: number % len(scenes)]:
                    take_turn(figures, each, workload, seconds)
    return figures


# --- databases ------------------------------------------------------------------------------------


class Bases:
    """The databases of the rivals, one for each store and number of users."""

    def __init__(self, folder: Path, figures: StoreFigures) -> None:
        """Nothing is made yet."""
        self.folder = folder
        self.seed = folder / "seed.json"
        self.seed.write_text(json.dumps(crowd.SEED))
        self._figures = figures
        self._sizes: dict[tuple[str, int], int] = {}
        self._made: dict[tuple[str, int], str] = {}
        programs = postgres.installed()
        self.server = postgres.Server(programs, durable=True) if programs else None
        if self.server is None:
            figures.missing.append("PostgreSQL: it is not installed")

    def prepare(self, rival: Rival) -> bool:
        """Make its database, unless it is there; say whether it can take part."""
        if rival.store == MEMORY:
            return True
        if rival.store != SQLITE and self.server is None:
            return False
        key = (rival.store, rival.users)
        if key not in self._made:
            self._made[key] = place = self._place(rival)
            crowd.fill(place, rival.users)
            self._sizes[key] = self._size(place)
            if rival.users:
                grown = self._sizes[key] - self._sizes[rival.store, 0]
                self._figures.bytes_per_user[rival.store] = grown / rival.users
        return True

    def contestant(self, rival: Rival) -> Contestant:
        """The server of a rival."""
        if rival.store == MEMORY and rival.users:
            return replace(OURS, command=_crowd_in_memory(rival.users))
        if rival.store == MEMORY:
            return replace(OURS, command=our_command("--seed", str(self.seed)))
        place = self._made[rival.store, rival.users]
        url = f"sqlite:///{place}" if rival.store == SQLITE else place
        options = ("--store", url, "--workers", str(rival.workers))
        return replace(OURS, command=our_command(*options))

    def cpu_seconds(self, rival: Rival) -> float:
        """How long the database's own server has computed, where it has one."""
        if self.server is None or rival.store in (MEMORY, SQLITE):
            return 0.0
        return cpu_seconds(self.server.pid)

    def _place(self, rival: Rival) -> str:
        if rival.store == SQLITE:
            return str(self.folder / f"users-{rival.users}.db")
        assert self.server
        name = f"{'unflushed' if rival.store == UNFLUSHED else 'flushed'}_{rival.users}"
        return self.server.new_database(name) + (_UNFLUSHED if rival.store == UNFLUSHED else "")

    def _size(self, place: str) -> int:
        """How many bytes it takes; what PostgreSQL does by itself within a minute is done first."""
        if not place.startswith("postgresql:"):
            return sum(each.stat().st_size for each in self.folder.glob(f"{Path(place).name}*"))
        with psycopg.connect(place, autocommit=True) as db:
            db.execute("VACUUM ANALYZE")
            (size,) = db.execute("SELECT pg_database_size(current_database())").fetchone() or (0,)
        return int(size)


def _crowd_in_memory(users: int) -> Callable[[Path, int], list[str]]:
    script = Path(crowd.__file__)
    options = ["--users", str(users), "--port"]
    return lambda _folder, port: [sys.executable, str(script), *options, str(port)]


# --- starts ---------------------------------------------------------------------------------------


def _starts(figures: StoreFigures, bases: Bases, able: list[Rival]) -> None:
    """Start each store with and without a crowd, in turns; the first turn warms caches up."""
    wanted = [
        rival
        for rival in able
        if rival.workers == 1
        and rival.store != UNFLUSHED
        and not (rival.store == MEMORY and rival.users)
    ]
    for turn in range(STARTS + 1):
        for rival in wanted:
            with serving(bases.contestant(rival)) as server:
                if turn:
                    figures.starts.setdefault(rival, []).append(server.cold_start)


# --- turns ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scene:
    """A rival's server, and what it is sent."""

    rival: Rival
    server: Server
    requests: Mapping[str, tuple[bytes, ...]]
    database_cpu: Callable[[], float]


@contextmanager
def scene(
    rival: Rival, contestant: Contestant, database_cpu: Callable[[], float] = lambda: 0.0
) -> Iterator[Scene]:
    """A rival's server, while it runs."""
    with serving(contestant, _FILLING_SECONDS) as server:
        names = crowd.some(rival.users)
        tokens = [_token(server.port, name) for name in names[:20]]
        requests = {
            "sign-ins": tuple(request(server.port, "InitiateAuth", _sign_in(n)) for n in names),
            "reads": tuple(request(server.port, "GetUser", {"AccessToken": t}) for t in tokens),
        }
        yield Scene(rival, server, requests, database_cpu)


def _sign_in(name: str) -> dict[str, Any]:
    parameters = {"USERNAME": name, "PASSWORD": PASSWORD}
    return {
        "ClientId": crowd.CLIENT_ID,
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": parameters,
    }


def _token(port: int, name: str) -> str:
    token: str = call(port, "InitiateAuth", _sign_in(name))["AuthenticationResult"]["AccessToken"]
    return token


def take_turn(figures: StoreFigures, on: Scene, workload: tuple[str, int], seconds: float) -> None:
    """Have a rival do a workload, and keep what came of it."""
    what, connections = workload
    rival = on.rival
    before, database_before = on.server.cpu_seconds(), on.database_cpu()
    job = Job(HOST, on.server.port, connections, seconds, on.requests[what], _WARM_UP)
    outcome = bombard(job)
    if outcome.failures:
        failure = outcome.first_failure.rpartition("\r\n")[2]
        figures.missing.append(f"{rival.name}: {outcome.failures} {what} failed: {failure}")
    figures.rates.setdefault((rival, workload), []).append(outcome.rate)
    if workload == ("sign-ins", 1):
        _add_cpu(figures.cpu, rival, on.server.cpu_seconds() - before, outcome)
        spent = on.database_cpu() - database_before
        if spent:
            _add_cpu(figures.database_cpu, rival, spent, outcome)


def _add_cpu(
    kept: dict[Rival, list[float]], rival: Rival, seconds: float, outcome: Outcome
) -> None:
    with suppress(ZeroDivisionError):
        kept.setdefault(rival, []).append(seconds / outcome.answers)
