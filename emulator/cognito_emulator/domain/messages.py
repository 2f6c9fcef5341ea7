"""Mails and text messages: what would have been sent, kept to be read by a test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from cognito_emulator.hints import MESSAGE, elsewhere
from cognito_emulator.store import Table

if TYPE_CHECKING:
    from cognito_emulator.domain.context import Context
    from cognito_emulator.domain.pools import Pool

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

# What stands around the words of a link in a mail.
_LINK_BEGINS, _LINK_ENDS = "{##", "##}"
#: What a mail and a text message with a code have to look like, in the service's words.
_ANYTHING = r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*"
MAIL_PATTERN = rf"{_ANYTHING}\{{####\}}{_ANYTHING}"
SMS_PATTERN = r"(?s).*\{####\}(?s).*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message to a user.

    Attributes:
        destination: the whole address or number, unmasked.
        reason: what it is for.
        code: the code, or the temporary password, in it.
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

    if not TYPE_CHECKING:  # a wrong name is an error of types, too

        def __getattr__(self, name: str) -> object:
            return elsewhere(self, name, MESSAGE)


MESSAGES: Table[Message] = Table(
    "messages",
    key=lambda message: message.id,
    groups={
        "all": lambda _message: ("all",),
        "pool": lambda message: (message.user_pool_id,),
    },
    capacity=10_000,
)


class Text(NamedTuple):
    """A message's wording, its placeholders open or filled."""

    subject: str | None
    body: str

    def filled(self, code: str, username: str | None) -> Text:
        """Put in the code, and the name where there is one; never in the subject (measured).

        The code also stands where the service puts a link to confirm with: the page behind that
        link is not emulated.
        """
        body = self.body if username is None else self.body.replace("{username}", username)
        body = body.replace("{####}", code)
        return Text(self.subject, _without_links(body, code))


def has_link(body: str) -> bool:
    """Whether a body has the place of a link: ``{##``, one character or more, ``##}``."""
    return next(_links(body), None) is not None


def _without_links(body: str, instead: str) -> str:
    kept, end = [], 0
    for start, behind in _links(body):
        kept += [body[end:start], instead]
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


def send(ctx: Context, message: Message) -> None:
    """Keep a message, and announce it once the operation has succeeded."""
    ctx.tx.put(MESSAGES, message)
    ctx.outbox.append(message)


def verification(pool: Pool, medium: Medium, *, by_link: bool) -> Text:
    """Return a pool's wording of verification messages, ``by_link`` where a link may stand in.

    The default texts are documented, those with a link not confirmed.
    """
    template: Mapping[str, str] = pool.echoed.get("VerificationMessageTemplate", {})
    code = "Your verification code is {####}. "
    if medium == "SMS":
        return Text(None, template.get("SmsMessage", code))
    if by_link and template.get("DefaultEmailOption") == "CONFIRM_WITH_LINK":
        link = "Please click the link below to verify your email address. {##Verify Email##} "
        return Text(
            template.get("EmailSubjectByLink", "Your verification link"),
            template.get("EmailMessageByLink", link),
        )
    return Text(
        template.get("EmailSubject", "Your verification code"), template.get("EmailMessage", code)
    )


def authentication(pool: Pool, medium: Medium) -> Text:
    """Return a pool's wording of messages with a code to sign in with.

    The wording of mails stands in SetUserPoolMfaConfig's EmailMfaConfiguration, for codes as first
    factor too (documented). The default of text messages is quoted, that of mails not confirmed.
    """
    code = "Your authentication code is {####}. "
    if medium == "SMS":
        return Text(None, pool.echoed.get("SmsAuthenticationMessage", code))
    template: Mapping[str, str] = pool.mfa_factors.get("EmailMfaConfiguration", {})
    return Text(template.get("Subject", "Your authentication code"), template.get("Message", code))


def invitation(pool: Pool, medium: Medium) -> Text:
    """Return a pool's wording of invitations; the defaults are documented."""
    template: Mapping[str, str] = pool.echoed.get("InviteMessageTemplate", {})
    default = "Your username is {username} and temporary password is {####}. "
    if medium == "SMS":
        return Text(None, template.get("SMSMessage", default))
    return Text(
        template.get("EmailSubject", "Your temporary password"),
        template.get("EmailMessage", default),
    )
