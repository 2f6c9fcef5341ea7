"""ProviderDetails: what there is to know of a provider, and what of it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from cognito_emulator.domain.pools.providers import metadata, saml_keys
from cognito_emulator.domain.pools.providers.types import TYPES

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.work.context import Context

#: What is on or off with a provider of SAML.
Switch = Literal["IDPInit", "IDPSignout", "EncryptedResponses"]


def complete(provider: IdentityProvider) -> dict[str, str]:
    """Return all details of a provider: those given, and what follows from its type.

    The endpoints that an OIDC provider's own discovery document names are not among them (measured
    [providers-13]). What metadata say comes before what was given (a guess).
    """
    return {
        **TYPES[provider.type].derived(provider.details),
        **provider.details,
        **metadata.addresses(provider.metadata),
    }


def is_on(provider: IdentityProvider, switch: Switch) -> bool:
    """Whether a switch among the details is on; of what is not given it is not."""
    return provider.details.get(switch, "").lower() == "true"


def shown(ctx: Context, provider: IdentityProvider) -> dict[str, str]:
    """Return the details that answers show: secrets too, but for Apple's key (documented).

    Of SAML also the certificate to encrypt for, whether responses are encrypted or not (measured
    [providers-23]).
    """
    secret = TYPES[provider.type].secret
    details = {key: value for key, value in complete(provider).items() if key not in secret}
    if provider.type == "SAML":
        details["ActiveEncryptionCertificate"] = saml_keys.encryption(ctx, provider).shown
    return details


def issuer(provider: IdentityProvider) -> str | None:
    """Return what ``identities`` call the issuer: of SAML the entity id, of others nothing.

    Measured [identities-1].
    """
    return None if provider.metadata is None else provider.metadata.entity_id
