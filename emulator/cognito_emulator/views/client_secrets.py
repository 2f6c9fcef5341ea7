"""Secrets of app clients as the API writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.clock import instant

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.clients.record import ClientSecret


def client_secret(
    record: ClientSecret, *, revealed: bool = False
) -> shapes.ClientSecretDescriptorType:
    """Return a ClientSecretDescriptorType; ``revealed`` shows the value (documented)."""
    document: shapes.ClientSecretDescriptorType = {
        "ClientSecretCreateDate": instant(record.created_at),
        "ClientSecretId": record.id,
    }
    if revealed:
        document["ClientSecretValue"] = record.value
    return document
