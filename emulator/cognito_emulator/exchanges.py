"""All state exchanged at once: by this process, or by another one that shares its store."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, get_ident
from typing import TYPE_CHECKING, Protocol

from cognito_emulator.beginning import Begun
from cognito_emulator.domain.work import kept_exchange, kept_ids, staying
from cognito_emulator.ids import Ids
from cognito_emulator.lambdas import changed_files, load_anew
from cognito_emulator.store import history

if TYPE_CHECKING:
    from cognito_emulator.beginning import Beginning
    from cognito_emulator.clock import Clock
    from cognito_emulator.domain.work.keys import KeyRing
    from cognito_emulator.faults import Faults
    from cognito_emulator.seeds import LoadedSeed, Planted
    from cognito_emulator.store import Transaction


class Exchanged(Begun, Protocol):
    """What of an engine has to do with exchanges of its state."""

    clock: Clock
    keys: KeyRing
    pending_faults: Faults
    seeded: list[Planted]

    def warn(self, sentence: str) -> None:
        """Tell a warning."""


class Exchanges:
    """Exchanges the state of an engine, and takes up what other processes have exchanged.

    Args:
        engine: the engine, whose store is open.
        beginning: its seeds, which may be read later.
        ids: its ids.

    """

    def __init__(self, engine: Exchanged, beginning: Beginning, ids: Ids) -> None:
        self._engine = engine
        self._beginning = beginning
        self._ids = ids
        self._name = Ids().uuid()  # of this engine and its forks
        self._following = Lock()
        self._follower: int | None = None  # the thread that does
        self._exchanging: int | None = None  # the thread that exchanges the state by itself
        tx = engine.store.transaction()
        self._resets, self._generation = kept_exchange.latest(tx).resets, tx.generation

    # -- by other processes -----------------------------------------------------------------------

    def notice(self, generation: int) -> None:
        """Take up what another process has exchanged, before anything is done in the new state.

        Where no process has, but something was lost, go on as after a start.

        Args:
            generation: of the store, as a transaction has it that was begun just now.

        """
        if generation == self._generation or get_ident() in (self._exchanging, self._follower):
            return
        told: list[str] = []
        with self._following:
            if generation != self._generation:
                self._follower = get_ident()
                try:
                    told = [*self._follow()]
                finally:
                    self._follower = None
        for each in told:
            self._engine.warn(each)

    def _follow(self) -> Iterator[str]:
        """Do so; yield what there is to warn of."""
        store = self._engine.store
        tx = store.transaction()
        latest = kept_exchange.latest(tx)
        if store.lasts and history(tx.generation) != history(self._generation):
            yield from self._go_on_from(tx)
        else:
            if latest.resets != self._resets:
                yield from self._read_again(f"Another process has reset {store.name}.")
            if store.lasts and latest.by != self._process:  # it may give the same ids
                kept_ids.begin(self._ids, store)
                self._engine.seeded = self._beginning.there(tx)
        self._resets, self._generation = latest.resets, tx.generation

    def _go_on_from(self, tx: Transaction) -> Iterator[str]:
        """Go on from what there is, as a start does: some of what was kept is lost, or all."""
        engine, store = self._engine, self._engine.store
        yield (
            f"{store.name} is not as it was: what was kept last may be lost, as by a crash of its"
            " server, or something else is in its place. The emulator goes on with what there is,"
            " and plants seeds that are gone."
        )
        yield from self._read_again(f"Another state is in {store.name}.")
        kept_ids.begin(self._ids, store)
        engine.keys.keep_again()
        try:
            engine.seeded = self._beginning.begin(self._beginning.seeds)
        except ValueError as error:  # of a seed that the service would refuse by now
            engine.seeded = self._beginning.there(tx)
            yield f"A seed that {store.name} has lost cannot be planted: {error}"

    def _read_again(self, why: str) -> Iterator[str]:
        """Have files be as they are now, as after a reset by this process."""
        try:
            renewal, seeds = load_anew(changed_files()), self._beginning.read_again()
        except ValueError as error:  # of a seed, or of a file of functions
            yield f"{why} In this one, seeds and functions stay as they were: {error}"
            return
        renewal.apply()
        self._beginning.go_on_with(seeds)

    # -- by this process --------------------------------------------------------------------------

    def reset(self) -> list[Path]:
        """Go back to seeds and functions as their files are now; return those that have changed.

        Raises:
            SeedError, TargetError: a file that has changed is wrong; then nothing changes.

        """
        return self._taken_up(self._begin_with)

    def replant(self) -> list[Path]:
        """Have changed seeds take the place of what came of them; else do as :meth:`reset` does.

        Raises:
            SeedError, TargetError: a file that has changed is wrong; then nothing changes.

        """
        return self._taken_up(self._go_on_with)

    def restore(self, records: object) -> None:
        """Go back to a snapshot of the store."""
        store = self._engine.store
        with self._alone():
            staying.restore(store, self._ids, records)
            kept_exchange.note(store, self._process)
        self._engine.pending_faults.look()

    def _taken_up(self, begin: Callable[[list[LoadedSeed]], None]) -> list[Path]:
        """Begin with seeds, and with functions, as their files are now; return what has changed."""
        renewal = load_anew(changed_files())
        former, seeds = self._beginning.seeds, self._beginning.read_again()
        with self._alone():
            begin(seeds)
            renewal.apply()
            self._beginning.go_on_with(seeds)
        return [*renewal.files, *(each.path for each in seeds if each not in former and each.path)]

    def _go_on_with(self, seeds: list[LoadedSeed]) -> None:
        """Plant those seeds anew that have changed, unless another process has.

        Raises:
            SeedError: they cannot be planted; then nothing changes.

        """
        if seeds != self._beginning.seeds:
            self._engine.seeded = self._beginning.begin(seeds, "changed")

    def _begin_with(self, seeds: list[LoadedSeed]) -> None:
        """Go back to seeds.

        Raises:
            SeedError: they cannot be planted; then nothing changes.

        """
        engine, store = self._engine, self._engine.store
        clock, position = engine.clock.setting(), self._ids.position()
        try:
            with store.undoing():
                engine.clock.reset()
                self._ids.restart()
                staying.clear(store)
                engine.pending_faults.look()
                engine.seeded = self._beginning.begin(seeds)
                self._resets = kept_exchange.note(store, self._process, resets=1)
        except Exception:  # of a seed that the service would refuse, or a listener's
            engine.pending_faults.look()
            engine.clock.set_back(clock)
            self._ids.go_back(position)
            raise

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Exchange something in one change of the store; without it, nothing is exchanged."""
        resets = self._resets
        try:
            with self._engine.store.exclusively():
                outer, resets = self._exchanging, self._resets
                self._exchanging = get_ident()
                try:
                    yield
                finally:
                    self._exchanging = outer
        except BaseException:
            self._resets = resets
            raise

    @property
    def _process(self) -> str:
        return f"{self._name}.{os.getpid()}"
