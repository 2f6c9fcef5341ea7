"""What a front knows of the user pool whose tokens it takes, and of the moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Protocol

from cognito_emulator.ids import Ids


class Key(Protocol):
    """A public key of the pool."""

    @property
    def kid(self) -> str:
        """Its id."""

    def verifies(self, signed: str, signature: bytes) -> bool:
        """Whether a signature is this key's over the first two parts of a token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserPool:
    """A user pool, as it is while a front decides.

    Attributes:
        id: its id.
        region: where it is, and the front as well.
        account_id: of both.
        issuer: ``iss`` of its tokens.
        signing_keys: those of its JWKS; asked for only where a token has come.
        client_ids: of its app clients.
        now: in epoch seconds, by the emulator's clock.
        ids: where a front's own ids come from.

    """

    id: str
    region: str
    account_id: str
    issuer: str
    signing_keys: Callable[[], Iterable[Key]]
    client_ids: tuple[str, ...]
    now: float
    ids: Ids

    @property
    def date(self) -> str:
        """The moment as a header ``Date``."""
        return format_datetime(datetime.fromtimestamp(self.now, UTC), usegmt=True)
