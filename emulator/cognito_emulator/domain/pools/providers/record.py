"""The record of an identity provider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cognito_emulator.store import Table

#: The pool itself, where clients and sign-ins name those by whom people come.
OWN_USERS = "COGNITO"

ProviderType = Literal["Facebook", "SAML", "SignInWithApple", "LoginWithAmazon", "OIDC", "Google"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityProvider:
    """Somebody else by whom users of a pool sign in.

    Attributes:
        details: ProviderDetails as they were given; `details.complete` has what follows from them.
        mapping: AttributeMapping: names of the provider's claims by those of the pool's attributes.
        identifiers: IdpIdentifiers, other names of it; no two providers of a pool share one.
        acr_mapping: AcrMapping, the provider's ACR values by the pool's levels; ``None`` where it
            was not given.
        stand_in: whether a stand-in plays it; ``None`` leaves that to its type.

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
