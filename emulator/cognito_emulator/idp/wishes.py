"""What a client wishes, as pages show it, by whichever protocol it came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from cognito_emulator.idp.exchange import Pairs


class Wish(Protocol):
    """What a client wishes of somebody."""

    @property
    def client_id(self) -> str:
        """Which client."""
        ...

    @property
    def redirect_uri(self) -> str:
        """Where the answer goes."""
        ...

    @property
    def login_hint(self) -> str:
        """Whom the client expects; empty if nobody."""
        ...

    @property
    def parameters(self) -> Pairs:
        """All that was sent."""
        ...
