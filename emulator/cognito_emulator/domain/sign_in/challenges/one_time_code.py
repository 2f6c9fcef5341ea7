"""SMS_MFA, EMAIL_OTP and SMS_OTP: a code that was sent, as second factor or as first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.accounts import verification
from cognito_emulator.domain.messages import codes, delivery
from cognito_emulator.domain.sign_in.challenges.issued_challenge import IssuedChallenge
from cognito_emulator.domain.sign_in.challenges.responses import (
    answering_user,
    judge,
    named_by_session,
)

if TYPE_CHECKING:
    from cognito_emulator.domain.messages.delivery import Contact
    from cognito_emulator.domain.sign_in.attempt import AttemptState
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.work.context import Context

# The first is measured [sign-in-33]; the second claimed for text messages, a guess for mails.
_DIGITS_OF_FIRST_FACTOR = 8
_DIGITS_OF_SECOND_FACTOR = 6


class OneTimeCode:
    """A challenge to type a code that goes to an address of the user."""

    def __init__(self, name: str, attribute: str) -> None:
        self._response = f"{name}_CODE"
        self._name = name
        self._attribute = attribute

    def handle(self, session: str | None, responses: Mapping[str, str]) -> str:
        """Return the Session."""
        return named_by_session(session, responses, self._response)

    def issue(self, ctx: Context, state: AttemptState) -> IssuedChallenge:
        """Send a code, or seem to where the client hides that there is nobody.

        The latter is measured [hidden-users-4].

        Raises:
            InvalidParameterException: the user has no address for it, which the policy asks about
                before (the text is a guess).

        """
        contact = self._contact(state)
        first = _is_first_factor(state)
        parameters = {
            "CODE_DELIVERY_DELIVERY_MEDIUM": contact.medium,
            "CODE_DELIVERY_DESTINATION": contact.masked,
        }
        if not first:  # a first factor has exactly the two: measured [sign-in-32]
            parameters["USER_ID_FOR_SRP"] = state.attempt.username
        if _is_hidden(state):
            return IssuedChallenge(parameters=parameters)
        digits = _DIGITS_OF_FIRST_FACTOR if first else _DIGITS_OF_SECOND_FACTOR
        code = delivery.send_sign_in_code(
            ctx, state.pool, state.somebody, contact, digits, state.details
        )
        own = state.somebody.attributes.get(contact.attribute) == contact.address
        return IssuedChallenge(
            parameters=parameters,
            private={"code": code, "address": contact.address},
            supplied={} if own else {contact.attribute: contact.address},
        )

    def answer(self, ctx: Context, state: AttemptState, responses: Mapping[str, str]) -> Attempt:
        """Compare the code, and mark the address that it went to as verified (documented).

        Raises:
            CodeMismatchException: the code is another one (measured [sign-in-34]), or nobody's.
            NotAuthorizedException, PasswordResetRequiredException: see `answering_user`.

        """
        if _is_hidden(state):
            raise _mismatch()
        user = answering_user(ctx, state, responses)
        right = codes.same_text(state.attempt.private["code"], responses[self._response])
        if not _is_first_factor(state):
            judge(ctx, user, _mismatch(), right=right)
        elif not right:  # six in a row locked nobody out: measured [sign-in-35]
            raise _mismatch()
        address = state.attempt.private["address"]
        still_there = user.attributes.get(self._attribute) == address
        if still_there and not delivery.is_verified(user, self._attribute):
            verification.confirm_address(ctx, state.pool, user, self._attribute, address)
        return state.attempt

    def solution(self, _ctx: Context, state: AttemptState) -> Mapping[str, str] | None:
        """Return the code that was sent; a hidden user got none."""
        code = state.attempt.private.get("code")
        return None if code is None else {self._response: code}

    def _contact(self, state: AttemptState) -> Contact:
        if _is_hidden(state):
            return delivery.pretended_to_sign_in(state.pool, state.attempt.name, self._attribute)
        contact = delivery.to_sign_in(state.somebody, self._attribute)
        if contact is None and state.attempt.forced:
            return delivery.stand_in(self._attribute)
        if contact is None:
            raise errors.InvalidParameterException(
                f"User does not have delivery config set to turn on {self._name}"
            )
        return contact


SMS_MFA = OneTimeCode("SMS_MFA", "phone_number")
SMS_OTP = OneTimeCode("SMS_OTP", "phone_number")
EMAIL_OTP = OneTimeCode("EMAIL_OTP", "email")


def _is_first_factor(state: AttemptState) -> bool:
    return state.attempt.flow == "USER_AUTH" and not state.attempt.first_factor_passed


def _is_hidden(state: AttemptState) -> bool:
    """Whether there never was such a user, and the client does not say so."""
    return state.attempt.sub is None


def _mismatch() -> errors.CodeMismatchException:
    return errors.CodeMismatchException("Invalid code or auth state for the user.")
