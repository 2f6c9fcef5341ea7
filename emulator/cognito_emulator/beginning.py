"""What an engine begins with: its seeds, as they were last read, and what came of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from cognito_emulator.audience import Audience
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.lambdas import Functions
    from cognito_emulator.seeds import LoadedSeed, Planted, Source
    from cognito_emulator.settings import Reseed, Settings
    from cognito_emulator.stamps import Stamp
    from cognito_emulator.store import Reader, Store

Result = TypeVar("Result")


class Begun(Protocol):
    """What of an engine seeds have to do with."""

    settings: Settings
    functions: Functions
    store: Store
    audience: Audience

    def run(self, work: Callable[[Context], Result], caller: Any = None) -> Result:  # noqa: ANN401
        """Run work in a transaction."""


class Beginning:
    """The seeds of an engine. Without one, the package `seeds` is not imported at all.

    Attributes:
        seeds: those that it goes back to.

    """

    def __init__(self, engine: Begun) -> None:
        self._engine = engine
        self.seeds: list[LoadedSeed] = []

    def read(self, sources: Iterable[Source], *, functions: bool = True) -> list[LoadedSeed]:
        """Return seeds as they are read.

        Args:
            sources: files, or the content of files.
            functions: whether they may name functions.

        Raises:
            SeedError: one is wrong; the message names the file and the place in it.

        """
        if not (listed := [*sources]):
            return []
        from cognito_emulator.seeds import LoadedSeed, Stack  # noqa: PLC0415 - see the class

        stack = Stack.of(self._engine.settings, listed)
        return [LoadedSeed(source, stack, functions=functions) for source in listed]

    def read_again(self) -> list[LoadedSeed]:
        """Return its seeds, those of files that have changed as they are now.

        Raises:
            SeedError: one is wrong now.

        """
        return [each.renewed() for each in self.seeds]

    def changed(self) -> dict[Path, Stamp]:
        """Return the files of seeds that have changed, and what they are like now."""
        return {each.path: each.now for each in self.seeds if each.path and each.has_changed}

    def bind(self, seeds: Iterable[LoadedSeed]) -> None:
        """Have the functions that seeds name answer for their ARNs."""
        for loaded in seeds:
            for arn, function in loaded.seed.functions.items():
                self._engine.functions.bind(arn, function)

    def go_on_with(self, seeds: list[LoadedSeed]) -> None:
        """Take the place of its seeds, which are the same but for what they say."""
        for before, after in zip(self.seeds, seeds, strict=True):
            if before is not after:
                self._engine.functions.exchange(before.seed.functions, after.seed.functions)
        self.seeds = seeds

    def plant(
        self, seeds: Iterable[LoadedSeed], *, anew: bool = False, lasting: bool = False
    ) -> list[Planted]:
        """Add what seeds describe to the state; see `cognito_emulator.seeds.plant`.

        Raises:
            SeedError: the service would refuse some of it.

        """
        described = [each.seed for each in seeds]
        if not described:
            return []
        from cognito_emulator.seeds import plant  # noqa: PLC0415 - see the class

        return self._engine.run(lambda ctx: plant(ctx, described, anew=anew, lasting=lasting))

    def begin(self, seeds: list[LoadedSeed], again: Reseed = "never") -> list[Planted]:
        """Plant what a run begins with; of a store that lasts only what it has not already.

        Args:
            seeds: all that it begins with.
            again: which seeds that the store has are planted anew.

        Raises:
            SeedError: the service would refuse some of it.

        """
        with self._engine.audience.of_seeds():
            if not self._engine.store.lasts or not seeds:
                return self.plant(seeds, lasting=True)
            from cognito_emulator.seeds import plant_once  # noqa: PLC0415 - see the class

            return self._engine.run(lambda ctx: plant_once(ctx, seeds, again))

    def there(self, reader: Reader) -> list[Planted]:
        """Return what there is of its seeds in a store that lasts, as it is by now."""
        if not self.seeds:
            return []
        from cognito_emulator.seeds import there  # noqa: PLC0415 - see the class

        return there(reader, self.seeds)

    def name_others(self) -> None:
        """Warn of what came of other seeds, in a store that lasts."""
        if self._engine.store.lasts and self.seeds:
            from cognito_emulator.seeds import warn_of_others  # noqa: PLC0415 - see the class

            self._engine.run(lambda ctx: warn_of_others(ctx, self.seeds))
