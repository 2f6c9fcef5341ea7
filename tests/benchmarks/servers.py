"""Which HTTP server: the measurement behind the first decision record.

`python -m tests.benchmarks.servers` installs the candidates into an environment of
their own and runs a small application under each, through Flask and before it.
"""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median

from tests.benchmarks.contestants import Contestant
from tests.benchmarks.load import Job, Outcome, bombard
from tests.benchmarks.process import Server, serving
from tests.benchmarks.report import columns
from tests.benchmarks.wire import HOST, request

DISTRIBUTIONS = ("werkzeug", "waitress", "cheroot", "granian")
CANDIDATES = ("own", *DISTRIBUTIONS)
WAYS = ("flask", "front")
STARTS = 5
ROUNDS = 5
SECONDS = 0.8
WORKLOADS = tuple((name, n) for name in ("GetUser", "InitiateAuth") for n in (1, 8))


def main() -> None:
    """Measure and print."""
    entrants = {(name, way): entrant(name, way) for name in CANDIDATES for way in WAYS}
    next(iter(entrants.values())).install()  # one environment for all
    starts = {key: cold_start(contestant) for key, contestant in entrants.items()}
    outcomes: dict[tuple[tuple[str, str], str, int], list[Outcome]] = {}
    with ExitStack() as stack:
        servers = {key: stack.enter_context(serving(c)) for key, c in entrants.items()}
        memory = {key: server.memory() for key, server in servers.items()}
        for _ in range(ROUNDS):
            for name, connections in WORKLOADS:
                for key, server in servers.items():
                    outcome = turn(server, name, connections)
                    outcomes.setdefault((key, name, connections), []).append(outcome)
    rows = [["", "cold start", "memory", *(f"{name}, {n}" for name, n in WORKLOADS)]]
    for key in entrants:
        rates = (median(o.rate for o in outcomes[key, *workload]) for workload in WORKLOADS)
        rows.append(
            [
                " ".join(key),
                f"{starts[key] * 1000:.0f} ms",
                f"{memory[key]:.0f} MiB",
                *(f"{rate:,.0f}/s" for rate in rates),
            ]
        )
    print(columns(rows))


def entrant(name: str, way: str) -> Contestant:
    """A candidate as a contestant."""
    return Contestant(
        name="servers",
        distribution=name,
        requirements=("flask", "cryptography", "orjson", *DISTRIBUTIONS),
        health="/health",
        command=partial(_command, name, way),
    )


def _command(name: str, way: str, folder: Path, port: int) -> list[str]:
    app = Path(__file__).with_name("servers_app.py")
    return [str(folder / "python"), str(app), name, way, str(port)]


def cold_start(contestant: Contestant) -> float:
    """The median of a few starts, the first left out."""
    times = []
    for _ in range(STARTS + 1):
        with serving(contestant) as server:
            times.append(server.cold_start)
    return median(times[1:])


def turn(server: Server, operation: str, connections: int) -> Outcome:
    """One round of a workload."""
    requests = (request(server.port, operation, {"Username": "alice"}),)
    return bombard(Job(HOST, server.port, connections, SECONDS, requests, warm_up=0.2))


if __name__ == "__main__":
    main()
