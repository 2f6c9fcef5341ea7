"""The records of messages, of the codes in them, and of how often they were asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cognito_emulator.hints import MESSAGE, elsewhere
from cognito_emulator.records import Record
from cognito_emulator.store import Table

Medium = Literal["EMAIL", "SMS"]
"""How a message gets to its user."""

MessageReason = Literal[
    "AdminCreateUser",
    "Authentication",
    "ForgotPassword",
    "ResendCode",
    "SignUp",
    "UpdateUserAttribute",
    "VerifyUserAttribute",
]
"""What a message is for: CustomMessage's trigger source without its prefix."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Message(Record):
    """One message to a user.

    Attributes:
        destination: the whole address or number, unmasked.
        reason: what it is for.
        code: the code, or the temporary password, in it.
        link: the URL in it by which the user confirms the sign-up, where the pool wants that.
        subject: of a mail, ``None`` for a text message.
        sent_at: epoch seconds.

    """

    id: str
    user_pool_id: str
    username: str
    medium: Medium
    destination: str
    reason: MessageReason
    code: str
    subject: str | None
    body: str
    sent_at: float
    link: str | None = None

    if not TYPE_CHECKING:  # a wrong name is an error of types, too

        def __getattr__(self, name: str) -> object:
            return elsewhere(self, name, MESSAGE)


MESSAGES: Table[Message] = Table(
    "messages",
    Message,
    key=lambda message: message.id,
    belongs_to=("pool",),
    outlives={"user": "a test may read them still"},
    by={"pool": "user_pool_id"},
    groups={"all": lambda _message: ("all",)},
    capacity=10_000,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Code(Record):
    """A code that was sent.

    Attributes:
        sub: whose it is.
        attribute, address: where it went to, which is what it proves.
        expires_at: epoch seconds.

    """

    pool_id: str
    sub: str
    purpose: str
    text: str
    attribute: str
    address: str
    expires_at: float


CODES: Table[Code] = Table(
    "codes",
    Code,
    key=lambda code: (code.pool_id, code.sub, code.purpose),
    belongs_to=("pool", "user"),
    capacity=20_000,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Tally(Record):
    """When somebody tried something within the last hour.

    Attributes:
        sub: a user's, or the name of somebody whose absence is hidden.
        tries: epoch seconds, oldest first.

    """

    pool_id: str
    sub: str
    limit: str
    tries: tuple[float, ...] = ()


TALLIES: Table[Tally] = Table(
    "tallies",
    Tally,
    key=lambda tally: (tally.pool_id, tally.sub, tally.limit),
    belongs_to=("pool", "user"),
    capacity=20_000,
)
