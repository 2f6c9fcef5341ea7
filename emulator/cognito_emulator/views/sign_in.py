"""What a sign-in comes to, as the API writes it: a challenge, or tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.sign_in.driver import Challenge
    from cognito_emulator.domain.tokens.issue import Tokens


def challenge(issued: Challenge) -> shapes.InitiateAuthResponse:
    """Return the answer of a sign-in that goes on with a challenge."""
    document: shapes.InitiateAuthResponse = {
        "ChallengeName": issued.name,  # type: ignore[typeddict-item]
        "ChallengeParameters": dict(issued.parameters),
    }
    if issued.session is not None:
        document["Session"] = issued.session
    if issued.offered:
        document["AvailableChallenges"] = list(issued.offered)  # type: ignore[arg-type]
    return document


def completed(issued: Tokens) -> shapes.InitiateAuthResponse:
    """Return the answer with tokens; its ChallengeParameters are empty (recorded [shapes-6])."""
    return {"AuthenticationResult": tokens(issued), "ChallengeParameters": {}}


def tokens(issued: Tokens) -> shapes.AuthenticationResultType:
    """Return an AuthenticationResult; a refresh without rotation has no RefreshToken.

    It has no IdToken where an app asked for tokens without ``openid`` at the pool's domain (a
    guess).
    """
    document: shapes.AuthenticationResultType = {
        "AccessToken": issued.access,
        "ExpiresIn": issued.expires_in,
        "TokenType": "Bearer",
    }
    if issued.id is not None:
        document["IdToken"] = issued.id
    if issued.refresh is not None:
        document["RefreshToken"] = issued.refresh
    if issued.device is not None:
        document["NewDeviceMetadata"] = {
            "DeviceKey": issued.device.key,
            "DeviceGroupKey": issued.device.group_key,
        }
    return document
