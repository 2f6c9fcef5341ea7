"""How a stand-in plays a pool's provider: under which address, with which client and issuer.

To the pool it is as any other provider: it has the client that the details name, and the provider's
own issuer; its keys and its addresses are the stand-in's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cognito_emulator.domain.federation.place import entity_id
from cognito_emulator.domain.federation.stand_ins import people
from cognito_emulator.domain.federation.stand_ins.address import address
from cognito_emulator.domain.federation.stand_ins.spending import StoredSpending
from cognito_emulator.domain.pools.providers import apple_keys, details, saml_keys
from cognito_emulator.domain.pools.providers.types import TYPES
from cognito_emulator.idp.people import PeopleInMemory
from cognito_emulator.idp.provider import AppleKey, Client, Provider
from cognito_emulator.idp.spending import SpendingInMemory
from cognito_emulator.saml.metadata import Metadata

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.domain.work.keys import KeyRing
    from cognito_emulator.fetching import Fetcher
    from cognito_emulator.idp.kinds.kind import Kind
    from cognito_emulator.idp.people import People
    from cognito_emulator.idp.spending import Spending


def endpoints(provider: IdentityProvider, emulator_url: str) -> Mapping[str, str]:
    """Return the addresses of a stand-in's endpoints, by the names in `idp.kinds.oidc.Kind`."""
    here = address(provider, emulator_url)
    return {name: here + found.path for name, found in _kind(provider).endpoints.items()}


def played(
    provider: IdentityProvider,
    keys: KeyRing,
    its_people: People,
    encryption_certificate: bytes | None = None,
    logout_url: str | None = None,
    *,
    spending: Spending | None = None,
) -> Provider:
    """Return the stand-in of a provider.

    Args:
        provider: a pool's.
        keys: they have those of stand-ins.
        its_people: who has an account.
        encryption_certificate: the pool's, for SAML that is to be encrypted; see `encryption_for`.
        logout_url: where the pool takes answers to logout requests of SAML.
        spending: remembers which of its codes were used; by default nobody redeems one.

    """
    known = details.complete(provider)
    metadata = provider.metadata
    if provider.type == "SAML":
        pool = Client(encryption_certificate=encryption_certificate, logout_url=logout_url)
        clients = {entity_id(provider.pool_id): pool}
    else:
        clients = {known.get("client_id", ""): _client(known)}
    return Provider(
        name=provider.name,
        kind=_kind(provider),
        people=its_people,
        keys=keys.of_stand_ins,
        spending=spending or SpendingInMemory(),
        clients=clients,
        issuer=metadata.entity_id if metadata else known.get("oidc_issuer"),
        aliases=_aliases(provider),
        realm=provider.pool_id,
    )


def encryption_for(ctx: Context, provider: IdentityProvider) -> bytes | None:
    """Return the certificate that a SAML provider encrypts for, if it is to encrypt."""
    if not details.is_on(provider, "EncryptedResponses"):
        return None
    return saml_keys.encryption(ctx, provider).certificate


def saml_metadata(ctx: Context, provider: IdentityProvider, emulator_url: str) -> Metadata:
    """Return how a SAML provider is asked and verified that a stand-in plays.

    Its entity id is that of its own metadata, if the pool has them.
    """
    stand_in = played(provider, ctx.keys, PeopleInMemory())
    there = endpoints(provider, emulator_url)
    return Metadata(
        entity_id=stand_in.issuer_at(address(provider, emulator_url)),
        sso_redirect_url=there["authorization"],
        slo_redirect_url=there["logout"],
        certificates=(ctx.keys.of_stand_ins.signer(ctx.now).certificate,),
    )


def fetcher(ctx: Context, provider: IdentityProvider, emulator_url: str) -> Fetcher:
    """Return what fetches from the stand-in of a provider; it reads who has an account now.

    As a code is used once, it is to be called by `Context.outside`, as any fetcher.
    """
    from cognito_emulator.idp import in_process  # noqa: PLC0415 - as `_kind`

    now = PeopleInMemory(people.everybody(ctx, provider))
    stand_in = played(provider, ctx.keys, now, spending=StoredSpending(ctx.apart, provider))
    return in_process.fetcher(stand_in, address(provider, emulator_url), lambda: ctx.now)


def _kind(provider: IdentityProvider) -> Kind:
    from cognito_emulator.idp.kinds import KINDS  # noqa: PLC0415 - most pools have none played

    return KINDS[provider.type]


def _aliases(provider: IdentityProvider) -> dict[str, str]:
    """Return what the pool calls claims that a stand-in has under another name.

    So any AttributeMapping finds what it maps. Social providers have names of their own.
    """
    if TYPES[provider.type].social:
        return {}
    return {
        source: attribute.removeprefix("custom:") for attribute, source in provider.mapping.items()
    }


def _client(known: Mapping[str, str]) -> Client:
    """Return the pool as its provider knows it."""
    if "private_key" not in known:
        return Client(secret=known.get("client_secret"))
    key = AppleKey(
        team_id=known.get("team_id", ""),
        key_id=known.get("key_id", ""),
        public_key=_public_half(known),
    )
    return Client(apple=key)


def _public_half(known: Mapping[str, str]) -> str:
    """Return the public half of the details' key as PEM; of what is no key, nothing."""
    private = apple_keys.private(known)
    if private is None:
        return ""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - slow to load

    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return public.decode()
