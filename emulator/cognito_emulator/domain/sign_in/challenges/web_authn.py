"""WEB_AUTHN: sign a challenge with a passkey."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from cognito_emulator import base64url
from cognito_emulator.domain.accounts import eligibility
from cognito_emulator.domain.factors.passkeys import assertion, ceremonies, relying_party
from cognito_emulator.domain.factors.passkeys import lookup as passkey_lookup
from cognito_emulator.domain.factors.passkeys.assertion import AssertionRequest
from cognito_emulator.domain.factors.passkeys.relying_party import RelyingParty
from cognito_emulator.domain.factors.record import PASSKEYS, Passkey
from cognito_emulator.domain.sign_in import hidden_users
from cognito_emulator.domain.sign_in.challenges.issued_challenge import IssuedChallenge
from cognito_emulator.domain.sign_in.challenges.responses import answering_user, named_by_session

if TYPE_CHECKING:
    from cognito_emulator.domain.factors.passkeys.virtual_authenticator import Key
    from cognito_emulator.domain.sign_in.attempt import AttemptState
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.work.context import Context

_TIMEOUT = 180_000  # milliseconds that a browser gives its user (documented)
_SEED_BYTES = 32


def handle(session: str | None, responses: Mapping[str, str]) -> str:
    """Return the Session."""
    return named_by_session(session, responses, "CREDENTIAL")


def issue(ctx: Context, state: AttemptState) -> IssuedChallenge:
    """Ask for a passkey of the user, by a PublicKeyCredentialRequestOptionsJSON (documented).

    Whoever has none, but is forced to by a test, is lent one: `solution` signs with it.

    Raises:
        NotAuthorizedException: the pool has no relying party, or none any more (a guess).

    """
    lent = (
        state.attempt.forced
        and state.user
        and not passkey_lookup.usable(ctx, state.pool, state.user)
    )
    private = {
        "challenge": relying_party.new_challenge(ctx),
        "seed": base64url.encode(ctx.ids.token_bytes(_SEED_BYTES)) if lent else None,
    }
    request = _request(ctx, state.moved(private=private))
    options = {
        "challenge": request.challenge,
        "timeout": _TIMEOUT,
        "rpId": request.party.id,
        "allowCredentials": [
            {"type": "public-key", "id": key.id, "transports": list(key.transports)}
            for key in request.keys
        ],
        "userVerification": request.party.user_verification,
    }
    text = json.dumps(options, separators=(",", ":"))
    return IssuedChallenge(parameters={"CREDENTIAL_REQUEST_OPTIONS": text}, private=private)


def answer(ctx: Context, state: AttemptState, responses: Mapping[str, str]) -> Attempt:
    """Verify the assertion, and count the use of the passkey.

    Raises:
        NotAuthorizedException: it cannot be read or does not hold (a guess: none of the more
            telling errors is declared for sign-in).

    """
    if state.attempt.sub is None:
        raise eligibility.refused()
    user = answering_user(ctx, state, responses)
    try:
        used = assertion.verify(_request(ctx, state), user, responses["CREDENTIAL"])
    except ceremonies.CredentialError as problem:
        raise eligibility.refused() from problem
    if state.attempt.private["seed"] is None:
        ctx.tx.put(PASSKEYS, used)
    return state.attempt


def solution(_ctx: Context, state: AttemptState) -> Mapping[str, str] | None:
    """Return what a lent passkey signs; with the user's own, only the authenticator can."""
    key = _lent(state)
    if key is None:
        return None
    signed = key.assertion(state.attempt.private["challenge"], f"https://{key.rp_id}")
    return {"CREDENTIAL": json.dumps(signed)}


def _request(ctx: Context, state: AttemptState) -> AssertionRequest:
    return AssertionRequest(state.attempt.private["challenge"], _party(state), _keys(ctx, state))


def _party(state: AttemptState) -> RelyingParty:
    party = relying_party.of_pool(state.pool)
    if party is None and state.attempt.private["seed"] is not None:
        return RelyingParty("localhost", "preferred")
    if party is None:
        raise eligibility.refused()
    return party


def _keys(ctx: Context, state: AttemptState) -> list[Passkey]:
    """Return the passkeys that will do: a hidden user's, a lent one, or the user's own."""
    if state.attempt.sub is None:
        return [_unkept(state, hidden_users.passkey_id(state.pool, state.attempt.username), b"")]
    key = _lent(state)
    if key is not None:
        return [_unkept(state, key.id, key.public_key)]
    return passkey_lookup.usable(ctx, state.pool, state.somebody)


def _lent(state: AttemptState) -> Key | None:
    seed, sub = state.attempt.private["seed"], state.attempt.sub
    if seed is None or sub is None:
        return None
    from cognito_emulator.domain.factors.passkeys import (  # noqa: PLC0415 - keys of its own: 10 ms
        virtual_authenticator,
    )

    user_handle = base64url.encode(relying_party.user_handle(sub))
    return virtual_authenticator.from_seed(base64url.decode(seed), _party(state).id, user_handle)


def _unkept(state: AttemptState, id_: str, public_key: bytes) -> Passkey:
    """Return a passkey that is not among the user's own."""
    return Passkey(
        pool_id=state.pool.id,
        sub=state.attempt.sub or "",
        id=id_,
        public_key=public_key,
        sign_count=0,
        transports=("internal",),
        name="",
        rp_id=_party(state).id,
        created_at=0,
    )
