"""Which hosts lead where at the moment, and which connections were led there."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Lock
from weakref import WeakSet

from pytest_cognito_emulator.intercept.hosts import Owns, plain

# Addresses that stand in for owned hosts, between a client's looking the name up and its
# connecting with a port of its own. Of the loopback network: a client that remembers one for too
# long is refused on this machine, and sends nothing to another.
_STAND_INS = tuple(f"127.67.73.{number}" for number in range(1, 255))


class Route:
    """Where connections to owned hosts lead.

    Attributes:
        address: host and port to connect to.
        stand_in: an IPv4 address that nobody has, by which owned hosts are known once looked up.

    """

    def __init__(self, owns: Owns, address: tuple[str, int], stand_in: str) -> None:
        self._owns = owns
        self._connections: WeakSet[socket.socket] = WeakSet()
        self._lock = Lock()
        self.address = address
        self.stand_in = stand_in

    def leads(self, host: str) -> bool:
        """Tell whether a host, plainly written, is owned."""
        return host == self.stand_in or self._owns(host)

    def carry(self, connection: socket.socket) -> None:
        """Remember a connection that is led here."""
        with self._lock:
            self._connections.add(connection)

    def carries(self, connection: socket.socket) -> bool:
        """Tell whether a connection is led here."""
        with self._lock:
            return connection in self._connections

    def hang_up(self) -> None:
        """End all connections, so that none goes on answering from a client's pool.

        They are not closed, which is for the clients to do: they find them at their end.
        """
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            with suppress(OSError):  # was closed already
                connection.shutdown(socket.SHUT_RDWR)


_lock = Lock()
_routes: tuple[Route, ...] = ()  # newest first; replaced as a whole, and so read without the lock


def open_route(owns: Owns, address: tuple[str, int]) -> Route:
    """Lead the hosts that are owned to an address; older routes keep what is not.

    Raises:
        RuntimeError: there are 254 routes already.

    """
    global _routes  # noqa: PLW0603 - the process has one set of sockets
    with _lock:
        taken = {route.stand_in for route in _routes}
        stand_in = next((free for free in _STAND_INS if free not in taken), None)
        if stand_in is None:
            raise RuntimeError(f"There are {len(_routes)} interceptions, and no room for more.")
        route = Route(owns, address, stand_in)
        _routes = (route, *_routes)
    return route


def close_route(route: Route) -> None:
    """Lead nothing there any more, and end the connections."""
    global _routes  # noqa: PLW0603 - as above
    with _lock:
        _routes = tuple(one for one in _routes if one is not route)
    route.hang_up()


def route_of(host: object) -> Route | None:
    """Return where a host leads, written in any way; ``None`` if it is nobody's."""
    if not _routes or not (name := plain(host)):
        return None
    return next((route for route in _routes if route.leads(name)), None)


def route_of_address(address: object) -> Route | None:
    """Return where a socket's address leads: a pair of host and port, if it is anybody's."""
    return route_of(address[0]) if isinstance(address, tuple) and address else None


def route_of_connection(connection: socket.socket) -> Route | None:
    """Return where a connection was led."""
    return next((route for route in _routes if route.carries(connection)), None)
