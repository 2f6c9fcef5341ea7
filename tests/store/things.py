"""Records of tests of stores, with every kind of index."""

from __future__ import annotations

from dataclasses import dataclass

from cognito_emulator.store import Store, Table


@dataclass(frozen=True, slots=True)
class Thing:
    id: str
    names: tuple[str, ...] = ()
    box: str = "a"
    count: int = 0


THINGS: Table[Thing] = Table(
    "things",
    Thing,
    key=lambda thing: thing.id,
    belongs_to=(),
    unique={"name": lambda thing: thing.names},
    groups={"box": lambda thing: (thing.box,), "label": lambda thing: thing.names},
)
PASSING: Table[Thing] = Table(
    "passing_things",
    Thing,
    key=lambda thing: thing.id,
    belongs_to=(),
    unique={"name": lambda thing: thing.names},
    groups={"box": lambda thing: (thing.box,), "label": lambda thing: thing.names},
    capacity=2,
)


def put(store: Store, *things: Thing) -> None:
    tx = store.transaction()
    for thing in things:
        tx.put(THINGS, thing)
    assert tx.commit()
