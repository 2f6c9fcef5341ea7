"""DEVICE_PASSWORD_VERIFIER: a remembered device proves that it has its secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cognito_emulator.domain.accounts import eligibility
from cognito_emulator.domain.factors import devices
from cognito_emulator.domain.sign_in import stand_ins
from cognito_emulator.domain.sign_in.challenges import srp_proof
from cognito_emulator.domain.sign_in.challenges.issued_challenge import IssuedChallenge
from cognito_emulator.domain.sign_in.challenges.responses import answering_user

if TYPE_CHECKING:
    from cognito_emulator.domain.factors.record import Device, Secret
    from cognito_emulator.domain.sign_in.attempt import AttemptState
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.work.context import Context


def handle(session: str | None, responses: Mapping[str, str]) -> str:
    """Return the Session, or else the secret block: some clients send no Session (claimed)."""
    block = srp_proof.block_of(responses, "DEVICE_KEY")
    return session or block


def issue(ctx: Context, state: AttemptState) -> IssuedChallenge:
    """Send the device's salt, as the number that it is (measured [devices-6]), and B."""
    device, secret = _known(state)
    salt = f"{secret.salt:x}"
    opening = srp_proof.opened(ctx, state.attempt.device_srp_a or "0", salt, secret.verifier)
    return IssuedChallenge(
        parameters={
            **opening.parameters,
            "USERNAME": state.attempt.username,
            "DEVICE_KEY": device.key,
        },
        private=opening.private,
        alias=opening.block,
    )


def answer(ctx: Context, state: AttemptState, responses: Mapping[str, str]) -> Attempt:
    """Check the proof, which another device than the one that was asked cannot give.

    Raises:
        NotAuthorizedException: the proof is wrong (the text is a guess), or the answer somebody
            else's.

    """
    answering_user(ctx, state, responses)
    device, secret = _known(state)
    if not device.trusted:  # any more: it cannot stand in for anything (a guess)
        raise eligibility.refused()
    who = devices.identity(state.pool, device)
    if not srp_proof.holds(state.attempt.private, responses, who, secret.verifier):
        raise eligibility.refused()
    return state.attempt


def solution(ctx: Context, state: AttemptState) -> Mapping[str, str] | None:
    """Return the proof of a device that was lent; others keep their secret to themselves."""
    return stand_ins.proved(ctx, state)


def _known(state: AttemptState) -> tuple[Device, Secret]:
    """Return the device with its secret.

    Raises:
        ResourceNotFoundException: the pool does not track it any more.

    """
    if state.device is None or state.device.secret is None:
        raise devices.unknown()
    return state.device, state.device.secret
