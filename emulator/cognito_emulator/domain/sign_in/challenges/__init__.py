"""The challenges: each a module that issues it and takes its answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, get_args

from cognito_emulator import errors
from cognito_emulator.domain.accounts import eligibility
from cognito_emulator.domain.sign_in import sessions
from cognito_emulator.domain.sign_in.challenges import (
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
    from cognito_emulator.domain.sign_in.attempt import AttemptState
    from cognito_emulator.domain.sign_in.challenges.issued_challenge import IssuedChallenge
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.work.context import Context


class ChallengeModule(Protocol):
    """What a challenge's module offers."""

    def handle(self, session: str | None, responses: Mapping[str, str]) -> str:
        """Return the handle of the attempt that is answered, once the responses are complete.

        Raises:
            InvalidParameterException: one is missing.

        """

    def issue(self, ctx: Context, state: AttemptState) -> IssuedChallenge:
        """Return what to send and what to remember."""

    def answer(self, ctx: Context, state: AttemptState, responses: Mapping[str, str]) -> Attempt:
        """Return the attempt, the challenge met; raise otherwise."""

    def solution(self, ctx: Context, state: AttemptState) -> Mapping[str, str] | None:
        """Return what to answer, beside USERNAME, so that a test can; ``None`` if unknowable."""


class Kind(NamedTuple):
    """A challenge, and what becomes of its session.

    Attributes:
        single_use: whether a right answer uses it up.
        one_try: whether any other answer does, too.
        unknown: returns the error for one that is nobody's.

    """

    module: ChallengeModule
    single_use: bool = True
    one_try: bool = False
    unknown: Callable[[], errors.NotAuthorizedException] = sessions.unknown


# That a session outlives a wrong answer is recorded [sign-in-23] for new passwords, measured
# [sign-in-35, sign-in-20] for codes that were sent and for SRP, and a guess for the others; about
# apps two claims differ.
CHALLENGES: Mapping[str, Kind] = {
    # Measured [custom-auth-7]: whatever goes wrong, it is spent.
    "CUSTOM_CHALLENGE": Kind(custom, one_try=True),
    "DEVICE_PASSWORD_VERIFIER": Kind(device_password_verifier),
    "DEVICE_SRP_AUTH": Kind(device_srp),
    "EMAIL_OTP": Kind(one_time_code.EMAIL_OTP),
    "MFA_SETUP": Kind(mfa_setup),
    "NEW_PASSWORD_REQUIRED": Kind(new_password),
    "PASSWORD": Kind(choice.PASSWORD),
    "PASSWORD_SRP": Kind(choice.PASSWORD_SRP),
    # Measured [sign-in-18, sign-in-19]: a right proof can be sent twice, and a secret
    # block of nobody is a wrong password.
    "PASSWORD_VERIFIER": Kind(password_verifier, single_use=False, unknown=eligibility.refused),
    "SELECT_CHALLENGE": Kind(choice.SELECT_CHALLENGE),
    "SELECT_MFA_TYPE": Kind(select_mfa_type),
    "SMS_MFA": Kind(one_time_code.SMS_MFA),
    "SMS_OTP": Kind(one_time_code.SMS_OTP),
    "SOFTWARE_TOKEN_MFA": Kind(software_token),
    "WEB_AUTHN": Kind(web_authn),
}

ForceableChallenge = Literal[
    "CUSTOM_CHALLENGE",
    "DEVICE_SRP_AUTH",
    "EMAIL_OTP",
    "MFA_SETUP",
    "NEW_PASSWORD_REQUIRED",
    "SELECT_MFA_TYPE",
    "SMS_MFA",
    "SOFTWARE_TOKEN_MFA",
    "WEB_AUTHN",
]
"""A challenge that can follow a first factor, so that a test can force it.

The others are a first factor only, or the second half of what the client itself began.
"""

FORCEABLE: tuple[ForceableChallenge, ...] = get_args(ForceableChallenge)
