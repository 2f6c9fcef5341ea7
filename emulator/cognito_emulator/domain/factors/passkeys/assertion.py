"""What a sign-in with a passkey has to prove."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.domain.factors.passkeys import ceremonies, relying_party

if TYPE_CHECKING:
    from cognito_emulator.domain.factors.passkeys.relying_party import RelyingParty
    from cognito_emulator.domain.factors.record import Passkey
    from cognito_emulator.domain.users.record import User


class AssertionRequest(NamedTuple):
    """What a user is asked to sign.

    Attributes:
        challenge: in base64url.
        party: who asks.
        keys: the passkeys that will do.

    """

    challenge: str
    party: RelyingParty
    keys: list[Passkey]


def verify(request: AssertionRequest, user: User, text: str) -> Passkey:
    """Verify that a user signed what was asked; return the passkey as this use leaves it.

    Args:
        request: what was asked.
        user: who it has to be.
        text: an AuthenticationResponseJSON, if it is one.

    Raises:
        CredentialError: anything is wrong with it.

    """
    challenge, party, keys = request
    response = ceremonies.read_assertion(text)
    passkey = next((key for key in keys if key.id == response.id), None)
    if passkey is None:
        raise ceremonies.CredentialError("the user has no such passkey for this relying party")
    if response.user_handle not in (None, relying_party.user_handle(user.sub)):
        raise ceremonies.CredentialError("the passkey is somebody else's")
    if not relying_party.is_origin_of(party.id, response.origin):
        raise ceremonies.CredentialError(f"{response.origin} is no origin of {party.id}")
    assertion = ceremonies.verify_assertion(
        response,
        challenge=challenge,
        rp_id=party.id,
        user_verification=party.requires_verification,
        public_key=passkey.public_key,
        sign_count=passkey.sign_count,
    )
    return replace(passkey, sign_count=assertion.sign_count, backed_up=assertion.backed_up)
