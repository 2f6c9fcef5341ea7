"""An emulator that takes itself for the real service, and a world without an internet."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from cognito_emulator import Settings
from cognito_emulator.emulator import Emulator
from cognito_emulator.web.server import Server
from pytest_cognito_emulator.intercept import Interception, service_hosts
from tests.support import StockKeys

SERVICE = "https://cognito-idp.us-east-1.amazonaws.com"
DOMAIN = "login.example.com"


class Served(NamedTuple):
    """An emulator with a pool, and where it listens."""

    emulator: Emulator
    pool_id: str
    address: tuple[str, int]

    @property
    def url(self) -> str:
        return f"http://{self.address[0]}:{self.address[1]}"

    @property
    def jwks(self) -> dict[str, Any]:
        return self.emulator.keys.of(self.pool_id).jwks

    def jwks_url(self, base: str = SERVICE) -> str:
        return f"{base}/{self.pool_id}/.well-known/jwks.json"

    def interception(self) -> Interception:
        return Interception(service_hosts({DOMAIN}), self.address)


@pytest.fixture(scope="session")
def served(stock_keys: StockKeys) -> Iterator[Served]:
    emulator = Emulator(Settings(public_url=SERVICE, aws_issuer=True), keys=stock_keys)
    pool = emulator.call("CreateUserPool", {"PoolName": "tests"})["UserPool"]
    with Server(emulator, "127.0.0.1", 0) as server:
        yield Served(emulator, pool["Id"], ("127.0.0.1", int(server.url.rpartition(":")[2])))


@pytest.fixture(autouse=True)
def _no_internet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing leave this machine; whatever tries finds no such host."""
    look_up = socket.getaddrinfo

    def looked_up(host: Any, *arguments: Any, **options: Any) -> Any:
        if host not in ("localhost", None) and not str(host).startswith("127."):
            raise socket.gaierror(socket.EAI_NONAME, f"{host} is on the internet")
        return look_up(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def intercepted(served: Served) -> Iterator[Served]:
    with served.interception():
        yield served
