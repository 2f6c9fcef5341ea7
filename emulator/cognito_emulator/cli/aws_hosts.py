"""``serve --aws-hosts``: under which hosts of the real service it answers, for a hosts file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cognito_emulator.control import pools
from cognito_emulator.domain.pools import domains, lookup
from cognito_emulator.settings import LOCALHOST
from cognito_emulator.web.tls.names import of_prefix, of_service

if TYPE_CHECKING:
    from cognito_emulator.calls import Call
    from cognito_emulator.domain.pools.record import Domain
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.emulator import Emulator

_MAKES_ONE = "CreateUserPoolDomain"


def regions(emulator: Emulator, wished: Sequence[str] | None) -> tuple[str, ...]:
    """Return the regions whose hosts are served.

    Args:
        emulator: the one that is served; its own region and those of its pools are taken if none
            is named.
        wished: those that were named; None if there are to be none.

    """
    if wished is None:
        return ()
    of_pools = (pool.region for pool in pools.everywhere(emulator))
    return tuple(dict.fromkeys(wished or (emulator.settings.region, *of_pools)))


def lines(emulator: Emulator, served: Iterable[str], url: str) -> list[str]:
    """Return a line for each host.

    Args:
        emulator: the one that is served.
        served: the regions.
        url: where it listens.

    """
    hosts = [host for region in served for host in of_service(region)]
    hosts += emulator.run_inside(_of_pools)
    return [f"{_address(url)} {host}" for host in dict.fromkeys(hosts)]


def tell_of_more(emulator: Emulator, url: str, say: Callable[[str], None]) -> None:
    """Say the line of each domain that is made from now on."""

    def note(call: Call) -> None:
        name = call.request.get("Domain")
        if call.operation == _MAKES_ONE and call.error is None and isinstance(name, str):
            custom = "CustomDomainConfig" in call.request
            host = name.lower() if custom else of_prefix(name.lower(), call.region)
            say(f"{_address(url)} {host}")

    emulator.on_call(note)


def _of_pools(ctx: Context) -> list[str]:
    return [
        _host(domain, pool.region)
        for pool in lookup.everywhere(ctx)
        for domain in domains.of_pool(ctx, pool)
    ]


def _host(domain: Domain, region: str) -> str:
    return domain.name if domain.is_custom else of_prefix(domain.name, region)


def _address(url: str) -> str:
    """Return where a hosts file leads."""
    host = urlsplit(url).hostname or ""
    return "127.0.0.1" if host == LOCALHOST else host
