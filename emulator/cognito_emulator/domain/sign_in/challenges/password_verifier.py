"""PASSWORD_VERIFIER: the second half of SRP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cognito_emulator.domain.accounts import eligibility, lockout
from cognito_emulator.domain.factors import srp
from cognito_emulator.domain.sign_in import hidden_users
from cognito_emulator.domain.sign_in.challenges import srp_proof
from cognito_emulator.domain.sign_in.challenges.issued_challenge import IssuedChallenge
from cognito_emulator.domain.users import passwords

if TYPE_CHECKING:
    from cognito_emulator.domain.sign_in.attempt import AttemptState
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.work.context import Context


def handle(_session: str | None, responses: Mapping[str, str]) -> str:
    """Return the secret block, which plays the part of the Session (recorded [sign-in-11])."""
    return srp_proof.block_of(responses)


def issue(ctx: Context, state: AttemptState) -> IssuedChallenge:
    """Send salt and B; a hidden user's are made up and behave alike (recorded [hidden-users-2])."""
    salt, x = _credentials(state)
    opening = srp_proof.opened(ctx, state.attempt.srp_a or "0", salt.hex(), srp.verifier(x))
    username = state.attempt.username
    return IssuedChallenge(
        parameters={**opening.parameters, "USERNAME": username, "USER_ID_FOR_SRP": username},
        private=opening.private,
        handle=opening.block,
    )


def answer(ctx: Context, state: AttemptState, responses: Mapping[str, str]) -> Attempt:
    """Check the proof, then the user.

    Raises:
        NotAuthorizedException: the proof is wrong, as each is of a hidden user (recorded
            [hidden-users-3]), the user locked out or disabled, or the temporary password too old.
        PasswordResetRequiredException: an administrator reset the password in between.

    """
    _, x = _credentials(state)
    who = passwords.identity(state.pool, state.attempt.username)
    proved = srp_proof.holds(state.attempt.private, responses, who, srp.verifier(x))
    same_user = responses["USERNAME"] == state.attempt.username
    if state.user is not None:
        lockout.check(ctx, state.user)
    if not proved or not same_user or state.user is None:
        if state.user is not None:
            lockout.count(ctx, state.user)
        raise eligibility.refused()
    eligibility.admit(state.client, state.user)
    eligibility.check_age(ctx, state.pool, state.user)
    return state.attempt


def _credentials(state: AttemptState) -> tuple[bytes, bytes]:
    """Return salt and private exponent; who has no password gets those of a hidden user."""
    if state.user is not None and state.user.password is not None:
        return state.user.password.salt, state.user.password.x
    return hidden_users.credentials(state.pool, state.attempt.username)


def solution(_ctx: Context, _state: AttemptState) -> Mapping[str, str] | None:
    """Return nothing: only the user knows the password."""
    return None
