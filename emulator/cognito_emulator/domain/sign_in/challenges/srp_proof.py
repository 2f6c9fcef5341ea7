"""What the challenges share that prove a secret by SRP: how they are opened, and how answered."""

from __future__ import annotations

import hmac
import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator import errors
from cognito_emulator.domain.factors import srp
from cognito_emulator.domain.work.parameters import required

if TYPE_CHECKING:
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.store import Json

_SIGNATURE, _BLOCK = "PASSWORD_CLAIM_SIGNATURE", "PASSWORD_CLAIM_SECRET_BLOCK"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TIMESTAMP = re.compile(
    rf"(?:{'|'.join(_DAYS)}) ({'|'.join(_MONTHS)}) (\d{{1,2}}) (\d\d):(\d\d):(\d\d)"
    r" (?:UTC|GMT) (\d{4})",
    re.IGNORECASE,
)
# Lengths seen: 1,340 characters for an A of one digit, 2,572 for a full one (recorded
# [sign-in-12]); so the block seems to hold A as decimal text.
_BLOCK_BYTES = 1003
_DIGITS_PER_BIT = 0.30103


class Opening(NamedTuple):
    """An open proof.

    Attributes:
        block: the secret block, which names it.
        parameters: what the client is told.
        private: what to remember until the answer.

    """

    block: str
    parameters: dict[str, str]
    private: Json


def opened(ctx: Context, srp_a: str, salt: str, verifier: int) -> Opening:
    """Ask for the proof of a secret: send B to a client that has sent A.

    Args:
        ctx: the operation.
        srp_a: the client's A, as a hexadecimal number.
        salt: SALT, which goes out as it is.
        verifier: what is known of the secret.

    """
    a_public = int(srp_a, 16)
    b = ctx.ids.exponent()
    b_public = srp.public_value(verifier, b)
    block = ctx.ids.secret_block(_BLOCK_BYTES + int(a_public.bit_length() * _DIGITS_PER_BIT) + 1)
    return Opening(
        block,
        parameters={"SALT": salt, "SECRET_BLOCK": block, "SRP_B": f"{b_public:x}"},
        private={"A": a_public, "b": b, "B": b_public, "block": block},
    )


def block_of(responses: Mapping[str, str], *more: str) -> str:
    """Return the secret block of an answer that is complete and can be read.

    What is missing is measured [sign-in-13] in this order, the texts of the form too (measured
    [sign-in-16, sign-in-17]); that the form comes next, before the block is
    looked up, is claimed.

    Raises:
        InvalidParameterException: a response is missing, of these or of ``more``, or malformed.

    """
    required(responses, "USERNAME", "TIMESTAMP", _SIGNATURE, _BLOCK, *more)
    _claim(responses)
    return responses[_BLOCK]


def holds(private: Json, responses: Mapping[str, str], identity: str, verifier: int) -> bool:
    """Whether an answer proves the secret.

    Not with an A of zero modulo ``N``: then anybody knows the key. That the service accepts such an
    A is recorded [sign-in-3], that it refuses the proof is a guess.

    Args:
        private: of the opening.
        responses: the answer, known to be readable.
        identity: whose secret it is; hashed into it, and signed.
        verifier: what is known of the secret now.

    """
    if private["A"] % srp.N == 0:
        return False
    timestamp, claimed = _claim(responses)
    key = srp.session_key(private["A"], private["b"], private["B"], verifier)
    proof = srp.signature(key, identity, b64decode(private["block"]), timestamp)
    return hmac.compare_digest(proof, claimed) and responses[_BLOCK] == private["block"]


def _claim(responses: Mapping[str, str]) -> tuple[str, bytes]:
    """Return the timestamp as it is signed, and the signature.

    Raises:
        InvalidParameterException: one of them cannot be read.

    """
    timestamp = _canonical_timestamp(responses["TIMESTAMP"])
    return timestamp, _decode(responses[_SIGNATURE])


def _canonical_timestamp(text: str) -> str:
    """Return a timestamp as the service signs it, ``EEE MMM d HH:mm:ss UTC yyyy``.

    It is read leniently, and its age is not checked (both measured [sign-in-14, sign-in-15]).

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
    except (Base64Error, ValueError) as problem:
        raise errors.InvalidParameterException(
            "Invalid PASSWORD_CLAIM_SIGNATURE format. Must be a Base64 string."
        ) from problem
