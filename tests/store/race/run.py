"""Eight clients race on four workers, again and again: `make race`.

They do the same or the like at the same moment, each on a connection of its own: no update may be
lost, what is good once is taken once, and limits hold to the last one. In the end the indexes of
the store agree with its records.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from cognito_emulator.store.named import open_store
from cognito_emulator.store.sql import SqlStore
from tests.conformance.serving import answers
from tests.ports import reserved_port
from tests.store import places
from tests.store.race.games import CODE, GAMES, Ground
from tests.store.race.track import Track
from tests.store.sql import integrity

WORKERS = 4
SECONDS = 600.0
_BUGS = ("A bug in the emulator", "Traceback (most recent call last)")


class Outcome(NamedTuple):
    """What came of it.

    Attributes:
        rounds: how often all games were played.
        answers: in races.
        records: that the store has in the end, with all indexes right.

    """

    rounds: int
    answers: int
    records: int


def race(place: str, seconds: float, folder: Path) -> Outcome:
    """Race over an empty store for so long; each game is played at least once.

    Raises:
        AssertionError: what must not happen did; it says what.

    """
    log = folder / "log"
    with _serving(place, log) as (port, process):
        track = Track(port, process.pid)
        try:
            with closing(Ground(track)) as ground:
                rounds = _play(ground, seconds)
        finally:
            track.close()
    said = log.read_text(errors="replace")
    assert not any(bug in said for bug in _BUGS), said[-4000:]
    store = open_store(place)
    assert isinstance(store, SqlStore)
    records = integrity.check(store.snapshot())
    store.close()
    return Outcome(rounds, track.answers, records)


def _play(ground: Ground, seconds: float) -> int:
    """Play all games in turn, at least once; return how often."""
    until, rounds = time.monotonic() + seconds, 0
    while not rounds or time.monotonic() < until:
        for game in GAMES:
            try:
                game(ground)
            except AssertionError as error:
                error.add_note(f"in round {rounds + 1}, in the game {game.__name__}")
                raise
        rounds += 1
    return rounds


@contextmanager
def _serving(place: str, log: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A server with workers, which ends well."""
    command = [sys.executable, "-m", "cognito_emulator.cli", "serve"]
    options = ["--store", place, "--workers", str(WORKERS), "--code", CODE]
    with (
        reserved_port() as port,
        log.open("w") as output,
        subprocess.Popen(
            [*command, "--port", str(port), *options], stdout=output, stderr=output
        ) as process,
    ):
        try:
            assert answers(port, process), log.read_text()
            yield port, process
        finally:
            process.terminate()
    assert process.returncode == 0, log.read_text()[-4000:]


def main() -> None:
    parser = argparse.ArgumentParser(prog="make race", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for each store [600]")
    parser.add_argument("--store", choices=places.STORES, help="one alone")
    options = parser.parse_args()
    for store in (options.store,) if options.store else places.STORES:
        with TemporaryDirectory() as folder:
            found = race(places.empty(store, Path(folder)), options.seconds, Path(folder))
        sys.stdout.write(
            f"{store}: {found.rounds} rounds of {len(GAMES)} games, {found.answers:,} answers in"
            f" races: nothing lost, nothing twice."
            f" {found.records:,} records, indexes agree.\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
