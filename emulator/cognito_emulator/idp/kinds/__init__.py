"""What a stand-in can play."""

from __future__ import annotations

from collections.abc import Mapping

from cognito_emulator.idp.kinds.oidc import Kind

OIDC = Kind.name
"""What is played where nothing says another."""

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (Kind(),)}
"""All of them, by the service's names of them."""
