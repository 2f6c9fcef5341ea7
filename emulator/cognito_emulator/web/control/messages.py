"""``/_emulator/messages``: what was "sent"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.web.answers import answer, iso
from cognito_emulator.web.control import parameters

if TYPE_CHECKING:
    from flask import Blueprint, Response

    from cognito_emulator.control.messages import Message
    from cognito_emulator.emulator import Emulator


def add(routes: Blueprint, emulator: Emulator) -> None:
    """Add the routes."""

    @routes.get("/messages")
    def messages() -> Response:
        """Show messages."""
        found = emulator.messages(*_whose())
        return answer({"messages": [_view(message) for message in found]})

    @routes.delete("/messages")
    def forget_messages() -> Response:
        """Delete messages."""
        return answer({"deleted": emulator.forget_messages(*_whose())})


def _whose() -> tuple[str | None, str | None]:
    whose = parameters.recipient()
    return whose[parameters.POOL], whose["username"]


def _view(message: Message) -> dict[str, str | None]:
    return {
        "id": message.id,
        "user_pool_id": message.user_pool_id,
        "username": message.username,
        "medium": message.medium,
        "destination": message.destination,
        "reason": message.reason,
        "code": message.code,
        "link": message.link,
        "subject": message.subject,
        "body": message.body,
        "sent_at": iso(message.sent_at),
    }
