"""``/_emulator/alb``: the keys of load balancers, for programs that verify their tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response

from cognito_emulator.control import balancer_keys
from cognito_emulator.web.answers import answer
from cognito_emulator.web.control import parameters

if TYPE_CHECKING:
    from flask import Blueprint

    from cognito_emulator.emulator import Emulator


def add(routes: Blueprint, emulator: Emulator) -> None:
    """Add the routes."""

    @routes.get("/alb/keys/<kid>")
    def public_key(kid: str) -> Response:
        """Show a public key as PEM, as the real host of such keys does."""
        parameters.nothing()
        try:
            return Response(balancer_keys.public_key(emulator, kid), mimetype="text/plain")
        except ValueError as unknown:
            return answer({"error": str(unknown)}, 404)
