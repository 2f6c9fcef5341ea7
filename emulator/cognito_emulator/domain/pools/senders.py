"""By whom a pool has its mails and text messages sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from cognito_emulator.domain.work.parts import Part
from cognito_emulator.store import Json


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SmsConfiguration(Part):
    """SmsConfiguration: text messages by SNS, or by End User Messaging (``eums``)."""

    caller_arn: str | None = None
    external_id: str | None = None
    region: str | None = None
    eums: Json | None = None

    MEMBERS: ClassVar[Mapping[str, str]] = {
        "caller_arn": "SnsCallerArn",
        "external_id": "ExternalId",
        "region": "SnsRegion",
        "eums": "EumsSms",
    }

    @property
    def can_send(self) -> bool:
        """Whether text messages could be sent."""
        return bool(self.caller_arn or self.eums)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class EmailConfiguration(Part):
    """EmailConfiguration; every pool has one (recorded [message-settings-1])."""

    sending_account: Literal["COGNITO_DEFAULT", "DEVELOPER"] = "COGNITO_DEFAULT"
    source_arn: str | None = None
    sender: str | None = None
    reply_to: str | None = None
    configuration_set: str | None = None

    MEMBERS: ClassVar[Mapping[str, str]] = {
        "sending_account": "EmailSendingAccount",
        "source_arn": "SourceArn",
        "sender": "From",
        "reply_to": "ReplyToEmailAddress",
        "configuration_set": "ConfigurationSet",
    }
