"""The challenges: each a module that issues it and takes its answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from cognito_emulator.domain.auth.challenges import (
    choice,
    custom,
    device_password_verifier,
    device_srp,
    mfa_setup,
    new_password,
    one_time_code,
    password_verifier,
    select_mfa_type,
    software_token,
    web_authn,
)

if TYPE_CHECKING:
    from cognito_emulator import errors
    from cognito_emulator.domain.auth.attempt import Attempt, Situation
    from cognito_emulator.domain.auth.challenges.issued import Issued
    from cognito_emulator.domain.context import Context


class ChallengeModule(Protocol):
    """What a challenge's module offers."""

    SINGLE_USE: bool
    """Whether a right answer uses the challenge up."""

    ONE_TRY: bool
    """Whether any other answer does, too."""

    def unknown_handle(self) -> errors.NotAuthorizedException:
        """Return the error for a handle that leads to no such attempt."""

    def handle(self, session: str | None, responses: Mapping[str, str]) -> str:
        """Return the handle of the attempt that is answered, once the responses are complete.

        Raises:
            InvalidParameterException: one is missing.

        """

    def issue(self, ctx: Context, at: Situation) -> Issued:
        """Return what to send and what to remember."""

    def answer(self, ctx: Context, at: Situation, responses: Mapping[str, str]) -> Attempt:
        """Return the attempt, the challenge met; raise otherwise."""

    def solution(self, ctx: Context, at: Situation) -> Mapping[str, str] | None:
        """Return what to answer, beside USERNAME, so that a test can; ``None`` if unknowable."""


CHALLENGES: Mapping[str, ChallengeModule] = {
    "CUSTOM_CHALLENGE": custom,
    "DEVICE_PASSWORD_VERIFIER": device_password_verifier,
    "DEVICE_SRP_AUTH": device_srp,
    "EMAIL_OTP": one_time_code.EMAIL_OTP,
    "MFA_SETUP": mfa_setup,
    "NEW_PASSWORD_REQUIRED": new_password,
    "PASSWORD": choice.PASSWORD,
    "PASSWORD_SRP": choice.PASSWORD_SRP,
    "PASSWORD_VERIFIER": password_verifier,
    "SELECT_CHALLENGE": choice.SELECT_CHALLENGE,
    "SELECT_MFA_TYPE": select_mfa_type,
    "SMS_MFA": one_time_code.SMS_MFA,
    "SMS_OTP": one_time_code.SMS_OTP,
    "SOFTWARE_TOKEN_MFA": software_token,
    "WEB_AUTHN": web_authn,
}

# A first factor only, or the second half of what the client itself began.
_NEVER_OUT_OF_THE_BLUE = frozenset(
    {
        "DEVICE_PASSWORD_VERIFIER",
        "PASSWORD",
        "PASSWORD_SRP",
        "PASSWORD_VERIFIER",
        "SELECT_CHALLENGE",
        "SMS_OTP",
    }
)

#: The challenges that can follow a first factor, so that a test can force them.
FORCEABLE = tuple(name for name in CHALLENGES if name not in _NEVER_OUT_OF_THE_BLUE)
