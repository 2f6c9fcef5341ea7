"""The API's operations, one module per family; importing this package registers them all."""

from __future__ import annotations

from cognito_emulator.operations import (
    attributes,
    client_secrets,
    clients,
    devices,
    groups,
    mfa,
    passkeys,
    pools,
    registration,
    sign_in,
    tags,
    tokens,
    users,
)

__all__ = [
    "attributes",
    "client_secrets",
    "clients",
    "devices",
    "groups",
    "mfa",
    "passkeys",
    "pools",
    "registration",
    "sign_in",
    "tags",
    "tokens",
    "users",
]
