"""PASSWORD_VERIFIER: the second half of SRP."""

from __future__ import annotations

import hmac
import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain import srp, users
from cognito_emulator.domain.auth import lockout, standing, strangers
from cognito_emulator.domain.auth.challenges.issued import Issued
from cognito_emulator.domain.auth.parameters import required

if TYPE_CHECKING:
    from cognito_emulator.domain.auth.attempt import Attempt, Situation
    from cognito_emulator.domain.context import Context

SINGLE_USE = False  # measured: a right proof can be sent twice, a wrong one uses nothing up
ONE_TRY = False

_RESPONSES = ("USERNAME", "TIMESTAMP", "PASSWORD_CLAIM_SIGNATURE", "PASSWORD_CLAIM_SECRET_BLOCK")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TIMESTAMP = re.compile(
    rf"(?:{'|'.join(_DAYS)}) ({'|'.join(_MONTHS)}) (\d{{1,2}}) (\d\d):(\d\d):(\d\d)"
    r" (?:UTC|GMT) (\d{4})",
    re.IGNORECASE,
)
# Lengths seen: 1,340 characters for an A of one digit, 2,572 for a full one (recorded 2026-09);
# so the block seems to hold A as decimal text.
_BLOCK_BYTES = 1003
_DIGITS_PER_BIT = 0.30103


def handle(_session: str | None, responses: Mapping[str, str]) -> str:
    """Return the secret block, which plays the part of the Session (recorded 2026-09).

    What is missing is measured in this order; that the form comes next, before the block is looked
    up, is known from an emulator only.
    """
    *_, block = required(responses, *_RESPONSES)
    _claim(responses)
    return block


def unknown_handle() -> errors.NotAuthorizedException:
    """Return the error for a block that is nobody's (measured)."""
    return standing.refused()


def issue(ctx: Context, at: Situation) -> Issued:
    """Send salt and B, to a stranger made-up ones that behave the same (recorded 2026-09)."""
    salt, x = _credentials(at)
    a_public = int(at.attempt.srp_a or "0", 16)
    b = ctx.ids.exponent()
    b_public = srp.public_value(srp.verifier(x), b)
    block = ctx.ids.secret_block(_BLOCK_BYTES + int(a_public.bit_length() * _DIGITS_PER_BIT) + 1)
    return Issued(
        parameters={
            "SALT": salt.hex(),
            "SECRET_BLOCK": block,
            "SRP_B": f"{b_public:x}",
            "USERNAME": at.attempt.username,
            "USER_ID_FOR_SRP": at.attempt.username,
        },
        private={"A": a_public, "b": b, "B": b_public},
        handle=block,
    )


def answer(ctx: Context, at: Situation, responses: Mapping[str, str]) -> Attempt:
    """Check the proof, then the user.

    Raises:
        NotAuthorizedException: the proof is wrong, the user locked out or disabled, or the
            temporary password too old.
        PasswordResetRequiredException: an administrator reset the password in between.

    """
    timestamp, claimed = _claim(responses)
    private = at.attempt.private
    _, x = _credentials(at)
    key = srp.session_key(private["A"], private["b"], private["B"], srp.verifier(x))
    who = users.identity(at.pool, at.attempt.username)
    proof = srp.signature(key, who, b64decode(at.attempt.handle), timestamp)
    same_user = responses["USERNAME"] == at.attempt.username
    if at.user is not None:
        lockout.check(ctx, at.user)
    if not hmac.compare_digest(proof, claimed) or not same_user or at.user is None:
        if at.user is not None:
            lockout.count(ctx, at.user)
        raise standing.refused()
    standing.admit(at.client, at.user)
    standing.check_age(ctx, at.pool, at.user)
    return at.attempt


def _claim(responses: Mapping[str, str]) -> tuple[str, bytes]:
    """Return the timestamp as it is signed, and the signature.

    Raises:
        InvalidParameterException: one of them cannot be read.

    """
    timestamp = _canonical_timestamp(responses["TIMESTAMP"])
    return timestamp, _decode(responses["PASSWORD_CLAIM_SIGNATURE"])


def _canonical_timestamp(text: str) -> str:
    """Return a timestamp as the service signs it, ``EEE MMM d HH:mm:ss UTC yyyy``.

    It is read leniently, and its age is not checked (both measured).

    Raises:
        InvalidParameterException: it cannot be read.

    """
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        raise _unreadable()
    month, day, hour, minute, second, year = match.groups()
    try:
        when = datetime(
            int(year),
            _MONTHS.index(month.title()) + 1,
            int(day),
            int(hour),
            int(minute),
            int(second),
            tzinfo=UTC,
        )
    except ValueError as problem:
        raise _unreadable() from problem
    weekday, month = _DAYS[when.weekday()], _MONTHS[when.month - 1]
    return f"{weekday} {month} {when.day} {when:%H:%M:%S} UTC {when.year}"


def _unreadable() -> errors.InvalidParameterException:
    return errors.InvalidParameterException(
        "TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english."
    )


def _decode(signature: str) -> bytes:
    try:
        return b64decode(signature, validate=True)
    except (NotBase64, ValueError) as problem:
        raise errors.InvalidParameterException(
            "Invalid PASSWORD_CLAIM_SIGNATURE format. Must be a Base64 string."
        ) from problem


def _credentials(at: Situation) -> tuple[bytes, bytes]:
    """Return salt and private exponent; who has no password gets a stranger's."""
    if at.user is not None and at.user.password is not None:
        return at.user.password.salt, at.user.password.x
    return strangers.credentials(at.pool, at.attempt.username)


def solution(_ctx: Context, _at: Situation) -> Mapping[str, str] | None:
    """Return nothing: only the user knows the password."""
    return None
