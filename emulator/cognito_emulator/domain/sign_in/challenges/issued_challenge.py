"""What issuing a challenge yields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cognito_emulator.domain.factors.record import Device
    from cognito_emulator.store import Json


_NOTHING: Json = {}


class IssuedChallenge(NamedTuple):
    """A challenge's public and private side.

    Attributes:
        parameters: ChallengeParameters.
        private: what to remember until the answer.
        lent: the device that is lent to the user for it.
        supplied: what the user lacked, where a test forces the challenge, for the test to read.
        handle: what the client will name the attempt by, if it is not a Session.
        alias: what it may name it by instead of the Session.

    """

    parameters: Mapping[str, str]
    private: Json = _NOTHING
    lent: Device | None = None
    supplied: Mapping[str, str] = {}
    handle: str | None = None
    alias: str | None = None
