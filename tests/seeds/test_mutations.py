"""Seeds in which something was changed at random: each is planted, or told to be wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest

from cognito_emulator.emulator import Emulator
from cognito_emulator.seeds import SeedError, load
from tests.support import StockKeys

FIXTURES = Path(__file__).parents[2] / "fixtures"
DEMO = dict(load(FIXTURES / "demo.yaml"))
LOCAL = FIXTURES / "cognito-local" / ".cognito" / "db"
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 10**30, 1.5, "", "x", "\ud800", "a\0b", "9" * 3000),
    *([], {}, [None], [[]], [{}], {"x": 1}, {"Name": None}, "us-east-1_x"),
)
NAMES = ("Name", "Id", "User", "UserPool", "x", "Users", "Groups", "sub", "Unchecked")


def paths(value: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    if isinstance(value, dict):
        for name, inside in value.items():
            yield from paths(inside, (*path, name))
    if isinstance(value, list):
        for number, inside in enumerate(value):
            yield from paths(inside, (*path, number))


def mutated(document: Any, random: Random) -> Any:
    """Return a document in which a value is replaced, gone, or more than was there."""
    changed = deepcopy(document)
    *way, last = random.choice(list(paths(changed)))
    around = changed
    for step in way:
        around = around[step]
    value = deepcopy(random.choice(VALUES))
    match random.randrange(5):
        case 0:
            del around[last]
        case 1 if isinstance(around, dict):
            around[random.choice(NAMES)] = value
        case 1:
            around.append(value)
        case _:
            around[last] = value
    return changed


def told_or_planted(seed: Any, keys: StockKeys) -> None:
    try:
        Emulator(seed=seed, keys=keys)
    except SeedError as error:
        assert error.mistakes


@pytest.mark.parametrize("number", range(20))
def test_a_seed_is_planted_or_told_to_be_wrong(number: int, stock_keys: StockKeys) -> None:
    random = Random(number)
    for _ in range(10):
        told_or_planted(mutated(DEMO, random), stock_keys)


@pytest.mark.parametrize("number", range(20))
def test_a_folder_of_cognito_local_is_too(
    number: int, tmp_path: Path, stock_keys: StockKeys
) -> None:
    random = Random(number)
    for _ in range(5):
        for file in LOCAL.glob("*.json"):
            document = mutated(json.loads(file.read_text("utf-8")), random)
            (tmp_path / file.name).write_text(json.dumps(document))
        told_or_planted(tmp_path, stock_keys)
