"""What is refused of SAML, and why."""

from __future__ import annotations

from enum import Enum


class Reason(Enum):
    """Why a message is refused.

    Only the reason may lead to what a browser is told: the sentence beside it is for the developer,
    and might tell who attacks an encrypted assertion more than the reason does.
    """

    MALFORMED = "it is not what it must be"
    TOO_LONG = "it is too long"
    UNSIGNED = "it is not signed"
    ALGORITHM = "it is signed or encrypted in a way that is not taken"
    SIGNATURE = "the signature fits no certificate of the provider"


class SamlError(ValueError):
    """A message that is refused.

    Attributes:
        reason: why; it stays the same where sentences change.
        sentence: the same for developers: what was found, and what would be right.

    """

    def __init__(self, reason: Reason, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason
        self.sentence = sentence
