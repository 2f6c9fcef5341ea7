"""Looks of the classic pages as the API writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from cognito_emulator.clock import instant
from cognito_emulator.domain.clients.appearance import ui_customization
from cognito_emulator.views.members import present

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.clients.appearance.record import UICustomization


def customization(record: UICustomization | None, region: str) -> shapes.UICustomizationType:
    """Return a UICustomizationType, empty where nothing is set (claimed).

    Its ClientId is ``ALL`` where it is that of all clients (documented).

    Args:
        record: what is set.
        region: of the pool.

    """
    if record is None:
        return {}
    document = {
        "ClientId": record.client_id,
        "CreationDate": instant(record.created_at),
        "LastModifiedDate": instant(record.modified_at),
        "UserPoolId": record.pool_id,
        **present(
            CSS=record.css,
            CSSVersion=ui_customization.css_version(record) if record.css else None,
            ImageUrl=ui_customization.image_url(record, region) if record.image else None,
        ),
    }
    return cast("shapes.UICustomizationType", document)
