"""Proxies of the environment are passed by for owned hosts, and used for all others."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import aiohttp
import httpx
import pytest
import requests

from tests.plugin.intercept.clients import BLOCKING
from tests.plugin.intercept.conftest import Served
from tests.plugin.intercept.test_clients import boto3_client
from tests.ports import reserved_port


@pytest.fixture(autouse=True)
def _proxy(_no_internet: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A proxy in the environment, at which nobody answers."""
    with reserved_port() as port:
        for name in ("http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
        yield


@pytest.mark.parametrize("client", BLOCKING)
def test_is_passed_by(client: str, intercepted: Served) -> None:
    assert BLOCKING[client](intercepted.jwks_url()) == intercepted.jwks


def test_is_passed_by_in_plain_http(intercepted: Served) -> None:
    assert requests.get(
        intercepted.jwks_url("http://cognito-idp.us-east-1.amazonaws.com"), timeout=60
    ).ok


@pytest.mark.usefixtures("intercepted")
def test_is_passed_by_of_boto3() -> None:
    assert boto3_client().list_user_pools(MaxResults=1)["UserPools"]


def test_is_passed_by_of_a_client_that_was_made_before(served: Served) -> None:
    with httpx.Client() as client, served.interception():
        assert client.get(served.jwks_url()).json() == served.jwks


def test_is_passed_by_of_async_clients(intercepted: Served) -> None:
    async def get() -> None:
        async with httpx.AsyncClient() as client:
            assert (await client.get(intercepted.jwks_url())).json() == intercepted.jwks
        async with (
            aiohttp.ClientSession(trust_env=True) as trusting,
            trusting.get(intercepted.jwks_url()) as answer,
        ):
            assert await answer.json() == intercepted.jwks

    asyncio.run(get())


@pytest.mark.usefixtures("intercepted")
def test_is_used_for_other_hosts() -> None:
    with pytest.raises(requests.exceptions.ProxyError):
        requests.get("https://s3.amazonaws.com/", timeout=60)
    with pytest.raises(httpx.ConnectError, match="refused"):
        httpx.get("https://s3.amazonaws.com/")
    with pytest.raises(requests.exceptions.ProxyError):
        requests.get("http://sqs.us-east-1.amazonaws.com:80/", timeout=60)
