"""Which hosts the certificates name."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from cognito_emulator.settings import Settings
from cognito_emulator.web.guard import allowed_host, is_ownerless, listens_everywhere

#: Of this machine, and of every domain of a pool in its host-based form.
LOOPBACK = ("localhost", "127.0.0.1", "::1", "*.auth.localhost")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_MAX_NAME_CHARS = 253
_CHINA = "cn-"


def of_service(region: str) -> tuple[str, ...]:
    """Return the hosts of the real service in a region: of its API, of issuers, of ALB's keys.

    Those of China end otherwise (documented).
    """
    end = "amazonaws.com.cn" if region.startswith(_CHINA) else "amazonaws.com"
    names = "cognito-idp", "issuer-cognito-idp", "public-keys.auth.elb"
    return tuple(f"{name}.{region}.{end}" for name in names)


def of_prefix(prefix: str, region: str) -> str:
    """Return the host of a pool's domain at the real service, of one that has no name of its own.

    Args:
        prefix: the domain's name; ``*`` for any.
        region: of its pool.

    """
    return f"{prefix}.auth.{region}.amazoncognito.com"


class Names:
    """The names of hosts for which there are certificates.

    All of them stand in one certificate, as far as they are known beforehand. Others get one of
    their own once a client asks for them: whatever nobody can own in the public DNS, as a service
    of Docker Compose is called or ``cognito.localhost``, and custom domains of pools.

    Attributes:
        always: those that stand in every certificate.

    """

    def __init__(
        self,
        settings: Settings,
        bound: str,
        regions: Collection[str] = (),
        is_domain: Callable[[str], bool] = lambda _name: False,
    ) -> None:
        """Gather the names.

        Args:
            settings: they have the public URL, and other hosts.
            bound: the host that the server listens on.
            regions: those of the real service's hosts.
            is_domain: whether a name is a custom domain of a pool.

        """
        self._is_domain = is_domain
        wished = [*LOOPBACK, *_own(settings, bound)]
        for region in regions:
            wished += [*of_service(region), of_prefix("*", region)]
        self.always: tuple[str, ...] = tuple(name for name in dict.fromkeys(wished) if _fits(name))

    def extra_for_address(self, address: str) -> str:
        """Return what a certificate has to name beside `always`, for who connects to an address.

        It is empty if there is nothing to add. Clients tell no server which address they meant.
        """
        host = address.partition("%")[0].removeprefix("::ffff:")
        return "" if host in self.always else host

    def extra_for_name(self, name: str) -> str | None:
        """Return the same for who asks for a host by its name; None where none may name it."""
        host = name.lower().removesuffix(".")
        if host in self.always or f"*.{host.partition('.')[2]}" in self.always:
            return ""
        if host.startswith("*") or not _fits(host) or _is_address(host):
            return None
        return host if is_ownerless(host) or self._is_domain(host) else None


def _own(settings: Settings, bound: str) -> Iterator[str]:
    if not listens_everywhere(bound):
        yield bound.lower()
    if settings.public_url:
        yield urlsplit(settings.public_url).hostname or ""
    for host in settings.allow_hosts:
        yield allowed_host(host)


def _fits(name: str) -> bool:
    """Tell whether a certificate can name it: addresses, and names of letters and digits."""
    if _is_address(name):
        return True
    return len(name) <= _MAX_NAME_CHARS and _NAME.fullmatch(name.removeprefix("*.")) is not None


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
