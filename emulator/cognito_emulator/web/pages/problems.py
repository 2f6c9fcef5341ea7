"""What pages say of a refusal: on classic pages what the API says, in managed login a text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

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
    "Temporary password has expired and must be reset by an administrator.": (
        "old_temporary_password"
    ),
    "User does not exist.": "unknown_user",
    "User is disabled.": "disabled",
    "Your software token has already been used once.": "used_code",
}


def sentence(refusal: CognitoError) -> str:
    """Return what a page says of a refusal.

    Of a disabled user that is measured [pages-2]; that it is the API's message else is a guess.
    What a trigger says is shown as it is (documented).
    """
    message = refusal.message or refusal.type
    key = _MESSAGES.get(message)
    if key is None or (look().classic and key != "disabled"):
        return message
    return language()(f"problem.{key}")
