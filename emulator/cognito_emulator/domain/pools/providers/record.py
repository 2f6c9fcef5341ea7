"""The record of an identity provider."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cognito_emulator.records import Record
from cognito_emulator.saml.metadata import Metadata
from cognito_emulator.store import Table

#: The pool itself, where clients and sign-ins name those by whom people come.
OWN_USERS = "COGNITO"

ProviderType = Literal["Facebook", "SAML", "SignInWithApple", "LoginWithAmazon", "OIDC", "Google"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class IdentityProvider(Record):
    """Somebody else by whom users of a pool sign in.

    Attributes:
        details: ProviderDetails as they were given; `details` knows what follows from them.
        mapping: AttributeMapping: names of the provider's claims by those of the pool's attributes.
        identifiers: IdpIdentifiers, other names of it; no two providers of a pool share one.
        acr_mapping: AcrMapping, the provider's ACR values by the pool's levels; ``None`` where it
            was not given.
        stand_in: whether a stand-in plays it; ``None`` leaves that to its type.
        metadata: what a SAML provider says of itself; ``None`` while nobody has read that.
        metadata_read_at: when it was read, in epoch seconds.

    """

    pool_id: str
    name: str
    type: ProviderType
    created_at: float
    modified_at: float
    details: Mapping[str, str] = field(default_factory=dict)
    mapping: Mapping[str, str] = field(default_factory=dict)
    identifiers: tuple[str, ...] = ()
    acr_mapping: Mapping[str, str] | None = None
    stand_in: bool | None = None
    metadata: Metadata | None = None
    metadata_read_at: float = 0.0


IDENTITY_PROVIDERS: Table[IdentityProvider] = Table(
    "identity_providers",
    IdentityProvider,
    key=lambda provider: (provider.pool_id, provider.name),
    belongs_to=("pool",),
    unique={
        "identifier": lambda provider: tuple(
            (provider.pool_id, identifier) for identifier in provider.identifiers
        )
    },
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SamlKey(Record):
    """A key pair that SAML providers are shown the certificate of.

    Attributes:
        provider: for which provider responses to it are encrypted; empty for the pool's own, which
            signs requests to all of them.
        private_key: RSA of 2048 bits, in DER (PKCS #8).
        certificate: X.509, in DER.

    """

    pool_id: str
    provider: str
    private_key: bytes = field(repr=False)
    certificate: bytes

    @property
    def shown(self) -> str:
        """The certificate as answers show it: base64 in one line (measured [providers-20])."""
        return b64encode(self.certificate).decode()


SAML_KEYS: Table[SamlKey] = Table(
    "saml_keys",
    SamlKey,
    key=lambda pair: (pair.pool_id, pair.provider),
    belongs_to=("pool",),
)
