"""One stand-in: its name, what it plays, whom it knows, and who may ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from cognito_emulator.idp.keys import Keys
from cognito_emulator.idp.people import People
from cognito_emulator.idp.spending import Spending, SpendingInMemory

if TYPE_CHECKING:
    from cognito_emulator.idp.kinds.kind import Kind
    from cognito_emulator.idp.kinds.oidc import OpenId


@dataclass(frozen=True, slots=True, kw_only=True)
class AppleKey:
    """The key by which a client of Apple's proves itself.

    Attributes:
        team_id: whose it is.
        key_id: what the team calls it.
        public_key: its public half, as PEM.

    """

    team_id: str
    key_id: str
    public_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """An application that is registered with a provider.

    Attributes:
        secret: its secret; ``None`` if it has none.
        redirect_uris: where people may be sent back; anywhere by default.
        apple: its key, of a client of Apple's.
        encryption_certificate: of a SAML service provider, as DER; ``None`` encrypts nothing.
        logout_url: where a SAML service provider takes answers to its logout requests, by POST.

    """

    secret: str | None = None
    redirect_uris: tuple[str, ...] | None = None
    apple: AppleKey | None = None
    encryption_certificate: bytes | None = None
    logout_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A stand-in.

    Attributes:
        name: what applications call it.
        kind: what it plays.
        people: who has an account.
        keys: what it signs and seals with.
        spending: remembers which codes were used.
        clients: the applications that are registered, by their ids; ``None`` lets in any.
        issuer: what its tokens name; by default what its kind always is, or else its own address.
        aliases: other names under which claims are told, and the claims that they are.
        realm: what tells it from others of its name that have the same keys.

    """

    name: str
    kind: Kind
    people: People
    keys: Keys
    spending: Spending = field(default_factory=SpendingInMemory)
    clients: Mapping[str, Client] | None = None
    issuer: str | None = None
    aliases: Mapping[str, str] = field(default_factory=dict)
    realm: str = ""

    @property
    def oauth(self) -> OpenId:
        """What it plays, where that has the endpoints of OAuth 2.0."""
        return cast("OpenId", self.kind)

    def issuer_at(self, base_url: str) -> str:
        """Return the issuer, for who reaches the provider at an address."""
        return self.issuer or self.kind.own_issuer(base_url)

    def told(self, claims: Mapping[str, Any]) -> dict[str, Any]:
        """Return somebody's claims, also under their other names."""
        others = {
            alias: claims[name]
            for alias, name in self.aliases.items()
            if alias not in claims and name in claims
        }
        return {**claims, **others}

    def seal(self, use: str, content: Mapping[str, Any], now: float) -> str:
        """Return an opaque text that stands for ``content``; see `Seal.close`."""
        return self.keys.seal.close(self._use(use), content, now)

    def unseal(self, use: str, sealed: str, now: float, lifetime: int) -> dict[str, Any] | None:
        """Return what an opaque text stands for; see `Seal.open`."""
        return self.keys.seal.open(self._use(use), sealed, now, lifetime)

    def _use(self, use: str) -> str:
        return f"{self.realm}\0{self.name}\0{use}"
