"""Play against a server for a while: ``make fuzz ARGS="--seconds 600 --seed 7"``."""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conformance.serving import HOST, answers
from tests.fuzz.connection import Finding
from tests.fuzz.player import Player
from tests.fuzz.values import CODE, Scene
from tests.ports import reserved_port

SCENES = 5
PLAYERS = 4
SECONDS = 60.0
BUGS = ("A bug in the emulator", "Traceback (most recent call last)")
ROOT = Path(__file__).parents[2]


def play(
    host: str, port: int, seed: str, *, players: int = 1, moves: int | None = None, until: float
) -> Counter[str]:
    """Have players make so many moves each, or play until a time.

    Args:
        host: of the server.
        port: of the server.
        seed: the players' dice follow from it.
        players: how many play side by side, each on a connection of its own.
        moves: of each; by default as many as there is time for.
        until: when to end, by `time.monotonic`.

    Returns:
        How often each operation did what was asked.

    Raises:
        Finding: something happened that must not.

    """
    scenes = [Scene() for _ in range(SCENES)]
    made = [
        Player(host, port, random.Random(f"{seed} {number}"), scenes) for number in range(players)
    ]
    over: list[Finding] = []

    def of(player: Player) -> None:
        try:
            while not over and time.monotonic() < until and player.moves != moves:
                player.move()
        except Finding as finding:
            over.append(finding)
        finally:
            player.close()

    with ThreadPoolExecutor(players) as pool:
        for played in [pool.submit(of, player) for player in made]:
            played.result()
    if over:
        raise over[0]
    return sum((player.answered for player in made), Counter())


@contextmanager
def server(seed: str) -> Iterator[tuple[int, Path]]:
    """A server in a process of its own; its port and its log."""
    with TemporaryDirectory() as folder, reserved_port() as port:
        log = Path(folder, "log")
        captcha = ROOT / "fixtures" / "captcha.py"
        with log.open("w") as output:
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "cognito_emulator.cli", "serve", "--port", str(port)),
                    *("--code", CODE, "--seeded-ids", seed),
                    *("--trigger", f"DefineAuthChallenge={captcha}:define"),
                    *("--trigger", f"CreateAuthChallenge={captcha}:create"),
                    *("--trigger", f"VerifyAuthChallengeResponse={captcha}:verify"),
                ],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        try:
            if not answers(port, process):
                raise RuntimeError(f"The server did not start: {log.read_text()}")
            yield port, log
            if process.poll() is not None:
                raise Finding(f"The server ended with {process.returncode}: {tail(log)}")
        finally:
            process.terminate()
            process.wait(60)


def tail(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-4_000:]


def bugs(log: Path) -> str | None:
    """Return what the log says around the first bug, or None."""
    text = log.read_text(encoding="utf-8", errors="replace")
    places = [place for bug in BUGS if (place := text.find(bug)) >= 0]
    return text[max(min(places) - 500, 0) : min(places) + 4_000] if places else None


def main() -> int:
    """Play, and tell what came of it."""
    parser = argparse.ArgumentParser(prog="make fuzz")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long to play [60]")
    parser.add_argument("--seed", help="of the players' dice, as an earlier run printed it")
    parser.add_argument("--players", type=int, default=PLAYERS, help="side by side [4]")
    given = parser.parse_args()
    seed = given.seed or f"{random.SystemRandom().getrandbits(32):x}"
    repeat = f'make fuzz ARGS="--seed {seed} --players {given.players} --seconds {given.seconds:g}"'
    print(f"To repeat: {repeat}", flush=True)
    try:
        with server(seed) as (port, log):
            until = time.monotonic() + given.seconds
            answered = play(HOST, port, seed, players=given.players, until=until)
            found = bugs(log)
    except Finding as finding:
        print(f"FOUND: {finding}")
        return 1
    if found:
        print(f"FOUND in the log: {found}")
        return 1
    print(
        f"{answered.total()} calls of {len(answered)} operations did what was asked; no findings."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
