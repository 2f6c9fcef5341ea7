"""App clients as the API writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from cognito_emulator.clock import instant
from cognito_emulator.views.members import present, shown

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.clients.record import Client


def client(record: Client) -> shapes.UserPoolClientType:
    """Return a UserPoolClientType; what was never given is absent (recorded [shapes-4])."""
    document = {
        **record.oauth.document(),
        "AuthSessionValidity": record.session_minutes,
        "ClientId": record.id,
        "ClientName": record.name,
        "CreationDate": instant(record.created_at),
        "EnablePropagateAdditionalUserContextData": record.propagates_context,
        "EnableTokenRevocation": record.revocable,
        "LastModifiedDate": instant(record.modified_at),
        "RefreshTokenValidity": record.refresh_validity,
        "TokenValidityUnits": dict(record.units),
        "UserPoolId": record.pool_id,
        **present(
            AccessTokenValidity=record.access_validity,
            AnalyticsConfiguration=shown(record.analytics),
            ClientSecret=record.secrets[0].value if record.secrets else None,
            ExplicitAuthFlows=_list(record.explicit_flows),
            IdTokenValidity=record.id_validity,
            PreventUserExistenceErrors=_existence_errors(record),
            ReadAttributes=_list(record.read_attributes),
            RefreshTokenRotation=_rotation(record),
            WriteAttributes=_list(record.write_attributes),
        ),
    }
    return cast("shapes.UserPoolClientType", document)


def listed_client(record: Client) -> shapes.UserPoolClientDescription:
    """Return an item of ListUserPoolClients (recorded [shapes-5])."""
    return {"ClientId": record.id, "ClientName": record.name, "UserPoolId": record.pool_id}


def _list(values: tuple[str, ...] | None) -> list[str] | None:
    return None if values is None else list(values)


def _existence_errors(record: Client) -> str | None:
    return None if record.hides_users is None else "ENABLED" if record.hides_users else "LEGACY"


def _rotation(record: Client) -> shapes.RefreshTokenRotationType | None:
    if record.rotation is None:
        return None
    return {
        "Feature": "ENABLED" if record.rotation.enabled else "DISABLED",
        "RetryGracePeriodSeconds": record.rotation.grace,
    }
