"""The processes of a machine that answer for one emulator, and how they ask each other.

Each listens on a Unix socket in a folder that only its user may enter. The sockets of those whose
store is one have names that begin alike, so that nobody has to tell who there is.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import socket
import stat
import struct
import tempfile
import threading
from contextlib import closing, suppress
from itertools import count
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from cognito_emulator.logs import logger
from cognito_emulator.store.urls import SQLITE

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 5.0
"""Seconds in which all other processes have to answer."""
MOST_BYTES = 1 << 28
"""Of a question or an answer: what is longer comes of something else."""

_log = logger(__name__)
_LONGEST = 100  # bytes; systems take 104 or 108 for the address of a socket
_LENGTH = struct.Struct(">Q")
_REST = 0.1  # seconds, after which a process that can open nothing more tries again
_numbers = count()
_here: list[Siblings] = []


class SiblingsError(Exception):
    """Other processes cannot be asked; the message says why."""


class SilentSiblingError(SiblingsError):
    """Another process, which is there, does not answer in time, or not to what it was asked."""


class Siblings:
    """The other processes that answer for an emulator on this machine.

    Args:
        store: the name of the store that they share.
        answer: what this process answers to a question of another.

    """

    def __init__(self, store: str, answer: Callable[[bytes], bytes]) -> None:
        self._prefix = _prefix(store)
        self._answer = answer
        self._lock = threading.Lock()
        self._ours: Path | None = None
        self._process = os.getpid()
        self._begun = False
        self._obstacle = ""

    def listen(self) -> None:
        """Answer questions from now on; again does nothing. What prevents it :meth:`ask` says."""
        if self._begun:
            return
        with self._lock:
            if not self._begun:
                try:
                    self._begin()
                except (SiblingsError, OSError) as error:
                    self._obstacle = str(error)
                self._begun = True

    def ask(self, question: bytes) -> list[bytes]:
        """Return what each other process answers; one that has ended is left out.

        Raises:
            SiblingsError: they cannot be asked.
            SilentSiblingError: one does not answer in time, or breaks off.

        """
        self.listen()
        if self._ours is None:
            raise SiblingsError(f"the other processes cannot be asked: {self._obstacle}")
        others = sorted(self._ours.parent.glob(f"{self._prefix}.*.sock"))
        until = monotonic() + PATIENCE
        answers = [_asked(path, question, until) for path in others if path != self._ours]
        return [answer for answer in answers if answer is not None]

    def leave(self) -> None:
        """Be no longer there for others."""
        if self._ours is not None and self._process == os.getpid():  # not in a fork that ends
            self._ours.unlink(missing_ok=True)

    def _begin(self) -> None:
        if not hasattr(socket, "AF_UNIX"):
            raise SiblingsError("this system has no Unix sockets.")
        folder = _private_folder()
        ours = folder / f"{self._prefix}.{os.getpid()}.{next(_numbers)}.sock"
        if len(os.fsencode(ours)) > _LONGEST:
            raise SiblingsError(
                f"{ours} is too long for a socket's address; set TMPDIR to a shorter path."
            )
        beginning = ours.with_suffix(".new")  # nobody asks there before somebody answers
        beginning.unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            listening.bind(str(beginning))
            listening.listen()
            beginning.replace(ours)
        except OSError:
            listening.close()
            beginning.unlink(missing_ok=True)
            raise
        self._ours, self._process = ours, os.getpid()
        _here.append(self)
        threading.Thread(
            target=self._serve, args=(listening,), name="cognito-siblings", daemon=True
        ).start()

    def _serve(self, listening: socket.socket) -> None:
        """Answer each one who asks in a thread of its own: who is slow keeps nobody waiting."""
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:  # too many files are open; later there are fewer
                threading.Event().wait(_REST)
                continue
            threading.Thread(
                target=self._respond, args=(connection,), name="cognito-sibling", daemon=True
            ).start()

    def _respond(self, connection: socket.socket) -> None:
        with closing(connection):
            try:
                until = monotonic() + PATIENCE
                _send(connection, self._answer(_received(connection, until)), until)
            except (OSError, EOFError, OverflowError):  # who asked has gone
                pass
            except Exception:  # noqa: BLE001 - a bug of ours; the next one who asks is answered
                _log.exception("What another process asked was not answered")


@atexit.register
def leave() -> None:
    """Be no longer there for others: this process ends."""
    while _here:
        _here.pop().leave()


def _prefix(store: str) -> str:
    """Return what the sockets of a store's processes begin with."""
    if store.startswith(SQLITE):  # which another process may call by another path
        store = os.path.realpath(store.removeprefix(SQLITE))
    return hashlib.blake2b(store.encode(errors="surrogateescape"), digest_size=8).hexdigest()


def _private_folder() -> Path:
    """Return a folder that this user alone may enter; it is made if it is not there."""
    folder = Path(tempfile.gettempdir()) / f"cognito-emulator-{os.geteuid()}"
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    is_ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
    if not is_ours or found.st_mode & 0o077:
        raise SiblingsError(
            f"{folder} is no folder that you alone may enter; delete it, or set TMPDIR."
        )
    return folder


def _asked(path: Path, question: bytes, until: float) -> bytes | None:
    """Return what a process answers, nothing if it has ended.

    Raises:
        SilentSiblingError: it has not, and does not answer.

    """
    try:
        with closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as connection:
            _connect(connection, path, until)
            _send(connection, question, until)
            return _received(connection, until)
    except (TimeoutError, BlockingIOError):  # the latter where very many ask it
        raise _silent(path, f"within {PATIENCE:g} seconds") from None
    except OverflowError:
        raise _silent(path, f"in {MOST_BYTES} bytes") from None
    except ConnectionRefusedError:
        with suppress(OSError):  # a folder is there, which nobody of us has made
            path.unlink()
    except (OSError, EOFError):  # it has ended since, or failed
        if _listens(path, until):
            raise _silent(path, "and has broken off; its log may say why") from None
    return None


def _listens(path: Path, until: float) -> bool:
    """Whether a process is still there."""
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as connection:
        try:
            _connect(connection, path, until)
        except (ConnectionRefusedError, FileNotFoundError):
            return False
        except OSError:
            return True
    return True


def _silent(path: Path, how: str) -> SilentSiblingError:
    process = path.name.split(".")[1]
    return SilentSiblingError(
        f"Process {process}, which answers for this emulator too, has not told what it knows {how}."
    )


def _connect(connection: socket.socket, path: Path, until: float) -> None:
    connection.settimeout(_left(until))
    connection.connect(str(path))


def _send(connection: socket.socket, text: bytes, until: float) -> None:
    connection.settimeout(_left(until))  # for all of it
    connection.sendall(_LENGTH.pack(len(text)) + text)


def _received(connection: socket.socket, until: float) -> bytes:
    [length] = _LENGTH.unpack(_exactly(connection, _LENGTH.size, until))
    if length > MOST_BYTES:
        raise OverflowError
    return _exactly(connection, length, until)


def _exactly(connection: socket.socket, length: int, until: float) -> bytes:
    pieces = bytearray()
    while len(pieces) < length:
        connection.settimeout(_left(until))  # for each piece
        piece = connection.recv(min(length - len(pieces), 1 << 20))
        if not piece:
            raise EOFError
        pieces += piece
    return bytes(pieces)


def _left(until: float) -> float:
    """Return how many seconds are left.

    Raises:
        TimeoutError: none.

    """
    seconds = until - monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds
