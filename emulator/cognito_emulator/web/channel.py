"""How waitress refuses what is no HTTP, or too large: in the service's shape, not as a page."""

from __future__ import annotations

from typing import Any

from waitress.channel import HTTPChannel  # type: ignore[import-untyped]
from waitress.task import ErrorTask  # type: ignore[import-untyped]

from cognito_emulator import errors
from cognito_emulator.api import codec

_TOO_LARGE, _BUG = 413, 500


class Refusal(ErrorTask):  # type: ignore[misc]  # waitress has no types
    """An answer for a request that never reached the application, or broke it."""

    def execute(self) -> None:
        """Write the answer and close the connection."""
        problem: Any = self.request.error
        error: errors.CognitoError = errors.SerializationException(str(problem.body))
        if problem.code == _TOO_LARGE:
            error = errors.RequestEntityTooLargeException(str(problem.body))
        if problem.code == _BUG:
            error = errors.InternalErrorException("The emulator failed; see its terminal.")
        _, headers, body = codec.encode_error(error)
        self.status = f"{problem.code} {problem.reason}"
        self.response_headers.extend([("Content-Type", codec.CONTENT_TYPE), *headers.items()])
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Channel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """A connection that refuses as above."""

    error_task_class = Refusal
