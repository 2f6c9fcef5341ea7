"""TLS: an authority of our own, the certificates that it issues, and connections under them.

Nothing of it is loaded before somebody asks for HTTPS: Python's `ssl` takes its time.
"""


class AuthorityError(Exception):
    """The certificate authority cannot be used; the message says why, and what to do."""


class HandshakeError(ConnectionError):
    """A client and the server did not come to terms.

    Attributes:
        advice: what whoever runs the server has to know; empty if it is only that a client left.

    """

    def __init__(self, advice: str = "") -> None:
        super().__init__(advice)
        self.advice = advice
