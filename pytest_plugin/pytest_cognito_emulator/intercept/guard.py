"""Refusing what would leave this process for the real service."""

from __future__ import annotations

import errno
from collections.abc import Callable
from threading import Lock

from pytest_cognito_emulator.intercept.clients import HOOKS
from pytest_cognito_emulator.intercept.hosts import Owns
from pytest_cognito_emulator.intercept.lasting import Lasting
from pytest_cognito_emulator.intercept.routes import Barrier, lift_barrier, set_barrier

#: What a test is told whose call to the real service was refused.
REFUSED = (
    "A call to the real Amazon Cognito was refused, because this test uses a pool of the emulator. "
    "Take the fixture cognito_intercept: the emulator answers such calls then. "
    "Or let them through: @pytest.mark.cognito(allow_aws=True), or the ini option "
    "cognito_allow_aws = true."
)


class RealServiceError(ConnectionRefusedError):
    """A call to the real service, refused because a test uses a pool of the emulator.

    Clients take it for what it is to them, a connection that cannot be made.
    """


class Guard(Lasting):
    """While it stands, calls to some hosts are refused, unless an interception leads them away.

    Of several guards the one that was set up last decides alone. What mocks of HTTP answer never
    comes to it.

    Args:
        owns: tells of a host, in lower case and without a trailing dot, whether it is refused. It
            is asked for every host, in any thread, and must not raise.
        sentence: what the refusal says.
        on_refusal: called for each one.

    """

    def __init__(
        self, owns: Owns, sentence: str, on_refusal: Callable[[], object] = lambda: None
    ) -> None:
        self._owns = owns
        self._sentence = sentence
        self._on_refusal = on_refusal
        self._lock = Lock()
        self._barrier: Barrier | None = None

    def start(self) -> None:
        """Refuse from now on; again does no harm."""
        with self._lock:
            if self._barrier is None:
                self._barrier = set_barrier(self._owns, self._refusal)
                HOOKS.need()

    def stop(self) -> None:
        """Leave everything as it was; again does no harm."""
        with self._lock:
            if self._barrier is not None:
                HOOKS.release()
                lift_barrier(self._barrier)
                self._barrier = None

    def _refusal(self) -> RealServiceError:
        self._on_refusal()
        return RealServiceError(errno.ECONNREFUSED, self._sentence)
