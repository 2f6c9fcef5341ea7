"""Output to a terminal, a pipe or a file, for which no caller ever waits.

Perhaps nobody reads an output (a pipe whose reader sleeps), or it is gone (a pipe whose reader
ended, a terminal that was closed) or full (a disk). The server must answer all the same. So a
separate thread writes. Only a limited amount waits for it; the rest is dropped and counted.
"""

from __future__ import annotations

import os
import select
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from io import TextIOBase
from typing import TYPE_CHECKING, NamedTuple, TextIO

from cognito_emulator import printable

if TYPE_CHECKING:
    from typing import Any

_CAPACITY = 1_000_000  # characters that wait; the writing thread may hold as many again
_PATIENCE_SECONDS = 2.0  # for the last lines, at the end
_GATHERING_SECONDS = 0.02  # a thread that is woken for each line slows calls down by a tenth


BOLD, RED, YELLOW, CYAN = "1", "31", "33", "36"  # ECMA-48, "select graphic rendition"


class Styled(NamedTuple):
    """A line, or several, in a colour."""

    text: str
    style: str


def colourful(stream: TextIO | None, environment: Mapping[str, str]) -> bool:
    """Whether a stream shows colours: as the environment says, else if it is a terminal.

    NO_COLOR is read first, then FORCE_COLOR, as Python itself does.
    """
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    if stream is None or sys.platform == "win32" or environment.get("TERM") == "dumb":
        return False
    return stream.isatty()


class Output:
    """A stream that is written to in the background.

    Args:
        stream: where to write. ``None``, Python's value for a closed descriptor: drop everything.
        gap: returns the line that replaces a number of dropped lines.
        coloured: whether styles are written.
        capacity: how many characters may wait.

    """

    def __init__(
        self,
        stream: TextIO | None,
        gap: Callable[[int], str] = lambda lines: f"... {lines} lines were dropped",
        *,
        coloured: bool = False,
        capacity: int = _CAPACITY,
    ) -> None:
        self._write = _writer(stream)
        self._gap = gap
        self._coloured = coloured
        self._capacity = capacity
        self._queue: deque[str | int] = deque()  # texts, and how many lines were dropped here
        self._size = 0
        self._idle = True
        self._over = threading.Event()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def say(self, *lines: str | Styled) -> None:
        """Write lines soon, in one piece; characters that a terminal would obey are spelled out."""
        self.write("".join(f"{self._shown(line)}\n" for line in lines))

    def write(self, text: str) -> None:
        """Write a text soon, unchanged."""
        with self._changed:
            if self._size and self._size + len(text) > self._capacity:
                self._drop(_lines(text))
                return
            if not self._size:
                self._changed.notify_all()
            self._queue.append(text)
            self._size += len(text)
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._run, name="cognito-emulator-output", daemon=True
                )
                self._thread.start()

    def drain(self, seconds: float = _PATIENCE_SECONDS) -> None:
        """Wait until everything is written, for ``seconds`` at most."""
        with self._changed:
            self._changed.wait_for(lambda: self._idle and not self._size, seconds)

    def close(self, seconds: float = _PATIENCE_SECONDS) -> None:
        """Write what still waits, for ``seconds`` at most; nothing is written after that."""
        with self._changed:
            self._over.set()
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(seconds)

    def _shown(self, line: str | Styled) -> str:
        text, style = line if isinstance(line, Styled) else (line, "")
        text = printable.block(text)
        return f"\x1b[{style}m{text}\x1b[0m" if self._coloured and style else text

    def _drop(self, lines: int) -> None:
        """Count lines that are missing at the end of the queue."""
        last = self._queue[-1] if self._queue else ""
        if isinstance(last, int):
            self._queue[-1] = last + lines
        else:
            self._queue.append(lines)

    def _run(self) -> None:
        while batch := self._next():
            try:
                self._write("".join(self._spelled(batch)))
            except (OSError, ValueError):  # the stream is gone, full or closed; maybe not for ever
                with self._changed:
                    self._queue.appendleft(sum(map(_lines, batch)))

    def _next(self) -> list[str | int]:
        """Wait for texts and return all that wait; an empty list when the output is closed."""
        with self._changed:
            self._idle = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._size or self._over.is_set())
            self._idle = False
        self._over.wait(_GATHERING_SECONDS)
        with self._changed:
            batch = list(self._queue) if self._size else []
            self._queue.clear()
            self._size = 0
            return batch

    def _spelled(self, batch: Iterable[str | int]) -> Iterable[str]:
        for one in batch:
            yield one if isinstance(one, str) else f"{self._gap(one)}\n"


class Facade(TextIOBase):
    """An :class:`Output` in place of a standard stream, for users' functions that print.

    Whole lines are written at once, so that lines of several threads do not mix.
    """

    def __init__(self, output: Output, stream: TextIO) -> None:
        self._output = output
        self._stream = stream
        self._begun = threading.local()

    def write(self, text: str) -> int:
        """Write whole lines; keep the rest until its line ends, or until :meth:`flush`."""
        whole, newline, rest = (getattr(self._begun, "text", "") + text).rpartition("\n")
        self._begun.text = rest
        if newline:
            self._output.write(whole + newline)
        return len(text)

    def flush(self) -> None:
        """Write an unfinished line; like all text it comes out soon, not at once."""
        if rest := getattr(self._begun, "text", ""):
            self._begun.text = ""
            self._output.write(rest)

    def writable(self) -> bool:
        """Say yes."""
        return True

    def fileno(self) -> int:
        """Return the descriptor of the stream behind it."""
        return self._stream.fileno()

    def isatty(self) -> bool:
        """Say whether the stream behind it is a terminal."""
        return self._stream.isatty()

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The encoding of the stream behind it."""
        return self._stream.encoding

    @property
    def errors(self) -> str | None:  # type: ignore[override]
        """What happens to characters that the encoding does not have."""
        return self._stream.errors

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever else streams have
        return getattr(self._stream, name)


def unhurried(output: Output, stream: TextIO | None) -> Facade | None:
    """Return a stream for users' functions to print to, so that they never wait for a reader.

    Args:
        output: what writes.
        stream: the standard stream that it writes to; ``None`` for one that is closed.

    """
    return Facade(output, stream) if stream else None


def _lines(one: str | int) -> int:
    return one if isinstance(one, int) else one.count("\n") or 1


def _writer(stream: TextIO | None) -> Callable[[str], object]:
    """Return a function that writes to a stream, and waits until that is done."""
    if stream is None:
        return lambda _text: None
    try:
        descriptor = stream.fileno()
    except (AttributeError, OSError, ValueError):  # one that a test has put there
        descriptor = -1
    if descriptor < 0 or sys.platform == "win32":  # Windows consoles take text, not bytes
        return lambda text: (stream.write(text), stream.flush())
    encoding = stream.encoding or "utf-8"
    # Not through Python's own buffer: its lock would be held while a write waits, even at the end.
    return lambda text: _write_all(descriptor, text.encode(encoding, "backslashreplace"))


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        try:
            rest = rest[os.write(descriptor, rest) :]
        except BlockingIOError:  # the process that started us made it non-blocking
            select.select([], [descriptor], [])
