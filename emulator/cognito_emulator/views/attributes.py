"""What became of attributes, as the API writes it: where a code went."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.messages.delivery import Contact


def code_delivery(contact: Contact) -> shapes.CodeDeliveryDetailsType:
    """Return a CodeDeliveryDetailsType, the address masked."""
    return {
        "AttributeName": contact.attribute,
        "DeliveryMedium": contact.medium,
        "Destination": contact.masked,
    }
