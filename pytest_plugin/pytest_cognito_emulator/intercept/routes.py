"""What happens to connections to certain hosts now: they are led elsewhere, or refused."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import NoReturn
from weakref import WeakSet

from pytest_cognito_emulator.intercept.hosts import Owns, plain

# Addresses that stand in for owned hosts: a client looks the name up, gets one of these, and then
# connects to it with a port of its own. They are of the loopback network, so that a client which
# remembers one for too long is refused on this machine, and sends nothing to another.
_STAND_INS = tuple(f"127.67.73.{number}" for number in range(1, 255))


class Route:
    """Where connections to owned hosts lead.

    Attributes:
        stand_in: an IPv4 address that no host has; it stands for owned hosts once looked up.

    """

    def __init__(self, owns: Owns, address: tuple[str, int], stand_in: str) -> None:
        self._owns = owns
        self._address = address
        self._connections: WeakSet[socket.socket] = WeakSet()
        self._lock = Lock()
        self.stand_in = stand_in

    def leads(self, host: str) -> bool:
        """Return whether a host, as `plain` writes it, is owned."""
        return host == self.stand_in or self._owns(host)

    def looked_up(self) -> str:
        """Return the address to look up in place of an owned host's name."""
        return self.stand_in

    def carry(self, connection: socket.socket) -> tuple[str, int]:
        """Remember a connection that is led here; return the host and the port to connect to."""
        with self._lock:
            self._connections.add(connection)
        return self._address

    def carries(self, connection: socket.socket) -> bool:
        """Return whether a connection is led here."""
        with self._lock:
            return connection in self._connections

    def hang_up(self) -> None:
        """End all connections, so that none of them answers from a client's pool any more.

        They are not closed: clients find that they have ended, and close them.
        """
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            with suppress(OSError):  # was closed already
                connection.shutdown(socket.SHUT_RDWR)


class Barrier(Route):
    """Refuses connections to owned hosts."""

    def __init__(self, owns: Owns, refusal: Callable[[], Exception]) -> None:
        super().__init__(owns, ("", 0), stand_in="")
        self._refusal = refusal

    def looked_up(self) -> NoReturn:
        """Refuse to look a host up: most clients show more of this error than of a later one."""
        self.refuse()

    def carry(self, connection: socket.socket) -> NoReturn:  # noqa: ARG002 - as a route does
        """Refuse a connection."""
        self.refuse()

    def refuse(self) -> NoReturn:
        """Raise the refusal."""
        raise self._refusal()


# Both have the newest first. They are replaced as a whole, so they can be read without the lock.
# A connection that is led elsewhere does not come to a barrier. Of several barriers only the newest
# counts: it knows best.
_lock = Lock()
_routes: tuple[Route, ...] = ()
_barriers: tuple[Barrier, ...] = ()


def open_route(owns: Owns, address: tuple[str, int]) -> Route:
    """Lead the hosts that are owned to an address; older routes keep all other hosts.

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
    """Lead no more connections along a route, and end those that there are."""
    global _routes  # noqa: PLW0603 - as above
    with _lock:
        _routes = tuple(one for one in _routes if one is not route)
    route.hang_up()


def set_barrier(owns: Owns, refusal: Callable[[], Exception]) -> Barrier:
    """Refuse connections to the hosts that are owned, unless a route leads them elsewhere."""
    global _barriers  # noqa: PLW0603 - as above
    with _lock:
        barrier = Barrier(owns, refusal)
        _barriers = (barrier, *_barriers)
    return barrier


def lift_barrier(barrier: Barrier) -> None:
    """Refuse no more connections by a barrier."""
    global _barriers  # noqa: PLW0603 - as above
    with _lock:
        _barriers = tuple(one for one in _barriers if one is not barrier)


def route_of(host: object) -> Route | None:
    """Return the route or barrier of a host, written in any way; ``None`` if it has none."""
    ways = (*_routes, *_barriers[:1])
    if not ways or not (name := plain(host)):
        return None
    return next((way for way in ways if way.leads(name)), None)


def refuse(host: object) -> None:
    """Raise the refusal of a host, if it is refused, where nothing connects to it by its name."""
    route = route_of(host)
    if isinstance(route, Barrier):
        route.refuse()


def route_of_address(address: object) -> Route | None:
    """Return the route of a socket's address, which has one only as a pair of host and port."""
    return route_of(address[0]) if isinstance(address, tuple) and address else None


def route_of_connection(connection: socket.socket) -> Route | None:
    """Return the route that a connection was led along; ``None`` if there is none."""
    return next((route for route in _routes if route.carries(connection)), None)
