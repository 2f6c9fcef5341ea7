"""``/_emulator/export``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from cognito_emulator.control.exports import export
from cognito_emulator.web.answers import answer
from cognito_emulator.web.control import parameters

if TYPE_CHECKING:
    from flask import Blueprint, Response

    from cognito_emulator.emulator import Emulator

_KEYS = "signing_keys"
_FLAGS = {None: False, "false": False, "true": True}


def add(routes: Blueprint, emulator: Emulator) -> None:
    """Add the routes."""

    @routes.get("/export")
    def exported() -> Response:
        """Show pools as a seed that gives them back."""
        wish = parameters.query(parameters.POOL, _KEYS)
        if wish[_KEYS] not in _FLAGS:
            raise parameters.BadRequest(f"{_KEYS}: {wish[_KEYS]!r} is neither true nor false.")
        pool_ids = request.args.getlist(parameters.POOL)
        found = export(emulator, pool_ids, with_keys=_FLAGS[wish[_KEYS]])
        document = {"seed": found.seed, "left_behind": found.left}
        return answer({**document, _KEYS: found.keys} if found.keys else document)
