"""Leads a process's connections to the emulator, and puts everything back afterwards."""

from __future__ import annotations

from threading import Lock

from pytest_cognito_emulator.intercept.clients import HOOKS
from pytest_cognito_emulator.intercept.hosts import Owns
from pytest_cognito_emulator.intercept.lasting import Lasting
from pytest_cognito_emulator.intercept.mocks import Passthrough
from pytest_cognito_emulator.intercept.routes import Route, close_route, open_route


class Interception(Lasting):
    """While it lasts, connections to some hosts lead to an HTTP server, with TLS or without.

    A :class:`Passthrough` for these hosts and the server lasts with it. Several interceptions may
    overlap, and start and stop in any order. If two own a host, the one that was started last
    leads it.

    Args:
        owns: takes a host, in lower case and without a trailing dot, and returns whether it is led
            away. It is called for every host, in any thread, and must not raise.
        address: where the server listens: an IPv4 address and a port.

    """

    def __init__(self, owns: Owns, address: tuple[str, int]) -> None:
        self._owns = owns
        self._address = address
        self._passthrough = Passthrough(address, owns)
        self._lock = Lock()
        self._route: Route | None = None

    def start(self) -> None:
        """Lead connections away from now on; a second call changes nothing.

        Raises:
            RuntimeError: there are 254 others already.

        """
        with self._lock:
            if self._route is None:
                self._route = open_route(self._owns, self._address)
                HOOKS.need()
                self._passthrough.start()

    def stop(self) -> None:
        """Put everything back as it was, and end the connections; a second call changes nothing.

        A client that has kept one in its pool finds that it has ended, and goes to the real host.
        """
        with self._lock:
            if self._route is not None:
                self._passthrough.stop()
                HOOKS.release()
                close_route(self._route)
                self._route = None
