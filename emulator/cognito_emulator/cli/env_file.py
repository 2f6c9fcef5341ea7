"""``serve --env-file``: where a server is, in a file of environment variables, while it is there.

Shells and Docker read such files, but not by the same rules: what quotes a value for one of them is
a part of it for the other. So there are no quotes, and no value that needs them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cognito_emulator.cli.status import CommandLineError

# It also tells such a file from one of the user's own, which is never overwritten.
_FIRST_LINE = "# cognito-emulator serve writes this file, and deletes it when it stops.\n"
_PLAIN = re.compile(r"[A-Za-z0-9_.,:/@%+=-]*")


class EnvFile:
    """A file that is there for as long as a server is."""

    def __init__(self, path: Path) -> None:
        """Delete what an earlier server has left there: who waits for the file must not see it.

        Raises:
            CommandLineError: the file is somebody else's, or the folder cannot be written to.

        """
        self._path = path
        with self._complaining():
            if self._is_there():
                path.unlink()

    @contextmanager
    def holding(self, variables: Mapping[str, str]) -> Iterator[None]:
        """Write the file, all of it at once, and delete it in the end.

        Raises:
            CommandLineError: it cannot be written, or not in a way that all readers understand.

        """
        text = _FIRST_LINE + "".join(_line(name, value) for name, value in variables.items())
        try:
            with self._complaining():
                self._write(text)
            yield
        finally:
            self._delete(text)

    def _write(self, text: str) -> None:
        """Have the file there with all of its text, or not at all."""
        self._is_there()
        beside = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        try:
            beside.write_text(text, encoding="ascii")
            beside.replace(self._path)
        finally:
            beside.unlink(missing_ok=True)

    def _is_there(self) -> bool:
        """Whether the file is there, by us or empty.

        Raises:
            CommandLineError: it is something else.

        """
        if not self._path.exists():
            return False
        if self._path.is_file():
            with self._path.open("rb") as file:
                if file.read(len(_FIRST_LINE)) in (b"", _FIRST_LINE.encode()):
                    return True
        raise CommandLineError(
            f"--env-file: {self._path} is there already, and is not overwritten: no earlier serve "
            "has written it."
        )

    def _delete(self, text: str) -> None:
        """Delete the file, unless another server has written it since."""
        try:
            if self._path.read_text(encoding="ascii") == text:
                self._path.unlink()
        except (OSError, UnicodeDecodeError):  # it is gone, or is another one
            return

    @contextmanager
    def _complaining(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise CommandLineError(f"--env-file: {self._path}: {error.strerror}.") from None


def _line(name: str, value: str) -> str:
    plain = value.replace(" ", "") if name.lower() == "no_proxy" else value  # of a list's commas
    if not _PLAIN.fullmatch(plain):
        raise CommandLineError(
            f"--env-file cannot hold {name}: shells and Docker do not read its value alike. Only "
            "letters, digits and _ . , : / @ % + = - are read by both."
        )
    return f"{name}={plain}\n"
