"""Secrets of app clients, of which there may be two at a time (documented)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.api.registry import operation
from cognito_emulator.domain import doors
from cognito_emulator.domain.clients import lookup as client_lookup
from cognito_emulator.domain.clients import secrets
from cognito_emulator.views import client_secrets as secret_views

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.work.context import Context


@operation("AddUserPoolClientSecret")
def add_user_pool_client_secret(
    ctx: Context, request: shapes.AddUserPoolClientSecretRequest
) -> shapes.AddUserPoolClientSecretResponse:
    """Add a secret; its value is answered only if it was made here."""
    pool = doors.pool(ctx, request["UserPoolId"])
    given = request.get("ClientSecret")
    secret = secrets.add_secret(ctx, client_lookup.get(ctx, pool, request["ClientId"]), given)
    return {"ClientSecretDescriptor": secret_views.client_secret(secret, revealed=given is None)}


@operation("ListUserPoolClientSecrets")
def list_user_pool_client_secrets(
    ctx: Context, request: shapes.ListUserPoolClientSecretsRequest
) -> shapes.ListUserPoolClientSecretsResponse:
    """List a client's secrets, never their values; two at most, so there is one page."""
    pool = doors.pool(ctx, request["UserPoolId"])
    client = client_lookup.get(ctx, pool, request["ClientId"])
    return {"ClientSecrets": [secret_views.client_secret(secret) for secret in client.secrets]}


@operation("DeleteUserPoolClientSecret")
def delete_user_pool_client_secret(
    ctx: Context, request: shapes.DeleteUserPoolClientSecretRequest
) -> shapes.DeleteUserPoolClientSecretResponse:
    """Remove a secret; the last one stays."""
    pool = doors.pool(ctx, request["UserPoolId"])
    client = client_lookup.get(ctx, pool, request["ClientId"])
    secrets.delete_secret(ctx, client, request["ClientSecretId"])
    return {}
