"""The measurements: who takes which turn, and what is kept of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from statistics import median

from tests.benchmarks.contestants import OURS, Contestant
from tests.benchmarks.domain_cost import CostsOfADomain, costs_of_a_domain
from tests.benchmarks.floor import (
    exponentiations,
    new_key,
    three_powers_ms,
    two_signatures_ms,
)
from tests.benchmarks.front_cost import CostsOfFronts, costs_of_fronts
from tests.benchmarks.load import Job, Outcome, bombard
from tests.benchmarks.plugin_cost import CostsOfATest, costs_of_a_test
from tests.benchmarks.process import Server, serving
from tests.benchmarks.wire import HOST, Scene, make_scene

MANY = 8
WARM_UP = 0.2


@dataclass(frozen=True, slots=True)
class Plan:
    """How long all of it takes."""

    starts: int = 5
    rounds: int = 5
    seconds: float = 0.8
    users: int = 100_000
    peer_users: int = 4_000
    create_seconds: float = 75.0


@dataclass(frozen=True, slots=True)
class Workload:
    """What is repeated over a number of connections: a request, or several that count as one."""

    name: str
    connections: int
    requests: Callable[[Scene], tuple[bytes, ...]]

    @property
    def key(self) -> str:
        """The name of the row."""
        many = "s" if self.connections > 1 else ""
        return f"{self.name}, {self.connections} connection{many}"


WORKLOADS = tuple(
    Workload(name, connections, requests)
    for name, requests in (
        ("sign-ins", lambda scene: (scene.sign_in,)),
        ("SRP sign-ins", lambda scene: scene.srp_sign_in),
        ("GetUser", lambda scene: (scene.get_user,)),
        ("AdminGetUser", lambda scene: (scene.admin_get_user,)),
    )
    for connections in (1, MANY)
)
SIGN_IN, SIGN_IN_MANY, SRP, SRP_MANY, *READS = WORKLOADS
SIGN_IN_CROWD = Workload("sign-ins in a full pool", 1, lambda scene: (scene.sign_in,))


@dataclass(slots=True)
class Series:
    """The rounds of one workload with one contestant."""

    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """The median of the rounds' rates."""
        return median(outcome.rate for outcome in self.outcomes)

    @property
    def median_ms(self) -> float:
        """The median of the rounds' median times."""
        return median(outcome.median_ms for outcome in self.outcomes)

    @property
    def requests(self) -> int:
        """All requests."""
        return sum(outcome.requests for outcome in self.outcomes)

    @property
    def seconds(self) -> float:
        """All the time."""
        return sum(outcome.seconds for outcome in self.outcomes)

    @property
    def failures(self) -> int:
        """Requests that did not succeed."""
        return sum(outcome.failures for outcome in self.outcomes)


@dataclass(slots=True)
class Figures:
    """All that was found out about one contestant."""

    contestant: Contestant
    version: str = ""
    cold_starts: list[float] = field(default_factory=list)
    first_tokens: list[float] = field(default_factory=list)
    idle_memory: float | None = None
    used_memory: float | None = None
    series: dict[str, Series] = field(default_factory=dict)
    created: Outcome | None = None
    kib_per_user: float | None = None
    proofs: bool = False
    missing: list[str] = field(default_factory=list)

    def lacks(self, what: str, why: object) -> None:
        """Note what could not be found out."""
        self.missing.append(f"{self.contestant.name}: no {what}: {why}")

    def add(self, workload: Workload, outcome: Outcome) -> None:
        """Keep a round; the first failure is noted."""
        series = self.series.setdefault(workload.key, Series())
        if outcome.failures and not series.failures:
            self.lacks(f"clean {workload.key}", outcome.first_failure.rpartition("\r\n")[2])
        series.outcomes.append(outcome)


@dataclass(slots=True)
class Results:
    """All figures of a run."""

    plan: Plan
    everyone: list[Figures]
    load_before: float = field(default_factory=lambda: os.getloadavg()[0])
    floors: list[float] = field(default_factory=list)
    srp_floors: dict[str, list[float]] = field(default_factory=dict)
    tests: CostsOfATest | None = None
    domain: list[CostsOfADomain] = field(default_factory=list)
    fronts: CostsOfFronts | None = None

    @property
    def ours(self) -> Figures:
        """The emulator's."""
        return self.everyone[0]

    @property
    def floor_ms(self) -> float:
        """Two signatures, in milliseconds."""
        return median(self.floors)

    @property
    def srp_floors_ms(self) -> dict[str, float]:
        """SRP's exponentiations by each arithmetic there is, in milliseconds."""
        return {name: median(times) for name, times in self.srp_floors.items()}

    def peer(self, name: str) -> Figures | None:
        """The figures of another server, where it took part."""
        return next((f for f in self.everyone if f.contestant.name == name), None)


def measure(contestants: Iterable[Contestant], plan: Plan) -> Results:
    """Measure everything, in turns."""
    results = Results(plan, [Figures(contestant) for contestant in contestants])
    able = [figures for figures in results.everyone if _installed(figures)]
    step("cold starts")
    _cold_starts(able, plan)
    with ExitStack() as stack:
        scenes = _set_up(stack, able)
        full = _crowds(stack, able, plan)
        step(f"{plan.rounds} rounds of {len(WORKLOADS)} workloads")
        key = new_key()
        for _ in range(plan.rounds):
            results.floors.append(two_signatures_ms(key))
            for name, powmod in exponentiations().items():
                results.srp_floors.setdefault(name, []).append(three_powers_ms(powmod))
            _round(scenes, full, plan)
    step("the flows of a pool's domain")
    try:
        with serving(OURS) as server:
            for _ in range(plan.rounds):
                results.domain.append(costs_of_a_domain(server.port, plan.seconds))
    except (OSError, RuntimeError) as error:
        results.ours.lacks("flows of a domain", error)
    step("calls behind API Gateway")
    results.fronts = costs_of_fronts()
    step("the cost of a test")
    try:
        results.tests = costs_of_a_test()
    except (OSError, RuntimeError) as error:
        results.ours.lacks("cost of a test", error)
    return results


def step(what: str) -> None:
    """Say what goes on."""
    print(f"... {what}", flush=True)


def _installed(figures: Figures) -> bool:
    try:
        figures.contestant.install()
    except (OSError, RuntimeError) as error:
        figures.lacks("figures", error)
        return False
    figures.version = figures.contestant.version()
    return True


def _cold_starts(able: list[Figures], plan: Plan) -> None:
    """Start everyone in turns; the first start of each only warms the caches up."""
    for turn in range(plan.starts + 1):
        for figures in list(able):
            try:
                with serving(figures.contestant) as server:
                    _weigh(figures, server, keep=turn > 0)
            except (OSError, RuntimeError) as error:
                figures.lacks("server", error)
                able.remove(figures)


def _weigh(figures: Figures, server: Server, *, keep: bool) -> None:
    if not keep:
        return
    figures.cold_starts.append(server.cold_start)
    first = figures.idle_memory is None
    if first:
        time.sleep(0.5)
        figures.idle_memory = server.memory()
        return
    with suppress(OSError, KeyError, RuntimeError):  # told once, when the rounds are set up
        make_scene(server.port)
        figures.first_tokens.append(time.perf_counter() - server.started_at)
        figures.used_memory = server.memory()


def _set_up(stack: ExitStack, able: list[Figures]) -> list[tuple[Figures, Scene]]:
    """A server for each, with a pool of one user."""
    scenes = []
    for figures in able:
        try:
            server = stack.enter_context(serving(figures.contestant))
            scene = make_scene(server.port)
        except (OSError, KeyError, RuntimeError) as error:
            figures.lacks("sign-in", error)
            continue
        if not scene.signed:
            figures.missing.append(f"{figures.contestant.name} does not sign its tokens")
        try:
            scene.check_proofs()
            figures.proofs = True
        except (OSError, KeyError, RuntimeError) as error:
            figures.lacks("SRP sign-ins", error)
        scenes.append((figures, scene))
    return scenes


def _crowds(stack: ExitStack, able: list[Figures], plan: Plan) -> Scene | None:
    """Fill a pool of each; ours stays, for sign-ins into it."""
    full = None
    for figures in able:
        ours = figures.contestant is OURS
        count = plan.users if ours else plan.peer_users
        step(f"{count:,} users for {figures.contestant.name}")
        with ExitStack() as own:
            server = (stack if ours else own).enter_context(serving(figures.contestant))
            try:
                scene = _crowd(figures, server, count, plan.create_seconds)
            except (OSError, KeyError, RuntimeError) as error:
                figures.lacks("full pool", error)
                continue
            full = scene if ours else full
    return full


def _crowd(figures: Figures, server: Server, count: int, seconds: float) -> Scene:
    scene = make_scene(server.port)
    before = server.memory()
    job = Job(HOST, server.port, MANY, seconds, (scene.create_user,), numbered=count)
    outcome = bombard(job)
    if outcome.failures:
        raise RuntimeError(outcome.first_failure.rpartition("\r\n")[2])
    figures.created = outcome
    figures.kib_per_user = (server.memory() - before) * 1024 / outcome.requests
    return scene


def _round(scenes: list[tuple[Figures, Scene]], full: Scene | None, plan: Plan) -> None:
    """One turn of each contestant at each workload."""
    for workload in WORKLOADS:
        for figures, scene in scenes:
            if workload in (SRP, SRP_MANY) and not figures.proofs:
                continue
            figures.add(workload, _turn(workload, scene, plan))
            if full and workload is SIGN_IN and figures.contestant is OURS:
                figures.add(SIGN_IN_CROWD, _turn(SIGN_IN_CROWD, full, plan))


def _turn(workload: Workload, scene: Scene, plan: Plan) -> Outcome:
    """One turn; of requests that count as one, one in so many is counted."""
    requests = workload.requests(scene)
    outcome = bombard(
        Job(
            host=HOST,
            port=scene.port,
            connections=workload.connections,
            seconds=plan.seconds,
            requests=requests,
            warm_up=WARM_UP,
        )
    )
    return replace(outcome, requests=outcome.requests // len(requests))
