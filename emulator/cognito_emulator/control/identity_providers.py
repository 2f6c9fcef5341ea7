"""Identity providers of a pool that tests make in one step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from cognito_emulator.domain import doors
from cognito_emulator.domain.clients.record import CLIENTS
from cognito_emulator.domain.pools.providers import settings as providers
from cognito_emulator.domain.pools.providers.record import ProviderType

if TYPE_CHECKING:
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.engine import Engine

__all__ = ["ProviderType", "install", "types"]


def types(engine: Engine, pool_id: str) -> dict[str, ProviderType]:
    """Return the types of a pool's identity providers, by their names.

    Raises:
        ResourceNotFoundException: there is no such pool.

    """
    found = engine.run_inside(lambda ctx: providers.of_pool(ctx, doors.pool(ctx, pool_id)))
    return {provider.name: provider.type for provider in found}


def install(
    engine: Engine,
    pool_id: str,
    name: str,
    kind: ProviderType,
    *,
    details: Mapping[str, str] | None = None,
    mapping: Mapping[str, str] | None = None,
) -> None:
    """Give a pool an identity provider that a stand-in plays.

    Users come by it through all clients that may use the pool's domain.

    Args:
        engine: the engine.
        pool_id: the pool.
        name: of the provider.
        kind: its type.
        details: ProviderDetails beside, or in place of, such as any provider could have.
        mapping: AttributeMapping; by default names and e-mail addresses are mapped.

    Raises:
        CognitoError: the service would refuse such a provider.

    """
    request = {
        "UserPoolId": pool_id,
        "ProviderName": name,
        "ProviderType": kind,
        "ProviderDetails": {**_made_up(kind), **(details or {})},
        "AttributeMapping": {**_MAPPINGS.get(kind, _MAPPING)} if mapping is None else {**mapping},
    }

    def installed(ctx: Context) -> None:
        pool = doors.pool(ctx, pool_id)
        providers.restore(ctx, pool, request, stand_in=True)
        for client in ctx.tx.all(CLIENTS, "pool", pool.id):
            oauth = client.oauth
            if oauth.enabled and name not in oauth.identity_providers:
                there = (*oauth.identity_providers, name)
                ctx.tx.put(CLIENTS, replace(client, oauth=replace(oauth, identity_providers=there)))

    engine.run_inside(installed)


def _made_up(kind: ProviderType) -> dict[str, str]:
    """Return details of which nobody has said anything."""
    key = {"private_key": _private_key()} if kind == "SignInWithApple" else {}
    return {**_DETAILS[kind], **key}


@cache
def _private_key() -> str:
    """Return a key as Apple gives it to developers; one for the process."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - slow to load
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - likewise

    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return pem.decode()


_APP = {
    "client_id": "the-pool",
    "client_secret": "a-secret",
    "authorize_scopes": "openid email profile",
}
_NOWHERE = "https://idp.example.com"
# A stand-in plays them, so nothing of it is ever asked.
_DETAILS: Mapping[ProviderType, Mapping[str, str]] = {
    "Google": _APP,
    "Facebook": {**_APP, "authorize_scopes": "public_profile,email"},
    "LoginWithAmazon": {**_APP, "authorize_scopes": "profile"},
    "SignInWithApple": {
        "client_id": "com.example.app",
        "team_id": "TEAM000001",
        "key_id": "KEY0000001",
        "authorize_scopes": "email name",
    },
    "OIDC": {**_APP, "oidc_issuer": _NOWHERE, "attributes_request_method": "GET"},
    "SAML": {"MetadataURL": f"{_NOWHERE}/metadata", "IDPInit": "true"},
}
_ADDRESS = {"email": "email", "email_verified": "email_verified"}
_MAPPING = {**_ADDRESS, **{name: name for name in ("name", "given_name", "family_name")}}
_MAPPINGS: Mapping[ProviderType, Mapping[str, str]] = {
    "Facebook": {
        **{name: name for name in ("email", "name")},
        "given_name": "first_name",
        "family_name": "last_name",
    },
    "LoginWithAmazon": {name: name for name in ("email", "name")},
    "SignInWithApple": _ADDRESS,
}
