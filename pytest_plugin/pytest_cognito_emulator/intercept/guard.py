"""Refuses calls of this process to the real service."""

from __future__ import annotations

import errno
from collections.abc import Callable
from threading import Lock

from pytest_cognito_emulator.intercept.clients import HOOKS
from pytest_cognito_emulator.intercept.hosts import Owns
from pytest_cognito_emulator.intercept.lasting import Lasting
from pytest_cognito_emulator.intercept.routes import Barrier, lift_barrier, set_barrier

#: What a test is told when its call to the real service is refused.
REFUSED = (
    "A call to the real Amazon Cognito was refused, because this test uses a pool of the emulator. "
    "Take the fixture cognito_intercept: the emulator answers such calls then. "
    "Or let them through: @pytest.mark.cognito(allow_aws=True), or the ini option "
    "cognito_allow_aws = true."
)


class RealServiceError(ConnectionRefusedError):
    """A call to the real service, refused because a test uses a pool of the emulator.

    Clients treat it as a connection that cannot be made.
    """


class Guard(Lasting):
    """While it is set, calls to some hosts are refused, unless an interception leads them away.

    Of several guards only the one that was set last decides. Requests that mocks of HTTP answer
    never come to it.

    Args:
        owns: takes a host, in lower case and without a trailing dot, and returns whether it is
            refused. It is called for every host, in any thread, and must not raise.
        sentence: the message of the refusal.
        on_refusal: called for each refusal.

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
        """Refuse calls from now on; a second call changes nothing."""
        with self._lock:
            if self._barrier is None:
                self._barrier = set_barrier(self._owns, self._refusal)
                HOOKS.need()

    def stop(self) -> None:
        """Put everything back as it was; a second call changes nothing."""
        with self._lock:
            if self._barrier is not None:
                HOOKS.release()
                lift_barrier(self._barrier)
                self._barrier = None

    def _refusal(self) -> RealServiceError:
        self._on_refusal()
        return RealServiceError(errno.ECONNREFUSED, self._sentence)
