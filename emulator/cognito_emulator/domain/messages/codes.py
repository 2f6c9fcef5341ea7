"""Confirmation codes: one for each user and purpose, good once and for a while."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator import errors
from cognito_emulator.domain.messages.record import CODES, Code

if TYPE_CHECKING:
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context

_HOUR = 3600
_DAY = 86400


class Purpose(NamedTuple):
    """What a code is for, and how long it is good, in seconds."""

    name: str
    lifetime: int


# The lifetimes are documented.
SIGN_UP = Purpose("sign-up", _DAY)
RESET = Purpose("password reset", _HOUR)


def of_attribute(name: str) -> Purpose:
    """Return the purpose of a code that verifies an attribute."""
    return Purpose(f"verification of {name}", _DAY)


def issue(ctx: Context, user: User, purpose: Purpose, attribute: str, address: str) -> str:
    """Make a code; an earlier one of the same purpose is void (measured [codes-1])."""
    code = Code(
        pool_id=user.pool_id,
        sub=user.sub,
        purpose=purpose.name,
        text=new_text(ctx),
        attribute=attribute,
        address=address,
        expires_at=ctx.now + purpose.lifetime,
    )
    return ctx.tx.put(CODES, code).text


def new_text(ctx: Context, digits: int = 6) -> str:
    """Return the text of a new code: so many digits, or what the settings say."""
    return ctx.settings.code or ctx.ids.code(digits)


def same_text(code: str, text: str) -> bool:
    """Whether a text is the code, in a time that does not tell how much of it is right."""
    return hmac.compare_digest(code.encode(), text.encode())


def use(ctx: Context, user: User, purpose: Purpose, text: str) -> Code:
    """Use up a code; a wrong guess leaves it as it is.

    No number of guesses kills it (measured [codes-2]).

    Raises:
        ExpiredCodeException: there is none, too old, or was used (text measured [codes-3]).
        CodeMismatchException: it is another one (text measured [codes-4]).

    """
    code = ctx.tx.get(CODES, (user.pool_id, user.sub, purpose.name))
    if code is None or ctx.now >= code.expires_at:
        raise no_code()
    if not same_text(code.text, text):
        raise mismatch()
    ctx.tx.delete(CODES, (user.pool_id, user.sub, purpose.name))
    return code


def no_code() -> errors.ExpiredCodeException:
    """Return the error for a code that is not good any more, or never was."""
    return errors.ExpiredCodeException("Invalid code provided, please request a code again.")


def mismatch() -> errors.CodeMismatchException:
    """Return the error for a wrong code; also what guesses about a hidden user get (documented)."""
    return errors.CodeMismatchException("Invalid verification code provided, please try again.")
