"""DEVICE_PASSWORD_VERIFIER: a remembered device proves that it has its secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cognito_emulator.domain.accounts import eligibility
from cognito_emulator.domain.factors import devices
from cognito_emulator.domain.sign_in import stand_ins
from cognito_emulator.domain.sign_in.challenges import srp_proof
from cognito_emulator.domain.sign_in.challenges.issued import Issued
from cognito_emulator.domain.sign_in.challenges.session import answering_user

if TYPE_CHECKING:
    from cognito_emulator.domain.factors.record import Device, Secret
    from cognito_emulator.domain.sign_in.attempt import Situation
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.work.context import Context


def handle(session: str | None, responses: Mapping[str, str]) -> str:
    """Return the Session, or else the secret block: some clients send no Session (quoted)."""
    block = srp_proof.block_of(responses, "DEVICE_KEY")
    return session or block


def issue(ctx: Context, at: Situation) -> Issued:
    """Send the device's salt, as the number that it is (measured), and B."""
    device, secret = _known(at)
    salt = f"{secret.salt:x}"
    opening = srp_proof.opened(ctx, at.attempt.device_srp_a or "0", salt, secret.verifier)
    return Issued(
        parameters={
            **opening.parameters,
            "USERNAME": at.attempt.username,
            "DEVICE_KEY": device.key,
        },
        private=opening.private,
        alias=opening.block,
    )


def answer(ctx: Context, at: Situation, responses: Mapping[str, str]) -> Attempt:
    """Check the proof, which another device than the one that was asked cannot give.

    Raises:
        NotAuthorizedException: the proof is wrong (text not confirmed), or the answer somebody
            else's.

    """
    answering_user(ctx, at, responses)
    device, secret = _known(at)
    if not device.trusted:  # any more: it cannot stand in for anything (not confirmed)
        raise eligibility.refused()
    who = devices.identity(at.pool, device)
    if not srp_proof.holds(at.attempt.private, responses, who, secret.verifier):
        raise eligibility.refused()
    return at.attempt


def solution(ctx: Context, at: Situation) -> Mapping[str, str] | None:
    """Return the proof of a device that was lent; others keep their secret to themselves."""
    return stand_ins.proved(ctx, at)


def _known(at: Situation) -> tuple[Device, Secret]:
    """Return the device with its secret.

    Raises:
        ResourceNotFoundException: the pool does not track it any more.

    """
    if at.device is None or at.device.secret is None:
        raise devices.unknown()
    return at.device, at.device.secret
