"""The metadata of SAML providers: given as a text, or fetched, and for how long they are good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.pools.providers import documents
from cognito_emulator.domain.pools.providers.record import IDENTITY_PROVIDERS
from cognito_emulator.saml import metadata

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.saml.metadata import Metadata

FILE, URL = "MetadataFile", "MetadataURL"

_GOOD_FOR = 6 * 3600  # documented


def given(details: Mapping[str, str], now: float | None) -> Metadata | None:
    """Return the metadata that details have as a text, if they do.

    Args:
        details: of a SAML provider.
        now: the moment at which no certificate may have ended; ``None`` where one may.

    Raises:
        InvalidParameterException: they are none that can be used (texts: guess).

    """
    document = details.get(FILE)
    return _read(document, now) if document else None


def fetched(ctx: Context, provider: IdentityProvider) -> Metadata:
    """Return the metadata at the address that a provider's details name.

    Raises:
        InvalidParameterException: they cannot be fetched (text documented), or are none that can
            be used (texts: guess).

    """
    url = provider.details[URL]
    document = documents.fetched(ctx, provider, url)
    if document is None:
        raise errors.InvalidParameterException(f"Error retrieving metadata from {url}")
    return _read(document, ctx.now)


def current(ctx: Context, provider: IdentityProvider) -> Metadata:
    """Return the metadata by which a provider is asked and verified now.

    Those of an address are fetched anew after six hours (documented). Where that fails, the former
    ones stay good (a guess).

    Raises:
        InvalidParameterException: there are none; see :func:`fetched`.

    """
    known = provider.metadata
    fresh = not provider.details.get(URL) or ctx.now < provider.metadata_read_at + _GOOD_FOR
    if known is not None and fresh:
        return known
    try:
        found = fetched(ctx, provider)
    except errors.InvalidParameterException:
        if known is None:
            raise
        return known
    ctx.tx.put(IDENTITY_PROVIDERS, replace(provider, metadata=found, metadata_read_at=ctx.now))
    return found


def addresses(known: Metadata | None) -> Mapping[str, str]:
    """Return the details that follow from metadata (documented).

    There is no address to sign out where the metadata have none (measured [providers-23]).
    """
    if known is None:
        return {}
    out = known.slo_redirect_url
    return {
        "SSORedirectBindingURI": known.sso_redirect_url,
        **({} if out is None else {"SLORedirectBindingURI": out}),
    }


def _read(document: str | bytes, now: float | None) -> Metadata:
    try:
        return metadata.read(document, now=now)
    except metadata.MetadataError as error:
        raise errors.InvalidParameterException(error.sentence) from None
