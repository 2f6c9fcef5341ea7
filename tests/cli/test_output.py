"""What is said into an output that nobody reads, that is gone or full: nobody waits or fails."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from io import StringIO
from threading import Event
from typing import TextIO

import pytest

from cognito_emulator.cli.output import RED, Facade, Output, Styled, colourful
from tests.table import table

GAP = re.compile(r"\.\.\. (\d+) lines were dropped")


@pytest.fixture
def pipe() -> Iterator[tuple[int, TextIO]]:
    """Both ends of a pipe."""
    reading, writing = os.pipe()
    with open(writing, "w", encoding="utf-8") as stream:  # noqa: PTH123 - of a descriptor
        yield reading, stream
    with suppress(OSError):
        os.close(reading)


def fill(writing: int) -> int:
    """Fill a pipe until no byte more goes in; return how many did."""
    os.set_blocking(writing, False)
    filled = 0
    with suppress(BlockingIOError):
        while True:
            filled += os.write(writing, b"x" * 4096)
    with suppress(BlockingIOError):
        while True:
            filled += os.write(writing, b"x")
    os.set_blocking(writing, True)
    return filled


def test_what_nobody_reads_is_dropped_and_counted(pipe: tuple[int, TextIO]) -> None:
    reading, stream = pipe
    filled = fill(stream.fileno())
    output = Output(stream, capacity=1000)
    for number in range(1000):
        output.say(f"line {number}")
    output.close(seconds=0)  # nobody waits for it either
    while filled:
        filled -= len(os.read(reading, filled))
    lines = read_lines(reading, until=1000)
    numbers = [int(line.removeprefix("line ")) for line in lines if line.startswith("line ")]
    dropped = sum(int(found[1]) for line in lines if (found := GAP.fullmatch(line)))
    assert numbers == sorted(numbers)
    assert dropped > 0
    assert len(numbers) + dropped == 1000


def read_lines(reading: int, until: int) -> list[str]:
    """Read whole lines until those that came, and those that were dropped, are so many."""
    text = ""
    while True:
        text += os.read(reading, 65536).decode()
        lines = text.split("\n")[:-1]
        gone = sum(int(found[1]) - 1 for line in lines if (found := GAP.fullmatch(line)))
        if len(lines) + gone >= until:
            return lines


def test_the_last_lines_are_written(pipe: tuple[int, TextIO]) -> None:
    reading, stream = pipe
    output = Output(stream)
    for number in range(100):
        output.say(f"line {number}")
    output.close()
    stream.close()
    assert os.read(reading, 65536).decode().splitlines() == [
        f"line {number}" for number in range(100)
    ]


def test_what_was_said_is_waited_for(pipe: tuple[int, TextIO]) -> None:
    reading, stream = pipe
    output = Output(stream)
    output.drain()  # of nothing
    for number in range(3):
        output.say(f"line {number}")
        output.drain(60)
        assert os.read(reading, 65536) == f"line {number}\n".encode()
    output.close()


def test_nobody_waits_for_ever(pipe: tuple[int, TextIO]) -> None:
    reading, stream = pipe
    fill(stream.fileno())
    output = Output(stream)
    output.say("unread")
    output.drain(0)
    output.close(0)
    assert os.read(reading, 1) == b"x"


def test_a_pipe_whose_reader_is_gone(pipe: tuple[int, TextIO]) -> None:
    reading, stream = pipe
    os.close(reading)
    output = Output(stream)
    output.say("nobody hears this")
    output.close()


def test_a_full_disk() -> None:
    with open("/dev/full", "w", encoding="utf-8") as stream:  # noqa: PTH123 - no path
        output = Output(stream)
        output.say("no room")
        output.close()


class Full(StringIO):
    """A stream that is full at first."""

    def __init__(self) -> None:
        super().__init__()
        self.tried = Event()
        self.full = True

    def write(self, text: str) -> int:
        if self.full:
            self.full = False
            self.tried.set()
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(text)


def test_a_disk_that_has_room_again() -> None:
    stream = Full()
    output = Output(stream)
    output.say("lost", "as well")
    assert stream.tried.wait(30)
    output.say("there")
    output.close()
    assert stream.getvalue() == "... 2 lines were dropped\nthere\n"


def test_a_pipe_that_must_not_block(pipe: tuple[int, TextIO]) -> None:
    """As Node.js leaves those that it hands on."""
    reading, stream = pipe
    os.set_blocking(stream.fileno(), False)
    output = Output(stream)
    text = "y" * 200_000  # more than a pipe holds
    output.say(text)
    found = b""
    while len(found) < len(text):
        found += os.read(reading, 65536)
    output.close()
    assert found.rstrip() == text.encode()


def test_no_stream_at_all() -> None:
    """Where the descriptor was closed, Python has none."""
    output = Output(None)
    output.say("nobody hears this")
    output.close()


def test_colours_only_where_they_are_wanted() -> None:
    streams = StringIO(), StringIO()
    for coloured, stream in zip((True, False), streams, strict=True):
        output = Output(stream, coloured=coloured)
        output.say("a", Styled("b\x1bc", RED))
        output.close()
    assert streams[0].getvalue() == "a\n\x1b[31mb\\x1bc\x1b[0m\n"
    assert streams[1].getvalue() == "a\nb\\x1bc\n"


class Terminal(StringIO):
    """What says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@table(
    "stream, environment, wanted",
    [
        (Terminal(), {}, True),
        (StringIO(), {}, False),
        (None, {}, False),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"NO_COLOR": ""}, True),
        (StringIO(), {"FORCE_COLOR": "1"}, True),
        (Terminal(), {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (Terminal(), {"TERM": "dumb"}, False),
        (Terminal(), {"TERM": "xterm"}, True),
    ],
)
def test_who_shows_colours(
    stream: TextIO | None, environment: dict[str, str], *, wanted: bool
) -> None:
    assert colourful(stream, environment) is wanted


def test_what_functions_print_comes_in_whole_lines() -> None:
    stream = StringIO()
    output = Output(stream)
    facade = Facade(output, stream)
    print("a", "b", file=facade)
    print("c", end="", file=facade)
    output.say("said meanwhile")
    print("d", file=facade)
    print("e", end="", file=facade, flush=True)
    output.close()
    assert stream.getvalue() == "a b\nsaid meanwhile\ncd\ne"
