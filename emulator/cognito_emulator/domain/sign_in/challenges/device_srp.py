"""DEVICE_SRP_AUTH: a remembered device begins to prove itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator.domain.accounts import eligibility
from cognito_emulator.domain.sign_in import stand_ins
from cognito_emulator.domain.sign_in.challenges.issued_challenge import IssuedChallenge
from cognito_emulator.domain.sign_in.challenges.responses import answering_user
from cognito_emulator.domain.sign_in.srp_parameters import public_value
from cognito_emulator.domain.work.parameters import required

if TYPE_CHECKING:
    from cognito_emulator.domain.sign_in.attempt import AttemptState
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.store import Json


def handle(session: str | None, responses: Mapping[str, str]) -> str:
    """Return the Session; where there is none, the device names its latest sign-in.

    Some clients send none (claimed); which response is missed first is a guess.
    """
    required(responses, "USERNAME", "DEVICE_KEY")
    public_value(responses)
    return session or responses["DEVICE_KEY"]


def issue(ctx: Context, state: AttemptState) -> IssuedChallenge:
    """Ask for the client's public value; that there is USERNAME is claimed.

    Somebody without a remembered device, on whom a test forces the challenge, is lent one.
    """
    parameters = {"USERNAME": state.attempt.username}
    if state.device is not None and state.device.trusted:
        key = state.device.key
        return IssuedChallenge(parameters=parameters, private=_private(key), alias=key)
    lent, supplied = stand_ins.lend(ctx, state)
    private = _private(lent.key, lent=True)
    return IssuedChallenge(
        parameters=parameters, private=private, lent=lent, supplied=supplied, alias=lent.key
    )


def answer(ctx: Context, state: AttemptState, responses: Mapping[str, str]) -> Attempt:
    """Take the client's public value; DEVICE_PASSWORD_VERIFIER follows.

    Raises:
        NotAuthorizedException: the answer is somebody else's or another device's, or the device is
            trusted no longer, so that it cannot stand in for anything (a guess).

    """
    answering_user(ctx, state, responses)
    device_key = state.attempt.private["device_key"]
    lent = state.attempt.lent if state.attempt.private["lent"] else None
    device = lent or state.device
    if device is None or not device.trusted or responses["DEVICE_KEY"] != device_key:
        raise eligibility.refused()
    return replace(state.attempt, lent=lent, device_srp_a=responses["SRP_A"])


def solution(_ctx: Context, state: AttemptState) -> Mapping[str, str] | None:
    """Return the public value of a device that was lent; others have their own."""
    return stand_ins.begun(state.attempt.supplied)


def _private(device_key: str, *, lent: bool = False) -> Json:
    return {"device_key": device_key, "lent": lent}
