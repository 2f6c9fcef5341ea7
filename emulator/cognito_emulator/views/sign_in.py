"""What a sign-in comes to, as the API writes it: a challenge, or tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain.sign_in.driver import Challenge

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.sign_in.driver import Outcome
    from cognito_emulator.domain.tokens.issue import Tokens


def sign_in(outcome: Outcome) -> shapes.InitiateAuthResponse:
    """Return the answer of the four sign-in operations.

    Tokens always come with empty ChallengeParameters (recorded 2026-09).
    """
    if isinstance(outcome, Challenge):
        document: shapes.InitiateAuthResponse = {
            "ChallengeName": outcome.name,  # type: ignore[typeddict-item]
            "ChallengeParameters": dict(outcome.parameters),
        }
        if outcome.session is not None:
            document["Session"] = outcome.session
        if outcome.offered:
            document["AvailableChallenges"] = list(outcome.offered)  # type: ignore[arg-type]
        return document
    return {"AuthenticationResult": tokens(outcome), "ChallengeParameters": {}}


def tokens(issued: Tokens) -> shapes.AuthenticationResultType:
    """Return an AuthenticationResult; a refresh without rotation has no RefreshToken."""
    document: shapes.AuthenticationResultType = {
        "AccessToken": issued.access,
        "ExpiresIn": issued.expires_in,
        "IdToken": issued.id,
        "TokenType": "Bearer",
    }
    if issued.refresh is not None:
        document["RefreshToken"] = issued.refresh
    if issued.device is not None:
        document["NewDeviceMetadata"] = {
            "DeviceKey": issued.device.key,
            "DeviceGroupKey": issued.device.group_key,
        }
    return document
