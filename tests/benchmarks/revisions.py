"""Memory's own figures, against a revision's: `make bench ARGS="--against-revision REV"`.

Both trees are served at the same time by the interpreter that runs this, and take turns, so that a
busy machine slows each alike. What was installed since is there for both.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.benchmarks import crowd
from tests.benchmarks.contestants import OURS, ROOT, Contestant
from tests.benchmarks.process import serving
from tests.benchmarks.report import NOTHING, Wish, columns
from tests.benchmarks.stores import WORKLOADS, Rival, StoreFigures, scene, take_turn

_SETTLED = 0.5  # seconds after which an idle server has all that it begins with
_BOUND = 0.95
_HEADING = """\
Memory's own figures against {revision}: answers a second by so many connections, and what a server
takes. Both take turns; ratios are medians of the turns' own."""


@dataclass(slots=True)
class RevisionFigures:
    """All that was found out.

    Attributes:
        now, then: the two trees.
        turns: answers, CPU and starts of both.
        idle: MiB of each start.

    """

    revision: str
    now: Rival = field(default_factory=lambda: Rival("now"))
    then: Rival = field(init=False)
    turns: StoreFigures = field(default_factory=lambda: StoreFigures(0))
    idle: dict[Rival, list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.then = Rival(self.revision)


def figures_against(
    revision: str, *, rounds: int, seconds: float, step: Callable[[str], None]
) -> RevisionFigures:
    """Measure both trees.

    Args:
        revision: as git takes it.
        rounds: starts, and turns of each row.
        seconds: of each turn.
        step: is told what goes on.

    Raises:
        RuntimeError: there is no such revision.

    """
    figures = RevisionFigures(revision)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="bench-")))
        seed = folder / "seed.json"
        seed.write_text(json.dumps(crowd.SEED))
        then = stack.enter_context(_tree(revision, folder / "then"))
        trees = {figures.now: _served(ROOT, seed), figures.then: _served(then, seed)}
        step(f"{rounds} starts of both trees")
        for turn in range(rounds + 1):  # the first one compiles
            for rival, contestant in trees.items():
                _start(figures, rival, contestant, keep=turn > 0)
        scenes = [stack.enter_context(scene(*tree)) for tree in trees.items()]
        step(f"{rounds} rounds of {len(WORKLOADS)} workloads by both")
        for number in range(rounds):
            for workload in WORKLOADS:
                for each in scenes[:: -1 if number % 2 else 1]:
                    take_turn(figures.turns, each, workload, seconds)
    return figures


def report(figures: RevisionFigures) -> str:
    """The whole report."""
    parts = [
        _HEADING.format(revision=figures.revision),
        columns([["", "now", figures.revision], *(list(row) for row in _rows(figures))]),
        columns(
            [
                ["Wanted", "measured", "bound", "met"],
                *(list(wish.line()) for wish in _wishes(figures)),
            ]
        ),
        "\n".join(figures.turns.missing),
    ]
    return "\n\n".join(part for part in parts if part)


def _rows(figures: RevisionFigures) -> Iterator[tuple[str, str, str]]:
    both = figures.now, figures.then
    for workload in WORKLOADS:
        rates = (figures.turns.rate(rival, workload) for rival in both)
        first, second = (NOTHING if rate is None else f"{rate:,.0f}" for rate in rates)
        yield f"{workload[0]}, {workload[1]}", first, second
    for what, kept, unit in _costs(figures):
        first, second = (
            f"{median(kept[rival]) * unit:.2f}" if kept.get(rival) else NOTHING for rival in both
        )
        yield what, first, second


def _costs(
    figures: RevisionFigures,
) -> Iterator[tuple[str, dict[Rival, list[float]], int]]:
    """Yield what is the better the less it is, and by what it is shown."""
    yield "CPU of a sign-in, ms", figures.turns.cpu, 1000
    yield "cold start, ms", figures.turns.starts, 1000
    yield "memory, idle, MiB", figures.idle, 1


def _wishes(figures: RevisionFigures) -> Iterator[Wish]:
    for workload in WORKLOADS:
        ratio = figures.turns.ratio(figures.now, figures.then, workload)
        yield Wish(f"{workload[0]}, {workload[1]}: now to {figures.revision}", ratio, _BOUND)
    for what, kept, _unit in _costs(figures):
        pairs = zip(kept.get(figures.now, ()), kept.get(figures.then, ()), strict=False)
        ratios = [mine / theirs for mine, theirs in pairs if theirs]
        text = f"{what.rpartition(', ')[0]}: now to {figures.revision}"
        yield Wish(text, median(ratios) if ratios else None, round(1 / _BOUND, 2), at_most=True)


def _start(figures: RevisionFigures, rival: Rival, contestant: Contestant, *, keep: bool) -> None:
    with serving(contestant) as server:
        time.sleep(_SETTLED)
        if keep:
            figures.turns.starts.setdefault(rival, []).append(server.cold_start)
            figures.idle.setdefault(rival, []).append(server.memory())


def _served(tree: Path, seed: Path) -> Contestant:
    start = [sys.executable, "-m", "cognito_emulator.cli", "serve", "--seed", str(seed), "--port"]
    return replace(
        OURS,
        command=lambda _folder, port: [*start, str(port)],
        environment=lambda _port: {"PYTHONPATH": str(tree / "emulator")},
    )


@contextmanager
def _tree(revision: str, folder: Path) -> Iterator[Path]:
    """Lay the files of a revision into a folder, as a working tree of git's."""
    _git("worktree", "add", "--detach", str(folder), revision)
    try:
        yield folder
    finally:
        _git("worktree", "remove", "--force", str(folder))


def _git(*arguments: str) -> None:
    command = ["git", "-C", str(ROOT), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
