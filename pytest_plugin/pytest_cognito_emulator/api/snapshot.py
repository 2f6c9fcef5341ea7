"""A state that a test goes back to."""

from __future__ import annotations

from collections.abc import Callable


class CognitoSnapshot:
    """The state at one moment of a test; see ``cognito.snapshot()``."""

    def __init__(self, put_back: Callable[[], None]) -> None:
        self._put_back = put_back

    def restore(self) -> None:
        """Go back to the state, as often as you like.

        Raises:
            RuntimeError: the test or ``isolated()`` in which it was taken is over, or another one
                has begun inside.

        """
        self._put_back()
