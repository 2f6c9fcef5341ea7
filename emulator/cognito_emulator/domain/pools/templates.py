"""The templates of messages that a pool may have: their texts, their patterns, their links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from cognito_emulator.domain.work.parts import Part

# What stands around the words of a link in a mail.
_LINK_BEGINS, _LINK_ENDS = "{##", "##}"
_ANYTHING = r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*"

#: What a mail with a code has to look like, in the service's words.
MAIL_PATTERN = rf"{_ANYTHING}\{{####\}}{_ANYTHING}"
#: What a text message with a code has to look like, in the service's words.
SMS_PATTERN = r"(?s).*\{####\}(?s).*"
#: Older members of a pool and the member of VerificationMessageTemplate that each one mirrors.
MIRRORS: Mapping[str, str] = {
    "SmsVerificationMessage": "SmsMessage",
    "EmailVerificationMessage": "EmailMessage",
    "EmailVerificationSubject": "EmailSubject",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class VerificationTemplate(Part):
    """VerificationMessageTemplate; every pool has one (recorded [message-settings-2])."""

    default_option: Literal["CONFIRM_WITH_LINK", "CONFIRM_WITH_CODE"] = "CONFIRM_WITH_CODE"
    sms: str | None = None
    email: str | None = None
    email_subject: str | None = None
    email_by_link: str | None = None
    email_subject_by_link: str | None = None

    MEMBERS: ClassVar[Mapping[str, str]] = {
        "default_option": "DefaultEmailOption",
        "sms": "SmsMessage",
        "email": "EmailMessage",
        "email_subject": "EmailSubject",
        "email_by_link": "EmailMessageByLink",
        "email_subject_by_link": "EmailSubjectByLink",
    }

    @classmethod
    def of_pool(cls, request: Mapping[str, Any]) -> VerificationTemplate:
        """Return the template of a request; it outdoes the older members there (a guess)."""
        older = {name: request[mirror] for mirror, name in MIRRORS.items() if mirror in request}
        return cls.of({**older, **request.get("VerificationMessageTemplate", {})})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class InvitationTemplate(Part):
    """InviteMessageTemplate: what AdminCreateUser sends."""

    sms: str | None = None
    email: str | None = None
    email_subject: str | None = None

    MEMBERS: ClassVar[Mapping[str, str]] = {
        "sms": "SMSMessage",
        "email": "EmailMessage",
        "email_subject": "EmailSubject",
    }


def has_link(body: str) -> bool:
    """Whether a body has the place of a link: ``{##``, one character or more, ``##}``."""
    return next(_links(body), None) is not None


def with_links(body: str, url: str) -> str:
    """Return a mail's text, in HTML, with its links leading to a URL, which has no quotes in it."""
    kept, end = [], 0
    for start, behind in _links(body):
        words = body[start + len(_LINK_BEGINS) : behind - len(_LINK_ENDS)]
        kept += [body[end:start], f'<a href="{url}">{words}</a>']
        end = behind
    return "".join([*kept, body[end:]])


def _links(body: str) -> Iterator[tuple[int, int]]:
    """Yield where each link begins, and where what follows it does.

    `re` would look for the end behind each beginning anew, which takes quadratic time.
    """
    end = 0
    while (start := body.find(_LINK_BEGINS, end)) >= 0:
        words = start + len(_LINK_BEGINS)
        last = body.find(_LINK_ENDS, words + 1)
        if last < 0:
            return
        end = last + len(_LINK_ENDS)
        yield start, end
