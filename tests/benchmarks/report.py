"""The figures side by side, and what was wanted of them."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from statistics import median

from tests.benchmarks.load import Outcome
from tests.benchmarks.measure import (
    MANY,
    READS,
    SIGN_IN,
    SIGN_IN_CROWD,
    SIGN_IN_MANY,
    SRP,
    SRP_MANY,
    WORKLOADS,
    Figures,
    Results,
    Workload,
)

NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Wish:
    """Something wanted, as a ratio of two figures of one run, and its bound."""

    text: str
    value: float | None
    bound: float
    at_most: bool = False

    def line(self) -> tuple[str, str, str, str]:
        """Text, figure, bound, and whether it is met."""
        sign = "at most" if self.at_most else "at least"
        wanted = f"{sign} {self.bound:g} x"
        if self.value is None:
            return self.text, NOTHING, wanted, "not measured"
        met = self.value <= self.bound if self.at_most else self.value >= self.bound
        return self.text, f"{self.value:.2f} x", wanted, "yes" if met else "NO"


def report(results: Results) -> str:
    """The whole report."""
    parts = [
        _heading(results),
        _table(results),
        _tests(results),
        _wishes(results),
        _floor(results),
        _srp_floor(results),
        _domain(results),
        _fronts(results),
    ]
    missing = [line for figures in results.everyone for line in figures.missing]
    if missing:
        parts.append("\n".join(["Missing:", *(f"  {line}" for line in missing)]))
    return "\n\n".join(part for part in parts if part)


def _heading(results: Results) -> str:
    plan = results.plan
    return (
        f"Python {platform.python_version()}, {os.cpu_count()} cores, of which other programs kept "
        f"{results.load_before:.1f} busy in the minute before.\n"
        f"Medians of {plan.starts} starts and of {plan.rounds} rounds of {plan.seconds:g} s "
        "per row, everyone in turns;\n"
        "in parentheses all requests of a row and the seconds they took. "
        "Closed loop: a connection sends when its answer is there."
    )


# --- the table ------------------------------------------------------------------------------------


def _table(results: Results) -> str:
    everyone = results.everyone
    rows = [["", *(f"{f.contestant.name} {f.version}".strip() for f in everyone)]]
    rows += [[text, *(cell(f) for f in everyone)] for text, cell in _rows(results)]
    return columns(rows)


def _rows(results: Results) -> Iterator[tuple[str, Callable[[Figures], str]]]:
    yield "cold start to the first 200", lambda f: _ms(_median(f.cold_starts))
    yield "cold start to the first tokens", lambda f: _ms(_median(f.first_tokens))
    yield "memory, idle", lambda f: _mib(f.idle_memory)
    yield "memory after the first sign-in", lambda f: _mib(f.used_memory)
    for workload in WORKLOADS:
        yield workload.key, partial(_rate, key=workload.key)
    full = results.ours.created
    if full:
        text = f"sign-ins, 1 connection, {full.requests:,} users"
        yield text, partial(_rate, key=SIGN_IN_CROWD.key)
    yield f"users created, {MANY} connections", lambda f: _created(f.created)
    yield "memory per user", _per_user


def columns(rows: list[list[str]]) -> str:
    """Rows as aligned text, the first column to the left."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if n else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _median(values: list[float]) -> float | None:
    return median(values) if values else None


def _ms(seconds: float | None) -> str:
    return NOTHING if seconds is None else f"{seconds * 1000:,.0f} ms"


def _mib(memory: float | None) -> str:
    return NOTHING if memory is None else f"{memory:.1f} MiB"


def _rate(figures: Figures, key: str) -> str:
    series = figures.series.get(key)
    if series is None:
        return NOTHING
    failed = f", {series.failures:,} FAILED" if series.failures else ""
    return f"{series.rate:,.0f}/s ({series.requests:,} in {series.seconds:.1f} s{failed})"


def _created(outcome: Outcome | None) -> str:
    if outcome is None:
        return NOTHING
    return f"{outcome.rate:,.0f}/s ({outcome.requests:,} in {outcome.seconds:.1f} s)"


def _per_user(figures: Figures) -> str:
    return NOTHING if figures.kib_per_user is None else f"{figures.kib_per_user:.2f} KiB"


def _tests(results: Results) -> str:
    """What a test costs, over one that does nothing."""
    costs = results.tests
    if costs is None:
        return ""
    rows = [
        ["A test, over an empty one", "milliseconds"],
        ["cognito_user.tokens().access_token", str(costs.ours)],
        ["the same with moto's mock_aws", str(costs.moto)],
        ["cognito_env, and a boto3.client(...) that calls", str(costs.app)],
        ["an RSA-2048 signature", f"{costs.signature:.2f} ms"],
    ]
    return columns(rows)


# --- what was wanted ------------------------------------------------------------------------------


def _wishes(results: Results) -> str:
    rows = [["Wanted", "measured", "bound", "met"]]
    rows += [list(wish.line()) for wish in _wish_list(results)]
    return columns(rows)


def _wish_list(results: Results) -> Iterator[Wish]:
    ours, moto, ministack = results.ours, results.peer("moto"), results.peer("ministack")
    yield Wish("sign-ins, 1 connection, to moto's", _rates(ours, moto, SIGN_IN), 3)
    yield Wish("sign-ins, 1 connection, to ministack's", _rates(ours, ministack, SIGN_IN), 1.5)
    text = f"sign-ins, {MANY} connections, to ministack's"
    yield Wish(text, _rates(ours, ministack, SIGN_IN_MANY), 1.2)
    for workload in READS:
        yield Wish(f"{workload.key}, to ministack's", _rates(ours, ministack, workload), 1)
    cold = _ratio(_cold_start(ours), _cold_start(ministack))
    yield Wish("cold start, to ministack's", cold, 1, at_most=True)
    memory = _ratio(ours.idle_memory, moto.idle_memory if moto else None)
    yield Wish("idle memory, to moto's", memory, 1, at_most=True)
    full = _ratio(_rate_of(ours, SIGN_IN_CROWD), _rate_of(ours, SIGN_IN))
    yield Wish("sign-ins in the full pool, to those with 1 user", full, 0.9)
    costs = results.tests
    to_signature = costs.ours.later / costs.signature if costs else None
    to_moto = costs.moto.later / costs.ours.later if costs else None
    first = costs.ours.first / costs.moto.first if costs else None
    text = "a test with cognito_user and a token, to an RSA-2048 signature"
    yield Wish(text, to_signature, 3, at_most=True)
    yield Wish("the same with moto, to ours", to_moto, 100)
    yield Wish("the first such test of a run, to moto's first", first, 1, at_most=True)


def _rates(ours: Figures, other: Figures | None, workload: Workload) -> float | None:
    return _ratio(_rate_of(ours, workload), _rate_of(other, workload))


def _rate_of(figures: Figures | None, workload: Workload) -> float | None:
    series = figures.series.get(workload.key) if figures else None
    return series.rate if series else None


def _cold_start(figures: Figures | None) -> float | None:
    return _median(figures.cold_starts) if figures else None


def _ratio(mine: float | None, theirs: float | None) -> float | None:
    return mine / theirs if mine and theirs else None


# --- the floor ------------------------------------------------------------------------------------


def _floor(results: Results) -> str:
    if not results.floors:
        return ""
    floor = results.floor_ms
    text = f"The floor of a sign-in: two RSA-2048 signatures in a row take {floor:.2f} ms here."
    one = results.ours.series.get(SIGN_IN.key)
    if one is None:
        return text
    text += (
        f" A sign-in over HTTP takes {one.median_ms:.2f} ms: {one.median_ms / floor:.2f} times"
        f" the floor, {one.median_ms - floor:+.2f} ms."
    )
    many = results.ours.series.get(SIGN_IN_MANY.key)
    if many is None:
        return text
    bound = (os.cpu_count() or 1) * 1000 / floor
    return (
        f"{text}\nWith {MANY} connections: {many.rate:,.0f} sign-ins a second; all cores, "
        f"doing nothing but sign, would do about {bound:,.0f}."
    )


def _srp_floor(results: Results) -> str:
    floors = results.srp_floors_ms
    one, many = (results.ours.series.get(workload.key) for workload in (SRP, SRP_MANY))
    if one is None or many is None:
        return ""
    powers = ", ".join(f"{floor:.2f} ms by {name}" for name, floor in floors.items())
    used = min(floors, key=floors.__getitem__)
    floor, took = floors[used] + results.floor_ms, 1000 / one.rate
    return (
        f"The floor of an SRP sign-in: three exponentiations take {powers} here,"
        f" with two signatures {floor:.2f} ms by {used}. Over HTTP, both requests together, it"
        f" takes {took:.2f} ms: {took / floor:.2f} times the floor, {took - floor:+.2f} ms.\n"
        f"With {MANY} connections: {many.rate:,.0f} SRP sign-ins a second."
    )


def _domain(results: Results) -> str:
    if not results.domain or not results.floors:
        return ""
    code = median(costs.code for costs in results.domain)
    machine = median(costs.machine for costs in results.domain)
    floor = results.floor_ms
    return (
        "A pool's domain, one connection, a client of Python: a code flow in a browser that is"
        f" signed in takes {code:.2f} ms, {1000 / code:,.0f} a second: {code / floor:.2f} times two"
        f" signatures. client_credentials takes {machine:.2f} ms, {1000 / machine:,.0f} a second:"
        f" {machine / floor:.2f} times two signatures, of which it needs one."
    )


def _fronts(results: Results) -> str:
    costs = results.fronts
    if costs is None:
        return ""
    beyond = max(costs.rest, costs.http) - costs.verification
    return (
        "An authorised call of a function behind API Gateway, in a process, takes"
        f" {costs.rest:.3f} ms (REST) and {costs.http:.3f} ms (HTTP) of the processor; verifying"
        f" a signature takes {costs.verification:.3f} ms of it. Wanted: at most 0.3 ms more than"
        f" that; it is {beyond:.3f} ms: {'yes' if beyond <= _WANTED_MS else 'NO'}."
    )


_WANTED_MS = 0.3
