"""Seeds that were read, of which one may ask whether their files have changed since."""

from __future__ import annotations

from hashlib import blake2b
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
        seed: what it describes.

    Raises:
        SeedError: it is wrong; the message names the file and the place in it.

    """

    def __init__(
        self, source: Source, stack: Stack | None = None, *, functions: bool = True
    ) -> None:
        self.source = source
        self.path = Path(source) if isinstance(source, str | PathLike) else None
        self._stack, self._functions = stack, functions
        self._files = files_of(self.path) if self.path else ()
        before = self.now
        self.seed = read(source, stack, functions=functions)
        beside = tuple(file for file in self.seed.files if file not in self._files)
        self._files += beside
        self.stamp = (*before, *stamp(*beside))
        self._digest = _digest(source, self.stamp, stack) if self.path else ""

    @property
    def name(self) -> str:
        """What it is known by: the path of its file, or a name that follows from what it says."""
        return str(self.path.absolute()) if self.path else f"a seed without a file ({self.digest})"

    @property
    def digest(self) -> str:
        """What tells what it says from anything else; a file's date and name do not count."""
        return self._digest or _digest(self.source, (), self._stack)

    @property
    def now(self) -> Stamp:
        """The file as it is now, and what else belongs to it."""
        return stamp(*self._files)

    @property
    def has_changed(self) -> bool:
        """Whether the file is no longer what was read."""
        return self.now != self.stamp

    def renewed(self) -> LoadedSeed:
        """Return it as it is now: read again, if its file has changed.

        Raises:
            SeedError: it is wrong by now.

        """
        if not self.has_changed:
            return self
        return LoadedSeed(self.source, self._stack, functions=self._functions)


def _digest(source: Source, stamp: Stamp, stack: Stack | None) -> str:
    found = blake2b(digest_size=16)
    if stack is not None and (stack.name or stack.parameters):
        found.update(repr((stack.name, sorted(stack.parameters.items()))).encode())
    if not stamp:
        found.update(repr(source).encode(errors="surrogatepass"))
    for name, _time, _size in stamp:
        found.update(Path(name).read_bytes() if Path(name).is_file() else b"")
    return found.hexdigest()
