"""The process that forks for `tests/forked.py`: it has imported the command line already."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import socket
import sys
from collections import deque
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from cryptography.hazmat.primitives.asymmetric import rsa

SIZE_BYTES = 4  # of a request, in front of it
_FILES = 4  # input, output, errors, and where to report
_SIGNALS = ("SIGINT", "SIGQUIT", "SIGHUP", "SIGTERM", "SIGUSR1", "SIGUSR2", "SIGCHLD")
_KEYS = (65537, 2048)  # as pools have them: making one takes tenths of a second
_IMPORTED = ("cli.run", "cli.serve", "cli.idp", "cli.tls", "web.app")


def _fork_as_asked(requests: socket.socket) -> None:
    for module in _IMPORTED:
        import_module(f"cognito_emulator.{module}")
    _keep_keys_in_stock()
    gc.freeze()
    with requests:
        while True:
            head, files, _, _ = socket.recv_fds(requests, SIZE_BYTES, _FILES)
            if not head:
                break
            said = requests.recv(int.from_bytes(head, "big"), socket.MSG_WAITALL)
            if os.fork() == 0:
                requests.close()
                _wait_for_one(said, files)
            for file in files:
                os.close(file)
            _bury(os.WNOHANG)
    _bury(0)


def _keep_keys_in_stock() -> None:
    """Give each run keys that are made already: the same two, and then its own."""
    make, stock = rsa.generate_private_key, deque[rsa.RSAPrivateKey]()

    def made(public_exponent: int, key_size: int, backend: Any = None) -> rsa.RSAPrivateKey:
        if (public_exponent, key_size) == _KEYS and stock:
            return stock.popleft()
        return make(public_exponent, key_size, backend)

    stock.extend(make(*_KEYS) for _ in range(2))
    rsa.generate_private_key = made


def _bury(options: int) -> None:
    """Wait for children: the processor's time of the tests is theirs, too."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, options) != (0, 0):
            pass


def _wait_for_one(said: bytes, files: list[int]) -> NoReturn:
    """Fork, and report the id and the status of the child."""
    *standard, report = files
    if (pid := os.fork()) == 0:
        os.close(report)
        _run(said, standard)
    for file in standard:
        os.close(file)
    with contextlib.suppress(BrokenPipeError):
        os.write(report, f"{pid}\n".encode())
        _, status = os.waitpid(pid, 0)
        os.write(report, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _run(said: bytes, standard: list[int]) -> NoReturn:
    """Be what was asked for: as if it had been started as a program."""
    arguments, environment, folder, before = json.loads(said)
    for place, file in enumerate(standard):
        os.dup2(file, place)
        os.close(file)
    for name in _SIGNALS:
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["cognito-emulator", *arguments]
    sys.path[0] = str(Path(sys.executable).parent)  # where a script stands that pip has installed
    if before is not None:
        exec(before, {})  # noqa: S102 - it is a test's own
    sys.exit(import_module("cognito_emulator.cli").main())


if __name__ == "__main__":
    _fork_as_asked(socket.socket(fileno=int(sys.argv[1])))
