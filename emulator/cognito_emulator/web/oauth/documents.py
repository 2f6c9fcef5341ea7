"""What the OAuth endpoints answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cognito_emulator.web.answers import answer

if TYPE_CHECKING:
    from flask import Response


def document(members: Mapping[str, object], *, status: int = 200) -> Response:
    """Return a JSON answer with members in their order; those that are ``None`` are left out."""
    return answer({name: value for name, value in members.items() if value is not None}, status)
