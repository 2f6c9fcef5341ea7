"""What clients expect of TLS, but without encryption: bytes pass unchanged."""

from __future__ import annotations

import socket
import ssl

from pytest_cognito_emulator.intercept.hooks import Foreign, Function, Replace
from pytest_cognito_emulator.intercept.routes import Route, refuse, route_of, route_of_connection

_READ_BYTES = 1024  # the default of SSLSocket.read and SSLObject.read


def hook_ssl(module: Foreign, replace: Replace) -> None:
    """Hook into ``ssl``, whose contexts then leave connections to owned hosts unencrypted.

    It also hooks truststore, which has its own contexts and may have put them into ``ssl``.
    """
    for context in module.SSLContext.__mro__:
        if "wrap_bio" in vars(context):
            replace(context, "wrap_socket", _wrapping_socket)
            replace(context, "wrap_bio", _wrapping_bio)


def _wrapping_socket(wrap: Function) -> Function:
    def wrap_socket(  # noqa: PLR0913, PLR0917 - as ssl has it
        self: ssl.SSLContext,
        sock: socket.socket,
        server_side: bool = False,
        do_handshake_on_connect: bool = True,
        suppress_ragged_eofs: bool = True,
        server_hostname: str | bytes | None = None,
        session: ssl.SSLSession | None = None,
    ) -> object:
        route = None if server_side else _route(sock, server_hostname)
        if route is not None:
            return PlainSocket.of(sock, self, server_hostname, route)
        if not server_side:
            refuse(server_hostname)  # through a proxy, or on a connection from before
        return wrap(
            self,
            sock,
            server_side=server_side,
            do_handshake_on_connect=do_handshake_on_connect,
            suppress_ragged_eofs=suppress_ragged_eofs,
            server_hostname=server_hostname,
            session=session,
        )

    return wrap_socket


def _wrapping_bio(wrap: Function) -> Function:
    def wrap_bio(
        self: ssl.SSLContext,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
        server_side: bool = False,
        server_hostname: str | bytes | None = None,
        session: ssl.SSLSession | None = None,
    ) -> object:
        if not server_side:
            refuse(server_hostname)
            if route_of(server_hostname) is not None:
                return PlainObject(incoming, outgoing, self, server_hostname)
        return wrap(
            self,
            incoming,
            outgoing,
            server_side=server_side,
            server_hostname=server_hostname,
            session=session,
        )

    return wrap_bio


def _route(sock: socket.socket, server_hostname: object) -> Route | None:
    """Return the route of a socket that was led somewhere, or that will be once it connects.

    A socket that is connected elsewhere, to a proxy for example, is not ours, whatever the name is:
    what was meant to be encrypted must not be sent to others unencrypted.
    """
    return route_of_connection(sock) or (None if _connected(sock) else route_of(server_hostname))


def _connected(sock: socket.socket) -> bool:
    try:
        sock.getpeername()
    except OSError:
        return False
    return True


class _Unencrypted:
    """Answers what clients ask about TLS: there is none.

    Attributes:
        context: the context that would have encrypted.
        server_hostname: the host that was asked for.

    """

    context: ssl.SSLContext
    server_hostname: str | None
    server_side = False
    session = None
    session_reused = False

    def _remember(self, context: ssl.SSLContext, server_hostname: str | bytes | None) -> None:
        self.context = context
        self.server_hostname = (
            server_hostname.decode("ascii")
            if isinstance(server_hostname, bytes)
            else server_hostname
        )

    def do_handshake(self, block: bool = False) -> None:
        """Do nothing."""

    def verify_client_post_handshake(self) -> None:
        """Do nothing."""

    def getpeercert(self, binary_form: bool = False) -> Foreign:
        """Return a certificate of the host that was asked for, as if it had been verified."""
        names = (("DNS", self.server_hostname),) if self.server_hostname else ()
        return b"" if binary_form else {"subjectAltName": names}

    def cipher(self) -> None:
        """Return no cipher."""

    def shared_ciphers(self) -> None:
        """Return no ciphers."""

    def compression(self) -> None:
        """Return no compression."""

    def version(self) -> None:
        """Return no version."""

    def selected_alpn_protocol(self) -> None:
        """Return no protocol, which stands for HTTP/1.1."""

    def selected_npn_protocol(self) -> None:
        """Return no protocol, which stands for HTTP/1.1."""

    def get_channel_binding(self, cb_type: str = "tls-unique") -> None:
        """Return no binding."""

    def get_verified_chain(self) -> list[bytes]:
        """Return no certificates."""
        return []

    def get_unverified_chain(self) -> list[bytes]:
        """Return no certificates."""
        return []


class PlainSocket(_Unencrypted, socket.socket):
    """A socket that answers what clients ask an SSLSocket."""

    @classmethod
    def of(
        cls,
        sock: socket.socket,
        context: ssl.SSLContext,
        server_hostname: str | bytes | None,
        route: Route,
    ) -> PlainSocket:
        """Take over a socket, as SSLSockets do: the given one is detached afterwards."""
        patience = sock.gettimeout()
        made = cls(sock.family, sock.type, sock.proto, fileno=sock.fileno())
        sock.detach()
        made.settimeout(patience)
        made._remember(context, server_hostname)
        route.carry(made)
        return made

    def pending(self) -> int:
        """Return how many bytes are held back: always none."""
        return 0

    def read(self, len: int = _READ_BYTES, buffer: Foreign = None) -> bytes | int:
        """Receive bytes, into a buffer if there is one."""
        size = _fitting(len, buffer)
        return self.recv(size) if buffer is None else self.recv_into(buffer, size)

    def write(self, data: bytes) -> int:
        """Send bytes, and return how many were."""
        return self.send(data)

    def unwrap(self) -> PlainSocket:
        """Return the socket without TLS: itself."""
        return self


class PlainObject(_Unencrypted):
    """Passes bytes from one buffer to the other in place of an SSLObject."""

    def __init__(
        self,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
        context: ssl.SSLContext,
        server_hostname: str | bytes | None,
    ) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._remember(context, server_hostname)

    def pending(self) -> int:
        """Return how many bytes can be read at once."""
        return self._incoming.pending

    def read(self, len: int = _READ_BYTES, buffer: Foreign = None) -> bytes | int:
        """Read what has come in, into a buffer if there is one; nothing at the end.

        Raises:
            SSLWantReadError: nothing has come in yet.

        """
        if not self._incoming.pending and not self._incoming.eof:
            raise ssl.SSLWantReadError(ssl.SSL_ERROR_WANT_READ, "There is nothing to read yet.")
        data = self._incoming.read(_fitting(len, buffer))
        return data if buffer is None else _into(buffer, data)

    def write(self, data: bytes) -> int:
        """Write bytes that are to go out, and return how many."""
        return self._outgoing.write(data)

    def unwrap(self) -> None:
        """Do nothing: there is no TLS to end."""


def _fitting(size: int, buffer: Foreign) -> int:
    return size if buffer is None else min(size, len(buffer))


def _into(buffer: Foreign, data: bytes) -> int:
    buffer[: len(data)] = data
    return len(data)
