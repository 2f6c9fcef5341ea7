"""Load on a store that lasts, and `kill -9`, again and again: `make kill`.

After each round the store is opened: what was acknowledged is there, and indexes agree with
records. The load is a process of its own, which says what it was answered.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # when started by its path
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from cognito_emulator.emulator import Emulator
from cognito_emulator.errors import UserNotFoundException
from cognito_emulator.store.named import open_store
from cognito_emulator.store.sql import SqlStore
from tests.store import places
from tests.store.sql import integrity

POOL_ID = "us-east-1_killed001"
CLIENT = "killedclient00000000000001"
PASSWORD = "Killed-Password-1"
SEED = {
    "PoolName": "killed",
    "Id": POOL_ID,
    "Clients": [
        {
            "ClientName": "web",
            "ClientId": CLIENT,
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        }
    ],
    "Users": [{"Username": "alice", "Password": PASSWORD}],
}
THREADS = 4
LONGEST = 0.5  # seconds of load


# --- the process that is killed -------------------------------------------------------------------


def load(place: str) -> None:
    """Work until killed; each answer is a line."""
    emulator = Emulator(seed=SEED, store=open_store(place))
    threads = [threading.Thread(target=_work, args=(emulator, each)) for each in range(THREADS)]
    for thread in threads:
        thread.start()


def _work(emulator: Emulator, thread: int) -> None:
    begun = time.time_ns()
    for number in count():
        name = f"user-{begun}-{thread}-{number}"
        who = {"UserPoolId": POOL_ID, "Username": name}
        emulator.call("AdminCreateUser", {**who, "MessageAction": "SUPPRESS"})
        _say("made", name)
        nickname = [{"Name": "nickname", "Value": f"the {number}"}]
        emulator.call("AdminUpdateUserAttributes", {**who, "UserAttributes": nickname})
        _say("named", name, f"the {number}")
        if number % 3 == 0:
            _say("going", name)
            emulator.call("AdminDeleteUser", who)
            _say("gone", name)
        if number % 5 == 0:
            _say("token", _sign_in(emulator)["RefreshToken"])


def _sign_in(emulator: Emulator) -> Mapping[str, Any]:
    return _authenticated(
        emulator, "USER_PASSWORD_AUTH", {"USERNAME": "alice", "PASSWORD": PASSWORD}
    )


def _authenticated(emulator: Emulator, flow: str, parameters: Mapping[str, str]) -> Any:
    request = {"ClientId": CLIENT, "AuthFlow": flow, "AuthParameters": parameters}
    return emulator.call("InitiateAuth", request)["AuthenticationResult"]


def _say(*words: str) -> None:
    os.write(1, ("\t".join(words) + "\n").encode())  # one write: no half of a line is lost


# --- the process that kills -----------------------------------------------------------------------


def rounds(place: str, number: int, seed: int) -> int:
    """Kill so many times; return how many answers were held against what is there.

    Args:
        place: the URL of a store that is empty at first.
        number: how often.
        seed: of the moments of the kills.

    """
    dice = random.Random(seed)
    known: dict[str, str] = {}
    answers = 0
    for _ in range(number):
        lines = _killed(place, dice.uniform(0, LONGEST))
        answers += len(lines)
        tokens = _learn(known, lines)
        _hold(place, known, tokens)
    return answers


def _killed(place: str, seconds: float) -> list[list[str]]:
    """Let a process work for so long, then kill it; return what it was answered."""
    command = [sys.executable, "-m", "tests.store.kill", "--load", place]
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        timer = threading.Timer(seconds, process.send_signal, [signal.SIGKILL])
        timer.start()
        text = (first + process.stdout.read()).decode()
        timer.join()
    assert process.returncode == -signal.SIGKILL, "it ended by itself: see what it wrote"
    return [line.split("\t") for line in text.splitlines()]


def _learn(known: dict[str, str], lines: Iterable[list[str]]) -> list[str]:
    """Note what there is of each user by now; return refresh tokens."""
    tokens = []
    for what, name, *more in lines:
        if what == "token":
            tokens.append(name)
        else:
            known[name] = more[0] if more else what
    return tokens


def _hold(place: str, known: Mapping[str, str], tokens: list[str]) -> None:
    """Hold what is there against what was answered."""
    store = open_store(place)
    assert isinstance(store, SqlStore)
    integrity.check(store.snapshot())
    emulator = Emulator(seed=SEED, store=store)
    for name, state in known.items():
        attributes = _attributes(emulator, name)
        if state == "gone":
            assert attributes is None, f"{name} is back"
        elif state != "going":  # then nobody knows
            assert attributes is not None, f"{name} is missing"
            assert state == "made" or attributes["nickname"] == state, f"{name} was {state}"
    for token in tokens[-1:]:
        assert _authenticated(emulator, "REFRESH_TOKEN_AUTH", {"REFRESH_TOKEN": token})
    store.close()


def _attributes(emulator: Emulator, name: str) -> dict[str, str] | None:
    try:
        user = emulator.call("AdminGetUser", {"UserPoolId": POOL_ID, "Username": name})
    except UserNotFoundException:
        return None
    return {each["Name"]: each["Value"] for each in user["UserAttributes"]}


def main() -> None:
    parser = argparse.ArgumentParser(prog="make kill", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1, help="of the moments of the kills")
    parser.add_argument("--store", choices=places.STORES, help="one alone")
    parser.add_argument("--load", metavar="URL", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.load:
        load(options.load)
        return
    for store in (options.store,) if options.store else places.STORES:
        with tempfile.TemporaryDirectory() as folder:
            answers = rounds(places.empty(store, Path(folder)), options.rounds, options.seed)
        sys.stdout.write(
            f"{store}: {options.rounds} kills, {answers:,} answers: none is missing.\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
