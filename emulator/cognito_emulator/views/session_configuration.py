"""The configuration of sessions as the API writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool


def of_pool(record: Pool) -> shapes.GetUserPoolSessionConfigurationResponse:
    """Return a pool's; never set, sessions are not tracked, and 20 would be (documented)."""
    tracking = record.session_tracking
    return {
        "TokenSession": {"MaxPerUser": tracking.most_per_user},
        "UserPoolId": record.id,
        "UserSessionTracking": "ENABLED" if tracking.enabled else "DISABLED",
    }


def of_client(record: Client) -> shapes.GetUserPoolClientSessionConfigurationResponse:
    """Return a client's, also while the pool does not track sessions (a guess)."""
    return {
        "ClientId": record.id,
        "SSOSession": {"MaxValidityMinutes": record.browser_session_minutes},
        "UserPoolId": record.pool_id,
    }
