"""All pools of the emulator: the test's own pool, and those that an app has made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from pytest_cognito_emulator.names import some

if TYPE_CHECKING:
    from cognito_emulator import Emulator
    from cognito_emulator.control.pools import Pool
    from pytest_cognito_emulator.api.cognito import Cognito


class Pools(Mapping[str, "Cognito"]):
    """Pools of all regions, by id or by PoolName; iterating gives their ids, the oldest first.

    >>> app.set_up()  # which calls CreateUserPool, with the name "shop"
    >>> cognito.pools["shop"].users.make(username="ada")
    """

    def __init__(self, emulator: Emulator, view: Callable[[Pool], Cognito]) -> None:
        self._emulator = emulator
        self._view = view

    def __repr__(self) -> str:
        return f"<Pools {some(self)}>"

    def __getitem__(self, name: str) -> Cognito:
        """Return a pool by its id, or by its PoolName.

        Raises:
            KeyError: there is no such pool, or several have that name.

        """
        pools = self._emulator.all_pools()
        found = [pool for pool in pools if name == pool.id] or [
            pool for pool in pools if name == pool.name
        ]
        if not found:
            there_is = some(f"{pool.id} ({pool.name})" for pool in pools)
            raise KeyError(f"there is no pool {name}; there is {there_is}")
        if len(found) > 1:
            raise KeyError(f"several pools are called {name}: {some(pool.id for pool in found)}")
        return self._view(found[0])

    def __iter__(self) -> Iterator[str]:
        return iter([pool.id for pool in self._emulator.all_pools()])

    def __len__(self) -> int:
        return len(self._emulator.all_pools())
