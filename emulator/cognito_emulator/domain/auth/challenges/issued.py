"""What issuing a challenge yields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A challenge's public and private side.

    Attributes:
        parameters: ChallengeParameters.
        private: what to remember until the answer.
        handle: what the client will name the attempt by, if it is not a Session.
        alias: what it may name it by instead of the Session.

    """

    parameters: Mapping[str, str]
    private: Mapping[str, Any] = field(default_factory=dict)
    handle: str | None = None
    alias: str | None = None
