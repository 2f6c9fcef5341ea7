"""The keys of a pool that SAML providers know by their certificates, made when first needed.

One signs for the pool, and one for each provider decrypts (documented).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from cognito_emulator.domain.pools.providers.record import SAML_KEYS, SamlKey
from cognito_emulator.saml import certificates

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.work.context import Context

_THE_POOL = ""


def signing(ctx: Context, pool_id: str) -> SamlKey:
    """Return the key that signs a pool's requests to SAML providers."""
    return _key(ctx, pool_id, _THE_POOL)


def encryption(ctx: Context, provider: IdentityProvider) -> SamlKey:
    """Return the key that a SAML provider encrypts its responses for."""
    return _key(ctx, provider.pool_id, provider.name)


def private(key: SamlKey) -> RSAPrivateKey:
    """Return the private half, to work with."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - slow to load

    read = serialization.load_der_private_key(key.private_key, password=None)
    return cast("RSAPrivateKey", read)


def forget(ctx: Context, provider: IdentityProvider) -> None:
    """Remove the key of a provider that goes."""
    ctx.tx.delete(SAML_KEYS, (provider.pool_id, provider.name))


def _key(ctx: Context, pool_id: str, provider: str) -> SamlKey:
    known = ctx.tx.get(SAML_KEYS, (pool_id, provider))
    return known or ctx.tx.put(SAML_KEYS, _made(ctx, pool_id, provider))


def _made(ctx: Context, pool_id: str, provider: str) -> SamlKey:
    """Return a new key; it takes a while, for which nobody else is kept waiting."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - slow to load

    private_key = ctx.outside("make a key for SAML", ctx.keys.rsa_key)
    serial = ctx.ids.serial_number(certificates.SERIAL_BITS)
    certificate = certificates.self_signed(private_key, pool_id, serial=serial, not_before=ctx.now)
    der = private_key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return SamlKey(pool_id=pool_id, provider=provider, private_key=der, certificate=certificate)
