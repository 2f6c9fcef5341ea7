"""Passkeys as the API writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cognito_emulator import base64url
from cognito_emulator.clock import instant
from cognito_emulator.domain.factors.passkeys.ceremonies import ALGORITHMS
from cognito_emulator.domain.factors.passkeys.registration import REGISTRATION_TIMEOUT
from cognito_emulator.domain.factors.passkeys.relying_party import user_handle

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.factors.passkeys.registration import CreationOptions
    from cognito_emulator.domain.factors.record import Passkey


def creation_options(options: CreationOptions) -> dict[str, Any]:
    """Return a PublicKeyCredentialCreationOptionsJSON (documented)."""
    challenge, party, user, excluded = options
    return {
        "authenticatorSelection": {
            "requireResidentKey": True,
            "residentKey": "required",
            "userVerification": party.user_verification,
        },
        "challenge": challenge,
        "excludeCredentials": [{"id": passkey.id, "type": "public-key"} for passkey in excluded],
        "pubKeyCredParams": [{"alg": algorithm, "type": "public-key"} for algorithm in ALGORITHMS],
        "rp": {"id": party.id, "name": party.id},
        "timeout": REGISTRATION_TIMEOUT,
        "user": {
            "displayName": user.username,
            "id": base64url.encode(user_handle(user.sub)),
            "name": user.username,
        },
    }


def passkey(record: Passkey) -> shapes.WebAuthnCredentialDescription:
    """Return a WebAuthnCredentialDescription; without its attachment where that is unknown."""
    document: shapes.WebAuthnCredentialDescription = {
        "AuthenticatorTransports": list(record.transports),
        "CreatedAt": instant(record.created_at),
        "CredentialId": record.id,
        "FriendlyCredentialName": record.name,
        "RelyingPartyId": record.rp_id,
    }
    if record.attachment is not None:
        document["AuthenticatorAttachment"] = record.attachment
    return document
