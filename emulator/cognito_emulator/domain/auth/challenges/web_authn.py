"""WEB_AUTHN: sign a challenge with a passkey."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator.domain import ceremonies, passkeys
from cognito_emulator.domain.auth import standing, strangers
from cognito_emulator.domain.auth.challenges.issued import Issued
from cognito_emulator.domain.auth.challenges.session import (
    answering_user,
    named_by_session,
    unknown_handle,
)

if TYPE_CHECKING:
    from cognito_emulator.domain.auth.attempt import Attempt, Situation
    from cognito_emulator.domain.context import Context

__all__ = ["ONE_TRY", "SINGLE_USE", "answer", "handle", "issue", "solution", "unknown_handle"]

SINGLE_USE = True
ONE_TRY = False  # not confirmed: as with codes, which may be wrong
_TIMEOUT = 180_000  # milliseconds that a browser gives its user (documented)


def handle(session: str | None, responses: Mapping[str, str]) -> str:
    """Return the Session."""
    return named_by_session(session, responses, "CREDENTIAL")


def issue(ctx: Context, at: Situation) -> Issued:
    """Ask for a passkey of the user, by a PublicKeyCredentialRequestOptionsJSON (documented).

    Raises:
        NotAuthorizedException: the pool has no relying party, or none any more (not confirmed).

    """
    party = passkeys.relying_party(at.pool)
    if party is None:
        raise standing.refused()
    challenge = passkeys.new_challenge(ctx)
    options = {
        "challenge": challenge,
        "timeout": _TIMEOUT,
        "rpId": party.id,
        "allowCredentials": _allowed(ctx, at),
        "userVerification": party.user_verification,
    }
    return Issued(
        parameters={"CREDENTIAL_REQUEST_OPTIONS": json.dumps(options, separators=(",", ":"))},
        private={"challenge": challenge},
    )


def answer(ctx: Context, at: Situation, responses: Mapping[str, str]) -> Attempt:
    """Verify the assertion.

    Raises:
        NotAuthorizedException: it cannot be read or does not hold; which error that is and what it
            says is not confirmed: none of the more telling ones is declared for sign-in.

    """
    if at.attempt.sub is None:
        raise standing.refused()
    user = answering_user(ctx, at, responses)
    challenge, credential = at.attempt.private["challenge"], responses["CREDENTIAL"]
    try:
        assertion = passkeys.assert_user(ctx, at.pool, user, challenge, credential)
    except ceremonies.NotValid as flaw:
        raise standing.refused() from flaw
    return replace(at.attempt, user_verified=assertion.user_verified)


def solution(_ctx: Context, _at: Situation) -> Mapping[str, str] | None:
    """Return nothing: only the authenticator can sign."""
    return None


def _allowed(ctx: Context, at: Situation) -> list[dict[str, object]]:
    """Return allowCredentials, for a stranger a made-up one."""
    known: list[tuple[str, tuple[str, ...]]]
    if at.attempt.sub is None:
        known = [(strangers.passkey_id(at.pool, at.attempt.username), ("internal",))]
    else:
        known = [(each.id, each.transports) for each in passkeys.usable(ctx, at.pool, at.somebody)]
    return [{"type": "public-key", "id": id_, "transports": list(by)} for id_, by in known]
