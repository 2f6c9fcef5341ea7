"""Identity providers as the API writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from cognito_emulator.clock import instant
from cognito_emulator.views.members import present

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.pools.providers.record import IdentityProvider


def identity_provider(
    record: IdentityProvider, details: Mapping[str, str]
) -> shapes.IdentityProviderType:
    """Return an IdentityProviderType, its identifiers always there (measured [providers-12]).

    Args:
        record: the provider.
        details: what to show as its ProviderDetails.

    """
    document = {
        "UserPoolId": record.pool_id,
        "ProviderName": record.name,
        "ProviderType": record.type,
        "ProviderDetails": dict(details),
        "AttributeMapping": dict(record.mapping),
        "IdpIdentifiers": list(record.identifiers),
        **present(AcrMapping=record.acr_mapping and dict(record.acr_mapping)),
        "LastModifiedDate": instant(record.modified_at),
        "CreationDate": instant(record.created_at),
    }
    return cast("shapes.IdentityProviderType", document)


def summary(record: IdentityProvider) -> shapes.ProviderDescription:
    """Return a ProviderDescription: an item of a list (measured [providers-19])."""
    return {
        "ProviderName": record.name,
        "ProviderType": record.type,
        "LastModifiedDate": instant(record.modified_at),
        "CreationDate": instant(record.created_at),
    }


def written(
    record: IdentityProvider, details: Mapping[str, str], request: Mapping[str, Any]
) -> shapes.IdentityProviderType:
    """Return what is answered when a provider was made or changed.

    Without identifiers unless the request has the member (measured [providers-11]).
    """
    document = identity_provider(record, details)
    if "IdpIdentifiers" not in request:
        del document["IdpIdentifiers"]
    return document
