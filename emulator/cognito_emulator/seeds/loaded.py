"""Seeds that were read, of which one may ask whether their files have changed since."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from cognito_emulator.seeds.documents import files_of
from cognito_emulator.seeds.reading import read
from cognito_emulator.stamps import stamp

if TYPE_CHECKING:
    from cognito_emulator.seeds.documents import Source
    from cognito_emulator.seeds.stack import Stack
    from cognito_emulator.stamps import Stamp


class LoadedSeed:
    """A seed as it was read, and whether its file has changed since.

    Attributes:
        source: a file, or what would stand in it.
        path: of the file, ``None`` where there is none.

    Raises:
        SeedError: it is wrong; the message names the file and the place in it.

    """

    def __init__(
        self, source: Source, stack: Stack | None = None, *, functions: bool = True
    ) -> None:
        self.source = source
        self.path = Path(source) if isinstance(source, str | PathLike) else None
        self.stamp = self.now
        self.seed = read(source, stack, functions=functions)

    @property
    def now(self) -> Stamp:
        """The file as it is now, and what else belongs to it."""
        return stamp(*files_of(self.path)) if self.path else ()

    @property
    def has_changed(self) -> bool:
        """Whether the file is no longer what was read."""
        return self.now != self.stamp
