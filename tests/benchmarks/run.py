"""The benchmark: `make bench`, or `make bench AGAINST=moto,ministack`.

It measures and never judges: it fails only where it cannot run.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # when started by its path

from tests.benchmarks import revisions, store_report
from tests.benchmarks.contestants import OURS, PEERS
from tests.benchmarks.measure import Plan, measure, step
from tests.benchmarks.report import report
from tests.benchmarks.stores import costs_of_stores

CROWD = 100_000


def main() -> None:
    """Parse the options, measure, report."""
    options = _parser().parse_args()
    names = [name.strip() for name in options.against.split(",") if name.strip()]
    unknown = sorted(set(names) - PEERS.keys())
    if unknown:
        sys.exit(f"unknown: {', '.join(unknown)}; there is {', '.join(PEERS)}")
    plan = Plan(rounds=options.rounds, seconds=options.seconds, users=options.users)
    began = time.perf_counter()
    if options.against_revision:
        step(f"this tree against {options.against_revision}")
        pairs = revisions.figures_against(
            options.against_revision, rounds=plan.rounds, seconds=plan.seconds, step=step
        )
        print(f"\n{revisions.report(pairs)}\n")
        return
    if options.only != "stores":
        results = measure([OURS, *(PEERS[name] for name in names)], plan)
        print(f"\n{report(results)}\n")
    if options.only != "servers":
        figures = costs_of_stores(
            rounds=plan.rounds, seconds=plan.seconds, users=options.crowd, step=step
        )
        print(f"\n{store_report.report(figures)}\n")
    print(f"{time.perf_counter() - began:.0f} seconds in all")


def _parser() -> argparse.ArgumentParser:
    plan = Plan()
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "--against",
        default=os.environ.get("AGAINST", ""),
        help=f"peers to compare with, of {','.join(PEERS)}; installed into .bench on first use",
    )
    parser.add_argument(
        "--against-revision",
        metavar="REV",
        help="measure only memory's own figures, of this tree and of a revision of git's in turns",
    )
    parser.add_argument("--rounds", type=int, default=plan.rounds, help="turns of each row")
    parser.add_argument("--seconds", type=float, default=plan.seconds, help="length of a turn")
    parser.add_argument("--users", type=int, default=plan.users, help="users of the full pool")
    parser.add_argument("--only", choices=("servers", "stores"), help="some of the rows")
    parser.add_argument(
        "--crowd",
        type=int,
        default=CROWD,
        metavar="USERS",
        help=f"of each full store [{CROWD:,}]; a million take ten minutes, and 0 none",
    )
    return parser


if __name__ == "__main__":
    main()
