"""PASSWORD_VERIFIER: the second half of SRP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cognito_emulator.domain.accounts import eligibility, lockout
from cognito_emulator.domain.factors import srp
from cognito_emulator.domain.sign_in import hidden_users
from cognito_emulator.domain.sign_in.challenges import srp_proof
from cognito_emulator.domain.sign_in.challenges.issued import Issued
from cognito_emulator.domain.users import passwords

if TYPE_CHECKING:
    from cognito_emulator.domain.sign_in.attempt import Situation
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.work.context import Context


def handle(_session: str | None, responses: Mapping[str, str]) -> str:
    """Return the secret block, which plays the part of the Session (recorded 2026-09)."""
    return srp_proof.block_of(responses)


def issue(ctx: Context, at: Situation) -> Issued:
    """Send salt and B, to a stranger made-up ones that behave the same (recorded 2026-09)."""
    salt, x = _credentials(at)
    opening = srp_proof.opened(ctx, at.attempt.srp_a or "0", salt.hex(), srp.verifier(x))
    username = at.attempt.username
    return Issued(
        parameters={**opening.parameters, "USERNAME": username, "USER_ID_FOR_SRP": username},
        private=opening.private,
        handle=opening.block,
    )


def answer(ctx: Context, at: Situation, responses: Mapping[str, str]) -> Attempt:
    """Check the proof, then the user.

    Raises:
        NotAuthorizedException: the proof is wrong, the user locked out or disabled, or the
            temporary password too old.
        PasswordResetRequiredException: an administrator reset the password in between.

    """
    _, x = _credentials(at)
    who = passwords.identity(at.pool, at.attempt.username)
    proved = srp_proof.holds(at.attempt.private, responses, who, srp.verifier(x))
    same_user = responses["USERNAME"] == at.attempt.username
    if at.user is not None:
        lockout.check(ctx, at.user)
    if not proved or not same_user or at.user is None:
        if at.user is not None:
            lockout.count(ctx, at.user)
        raise eligibility.refused()
    eligibility.admit(at.client, at.user)
    eligibility.check_age(ctx, at.pool, at.user)
    return at.attempt


def _credentials(at: Situation) -> tuple[bytes, bytes]:
    """Return salt and private exponent; who has no password gets a stranger's."""
    if at.user is not None and at.user.password is not None:
        return at.user.password.salt, at.user.password.x
    return hidden_users.credentials(at.pool, at.attempt.username)


def solution(_ctx: Context, _at: Situation) -> Mapping[str, str] | None:
    """Return nothing: only the user knows the password."""
    return None
