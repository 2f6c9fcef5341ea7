"""Styles of managed login as the API writes them."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, cast

from cognito_emulator.clock import instant
from cognito_emulator.views.members import present

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.clients.appearance.branding import Look
    from cognito_emulator.domain.clients.appearance.record import Asset, Style


def style(record: Style, merged: Look | None = None) -> shapes.ManagedLoginBrandingType:
    """Return a ManagedLoginBrandingType, without the client whose style it is (documented).

    Settings that were not given are absent, assets are always there (measured [branding-6]).

    Args:
        record: the style.
        merged: what it comes to, if that is to be shown: ReturnMergedResources.

    """
    settings = merged.settings if merged else deepcopy(record.settings)
    document = {
        "Assets": [_asset(each) for each in (merged.assets if merged else record.assets)],
        "CreationDate": instant(record.created_at),
        "LastModifiedDate": instant(record.modified_at),
        "ManagedLoginBrandingId": record.id,
        "UseCognitoProvidedValues": record.uses_provided_values,
        "UserPoolId": record.pool_id,
        **present(Settings=settings),
    }
    return cast("shapes.ManagedLoginBrandingType", document)


def _asset(record: Asset) -> shapes.AssetType:
    document = present(
        Bytes=record.content,
        Category=record.category,
        ColorMode=record.color_mode,
        Extension=record.extension,
        ResourceId=record.resource_id,
    )
    return cast("shapes.AssetType", document)
