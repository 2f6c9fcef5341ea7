"""Certificates for a server, made as they are needed, and made anew before they end."""

from __future__ import annotations

import ssl
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.clock import of_machine
from cognito_emulator.logs import logger
from cognito_emulator.web.tls.encrypted import Encrypted

if TYPE_CHECKING:
    import socket

    from cognito_emulator.web.tls.authority import Authority
    from cognito_emulator.web.tls.names import Names

_DAY = 24 * 60 * 60
#: How long a certificate lives at most: browsers refuse those that live longer.
LIFETIME_SECONDS = 397 * _DAY
_BACKDATED_SECONDS = _DAY  # for clients whose clocks are slow
_RENEWED_SECONDS = 30 * _DAY  # before its end
_KEPT = 100  # contexts at most; anybody can ask for names
_MOST_TOLD = 20

_log = logger(__name__)


class _Leaf(NamedTuple):
    """A certificate, ready for connections.

    Attributes:
        context: it is in there, with its key.
        begins: from when it is good, in epoch seconds.
        stale: from when on another one is better.

    """

    context: ssl.SSLContext
    begins: float
    stale: float


class Certificates:
    """The certificates of a server; safe to share between threads.

    Args:
        authority: what signs them.
        names: which hosts they may name.
        now: the time in epoch seconds by which they live: that of the machine.

    """

    def __init__(
        self, authority: Authority, names: Names, now: Callable[[], float] = of_machine
    ) -> None:
        self._authority = authority
        self._names = names
        self._now = now
        self._lock = Lock()
        self._leaves: OrderedDict[str, _Leaf] = OrderedDict()
        self._told: set[str] = set()
        self.context("")  # what is wrong with the names is found out now

    def over(self, connection: socket.socket, transmit: Callable[[bytes], None]) -> Encrypted:
        """Return TLS over a connection that was accepted, before its handshake.

        Args:
            connection: it stays as it is, and is only read from.
            transmit: sends bytes to its client.

        """
        address = connection.getsockname()[0]
        context = self.context(self._names.extra_for_address(address))
        return Encrypted(connection, context, transmit)

    def context(self, extra: str) -> ssl.SSLContext:
        """Return what serves a certificate that is good now.

        Args:
            extra: what it names beside the usual names; may be empty.

        """
        now = self._now()
        with self._lock:
            leaf = self._leaves.get(extra)
        if leaf is None or not leaf.begins <= now < leaf.stale:
            leaf = self._made(extra, now)  # without the lock: nobody waits for another's name
        with self._lock:
            self._leaves[extra] = leaf
            self._leaves.move_to_end(extra)
            if len(self._leaves) > _KEPT:
                self._leaves.popitem(last=False)
        return leaf.context

    def _made(self, extra: str, now: float) -> _Leaf:
        begins = now - _BACKDATED_SECONDS
        ends = begins + LIFETIME_SECONDS
        names = [*self._names.always, *([extra] if extra else [])]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.options |= ssl.OP_NO_RENEGOTIATION
        context.set_alpn_protocols(["http/1.1"])
        context.sni_callback = self._chosen
        self._authority.issue(names, begins, ends).configure_cert(context)
        return _Leaf(context, begins, ends - _RENEWED_SECONDS)

    def _chosen(self, tls: ssl.SSLObject, asked: str | None, _context: ssl.SSLContext) -> None:
        """Take the certificate for the host that a client asks for, if there may be one."""
        if asked is None:
            return
        extra = self._names.extra_for_name(asked)
        if extra:
            try:
                tls.context = self.context(extra)
            except UnicodeError:  # xn--, and nothing behind it that can be read
                extra = None
        if extra is None:
            self._tell(asked)

    def _tell(self, asked: str) -> None:
        if asked in self._told or len(self._told) >= _MOST_TOLD:
            return
        self._told.add(asked)
        _log.warning(
            "A client asked for the host %s by TLS, and no certificate has this name. Start with "
            "--allow-host %s. This message comes once.",
            asked,
            asked,
        )
