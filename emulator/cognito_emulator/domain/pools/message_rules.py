"""What is refused of a pool's messages: their templates and their senders.

Each rule says how sure its text is. Where the row of a text names no type, the type is a guess.
"""

from __future__ import annotations

import re

from cognito_emulator.domain.pools import arns, templates
from cognito_emulator.domain.pools.change import PoolChange, Rule

_SES_REGIONS = ("eu-west-1", "us-east-1", "us-west-2")
# Where text messages may be sent from, as far as it is known; any region may elsewhere.
_SNS_REGIONS = {"us-east-1": "us-east-1"}
_FROM = re.compile(r"[^@<>\s]+@[^@<>\s]+|[^@<>]*<[^@<>\s]+@[^@<>\s]+>")
_NAME, _PASSWORD = "{username}", "{####}"
_INVALID_MESSAGE = "The message is invalid."


# --- templates ------------------------------------------------------------------------------------


def _invitations_have_passwords(change: PoolChange) -> str | None:
    """Text: measured [message-settings-3].

    Where users can do without a password, invitations can (documented).
    """
    if change.pool.passwordless:
        return None
    invitation = change.pool.invitation or templates.InvitationTemplate()
    for text, name, pattern in (
        (invitation.email, "emailMessage", templates.MAIL_PATTERN),
        (invitation.sms, "smsMessage", templates.SMS_PATTERN),
    ):
        if text is not None and _PASSWORD not in text:
            return (
                f"1 validation error detected: Value '{text}' at"
                f" 'adminCreateUserConfig.inviteMessage.{name}' failed to satisfy constraint:"
                f" Member must satisfy regular expression pattern: {pattern}"
            )
    return None


def _invitations_have_names(change: PoolChange) -> str | None:
    """Refused (measured [message-settings-4]); text: guess."""
    invitation = change.pool.invitation or templates.InvitationTemplate()
    texts = (invitation.email, invitation.sms)
    return None if all(text is None or _NAME in text for text in texts) else _INVALID_MESSAGE


def _links_have_words(change: PoolChange) -> str | None:
    """Refused (measured [message-settings-5]); text: guess.

    The place of a code, which the model's pattern admits, is no link.
    """
    text = change.pool.verification.email_by_link
    return None if text is None or templates.has_link(text) else _INVALID_MESSAGE


# --- senders --------------------------------------------------------------------------------------


def _sender_has_identity(change: PoolChange) -> str | None:
    """Text: measured [message-settings-6]."""
    email = change.pool.email
    if email.sending_account == "DEVELOPER" and not email.source_arn:
        return "Source ARN is required to use DEVELOPER email sending owner"
    return None


def _identity_in_reach(change: PoolChange) -> str | None:
    """Text: measured [message-settings-7], for pools of us-east-1.

    That a pool's own region counts is documented.
    """
    allowed = sorted({*_SES_REGIONS, change.pool.region})
    if (arn := change.pool.email.source_arn) and arns.region(arn) not in allowed:
        regions = ", ".join(allowed)
        return f"Provided SourceArn must be in one of the following SES regions: {regions}."
    return None


def _sender_is_address(change: PoolChange) -> str | None:
    """Text: measured [message-settings-8]."""
    sender = change.pool.email.sender
    if sender and not _FROM.fullmatch(sender):
        return "Provided From email address is invalid"
    return None


def _sms_region(change: PoolChange) -> str | None:
    """Text: measured [message-settings-9], for pools of us-east-1."""
    own = change.pool.region
    allowed = _SNS_REGIONS.get(own)
    chosen = change.pool.sms.region if change.pool.sms else None
    if allowed and chosen not in (None, allowed):
        return f"Invalid snsRegion. Allowed SNS region for {own} is {allowed}"
    return None


def _sms_role_is_own(change: PoolChange) -> str | None:
    role = change.pool.sms.caller_arn if change.pool.sms else None
    return arns.foreign_role(role, change.pool.account_id)


#: What is refused of the sender of text messages.
OF_TEXT_MESSAGES: tuple[Rule, ...] = (_sms_region, _sms_role_is_own)

#: All that is refused of a pool's messages.
RULES: tuple[Rule, ...] = (
    _invitations_have_passwords,
    _invitations_have_names,
    _links_have_words,
    _sender_has_identity,
    _identity_in_reach,
    _sender_is_address,
    *OF_TEXT_MESSAGES,
)
