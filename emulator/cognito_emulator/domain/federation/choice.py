"""Which identity provider an app, or somebody at the login page, asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain.pools.providers import settings as providers
from cognito_emulator.domain.pools.providers.record import OWN_USERS

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context


def of_client(ctx: Context, pool: Pool, client: Client) -> list[IdentityProvider]:
    """Return the providers by which a client lets users sign in, in the client's order."""
    found = (providers.by_name(ctx, pool.id, name) for name in client.oauth.identity_providers)
    return [provider for provider in found if provider is not None]


def is_of_pool(ctx: Context, pool: Pool, name: str) -> bool:
    """Whether a pool has a provider of a name, whichever clients use it."""
    return providers.by_name(ctx, pool.id, name) is not None


def named(ctx: Context, pool: Pool, client: Client, name: str) -> IdentityProvider | None:
    """Return the provider of a name, case and all, if the client has it (documented)."""
    return _of_client(client, providers.by_name(ctx, pool.id, name))


def identified(
    ctx: Context, pool: Pool, client: Client, identifier: str
) -> IdentityProvider | None:
    """Return the provider of an identifier, if the client has it."""
    return _of_client(client, providers.by_identifier(ctx, pool.id, identifier))


def of_address(ctx: Context, pool: Pool, client: Client, name: str) -> IdentityProvider | None:
    """Return the provider whose identifier is the domain of an e-mail address (documented).

    Domains have no case: small letters do as well (a guess).

    Args:
        ctx: the request.
        pool: the user's.
        client: by which the user signs in.
        name: what was typed; of what is no address there is no provider.

    """
    local, _, host = name.rpartition("@")
    if not local or not host:
        return None
    found = identified(ctx, pool, client, host)
    return found or identified(ctx, pool, client, host.lower())


def only(ctx: Context, pool: Pool, client: Client) -> IdentityProvider | None:
    """Return the provider by which all users of a client sign in, if there is nothing to choose."""
    names = client.oauth.identity_providers
    if len(names) != 1 or OWN_USERS in names:
        return None
    return providers.by_name(ctx, pool.id, names[0])


def others_than_saml(ctx: Context, pool: Pool, client: Client) -> list[str]:
    """Return by what users of a client come beside SAML; then no provider may begin a sign-in."""
    return [name for name in client.oauth.identity_providers if not _is_saml(ctx, pool, name)]


def _is_saml(ctx: Context, pool: Pool, name: str) -> bool:
    provider = None if name == OWN_USERS else providers.by_name(ctx, pool.id, name)
    return provider is not None and provider.type == "SAML"


def _of_client(client: Client, provider: IdentityProvider | None) -> IdentityProvider | None:
    if provider is None or provider.name not in client.oauth.identity_providers:
        return None
    return provider
