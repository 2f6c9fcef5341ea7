"""While a guard stands, no call of this process reaches the real service."""

from __future__ import annotations

import errno
import socket
import ssl
import traceback
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import boto3
import httpx
import moto
import pytest
import requests
import responses
import respx
from botocore.config import Config

from pytest_cognito_emulator.intercept import (
    Guard,
    RealServiceError,
    real_hosts,
)
from tests.plugin.intercept.clients import CLIENTS, Get, by_requests
from tests.plugin.intercept.conftest import DOMAIN, SERVICE, Served
from tests.plugin.intercept.test_put_back import OTHER, replaced
from tests.table import table

SENTENCE = "Take cognito_intercept."


@pytest.fixture
def _guarded() -> Iterator[None]:
    with Guard(real_hosts({DOMAIN}), SENTENCE):
        yield


def whole(error: BaseException) -> str:
    """All that a traceback shows of an error, and of those that it came of."""
    return "".join(traceback.format_exception(error))


@pytest.mark.usefixtures("_guarded")
@pytest.mark.parametrize("get", CLIENTS.values(), ids=CLIENTS)
@pytest.mark.parametrize("base", [SERVICE, f"https://{DOMAIN}"])
def test_every_client_is_refused_in_our_words(get: Get, base: str) -> None:
    with pytest.raises(Exception) as refused:  # noqa: PT011 - each client has a type of its own
        get(f"{base}/us-east-1_AbCdEfGhI/.well-known/jwks.json")

    assert SENTENCE in whole(refused.value)


@pytest.mark.usefixtures("_guarded")
@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
@pytest.mark.parametrize("region", ["us-east-1", "cn-north-1", "us-gov-west-1"])
def test_the_aws_sdk_is_refused_at_once(mode: Any, region: str) -> None:
    client = boto3.client(
        "cognito-idp",
        region_name=region,
        aws_access_key_id="real",
        aws_secret_access_key="real",
        config=Config(retries={"mode": mode}),
    )
    tries: list[object] = []
    client.meta.events.register("before-send", lambda **_: tries.append(1))

    with pytest.raises(RealServiceError, match=SENTENCE) as refused:
        client.list_user_pools(MaxResults=1)

    assert refused.value.errno == errno.ECONNREFUSED
    assert len(tries) == 1


@pytest.mark.usefixtures("_guarded")
def test_a_proxy_that_is_named_to_the_client_is_no_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        through = socket.create_connection(proxy.getsockname())
        seen, _ = proxy.accept()
        context = ssl.create_default_context()
        with through, seen, pytest.raises(RealServiceError):
            context.wrap_socket(through, server_hostname=SERVICE[8:])
    with pytest.raises(RealServiceError):
        context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname=SERVICE[8:])


@pytest.mark.usefixtures("_guarded")
def test_proxies_of_the_environment_see_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        proxy.setblocking(False)
        for name in ("http_proxy", "https_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.getsockname()[1]}")
        for url in (f"{SERVICE}/", f"http://{SERVICE[8:]}/"):
            with pytest.raises(requests.ConnectionError, match=SENTENCE):
                by_requests(url)
        with pytest.raises(BlockingIOError):
            proxy.accept()


@pytest.mark.usefixtures("_guarded")
def test_other_hosts_are_none_of_its_business() -> None:
    with pytest.raises(requests.ConnectionError, match=f"{OTHER} is on the internet"):
        by_requests(f"https://{OTHER}/")


@pytest.mark.parametrize("first", ["guard", "interception"])
def test_what_is_led_elsewhere_is_not_refused(served: Served, first: str) -> None:
    guard, interception = Guard(real_hosts(), SENTENCE), served.interception()
    with ExitStack() as stack:
        stack.enter_context(guard if first == "guard" else interception)
        stack.enter_context(interception if first == "guard" else guard)
        assert by_requests(served.jwks_url()) == served.jwks


@pytest.mark.usefixtures("_guarded")
def test_what_mocks_answer_is_not_refused() -> None:
    with moto.mock_aws():
        client = boto3.client("cognito-idp", region_name="us-east-1")
        pool = client.create_user_pool(PoolName="mocked")["UserPool"]
        issuer = f"{SERVICE}/{pool['Id']}"
        assert requests.get(f"{issuer}/.well-known/jwks.json", timeout=60).json()["keys"]
    with responses.mock:
        responses.get(SERVICE, json="mocked")
        assert by_requests(SERVICE) == "mocked"
    with respx.mock:
        respx.get(SERVICE).respond(json="mocked")
        assert httpx.get(SERVICE).json() == "mocked"


@pytest.mark.usefixtures("_guarded")
def test_of_two_the_newer_decides() -> None:
    with (
        Guard(lambda _host: False, "Never."),
        pytest.raises(requests.ConnectionError, match="is on the internet"),
    ):
        by_requests(f"{SERVICE}/")
    with pytest.raises(requests.ConnectionError, match=SENTENCE):
        by_requests(f"{SERVICE}/")


def test_refusals_are_heard_of() -> None:
    heard: list[object] = []
    with Guard(real_hosts(), SENTENCE, lambda: heard.append(1)):
        for _ in range(2):
            with pytest.raises(requests.ConnectionError):
                by_requests(f"{SERVICE}/")

    assert len(heard) == 2


@table(
    "host, real",
    [
        ("cognito-idp.eu-central-1.amazonaws.com", True),
        ("demo.auth.us-east-1.amazoncognito.com", True),
        ("demo.auth-fips.us-gov-west-1.amazoncognito.com", True),
        (DOMAIN, True),
        ("public-keys.auth.elb.eu-west-1.amazonaws.com", True),
        ("my.public-keys.auth.elb.eu-west-1.amazonaws.com", False),
        ("public-keys.auth.elb.amazonaws.com", False),
        ("amazoncognito.com", False),
        ("demo.auth.us-east-1.amazoncognito.com.example.com", False),
        ("dynamodb.us-east-1.amazonaws.com", False),
    ],
)
def test_which_hosts_are_real(host: str, real: bool) -> None:  # noqa: FBT001 - a table's column
    assert real_hosts({DOMAIN})(host) is real


def test_everything_is_put_back() -> None:
    before = replaced()
    guard = Guard(real_hosts(), SENTENCE)
    guard.stop()
    for _ in range(2):
        guard.start()
        guard.start()
        assert replaced() != before
        guard.stop()
        guard.stop()
        assert replaced() == before
    with pytest.raises(requests.ConnectionError, match="is on the internet"):
        by_requests(f"{SERVICE}/")
