"""The hosts of the real service: programs that have them built in may be led here.

Names of regions are not looked at; the service's own resolve in public DNS, others nowhere.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_API = re.compile(r"cognito-idp(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com\.?(?::([0-9]{0,5}))?")
_DOMAIN = re.compile(
    r"([a-z0-9-]+)\.auth(?:-fips)?\.([a-z0-9-]+)\.amazoncognito\.com\.?(?::([0-9]{0,5}))?"
)
_BALANCER_KEYS = re.compile(
    r"public-keys\.auth\.elb\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\.?(?::[0-9]{0,5})?"
)
_DEFAULT_PORTS = (None, "", "443", "80")


class ServiceHost(NamedTuple):
    """A host of the service, as a Host header names it.

    Attributes:
        region: the AWS region that it is of.
        prefix: of a pool's domain; ``None`` for the API's host, which is that of issuers, too.
        port: with its colon; empty for one of the usual ones.

    """

    region: str
    prefix: str | None
    port: str

    def api_url(self, scheme: str) -> str:
        """Return where the API of its region is, which is what issuers begin with.

        The service speaks HTTPS only: at a usual port, whoever asked by HTTP was led here by a
        proxy that did. Of another port nobody but us is known, so it stays.
        """
        usual = api_url(self.region)
        return f"{usual.replace('https', scheme, 1)}{self.port}" if self.port else usual


@lru_cache(maxsize=64)
def service_host(authority: str) -> ServiceHost | None:
    """Return which host of the service a Host header names; ``None`` if it names another."""
    name = authority.lower()
    if (found := _API.fullmatch(name)) is not None:
        return ServiceHost(found[1], None, _port(found[2]))
    if (found := _DOMAIN.fullmatch(name)) is not None:
        return ServiceHost(found[2], found[1], _port(found[3]))
    return None


@lru_cache(maxsize=64)
def has_balancer_keys(authority: str) -> bool:
    """Whether a Host header names a host where load balancers publish their keys (documented)."""
    return _BALANCER_KEYS.fullmatch(authority.lower()) is not None


def api_url(region: str) -> str:
    """Return where the service's API is in a region."""
    return f"https://cognito-idp.{region}.amazonaws.com"


def domain_url(name: str, region: str, *, custom: bool) -> str:
    """Return where a pool's domain is in the service, a prefix or a custom one."""
    return f"https://{name}" if custom else f"https://{name}.auth.{region}.amazoncognito.com"


def is_api_url(url: str) -> bool:
    """Whether a base URL is that of the service's API, in any region."""
    scheme, _, authority = url.partition("://")
    host = service_host(authority)
    return scheme == "https" and host is not None and host.prefix is None and not host.port


def _port(text: str | None) -> str:
    return "" if text in _DEFAULT_PORTS else f":{text}"
