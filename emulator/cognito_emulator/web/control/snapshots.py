"""``/_emulator/snapshots``: states to go back to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from cognito_emulator.web.answers import answer, iso
from cognito_emulator.web.control import parameters
from cognito_emulator.web.served import served

if TYPE_CHECKING:
    from flask import Blueprint, Response

    from cognito_emulator.control.snapshots import Snapshots
    from cognito_emulator.store import Archived


def add(routes: Blueprint) -> None:
    """Add the routes."""

    @routes.get("/snapshots")
    def snapshots() -> Response:
        """Show the snapshots."""
        parameters.nothing()
        return answer({"snapshots": [_shown(each) for each in _snapshots().all]})

    @routes.post("/snapshots")
    def take_snapshot() -> Response:
        """Remember the state."""
        parameters.nothing()
        return answer({"id": _snapshots().take()}, 201)

    @routes.post("/snapshots/<name>")
    def take_named_snapshot(name: str) -> Response:
        """Remember the state by a name."""
        parameters.nothing()
        try:
            return answer({"id": _snapshots().take(name)}, 201)
        except ValueError as error:
            raise parameters.BadRequest(str(error)) from None

    @routes.put("/snapshots/<name>")
    def restore(name: str) -> Response:
        """Go back to a state, which is kept."""
        parameters.nothing()
        try:
            _snapshots().restore(name)
        except ValueError as error:
            raise parameters.BadRequest(str(error)) from None
        return answer({"id": name})

    @routes.delete("/snapshots/<name>")
    def forget_snapshot(name: str) -> Response:
        """Delete a snapshot; the state stays."""
        parameters.nothing()
        try:
            _snapshots().forget(name)
        except ValueError as error:
            raise parameters.BadRequest(str(error)) from None
        return answer({"deleted": 1})


def _shown(snapshot: Archived) -> dict[str, object]:
    return {
        "id": snapshot.name,
        "taken_at": iso(snapshot.taken),
        "records": snapshot.size,
    }


def _snapshots() -> Snapshots:
    return served(request.environ).snapshots
