"""Sending messages: to which address, in which words, and what the caller is told of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from cognito_emulator import errors
from cognito_emulator.domain.messages import codes, texts, triggers
from cognito_emulator.domain.messages.record import Message
from cognito_emulator.domain.pools import domains
from cognito_emulator.domain.users import usernames
from cognito_emulator.domain.users.attributes import CONTACTS

if TYPE_CHECKING:
    from cognito_emulator.domain.messages.codes import Purpose
    from cognito_emulator.domain.messages.record import Medium, MessageReason
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.domain.work.events import EventDetails


_MEDIA: dict[str, Medium] = {"phone_number": "SMS", "email": "EMAIL"}
_ATTRIBUTES = {medium: attribute for attribute, medium in _MEDIA.items()}
_NO_ADDRESS: Mapping[Medium, str] = {
    "EMAIL": "No email provided but desired delivery medium was Email",
    "SMS": "No phone number provided but desired delivery medium was SMS",
}
_SHOWN_DIGITS = 4


class Contact(NamedTuple):
    """An address of a user, and the attribute that it stands in."""

    attribute: str
    address: str

    @property
    def medium(self) -> Medium:
        """How a message gets there."""
        return _MEDIA[self.attribute]

    @property
    def masked(self) -> str:
        """The address as answers show it (measured [delivery-1, delivery-2])."""
        if self.attribute == "phone_number":
            digits = self.address.lstrip("+")
            hidden = max(len(digits) - _SHOWN_DIGITS, 0)
            return f"+{'*' * hidden}{digits[hidden:]}"
        name, _, domain = self.address.partition("@")
        return f"{name[:1]}***@{domain[:1]}***"


class Reason(NamedTuple):
    """Why a code is sent: CustomMessage's trigger source, and what the code is good for."""

    name: MessageReason
    purpose: Purpose


class _Letter(NamedTuple):
    """What a message is made of.

    Attributes:
        reason: what it is for.
        wording: its text, with placeholders.
        code: the code or the temporary password.
        name: what an invitation calls the user; no other message does (measured
            [delivery-3]).
        link: where a link in it leads, if it may have one.

    """

    reason: MessageReason
    wording: texts.Text
    code: str
    name: str | None = None
    link: str | None = None


SIGN_UP = Reason("SignUp", codes.SIGN_UP)
RESEND = Reason("ResendCode", codes.SIGN_UP)
FORGOT_PASSWORD = Reason("ForgotPassword", codes.RESET)


def of_update(attribute: str) -> Reason:
    """Return the reason of a code that follows a changed address."""
    return Reason("UpdateUserAttribute", codes.of_attribute(attribute))


def of_verification(attribute: str) -> Reason:
    """Return the reason of a code that was asked for to verify an attribute."""
    return Reason("VerifyUserAttribute", codes.of_attribute(attribute))


def to_confirm(pool: Pool, user: User) -> Contact | None:
    """Return where the code of a sign-up goes, ``None`` where nothing is verified by itself."""
    addresses = (_contact(user.attributes, name) for name in CONTACTS if name in pool.auto_verified)
    return next((contact for contact in addresses if contact), None)


def to_recover(user: User, mechanisms: tuple[str, ...]) -> Contact | None:
    """Return where a code to reset the password goes: the first verified address.

    The mechanisms are AccountRecoverySetting's names, most wanted first.
    """
    names = (name.removeprefix("verified_") for name in mechanisms)
    addresses = (_contact(user.attributes, name) for name in names if is_verified(user, name))
    return next((contact for contact in addresses if contact), None)


def is_verified(user: User, attribute: str) -> bool:
    """Whether an address of the user is verified."""
    return user.attributes.get(f"{attribute}_verified") == "true"


def send_code(
    ctx: Context,
    pool: Pool,
    user: User,
    contact: Contact,
    reason: Reason,
    details: EventDetails,
) -> Contact:
    """Make a code, send it to an address, and return that address.

    Raises:
        InvalidParameterException: a link is to be sent, and the pool has no domain that it could
            lead to (measured [domains-20] of SignUp, a guess of ResendConfirmationCode).

    """
    code = codes.issue(ctx, user, reason.purpose, *contact)
    by_link = reason.purpose == codes.SIGN_UP and texts.is_link(pool, contact.medium)
    link = _link(ctx, pool, user, code, details) if by_link else None
    wording = texts.verification(pool, contact.medium, by_link=by_link)
    _send(ctx, pool, user, contact, _Letter(reason.name, wording, code, link=link), details)
    return contact


def to_sign_in(user: User, attribute: str) -> Contact | None:
    """Return where a code to sign in with goes: verified or not (documented)."""
    return _contact(user.attributes, attribute)


def stand_in(attribute: str) -> Contact:
    """Return an address for somebody without one, on whom a test forces a code.

    Both are reserved for examples, so nobody has them.
    """
    return Contact(attribute, {"email": "forced@example.com"}.get(attribute, "+15555550100"))


def send_sign_in_code(
    ctx: Context,
    pool: Pool,
    user: User,
    contact: Contact,
    digits: int,
    details: EventDetails,
) -> str:
    """Send a code to sign in with, and return it; whoever asks for it keeps it."""
    code = codes.new_text(ctx, digits)
    wording = texts.authentication(pool, contact.medium)
    _send(ctx, pool, user, contact, _Letter("Authentication", wording, code), details)
    return code


def to_invite(attributes: Mapping[str, str], media: Iterable[Medium]) -> tuple[Contact, ...]:
    """Return where an invitation goes.

    Args:
        attributes: of whom it invites.
        media: by which it is wanted. Where none is, it goes to the phone number if there is one,
            else by e-mail (measured [delivery-5]; the model says by SMS). That an empty list
            counts as none is a guess.

    Returns:
        The addresses, none for a user without any: such a user is made all the same (measured
        [delivery-6]).

    Raises:
        InvalidParameterException: the user has no address for a medium that is wanted (text
            measured [delivery-7] for e-mail, a guess for SMS).

    """
    wanted = [(each, _contact(attributes, _ATTRIBUTES[each])) for each in dict.fromkeys(media)]
    for medium, contact in wanted:
        if contact is None:
            raise errors.InvalidParameterException(_NO_ADDRESS[medium])
    if wanted:
        return tuple(contact for _, contact in wanted if contact)
    known = (_contact(attributes, attribute) for attribute in CONTACTS)
    return tuple(contact for contact in known if contact)[:1]


def invite(
    ctx: Context,
    pool: Pool,
    user: User,
    temporary_password: str,
    contacts: Sequence[Contact],
    details: EventDetails,
) -> None:
    """Send a new user the temporary password to each of these addresses."""
    if not contacts:
        warn_unsent(ctx, pool, user, "the invitation with the temporary password", *CONTACTS)
    name = _sign_in_name(pool, user)
    for contact in contacts:
        wording = texts.invitation(pool, contact.medium)
        letter = _Letter("AdminCreateUser", wording, temporary_password, name)
        _send(ctx, pool, user, contact, letter, details)


def warn_unsent(ctx: Context, pool: Pool, user: User, what: str, *needs: str) -> None:
    """Warn that a message is due and goes nowhere, which no answer says.

    Args:
        ctx: the operation.
        pool: the user's.
        user: who should get it.
        what: the message.
        needs: the attributes of which it needs one.

    """
    ctx.warn(f"{user.username} is not sent {what}: it needs {' or '.join(needs)}.", pool)


def pretended(pool: Pool, name: str, attributes: tuple[str, ...]) -> Contact:
    """Return where a code for a user who does not exist would seem to go.

    The kind of address follows from the name and from the attributes that the pool would use. Each
    pool has one invented mail address (measured [hidden-users-5]: the same for all names;
    that it differs between pools is a guess) and one invented number.
    """
    seed = blake2b(pool.id.encode(), digest_size=4).digest()
    letters = [chr(ord("a") + byte % 26) for byte in seed]
    phone = usernames.is_phone(name) or ("email" not in attributes and "phone_number" in attributes)
    if phone and not usernames.is_email(name):
        return Contact("phone_number", f"+1555555{int.from_bytes(seed) % 10_000:04}")
    return Contact("email", f"{letters[0]}@{letters[1]}")


def pretended_to_sign_in(pool: Pool, name: str, attribute: str) -> Contact:
    """Return where a code to sign in with would seem to go, for a user who does not exist.

    An address that was typed is shown masked (measured [hidden-users-4] for e-mail); for other
    names it is the pool's invented address (a guess).
    """
    typed = usernames.is_email(name) if attribute == "email" else usernames.is_phone(name)
    return Contact(attribute, name) if typed else pretended(pool, "", (attribute,))


def _link(ctx: Context, pool: Pool, user: User, code: str, details: EventDetails) -> str:
    """Return the URL that confirms a sign-up (measured [delivery-10]).

    Raises:
        InvalidParameterException: the pool has no domain that it could lead to.

    """
    url = domains.url_of_pool(ctx, pool)
    if url is None:
        raise errors.InvalidParameterException(
            "Cannot perform specific action because there does not exist a valid use pool domain"
            " associated with the user pool"
        )
    query = {
        "client_id": details.client.id,
        "user_name": user.username,
        "confirmation_code": code,
    }
    return f"{url}/confirmUser?{urlencode(query)}"


def _contact(attributes: Mapping[str, str], attribute: str) -> Contact | None:
    address = attributes.get(attribute)
    return Contact(attribute, address) if address else None


def _sign_in_name(pool: Pool, user: User) -> str:
    """Return what an invitation calls the user: not a UUID that nobody typed (a guess)."""
    addresses = (user.attributes.get(name) for name in pool.username_attributes)
    return next((address for address in addresses if address), user.username)


def _send(
    ctx: Context,
    pool: Pool,
    user: User,
    contact: Contact,
    letter: _Letter,
    details: EventDetails,
) -> None:
    """Word a message and send it: the one place where both happens."""
    reason, code, medium = letter.reason, letter.code, contact.medium
    wording = triggers.worded(ctx, pool, user, medium, reason, letter.wording, details=details)
    text = wording.filled(code, letter.name, letter.link)
    message = Message(
        id=ctx.ids.uuid(),
        user_pool_id=user.pool_id,
        username=user.username,
        medium=medium,
        destination=contact.address,
        reason=reason,
        code=code,
        subject=text.subject,
        body=text.body,
        sent_at=ctx.now,
        link=letter.link if letter.link and letter.link in text.body else None,
    )
    texts.send(ctx, message)
    triggers.handed_over(ctx, pool, user, medium, reason, code, details=details)
