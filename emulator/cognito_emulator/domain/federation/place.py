"""Where a pool's domain is, for the browser that is at it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from cognito_emulator import environment, service_hosts
from cognito_emulator.domain.pools import domains

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Domain, Pool
    from cognito_emulator.domain.work.context import Context

_ACS = "/saml2/idpresponse"
_PORT: Final = re.compile(r":[0-9]*$")


class Place(NamedTuple):
    """The addresses of a pool's domain, as one browser reaches it.

    Attributes:
        url: of the domain, without a slash at its end.
        emulator_url: of the emulator, likewise.

    """

    url: str
    emulator_url: str

    @property
    def host(self) -> str:
        """The host, without scheme and port."""
        return _PORT.sub("", _authority(self.url))

    @property
    def callback(self) -> str:
        """The redirect URI, as providers know it that speak OAuth 2.0 (documented)."""
        return f"{self.url}/oauth2/idpresponse"

    @property
    def logout(self) -> str:
        """Where answers to logout requests go, as SAML providers know it (documented)."""
        return f"{self.url}/saml2/logout"

    @property
    def acs(self) -> str:
        """The assertion consumer service, as SAML providers know it (documented)."""
        return f"{self.url}{_ACS}"


def entity_id(pool_id: str) -> str:
    """Return what SAML providers call a pool, whatever its addresses are (documented)."""
    return f"urn:amazon:cognito:sp:{pool_id}"


def acs_of_pool(ctx: Context, pool: Pool, place: Place) -> frozenset[str]:
    """Return all assertion consumer services of a pool; see `addresses_of_pool`."""
    return addresses_of_pool(ctx, pool, place, _ACS)


def addresses_of_pool(ctx: Context, pool: Pool, place: Place, path: str) -> frozenset[str]:
    """Return all addresses of a pool's path: where a browser is, and the others.

    A provider that begins by itself names the one that it was told of once, by which address the
    browser comes now or not: the service's own, one by path or one by host.
    """
    scheme = place.emulator_url.partition("://")[0]
    port = "".join(_PORT.findall(_authority(place.emulator_url)))
    own = {place.url}
    for domain in _domains(ctx, pool):
        own |= {
            service_hosts.domain_url(domain.name, pool.region, custom=domain.is_custom),
            environment.domain_url(place.emulator_url, domain.address),
            f"{scheme}://{domain.address}.auth.localhost{port}",
        }
    return frozenset(f"{url}{path}" for url in own)


def _authority(url: str) -> str:
    """Return host and port of a URL, whatever the browser has sent for them."""
    return url.partition("://")[2].partition("/")[0]


def _domains(ctx: Context, pool: Pool) -> list[Domain]:
    """Return the domains of a pool, or that which the emulator lends it."""
    shown = domains.shown(ctx, pool)
    return domains.of_pool(ctx, pool) or ([] if shown is None else [shown.domain])
