"""Terms as the API writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from cognito_emulator.clock import instant

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.clients.appearance.record import Terms


def terms(record: Terms) -> shapes.TermsType:
    """Return a TermsType; all its members are always there (documented)."""
    document = {
        **listed(record),
        "ClientId": record.client_id,
        "Links": dict(record.links),
        "TermsSource": record.source,
        "UserPoolId": record.pool_id,
    }
    return cast("shapes.TermsType", document)


def listed(record: Terms) -> shapes.TermsDescriptionType:
    """Return an item of ListTerms."""
    document = {
        "CreationDate": instant(record.created_at),
        "Enforcement": record.enforcement,
        "LastModifiedDate": instant(record.modified_at),
        "TermsId": record.id,
        "TermsName": record.name,
    }
    return cast("shapes.TermsDescriptionType", document)
