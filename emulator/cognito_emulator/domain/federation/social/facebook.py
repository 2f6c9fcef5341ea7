"""Facebook: OAuth 2.0 with a profile request, and no ID token."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cognito_emulator.domain.federation.oidc.dialect import Dialect, Wish

_ID = "id"


class Facebook(Dialect):
    """Facebook, to which hints are not handed on (documented)."""

    def parameters(self, _wish: Wish) -> Mapping[str, str]:
        """Return nothing."""
        return {}

    def fields(self, wanted: Iterable[str]) -> list[str]:
        """Return what the profile has to be asked for: what is mapped, by Facebook's own names.

        Where a second attribute is filled with ``id``, all others stay empty (measured
        [federation-22]); that nothing else is asked for then is a guess.
        """
        names = list(wanted)
        return [_ID] if names.count(_ID) > 1 else super().fields(names)
