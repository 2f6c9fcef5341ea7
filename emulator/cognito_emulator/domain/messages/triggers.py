"""The triggers of a message: CustomMessage words it, a custom sender sends it."""

from __future__ import annotations

import unicodedata
from base64 import b64encode
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator import errors
from cognito_emulator.domain.messages.texts import Text
from cognito_emulator.domain.pools.templates import MAIL_PATTERN, SMS_PATTERN, has_link
from cognito_emulator.domain.users import event_members
from cognito_emulator.domain.work import events

if TYPE_CHECKING:
    from cognito_emulator.domain.messages.record import Medium
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.domain.work.events import EventDetails
    from cognito_emulator.lambdas import Trigger

_INVITATION = "AdminCreateUser"
_CODE, _NAME, _LINK = "{####}", "{username}", "{##Click Here##}"
_SENDERS: Mapping[Medium, tuple[Trigger, str]] = {
    "EMAIL": ("CustomEmailSender", "customEmailSenderRequestV1"),
    "SMS": ("CustomSMSSender", "customSMSSenderRequestV1"),
}


class _Part(NamedTuple):
    """A text that CustomMessage may write.

    Attributes:
        member: its name in the answer.
        spelled: its name in a refusal: measured [delivery-8] for mails, else a guess.
        longest: how many characters it may have.
        pattern: what it has to look like, in the service's words; ``None`` for a subject.

    """

    member: str
    spelled: str
    longest: int
    pattern: str | None = None


_MAIL = _Part("emailMessage", "emailBody", 20_000, MAIL_PATTERN)
_SUBJECT = _Part("emailSubject", "emailSubject", 140)
_TEXT_MESSAGE = _Part("smsMessage", "smsMessage", 140, SMS_PATTERN)


def worded(  # noqa: PLR0913 - what a message and its event are made of
    ctx: Context,
    pool: Pool,
    user: User,
    medium: Medium,
    reason: str,
    wording: Text,
    *,
    details: EventDetails,
) -> Text:
    """Return the wording of a message: CustomMessage's, where it has one, else as it is.

    Args:
        ctx: the operation.
        pool: the user's.
        user: who gets it.
        medium: how.
        reason: what for: the end of ``triggerSource``.
        wording: the pool's, with its placeholders.
        details: of the request.

    Raises:
        InvalidParameterException: the function's text will not do.
        UserLambdaValidationException: the function refuses.

    """
    by_link = has_link(wording.body)
    answer = events.fire(
        ctx,
        pool,
        "CustomMessage",
        f"CustomMessage_{reason}",
        username=user.username,
        request={
            "userAttributes": event_members.attributes(pool, user),
            "codeParameter": _CODE,
            **({"linkParameter": _LINK} if by_link else {}),
            "usernameParameter": _NAME if reason == _INVITATION else None,
            **details.client_metadata("CustomMessage"),
        },
        details=details,
        about=medium,  # one operation may send a mail and a text message
    )
    if answer is None:
        return wording
    texts = {part: answer.get(part.member) for part in (_TEXT_MESSAGE, _MAIL, _SUBJECT)}
    body = _MAIL if medium == "EMAIL" else _TEXT_MESSAGE
    _check_body(body, texts[body], reason, by_link=by_link)
    own_subject = texts[_SUBJECT] if medium == "EMAIL" else None
    _check_length(_SUBJECT, own_subject)
    return Text(own_subject or wording.subject, texts[body] or wording.body)


def handed_over(  # noqa: PLR0913 - what a message and its event are made of
    ctx: Context,
    pool: Pool,
    user: User,
    medium: Medium,
    reason: str,
    code: str,
    *,
    details: EventDetails,
) -> None:
    """Give a message to the pool's custom sender, if it has one, in place of sending it.

    The real service encrypts ``code`` with the AWS Encryption SDK and the key of LambdaConfig's
    KMSKeyID, and sends that in base64. There is no KMS here: it is the code itself in base64. In a
    mail, a temporary password is escaped as in HTML before that (documented).
    """
    trigger, kind = _SENDERS[medium]
    if not events.is_set(ctx, pool, trigger):
        return
    escaped = medium == "EMAIL" and reason == _INVITATION
    secret = _escaped(code) if escaped else code
    events.tell(
        ctx,
        pool,
        trigger,
        f"{trigger}_{reason}",
        username=user.username,
        request={
            "type": kind,
            "code": b64encode(secret.encode()).decode(),
            "userAttributes": event_members.attributes(pool, user),
            **details.client_metadata(trigger),
        },
        details=details,
    )


def _escaped(text: str) -> str:
    """Return a text as it stands in HTML."""
    import html  # noqa: PLC0415 - seldom needed, and slow to load

    return html.escape(text)


def _check_body(part: _Part, text: str | None, reason: str, *, by_link: bool) -> None:
    """Hold a text against what a message of its kind needs.

    Two guesses: a link may stand in for the code where the pool sends links, and an invitation
    without the name is refused.
    """
    if text is None:
        return
    if not text:
        raise errors.InvalidParameterException("The message is empty.")  # measured [delivery-9]
    has_code = _CODE in text or (by_link and has_link(text))
    if not has_code or (part is _MAIL and not all(map(_is_printable, text))):
        raise _violation(part, text, f"satisfy regular expression pattern: {part.pattern}")
    _check_length(part, text)
    if reason == _INVITATION and _NAME not in text:
        raise errors.InvalidParameterException("The message is invalid.")


def _check_length(part: _Part, text: str | None) -> None:
    if text is not None and len(text) > part.longest:
        raise _violation(part, text, f"have length less than or equal to {part.longest}")


def _is_printable(character: str) -> bool:
    r"""Whether a character is one of ``[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]``."""
    return unicodedata.category(character)[0] in "LMSNP" or character in " \t\n\v\f\r"


def _violation(part: _Part, text: str, rule: str) -> errors.InvalidParameterException:
    return errors.InvalidParameterException(
        f"1 validation error detected: Value '{text}' at '{part.spelled}' failed to satisfy "
        f"constraint: Member must {rule}"
    )
