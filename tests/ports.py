"""Ports for servers that are told where to listen, and for addresses at which nobody does."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

IPV4, IPV6 = "127.0.0.1", "::1"


@contextmanager
def reserved_port() -> Iterator[int]:
    """Have a port at which nobody listens but who asks for it by its number.

    A port that was merely free a moment ago is anybody's: the system gives it to the next server
    or client of the machine that asks for some port, in other tests too. Sockets that are bound
    and do not listen keep it from them, and not from who may reuse addresses, as servers do.
    """
    with ExitStack() as stack:
        first = stack.enter_context(_bound(IPV4, 0))
        port: int = first.getsockname()[1]
        with suppress(OSError):  # there is no IPv6, or the port has a server there
            stack.enter_context(_bound(IPV6, port))
        yield port


def _bound(address: str, port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((address, port))
    except OSError:
        made.close()
        raise
    return made
