"""Login with Amazon: OAuth 2.0 with a profile request, and no ID token."""

from __future__ import annotations

from collections.abc import Mapping

from cognito_emulator.domain.federation.oidc.dialect import Dialect, Wish


class LoginWithAmazon(Dialect):
    """Login with Amazon, to which hints are not handed on (documented)."""

    def parameters(self, _wish: Wish) -> Mapping[str, str]:
        """Return nothing."""
        return {}
