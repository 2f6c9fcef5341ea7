"""The figures of stores side by side, and what was wanted of them."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from tests.benchmarks.report import NOTHING, Wish, columns
from tests.benchmarks.stores import (
    MEMORY,
    POSTGRESQL,
    SQLITE,
    UNFLUSHED,
    WORKLOADS,
    Rival,
    StoreFigures,
)

SIGN_IN = ("sign-ins", 1)
SIGN_INS = ("sign-ins", 8)
_HEADING = """\
Stores: answers a second by so many connections, and how long the emulator, and PostgreSQL,
compute for a sign-in of one of them. All servers take turns; ratios are medians of the rounds'."""


def report(figures: StoreFigures) -> str:
    """The whole report."""
    parts = [
        _HEADING,
        _rates(figures),
        _sizes(figures),
        _wishes(figures),
        "\n".join(figures.missing),
    ]
    return "\n\n".join(part for part in parts if part)


def _rates(figures: StoreFigures) -> str:
    rows = [["", *(f"{what}, {n}" for what, n in WORKLOADS), "CPU, ms", "PostgreSQL's, ms"]]
    for rival in figures.rivals:
        cells = [figures.rate(rival, workload) for workload in WORKLOADS]
        cpu = [_milliseconds(kept.get(rival)) for kept in (figures.cpu, figures.database_cpu)]
        rows.append([rival.name, *(NOTHING if c is None else f"{c:,.0f}" for c in cells), *cpu])
    return columns(rows)


def _milliseconds(values: list[float] | None) -> str:
    return f"{median(values) * 1000:.2f}" if values else NOTHING


def _sizes(figures: StoreFigures) -> str:
    if not figures.crowd:
        return ""
    rows = [["", "start, s", f"with {figures.crowd:,} users", "bytes on disk per user"]]
    for store in (MEMORY, SQLITE, POSTGRESQL):
        starts = [figures.starts.get(Rival(store, 1, users)) for users in (0, figures.crowd)]
        size = figures.bytes_per_user.get(store)
        cells = [f"{median(each):.2f}" if each else NOTHING for each in starts]
        rows.append([store, *cells, f"{size:,.0f}" if size else NOTHING])
    return columns(rows)


def _wishes(figures: StoreFigures) -> str:
    rows = [["Wanted", "measured", "bound", "met"]]
    rows += [list(wish.line()) for wish in _wish_list(figures)]
    return columns(rows)


def _wish_list(figures: StoreFigures) -> Iterator[Wish]:
    memory, crowd = Rival(MEMORY), figures.crowd
    for workload in (SIGN_IN, SIGN_INS):
        what = f"{workload[0]}, {workload[1]} connection{'s' if workload[1] > 1 else ''}"
        ratio = figures.ratio(Rival(SQLITE), memory, workload)
        yield Wish(f"{what}: SQLite to memory", ratio, 0.5)
    what = "sign-ins, 8 connections"
    for store in (SQLITE, POSTGRESQL, UNFLUSHED):
        ratio = figures.ratio(Rival(store, 2), Rival(store), SIGN_INS)
        yield Wish(f"{what}: {store}, two workers to one", ratio, 1.3)
    for store in (POSTGRESQL, UNFLUSHED):
        ratio = figures.ratio(Rival(store, 2), memory, SIGN_INS)
        yield Wish(f"{what}: {store}, two workers to memory", ratio, 0.5)
    for store in (MEMORY, SQLITE, POSTGRESQL):
        full = figures.ratio(Rival(store, 1, crowd), Rival(store), SIGN_IN) if crowd else None
        yield Wish(f"sign-ins, 1 connection: {store}, {crowd:,} users to one", full, 0.9)
