"""The stand-ins that play the identity providers of an emulator's pools."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from cognito_emulator.domain.clients.oauth_settings import OAuthSettings
from cognito_emulator.domain.clients.record import CLIENTS
from cognito_emulator.domain.federation import choice
from cognito_emulator.domain.federation.place import Place, entity_id
from cognito_emulator.domain.federation.stand_ins import playing
from cognito_emulator.domain.federation.stand_ins.address import FOLDER, address
from cognito_emulator.domain.federation.stand_ins.people import StoredPeople
from cognito_emulator.domain.federation.stand_ins.spending import StoredSpending
from cognito_emulator.domain.pools import domains
from cognito_emulator.domain.pools.providers import stand_ins
from cognito_emulator.domain.pools.providers.record import IDENTITY_PROVIDERS
from cognito_emulator.domain.pools.record import POOLS
from cognito_emulator.web.aws_json import asked_url
from cognito_emulator.web.stand_ins.address import Beginning, StandIn

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.engine import Engine
    from cognito_emulator.web.guard import Guard
    from cognito_emulator.web.stand_ins.address import Finder


def of_pools(engine: Engine, guard: Guard) -> Finder:
    """Return what finds those that play providers of an engine's pools.

    Args:
        engine: it.
        guard: under which hosts there are pages.

    """

    def find(environ: WSGIEnvironment) -> StandIn | None:
        path = environ.get("PATH_INFO", "")
        if not path.startswith(FOLDER):
            return None
        text = path.encode("latin-1", "replace").decode("utf-8", "replace")
        pool_id, _, rest = text.removeprefix(FOLDER).partition("/")
        found = engine.run_inside(lambda ctx: _found(ctx, pool_id, rest))
        if found is None:
            return None
        provider = found.provider
        emulator_url = asked_url(environ, engine.settings.public_url)
        place = found.place(emulator_url)
        return StandIn(
            provider=playing.played(
                provider,
                engine.keys,
                StoredPeople(engine.run_inside, provider),
                found.encryption_certificate,
                place.logout if place else None,
                spending=StoredSpending(engine.run_inside, provider),
            ),
            path=f"{FOLDER}{pool_id}/{provider.name}",
            base_url=address(provider, emulator_url),
            clock=engine.clock,
            guard=guard,
            beginning=found.beginning_at(place),
        )

    return find


class _Found(NamedTuple):
    """A provider that is played, and what its stand-in has to know of the pool.

    Attributes:
        encryption_certificate: what SAML is encrypted for; ``None`` if it is not.
        domain: of the pool, if it has one.
        client: for which the provider may begin a sign-in, or else any that has its users.

    """

    provider: IdentityProvider
    encryption_certificate: bytes | None
    domain: PoolDomain | None
    client: Client | None

    def beginning_at(self, place: Place | None) -> Beginning:
        """Return how a sign-in can begin at a SAML provider."""
        oauth = self.client.oauth if self.client else OAuthSettings()
        wanted = {
            "identity_provider": self.provider.name,
            "client_id": self.client.id if self.client else "",
            "redirect_uri": next(iter(oauth.callback_urls), ""),
            "response_type": "code",
            "scope": " ".join(oauth.scopes),
        }
        acs = place.acs if place else ""
        return Beginning(entity_id(self.provider.pool_id), acs, urlencode(wanted))

    def place(self, emulator_url: str) -> Place | None:
        """Return where the pool's domain is; ``None`` if there is none."""
        url = domains.url(self.domain, emulator_url) if self.domain else None
        return Place(url, emulator_url) if url else None


def _found(ctx: Context, pool_id: str, rest: str) -> _Found | None:
    """Return the provider to whose stand-in a path leads; ``None`` if there is none."""
    listed = ctx.tx.all(IDENTITY_PROVIDERS, "pool", pool_id)
    provider = next((each for each in listed if _leads_to(each, rest)), None)
    if provider is None or not stand_ins.plays(ctx, provider):
        return None
    if provider.type != "SAML":
        return _Found(provider, None, None, None)
    encryption = playing.encryption_for(ctx, provider)
    pool = ctx.tx.get(POOLS, pool_id)
    if pool is None:
        return _Found(provider, encryption, None, None)
    return _Found(provider, encryption, domains.shown(ctx, pool), _client(ctx, pool, provider))


def _client(ctx: Context, pool: Pool, provider: IdentityProvider) -> Client | None:
    clients = ctx.tx.all(CLIENTS, "pool", pool.id)
    fitting = [it for it in clients if provider.name in it.oauth.identity_providers]
    return min(fitting, key=lambda it: bool(choice.others_than_saml(ctx, pool, it)), default=None)


def _leads_to(provider: IdentityProvider, rest: str) -> bool:
    """Whether a path begins with a provider's name, which may have a slash in it."""
    return rest == provider.name or rest.startswith(f"{provider.name}/")
