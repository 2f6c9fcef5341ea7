"""What is said of this tree against another revision's."""

from __future__ import annotations

from tests.benchmarks.revisions import RevisionFigures, report


def test_what_became_slower_is_said() -> None:
    figures = RevisionFigures("abc1234")
    now, then = figures.now, figures.then
    for workload, ratio in ((("sign-ins", 1), 0.9), (("reads", 1), 1.0)):
        figures.turns.rates[then, workload] = [100.0, 300.0, 200.0]
        figures.turns.rates[now, workload] = [100 * ratio, 300 * ratio, 20.0]
    figures.turns.starts = {now: [0.25, 0.3], then: [0.25, 0.3]}
    figures.idle = {now: [40.0], then: [20.0]}
    lines = [" ".join(line.split()) for line in report(figures).splitlines()]
    assert "sign-ins, 1 90 200" in lines
    assert "sign-ins, 1: now to abc1234 0.90 x at least 0.95 x NO" in lines
    assert "reads, 1: now to abc1234 1.00 x at least 0.95 x yes" in lines
    assert "reads, 8: now to abc1234 - at least 0.95 x not measured" in lines
    assert "cold start, ms 275.00 275.00" in lines
    assert "cold start: now to abc1234 1.00 x at most 1.05 x yes" in lines
    assert "memory, idle: now to abc1234 2.00 x at most 1.05 x NO" in lines
    assert "CPU of a sign-in: now to abc1234 - at most 1.05 x not measured" in lines
