"""What is refused of SAML, and why."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Reason(Enum):
    """Why a message is refused.

    Only the reason may lead to what a browser is told: the sentence beside it is for the developer,
    and might tell who attacks an encrypted assertion more than the reason does.
    """

    MALFORMED = "it is not what it must be"
    TOO_LONG = "it is too long"
    STATUS = "the provider answers with another status than Success"
    NO_ASSERTION = "it has no assertion"
    SEVERAL_ASSERTIONS = "it has several assertions"
    NOT_ENCRYPTED = "it has not exactly one encrypted assertion, and must have"
    ENCRYPTED = "the assertion is encrypted, and must not be"
    DECRYPTION = "the assertion cannot be decrypted, or what is in it is not signed as it must be"
    UNSIGNED = "it is not signed"
    ALGORITHM = "it is signed or encrypted in a way that is not taken"
    SIGNATURE = "the signature fits no certificate of the provider"
    ISSUER = "it is from another provider"
    DESTINATION = "it is for another address"
    IN_RESPONSE_TO = "it is the answer to another request, or to none"
    AUDIENCE = "it is for another audience"
    CONDITION = "it has a condition that is not known"
    SUBJECT_CONFIRMATION = "it says nothing of who may bear it"
    RECIPIENT = "it is for another recipient"
    NOT_YET_VALID = "it is not valid yet"
    EXPIRED = "it is not valid any more"
    TOO_OLD = "it was made too long ago"
    NAME_ID = "it does not name its subject"
    CHARACTERS = "it has characters that are not taken"


class Status(NamedTuple):
    """What a provider says of a request (SAML Core, section 3.2.2).

    Attributes:
        codes: from the outermost to the innermost; one at least.
        message: what it says beside them, if anything.

    """

    codes: tuple[str, ...]
    message: str | None


class SamlError(ValueError):
    """A message that is refused.

    Attributes:
        reason: why; it stays the same where sentences change.
        sentence: the same for developers: what was found, and what would be right.
        status: what the provider says; there is one for `Reason.STATUS` only.

    """

    def __init__(self, reason: Reason, sentence: str, status: Status | None = None) -> None:
        super().__init__(sentence)
        self.reason = reason
        self.sentence = sentence
        self.status = status
