"""Leads sockets that connect to owned hosts elsewhere, and the look-up of their names.

The look-up of an owned host returns the stand-in of its route. A connection to that address, or to
the host by its name, goes to the end of the route, or is refused by a barrier.
"""

from __future__ import annotations

import socket

from pytest_cognito_emulator.intercept.hooks import Foreign, Function, Replace
from pytest_cognito_emulator.intercept.routes import route_of, route_of_address


def hook_socket(module: Foreign, replace: Replace) -> None:
    """Hook into ``socket``."""
    for function in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
        replace(module, function, _looking_up)
    replace(module, "socket.connect", _connecting)
    replace(module, "socket.connect_ex", _connecting)


def hook_aiodns(module: Foreign, replace: Replace) -> None:
    """Hook into aiodns, with which aiohttp looks names up where it is installed."""
    replace(module, "DNSResolver.getaddrinfo", _looking_up_by)
    replace(module, "DNSResolver.gethostbyname", _looking_up_by)


def hook_uvloop(module: Foreign, replace: Replace) -> None:
    """Hook into uvloop's event loop, which looks names up and connects without Python's sockets."""
    replace(module, "Loop.getaddrinfo", _looking_up_by)
    replace(module, "Loop.create_connection", _connecting_first)


def hook_proactor(module: Foreign, replace: Replace) -> None:
    """Hook into asyncio's event loop on Windows, which has the system connect its sockets."""
    replace(module, "BaseProactorEventLoop.sock_connect", _connecting_by)


def _looking_up(look_up: Function) -> Function:
    def looked_up(host: object, *arguments: object, **options: object) -> object:
        route = route_of(host)
        return look_up(host if route is None else route.looked_up(), *arguments, **options)

    return looked_up


def _looking_up_by(look_up: Function) -> Function:
    def looked_up(self: object, host: object, *arguments: object, **options: object) -> object:
        route = route_of(host)
        return look_up(self, host if route is None else route.looked_up(), *arguments, **options)

    return looked_up


def _connecting(connect: Function) -> Function:
    def connected(self: Foreign, address: object, /) -> object:
        route = route_of_address(address)
        if route is None:
            return connect(self, address)
        return connect(self, route.carry(self))

    return connected


def _connecting_by(connect: Function) -> Function:
    async def connected(self: object, sock: Foreign, address: object) -> object:
        route = route_of_address(address)
        if route is None:
            return await connect(self, sock, address)
        return await connect(self, sock, route.carry(sock))

    return connected


# The options that say how to make a socket; here the socket is made before.
_OF_THE_SOCKET = frozenset(
    {"family", "proto", "flags", "local_addr", "happy_eyeballs_delay", "interleave", "all_errors"}
)


def _connecting_first(connect: Function) -> Function:
    async def connected(
        self: Foreign,
        protocol_factory: object,
        host: object = None,
        port: object = None,
        **options: Foreign,
    ) -> object:
        route = route_of(host)
        if route is None:
            return await connect(self, protocol_factory, host, port, **options)
        kept = {name: value for name, value in options.items() if name not in _OF_THE_SOCKET}
        if kept.get("ssl") and kept.get("server_hostname") is None:
            kept["server_hostname"] = host
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        sock.setblocking(False)
        try:
            await self.sock_connect(sock, (route.looked_up(), port))
            return await connect(self, protocol_factory, sock=sock, **kept)
        except BaseException:
            sock.close()
            raise

    return connected
