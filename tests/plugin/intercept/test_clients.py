"""Every client is answered from the real service's address, as it is, unchanged."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from http.client import HTTPSConnection
from typing import Any

import boto3
import freezegun
import httpx
import jwt
import pytest
import requests
import time_machine

from tests.plugin.intercept.clients import ASYNC, BLOCKING, CLIENTS, by_requests
from tests.plugin.intercept.conftest import DOMAIN, SERVICE, Served
from tests.ports import reserved_port


def boto3_client(**options: Any) -> Any:
    return boto3.client(
        "cognito-idp",
        region_name="us-east-1",
        aws_access_key_id="nobody",
        aws_secret_access_key="nobody",
        **options,
    )


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_gets_the_keys(client: str, intercepted: Served) -> None:
    assert CLIENTS[client](intercepted.jwks_url()) == intercepted.jwks


@pytest.mark.parametrize("client", BLOCKING | ASYNC)
def test_reaches_a_custom_domain(client: str, intercepted: Served) -> None:
    url = intercepted.jwks_url(f"https://{DOMAIN}")
    assert (BLOCKING | ASYNC)[client](url) == intercepted.jwks


def test_discovery_is_the_real_service_s(intercepted: Served) -> None:
    issuer = f"{SERVICE}/{intercepted.pool_id}"
    document = by_requests(f"{issuer}/.well-known/openid-configuration")
    assert document["issuer"] == issuer
    assert document["jwks_uri"] == intercepted.jwks_url()


def test_boto3_finds_the_service_by_itself(intercepted: Served) -> None:
    pools = boto3_client().list_user_pools(MaxResults=10)["UserPools"]
    assert [pool["Id"] for pool in pools] == [intercepted.pool_id]


@pytest.mark.parametrize("options", [{"use_ssl": False}, {"verify": False}])
@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_boto3_without_tls(options: dict[str, bool], intercepted: Served) -> None:
    pools = boto3_client(**options).list_user_pools(MaxResults=10)["UserPools"]
    assert [pool["Id"] for pool in pools] == [intercepted.pool_id]


def test_pyjwt_finds_the_keys(intercepted: Served) -> None:
    found = jwt.PyJWKClient(intercepted.jwks_url()).get_signing_keys()
    assert [key.key_id for key in found] == [key["kid"] for key in intercepted.jwks["keys"]]


def test_one_connection_serves_many_requests(intercepted: Served) -> None:
    with requests.Session() as client:
        assert [client.get(intercepted.jwks_url(), timeout=60).status_code for _ in "abc"] == [
            200
        ] * 3


def test_a_client_s_timeout_holds(served: Served) -> None:
    """Somebody who never answers in the emulator's place."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        deaf = Served(served.emulator, served.pool_id, silent.getsockname())
        with deaf.interception(), pytest.raises(requests.exceptions.ReadTimeout):
            requests.get(deaf.jwks_url(), timeout=(60, 0.01))


def test_nobody_listening_is_a_refused_connection(served: Served) -> None:
    with (
        reserved_port() as port,
        Served(served.emulator, served.pool_id, ("127.0.0.1", port)).interception(),
        pytest.raises(httpx.ConnectError),
    ):
        httpx.get(served.jwks_url())


def test_in_any_spelling_of_the_host(intercepted: Served) -> None:
    for host in ("COGNITO-IDP.eu-west-1.amazonaws.com", "cognito-idp.eu-west-1.amazonaws.com."):
        assert by_requests(intercepted.jwks_url(f"https://{host}")) == intercepted.jwks


def test_a_socket_may_be_wrapped_before_it_connects(intercepted: Served) -> None:
    host = "cognito-idp.us-east-1.amazonaws.com"
    connection = HTTPSConnection(host)
    raw = socket.socket()
    connection.sock = connection._context.wrap_socket(raw, server_hostname=host)  # type: ignore[attr-defined]
    connection.sock.connect((host, 443))
    connection.request("GET", f"/{intercepted.pool_id}/.well-known/jwks.json")
    assert connection.getresponse().status == 200
    connection.close()


@pytest.mark.parametrize("family", [socket.AF_UNSPEC, socket.AF_INET])
@pytest.mark.usefixtures("intercepted")
def test_a_name_looked_up_has_an_address_of_this_machine(family: socket.AddressFamily) -> None:
    host = "cognito-idp.us-east-1.amazonaws.com"
    [(*_, found)] = socket.getaddrinfo(host, "https", family, socket.SOCK_STREAM)
    assert found == (socket.gethostbyname(host), 443)
    assert str(found[0]).startswith("127.")


@pytest.mark.usefixtures("intercepted")
def test_the_real_service_has_no_ipv6() -> None:
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("cognito-idp.us-east-1.amazonaws.com", 443, socket.AF_INET6)


@pytest.mark.parametrize("clock", [freezegun.freeze_time, time_machine.travel])
def test_at_another_time(clock: Any, intercepted: Served) -> None:
    with clock("2031-05-01", tick=False):
        assert by_requests(intercepted.jwks_url()) == intercepted.jwks
        assert CLIENTS["httpx, asyncio"](intercepted.jwks_url()) == intercepted.jwks


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
@pytest.mark.usefixtures("anyio_backend")
async def test_in_a_test_of_anyio_s(intercepted: Served) -> None:
    async with httpx.AsyncClient() as client:
        assert (await client.get(intercepted.jwks_url())).json() == intercepted.jwks


def test_many_at_once(intercepted: Served) -> None:
    async def many() -> list[Any]:
        async with httpx.AsyncClient() as client:
            answers = await asyncio.gather(*[client.get(intercepted.jwks_url()) for _ in range(5)])
            return [answer.json() for answer in answers]

    assert asyncio.run(many()) == [intercepted.jwks] * 5


LATE = """
import asyncio, sys
from pytest_cognito_emulator.intercept import Interception, service_hosts

CLIENTS = {"aiodns", "aiohttp", "botocore", "httpx", "requests", "responses", "respx", "uvloop"}
host, port, url = sys.argv[1], int(sys.argv[2]), sys.argv[3]

with Interception(service_hosts(), (host, port)):
    assert not CLIENTS & sys.modules.keys(), CLIENTS & sys.modules.keys()

    import aiohttp, httpx, requests, responses, respx

    async def get():
        async with aiohttp.ClientSession() as client, client.get(url) as answer:
            return answer.status

    with responses.RequestsMock(), respx.mock():
        assert requests.get(url).status_code == 200
        assert httpx.get(url).status_code == 200
    assert asyncio.run(get()) == 200

    import uvloop
    assert uvloop.run(get()) == 200

assert not [finder for finder in sys.meta_path if "intercept" in type(finder).__module__]
for module in ("urllib.request", "requests.utils", "aiohttp.helpers"):
    assert not hasattr(sys.modules[module].proxy_bypass, "__wrapped__"), module
"""


@pytest.mark.skipif(sys.platform == "win32", reason="uvloop is not for Windows")
def test_imports_no_client_and_reaches_those_imported_later(served: Served) -> None:
    host, port = served.address
    subprocess.run(
        [sys.executable, "-W", "error", "-c", LATE, host, str(port), served.jwks_url()], check=True
    )
