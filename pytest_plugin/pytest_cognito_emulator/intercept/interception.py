"""Leading a process's connections to the emulator, and leaving everything as it was afterwards."""

from __future__ import annotations

from threading import Lock

from pytest_cognito_emulator.intercept.clients import HOOKS
from pytest_cognito_emulator.intercept.hosts import Owns
from pytest_cognito_emulator.intercept.lasting import Lasting
from pytest_cognito_emulator.intercept.mocks import Passthrough
from pytest_cognito_emulator.intercept.routes import Route, close_route, open_route


class Interception(Lasting):
    """While it lasts, connections to some hosts lead to an HTTP server, with TLS or without.

    A :class:`Passthrough` for these hosts and the server lasts with it. Several may overlap, begin
    and end in any order; of two that own a host, the one that was started last leads it.

    Args:
        owns: tells of a host, in lower case and without a trailing dot, whether it is led away. It
            is asked for every host, in any thread, and must not raise.
        address: where the server listens: an IPv4 address and a port.

    """

    def __init__(self, owns: Owns, address: tuple[str, int]) -> None:
        self._owns = owns
        self._address = address
        self._passthrough = Passthrough(address, owns)
        self._lock = Lock()
        self._route: Route | None = None

    def start(self) -> None:
        """Lead connections away from now on; again does no harm.

        Raises:
            RuntimeError: 254 others are at it.

        """
        with self._lock:
            if self._route is None:
                self._route = open_route(self._owns, self._address)
                HOOKS.need()
                self._passthrough.start()

    def stop(self) -> None:
        """Leave everything as it was, and end the connections; again does no harm.

        A client that has kept one in its pool finds it at its end, and goes to the real host.
        """
        with self._lock:
            if self._route is not None:
                self._passthrough.stop()
                HOOKS.release()
                close_route(self._route)
                self._route = None
