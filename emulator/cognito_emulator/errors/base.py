"""What every error that the service can answer with has in common."""

from __future__ import annotations

from typing import ClassVar

from cognito_emulator import printable


class CognitoError(Exception):
    """An error answer of the service.

    The class name is the error's type on the wire. The message is sent exactly as given, trailing
    period or not; an error without a message has none in its answer (recorded [tokens-18]).

    Attributes:
        status: the HTTP status of the answer; 400 for all errors of the client (recorded
            [wire-18]).
        message_member: how the answer spells the member with the sentence (recorded
            [wire-19]; two errors have it otherwise).
        message: the sentence of the answer, or None.
        in_logs: the sentence as logs and reports show it: the message, without the values in it
            that are secret.
        reason_code: the answer's ``reasonCode``, which only `InvalidParameterException` may have.
    """

    status: ClassVar[int] = 400
    message_member: ClassVar[str] = "message"
    message: str | None
    in_logs: str | None
    reason_code: str | None

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message)
        self.message = self.in_logs = message
        self.reason_code = None

    @property
    def type(self) -> str:
        """The error's name, as ``__type`` and as the SDKs' error code spell it."""
        return type(self).__name__

    def __repr__(self) -> str:
        """Return what a log may show: reports print it where a call is compared."""
        return f"{self.type}({self.in_logs!r})"

    def __str__(self) -> str:
        """Return the message as a terminal and a report may show it: it may quote anybody."""
        return self.type if self.message is None else printable.block(self.message)
