"""What becomes of an identity provider: made, found, changed, removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cognito_emulator import errors
from cognito_emulator.domain.pools.providers import (
    discovery,
    metadata,
    rules,
    saml_keys,
    stand_ins,
)
from cognito_emulator.domain.pools.providers.record import IDENTITY_PROVIDERS, IdentityProvider
from cognito_emulator.domain.pools.providers.types import TYPES
from cognito_emulator.nearest import nearest

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.providers.record import ProviderType
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context

_MOST_PROVIDERS = 300  # documented


def create(ctx: Context, pool: Pool, request: Mapping[str, Any]) -> IdentityProvider:
    """Make an identity provider, once it was asked for what it says of itself.

    Args:
        ctx: the operation.
        pool: whose it will be.
        request: a CreateIdentityProviderRequest, checked against the model.

    Raises:
        DuplicateProviderException: the pool has one of that name (text measured [providers-3]).
        InvalidParameterException: a rule of `rules` is broken, or nobody answers.
        LimitExceededException: the pool is full (text: guess).

    """
    provider = _made(ctx, pool, request)
    return ctx.tx.put(IDENTITY_PROVIDERS, _introduced(ctx, pool, provider))


def restore(
    ctx: Context, pool: Pool, request: Mapping[str, Any], *, stand_in: bool | None
) -> IdentityProvider:
    """Make an identity provider without asking it: it may not be there yet. For seeds.

    Its certificates may have ended since it was made. Arguments and errors are otherwise those of
    `create`.
    """
    provider = replace(_made(ctx, pool, request), stand_in=stand_in)
    return ctx.tx.put(IDENTITY_PROVIDERS, _checked(ctx, pool, provider, None))


def _made(ctx: Context, pool: Pool, request: Mapping[str, Any]) -> IdentityProvider:
    name, kind = request["ProviderName"], request["ProviderType"]
    rules.check_name(name, kind)
    if by_name(ctx, pool.id, name) is not None:
        raise errors.DuplicateProviderException(f"{name} already exists for tenant {pool.id}.")
    if ctx.tx.count(IDENTITY_PROVIDERS, "pool", pool.id) >= _MOST_PROVIDERS:
        raise errors.LimitExceededException(
            f"A user pool can have no more than {_MOST_PROVIDERS} identity providers."
        )
    return IdentityProvider(
        pool_id=pool.id,
        name=name,
        type=kind,
        created_at=ctx.now,
        modified_at=ctx.now,
        details=request["ProviderDetails"],
        mapping=_mapping(kind, request.get("AttributeMapping")),
        identifiers=tuple(dict.fromkeys(request.get("IdpIdentifiers", ()))),
        acr_mapping=request.get("AcrMapping") or None,
    )


def update(ctx: Context, pool: Pool, request: Mapping[str, Any]) -> IdentityProvider:
    """Change a provider: what is omitted stays as it is (measured [providers-17]).

    What is given empty is gone (measured [providers-18] of AttributeMapping; of the others a
    guess). That ProviderDetails take the place of all that there were is a guess.

    Args:
        ctx: the operation.
        pool: the provider's.
        request: an UpdateIdentityProviderRequest, checked against the model.

    Raises:
        ResourceNotFoundException: there is no such provider (text measured [providers-16]).
        InvalidParameterException: a rule of `rules` is broken, or nobody answers at other details.

    """
    name = request["ProviderName"]
    provider = by_name(ctx, pool.id, name)
    if provider is None:
        raise errors.ResourceNotFoundException(
            f"Identity provider {name} in User Pool {pool.id} does not exist."
        )
    changed = _changed(provider, request, ctx.now)
    if changed.details == provider.details:
        return ctx.tx.put(IDENTITY_PROVIDERS, _obedient(ctx, pool, changed))
    return ctx.tx.put(IDENTITY_PROVIDERS, _introduced(ctx, pool, changed))


def _changed(
    provider: IdentityProvider, request: Mapping[str, Any], now: float
) -> IdentityProvider:
    identifiers = request.get("IdpIdentifiers", provider.identifiers)
    mapping = request.get("AttributeMapping")
    return replace(
        provider,
        details=request.get("ProviderDetails", provider.details),
        mapping=provider.mapping if mapping is None else _mapping(provider.type, mapping),
        identifiers=tuple(dict.fromkeys(identifiers)),
        acr_mapping=request.get("AcrMapping", provider.acr_mapping) or None,
        modified_at=now,
    )


def by_name(ctx: Context, pool_id: str, name: str) -> IdentityProvider | None:
    """Return the provider of that name, if the pool has it."""
    return ctx.tx.get(IDENTITY_PROVIDERS, (pool_id, name))


def by_identifier(ctx: Context, pool_id: str, identifier: str) -> IdentityProvider | None:
    """Return the provider that has an identifier, if one of the pool's does."""
    return ctx.tx.find(IDENTITY_PROVIDERS, "identifier", (pool_id, identifier))


def identified(ctx: Context, pool: Pool, identifier: str) -> IdentityProvider:
    """Return the provider that has an identifier.

    Raises:
        ResourceNotFoundException: none of the pool's does (text: guess).

    """
    provider = by_identifier(ctx, pool.id, identifier)
    if provider is None:
        raise errors.ResourceNotFoundException(
            f"Identity provider with identifier {identifier} for tenantId {pool.id} does not exist."
        )
    return provider


def get(ctx: Context, pool: Pool, name: str) -> IdentityProvider:
    """Return the provider of that name.

    Raises:
        ResourceNotFoundException: there is none (text measured [providers-10]).

    """
    provider = by_name(ctx, pool.id, name)
    if provider is None:
        raise errors.ResourceNotFoundException(
            f"Identity provider {name} for tenantId {pool.id} does not exist."
        )
    return provider


def of_pool(ctx: Context, pool: Pool) -> list[IdentityProvider]:
    """Return a pool's providers by their names (that order is a guess)."""
    found = ctx.tx.all(IDENTITY_PROVIDERS, "pool", pool.id)
    return sorted(found, key=lambda provider: provider.name)


def names(ctx: Context, pool: Pool) -> frozenset[str]:
    """Return the names of a pool's providers."""
    return frozenset(it.name for it in ctx.tx.all(IDENTITY_PROVIDERS, "pool", pool.id))


def delete(ctx: Context, provider: IdentityProvider) -> None:
    """Remove a provider.

    Its users stay (measured [providers-15]), and clients go on naming it (claimed).
    """
    saml_keys.forget(ctx, provider)
    ctx.tx.delete(IDENTITY_PROVIDERS, (provider.pool_id, provider.name))


def _introduced(ctx: Context, pool: Pool, provider: IdentityProvider) -> IdentityProvider:
    """Return a provider that was asked for what it says of itself, unless a stand-in plays it."""
    checked = _checked(ctx, pool, provider, ctx.now)
    if stand_ins.plays(ctx, checked):
        return checked
    if checked.type == "OIDC":
        discovery.require(ctx, checked)
    if checked.type == "SAML" and checked.metadata is None:
        found = metadata.fetched(ctx, checked)
        return replace(checked, metadata=found, metadata_read_at=ctx.now)
    return checked


def _checked(
    ctx: Context, pool: Pool, provider: IdentityProvider, now: float | None
) -> IdentityProvider:
    """Return a provider, with the metadata that its details have, if it may be like that."""
    obedient = _obedient(ctx, pool, provider)
    _tell_of_unknown_details(ctx, pool, obedient)
    found = metadata.given(obedient.details, now) if obedient.type == "SAML" else None
    return replace(obedient, metadata=found, metadata_read_at=ctx.now if found else 0.0)


def _obedient(ctx: Context, pool: Pool, provider: IdentityProvider) -> IdentityProvider:
    """Return a provider that breaks no rule."""

    def holder(identifier: str) -> IdentityProvider | None:
        return by_identifier(ctx, pool.id, identifier)

    rules.check(rules.ProviderChange(pool, provider, holder))
    return provider


def _tell_of_unknown_details(ctx: Context, pool: Pool, provider: IdentityProvider) -> None:
    """Say of details without a meaning what may be meant; that they are kept is a guess."""
    known = TYPES[provider.type].known
    for key in provider.details:
        if key not in known:
            ctx.warn(
                f"The detail {key} of the identity provider {provider.name} has no meaning for"
                f" {provider.type}; {nearest(key, sorted(known))}.",
                pool,
            )


def _mapping(kind: ProviderType, given: Mapping[str, str] | None) -> Mapping[str, str]:
    """Return a given mapping; whom the user is, is added where it does not say that.

    Measured [providers-1, providers-14] of OIDC, documented of Facebook; of the others it follows.
    One that is given empty stays so (measured [providers-1]).
    """
    subject = TYPES[kind].subject
    if subject is None or given == {}:
        return given or {}
    return {rules.USERNAME: subject, **(given or {})}
