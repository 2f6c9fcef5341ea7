"""What pages say of a refusal: on classic pages what the API says, in managed login a text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from cognito_emulator.web.hosting import csrf
from cognito_emulator.web.pages.look import language, look

if TYPE_CHECKING:
    from cognito_emulator.errors import CognitoError

_MESSAGES: Mapping[str, str] = {
    "Attempt limit exceeded, please try after some time.": "too_many",
    "Code mismatch and fail enable Software Token MFA": "wrong_code",
    "Incorrect username or password.": "incorrect",
    "Invalid code or auth state for the user": "wrong_code",
    "Invalid code or auth state for the user.": "wrong_code",
    "Invalid code received for user": "wrong_code",
    "Password attempts exceeded": "locked_out",
    "Cannot reset password for the user as there is no registered/verified email or phone_number": (
        "no_address"
    ),
    "Contact administrator to reset password.": "contact_administrator",
    "Invalid code provided, please request a code again.": "no_code",
    "Invalid email address format.": "email_format",
    "Invalid phone number format.": "phone_format",
    "Invalid verification code provided, please try again.": "wrong_code",
    "User already exists": "name_taken",
    "User cannot be confirmed. Current status is CONFIRMED": "confirmed_already",
    "User is already confirmed.": "confirmed_already",
    "Username/client id combination not found.": "unknown_user",
    "Temporary password has expired and must be reset by an administrator.": (
        "old_temporary_password"
    ),
    "User does not exist.": "unknown_user",
    "User is disabled.": "disabled",
    "Your software token has already been used once.": "used_code",
}

_RULES: Mapping[str, str] = {
    "Password not long enough": "too_short",
    "Password must have uppercase characters": "no_uppercase",
    "Password must have lowercase characters": "no_lowercase",
    "Password must have numeric characters": "no_number",
    "Password must have symbol characters": "no_symbol",
}

# What the service model says of a request; see `conforming`.
_BROKEN = re.compile(r"\d+ validation errors? detected: ")


class OfThePage(str):
    """A problem of the page as a whole: nothing that was typed is wrong, and no field is marked."""

    __slots__ = ()


def of_the_page(key: str, **values: object) -> OfThePage:
    """Return a text of the language, as a problem that no field is to blame for."""
    return OfThePage(language()(key, **values))


def refused_form() -> OfThePage:
    """Return what a page says of a form that is not good: see `csrf.is_good`.

    Who blocks cookies would never get past it, and learns why.
    """
    return of_the_page("problem.form_expired" if csrf.came() else "problem.no_cookie")


def sentence(refusal: CognitoError) -> str:
    """Return what a page says of a refusal.

    Of a disabled user that is measured [pages-2]; that it is the API's message else is a guess.
    What a trigger says is shown as it is (documented).
    """
    message = refusal.message or refusal.type
    key = "not_usable" if _BROKEN.match(message) else None
    key = key or _MESSAGES.get(message) or _RULES.get(message.rpartition(": ")[2])
    if key is None or (look().classic and key != "disabled"):
        return message
    return language()(f"problem.{key}")
