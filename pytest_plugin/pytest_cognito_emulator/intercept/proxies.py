"""Keeps requests to owned hosts away from proxies that the environment or the system names."""

from __future__ import annotations

from pytest_cognito_emulator.intercept.hooks import Foreign, Function, Replace
from pytest_cognito_emulator.intercept.routes import route_of

#: Modules that ask ``proxy_bypass`` of urllib, which each has by that name, about a host.
ASKING = ("urllib.request", "requests.utils", "botocore.utils", "aiohttp.helpers")


def hook_bypass(module: Foreign, replace: Replace) -> None:
    """Hook into a module that asks ``proxy_bypass``."""
    replace(module, "proxy_bypass", _bypassing)


def hook_httpx(module: Foreign, replace: Replace) -> None:
    """Hook into httpx, whose clients read the environment once, when they are made."""
    replace(module, "Client._transport_for_url", _choosing)
    replace(module, "AsyncClient._transport_for_url", _choosing)


def _bypassing(bypass: Function) -> Function:
    def bypassed(host: str, *arguments: object, **options: object) -> object:
        name = host.rpartition(":")[0] or host  # urllib and botocore add the port
        return route_of(name) is not None or bypass(host, *arguments, **options)

    return bypassed


def _choosing(choose: Function) -> Function:
    def chosen(self: Foreign, url: Foreign) -> object:
        transport = choose(self, url)
        direct = self._transport
        # A proxy is a transport of the same type; one of another type is a test's own.
        return direct if type(transport) is type(direct) and route_of(url.host) else transport

    return chosen
