"""The wording of mails and text messages; what is sent is kept, for tests to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.domain.messages.record import MESSAGES, Medium, Message
from cognito_emulator.domain.pools.factors import EmailMfa
from cognito_emulator.domain.pools.templates import InvitationTemplate, with_links

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context


class Text(NamedTuple):
    """A message's wording, its placeholders open or filled."""

    subject: str | None
    body: str

    def filled(self, code: str, username: str | None, link: str | None = None) -> Text:
        """Put in the code, and name and link where there are any; never in the subject.

        The latter is measured [delivery-4]. The place of a link stays as it is in a message that
        has none (a guess).
        """
        body = self.body if username is None else self.body.replace("{username}", username)
        body = body.replace("{####}", code)
        return Text(self.subject, body if link is None else with_links(body, link))


def send(ctx: Context, message: Message) -> None:
    """Keep a message, and announce it once the operation has succeeded."""
    ctx.tx.put(MESSAGES, message)
    ctx.outbox.append(message)


def verification(pool: Pool, medium: Medium, *, by_link: bool) -> Text:
    """Return a pool's wording of verification messages: those with a link, or with a code.

    The default texts are documented, those with a link are guesses.
    """
    template = pool.verification
    code = "Your verification code is {####}. "
    if medium == "SMS":
        return Text(None, template.sms or code)
    if by_link:
        link = "Please click the link below to verify your email address. {##Verify Email##} "
        return Text(
            template.email_subject_by_link or "Your verification link",
            template.email_by_link or link,
        )
    return Text(template.email_subject or "Your verification code", template.email or code)


def is_link(pool: Pool, medium: Medium) -> bool:
    """Whether a pool wants addresses verified by a link, in messages that may have one."""
    return medium == "EMAIL" and pool.verification.default_option == "CONFIRM_WITH_LINK"


def authentication(pool: Pool, medium: Medium) -> Text:
    """Return a pool's wording of messages with a code to sign in with.

    The wording of mails stands in SetUserPoolMfaConfig's EmailMfaConfiguration, for codes as first
    factor too (documented). The default of text messages is claimed, that of mails a guess.
    """
    code = "Your authentication code is {####}. "
    if medium == "SMS":
        return Text(None, pool.sms_authentication or code)
    template = pool.second_factors.email or EmailMfa()
    return Text(template.subject or "Your authentication code", template.message or code)


def invitation(pool: Pool, medium: Medium) -> Text:
    """Return a pool's wording of invitations; the defaults are documented."""
    template = pool.invitation or InvitationTemplate()
    default = "Your username is {username} and temporary password is {####}. "
    if medium == "SMS":
        return Text(None, template.sms or default)
    return Text(template.email_subject or "Your temporary password", template.email or default)
