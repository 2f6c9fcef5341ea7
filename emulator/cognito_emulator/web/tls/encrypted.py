"""A connection under TLS (RFC 8446): what its client sends is read here, what it is sent is sealed.

The socket stays a plain one underneath. So whoever ends a connection that another thread reads or
writes does no more than with one that is not encrypted: Python's own `SSLSocket` would send the
rest of an answer as plain text after its `shutdown`.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from contextlib import suppress
from io import RawIOBase
from typing import TYPE_CHECKING, cast

from cognito_emulator.web.tls import HandshakeError

if TYPE_CHECKING:
    import socket

    from _typeshed import WriteableBuffer

_PIECE = 64 * 1024
# What clients say who do not trust a certificate: RFC 8446, section 6.2. OpenSSL's names of it.
_DISTRUST = (
    "TLSV1_ALERT_UNKNOWN_CA",
    "SSLV3_ALERT_BAD_CERTIFICATE",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
)
# Which of them an end within a handshake raises depends on how Python and OpenSSL were built.
_CLIENT_LEFT = (ssl.SSLZeroReturnError, ssl.SSLEOFError)


class Encrypted(RawIOBase):
    """TLS over a connection, and the raw stream of what its client says.

    Args:
        connection: is read from.
        context: has the certificate.
        transmit: sends bytes to the client.

    """

    def __init__(
        self,
        connection: socket.socket,
        context: ssl.SSLContext,
        transmit: Callable[[bytes], None],
    ) -> None:
        self._connection = connection
        self._transmit = transmit
        self._coming, self._going = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._coming, self._going, server_side=True)

    def handshake(self, first: bytes) -> None:
        """Come to terms with the client.

        Args:
            first: what was read of it already.

        Raises:
            HandshakeError: it left, or the two do not come to terms.

        """
        self._coming.write(first)
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                self._flush()
                self._fill()
            except ssl.SSLError as error:
                self._flush()  # the alert, by which the client knows why
                raise HandshakeError(_advice(error)) from error
            else:
                self._flush()
                return

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read what the client says; 0 bytes where it has said all.

        Raises:
            ConnectionAbortedError: what it sends is no TLS any more.

        """
        room = memoryview(buffer)
        while True:
            try:
                return cast("int", self._tls.read(len(room), room))  # as it is with a buffer
            except ssl.SSLWantReadError:
                self._flush()
                self._fill()
            except _CLIENT_LEFT:
                return 0
            except ssl.SSLError as error:
                self._flush()
                raise ConnectionAbortedError(error.reason) from error

    def sealed(self, data: bytes) -> bytes:
        """Return what has to be sent so that the client reads ``data``."""
        left = memoryview(data)
        while left:
            left = left[self._tls.write(left) :]
        return self._going.read()

    def farewell(self) -> bytes:
        """Return what has to be sent so that the client knows that nothing was cut off."""
        with suppress(ssl.SSLError):  # it wants to read the client's; or the client broke off
            self._tls.unwrap()
        return self._going.read()

    def _fill(self) -> None:
        """Take what the client sends next, or note that it sends nothing more."""
        if data := self._connection.recv(_PIECE):
            self._coming.write(data)
        else:
            self._coming.write_eof()

    def _flush(self) -> None:
        """Send what TLS itself has to say."""
        if self._going.pending:
            self._transmit(self._going.read())


def _advice(error: ssl.SSLError) -> str:
    """Say what whoever runs the server can do about a handshake that failed."""
    if error.reason in _DISTRUST:
        return (
            "A client does not trust the emulator's certificate authority: cognito-emulator tls "
            "says how to trust it."
        )
    if isinstance(error, _CLIENT_LEFT):
        return ""
    return f"The TLS handshake with a client failed: {error.reason}."
