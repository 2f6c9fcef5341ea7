"""Where a server listens: the sockets of an address, and by which name programs reach them.

``localhost`` is two addresses, and programs differ in which one they try first: so the server has
both, and tells that name. Where it cannot have both, it tells the address that it has: decision
0030.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

from cognito_emulator.settings import LOCALHOST

_BACKLOG = 1024
_LAST_PORT = 65535
_ATTEMPTS = 20  # at a port that is free at both addresses
_LOOPBACK = {socket.AF_INET: "127.0.0.1", socket.AF_INET6: "::1"}
# What has to be bound beside an address so that localhost leads here, and what is that address.
_TOGETHER = {
    LOCALHOST: ("127.0.0.1", "::1"),
    "": ("0.0.0.0", "::"),  # noqa: S104 - asked for
    "0.0.0.0": ("0.0.0.0", "::1"),  # noqa: S104 - likewise
    "::": ("::", "127.0.0.1"),
}
_FIRST_UNPRIVILEGED = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")  # of Linux


class CannotListen(OSError):  # noqa: N818 - named for what happened
    """The address cannot be bound; the message says why."""


class Listening(NamedTuple):
    """Sockets that listen, all at one port.

    Attributes:
        sockets: they.
        host: the name or address by which programs of this machine reach each of them.
        remark: what whoever runs the server should know of them; ``None`` if all is well.

    """

    sockets: Sequence[socket.socket]
    host: str
    remark: str | None = None

    @property
    def port(self) -> int:
        """Their port."""
        port: int = self.sockets[0].getsockname()[1]
        return port

    def url(self, scheme: str) -> str:
        """Return where programs of this machine reach them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{host}:{self.port}"

    def close(self) -> None:
        """Stop listening; closing twice does no harm."""
        for each in self.sockets:
            each.close()


def listen(host: str, port: int, option: str = "--port") -> Listening:
    """Listen at an address.

    Args:
        host: an address or a name of this machine. ``localhost`` is 127.0.0.1 and ::1; so is the
            address of IPv4 or of IPv6 that stands for all others, beside these. Nothing at all is
            every address. Without IPv6, or where the port is taken there, it is IPv4 alone.
        port: 0 for any free port.
        option: of the command line, by which another port is chosen.

    Raises:
        CannotListen: the port is in use, or this machine has no such address.

    """
    if not 0 <= port <= _LAST_PORT:
        raise CannotListen(f"Cannot listen on port {port}: ports go from 0 to {_LAST_PORT}.")
    together = _TOGETHER.get(host.lower())
    try:
        return _at(host, port) if together is None else _at_both(*together, port)
    except OSError as error:
        reason = _reason(error, port, option)
        raise CannotListen(f"Cannot listen on {host}, port {port}: {reason}") from error


def _at(host: str, port: int) -> Listening:
    """Listen at one address, which is told as it is."""
    *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    bound = _bound(str(address[0]), port)
    return Listening((bound,), bound.getsockname()[0])


def _at_both(first: str, second: str, port: int, attempts: int = _ATTEMPTS) -> Listening:
    """Listen at two addresses, one of IPv4 and one of IPv6; at the first alone, if it must be."""
    bound = _bound(first, port)
    common: int = bound.getsockname()[1]
    try:
        beside = _bound(second, common)
    except OSError as error:
        alone = _LOOPBACK[bound.family]
        if error.errno != errno.EADDRINUSE:
            return Listening((bound,), LOCALHOST if _leads_first_to(alone) else alone)
        if port or attempts == 1:
            return Listening((bound,), alone, _taken(_LOOPBACK[_family(second)], common, alone))
        bound.close()
        return _at_both(first, second, port, attempts - 1)
    return Listening((bound, beside), LOCALHOST)


def _bound(address: str, port: int) -> socket.socket:
    return socket.create_server((address, port), family=_family(address), backlog=_BACKLOG)


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def is_open(host: str) -> bool:
    """Tell whether others than this machine reach a server that listens on a host."""
    if host.lower() == LOCALHOST:
        return False
    try:
        return not ip_address(host).is_loopback
    except ValueError:  # a name, or nothing at all: everywhere
        return True


def _leads_first_to(address: str) -> bool:
    """Whether localhost is this address to programs that try the first one alone.

    Resolvers put one that the machine cannot reach behind those that it can (RFC 6724, section 6).
    """
    try:
        *_, first = socket.getaddrinfo(LOCALHOST, None, type=socket.SOCK_STREAM)[0]
    except OSError:  # the machine does not know the name
        return False
    return first[0] == address


def _taken(address: str, port: int, ours: str) -> str:
    return (
        f"Another program listens on {address}, port {port}. Programs that call the emulator "
        f"{LOCALHOST} may reach that one: call it {ours}, or choose another port."
    )


# --- why not --------------------------------------------------------------------------------------


def _reason(error: OSError, port: int, option: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"the port is in use. Stop its program, or choose another port ({option} 0 finds one)."
        )
    if isinstance(error, socket.gaierror):
        return "that name has no address."
    if error.errno == errno.EADDRNOTAVAIL:
        return "this machine has no such address."
    if error.errno == errno.EACCES:
        return _right_to_low_ports(port, option)
    return error.strerror or str(error)


def _right_to_low_ports(port: int, option: str) -> str:
    """Say which right is missing, and how to come by it."""
    other = f"or choose another port ({option} 0 finds one)"
    try:
        first = int(_FIRST_UNPRIVILEGED.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return f"ports below 1024 need special rights; run it with them, {other}."
    return (
        f"ports below {first} need the right CAP_NET_BIND_SERVICE. Allow them to everybody by sudo "
        f"sysctl net.ipv4.ip_unprivileged_port_start={port} (until the next start of the machine), "
        f"{other}."
    )
