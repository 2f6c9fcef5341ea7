"""Libraries that mock HTTP let pass what is for the emulator, and mock the rest as ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any, NamedTuple

import boto3
import httpx
import moto
import pytest
import pytest_httpx
import requests
import requests_mock
import responses
import respx

from cognito_emulator import transport
from pytest_cognito_emulator.intercept import Passthrough
from tests.plugin.intercept.clients import ASYNC, by_httpx, by_requests
from tests.plugin.intercept.conftest import Served
from tests.plugin.intercept.test_clients import boto3_client

MOCKED = "https://api.example.com/answer"

by_httpx_async = ASYNC["httpx, asyncio"]


@contextmanager
def with_responses() -> Iterator[None]:
    with responses.RequestsMock() as mock:
        mock.get(MOCKED, json="mocked")
        yield
        assert len(mock.calls) == 1  # ours are none of its


@contextmanager
def with_requests_mock() -> Iterator[None]:
    with requests_mock.Mocker() as mock:
        mock.get(MOCKED, json="mocked")
        yield
        assert mock.call_count == 1


@contextmanager
def with_respx(using: str) -> Iterator[None]:
    with respx.mock(using=using) as mock:
        mock.get(MOCKED).respond(json="mocked")
        yield
        assert mock.calls.call_count == 1


@contextmanager
def with_pytest_httpx() -> Iterator[None]:
    """What its fixture does: there is no other way to it."""

    class Request:
        class node:  # noqa: N801 - pytest's name
            @staticmethod
            def iter_markers(_: str) -> list[object]:
                return []

    fixture: Any = pytest_httpx.httpx_mock
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        contextmanager(fixture.__wrapped__)(monkeypatch, Request) as mock,
    ):
        mock.add_response(url=MOCKED, json="mocked")
        yield
        assert len(mock.get_requests()) == 1


class Mocked(NamedTuple):
    """A client, and a library that mocks it."""

    get: Callable[[str], Any]
    mocking: Callable[[], AbstractContextManager[Any]]


MOCKS = {
    "responses": Mocked(by_requests, with_responses),
    "requests-mock": Mocked(by_requests, with_requests_mock),
    "respx": Mocked(by_httpx, lambda: with_respx("httpcore")),
    "respx, async": Mocked(by_httpx_async, lambda: with_respx("httpcore")),
    "respx, httpx": Mocked(by_httpx, lambda: with_respx("httpx")),
    "respx, httpx, async": Mocked(by_httpx_async, lambda: with_respx("httpx")),
    "pytest-httpx": Mocked(by_httpx, with_pytest_httpx),
    "pytest-httpx, async": Mocked(by_httpx_async, with_pytest_httpx),
}


@pytest.mark.parametrize("name", MOCKS)
@pytest.mark.parametrize("intercepting", [False, True])
@pytest.mark.parametrize("mock_first", [False, True])
def test_lets_pass_what_is_for_the_emulator(
    name: str, served: Served, *, intercepting: bool, mock_first: bool
) -> None:
    ours: AbstractContextManager[Any] = (
        served.interception() if intercepting else Passthrough(served.address)
    )
    url = served.jwks_url() if intercepting else served.jwks_url(served.url)
    get, mocking = MOCKS[name]
    with ExitStack() as stack:
        for context in [mocking(), ours] if mock_first else [ours, mocking()]:
            stack.enter_context(context)
        assert get(url) == served.jwks
        assert get(MOCKED) == "mocked"


def test_a_test_s_own_mock_of_our_url_answers(intercepted: Served) -> None:
    url = intercepted.jwks_url()
    with responses.RequestsMock() as by_responses:
        by_responses.get(url, json="out of reach")
        assert by_requests(url) == "out of reach"
    with requests_mock.Mocker() as by_requests_mock:
        by_requests_mock.get(url, json="out of reach")
        assert by_requests(url) == "out of reach"
    with respx.mock() as by_respx:
        by_respx.get(url).respond(json="out of reach")
        assert by_httpx(url) == "out of reach"
        assert by_httpx_async(url) == "out of reach"


def test_nothing_is_invented_for_us(intercepted: Served) -> None:
    with respx.mock(assert_all_mocked=False) as mock:
        assert by_httpx(intercepted.jwks_url()) == intercepted.jwks
        assert httpx.get(MOCKED).text == ""
        assert mock.calls.call_count == 1


def test_mocks_within_mocks(intercepted: Served) -> None:
    with requests_mock.Mocker() as outer, requests_mock.Mocker() as inner:
        inner.get(MOCKED, status_code=302, headers={"Location": intercepted.jwks_url()})
        assert by_requests(intercepted.jwks_url()) == intercepted.jwks
        assert by_requests(MOCKED) == intercepted.jwks
        assert (outer.call_count, inner.call_count) == (0, 1)
        with pytest.raises(requests_mock.NoMockAddress):
            by_requests(f"{MOCKED}/unknown")


@pytest.mark.parametrize("host", ["localhost", "tests.localhost"])
def test_by_any_name_of_this_machine(host: str, served: Served) -> None:
    passthrough = Passthrough(served.address)
    assert passthrough.concerns(host, served.address[1])
    assert not passthrough.concerns(host, served.address[1] + 1)
    assert not passthrough.concerns(host, None)


@responses.activate
def test_refuses_the_rest_as_ever(served: Served) -> None:
    with Passthrough(served.address), pytest.raises(requests.ConnectionError, match="by Responses"):
        requests.get("http://127.0.0.1:1/", timeout=60)
    with pytest.raises(requests.ConnectionError, match="by Responses"):
        by_requests(served.jwks_url(served.url))  # they let pass no more


@responses.activate
def test_an_url_that_is_none_is_no_concern(served: Served) -> None:
    with Passthrough(served.address), pytest.raises(requests.ConnectionError, match="by Responses"):
        requests.get("http://example.com:/", timeout=60)


def test_a_mock_that_a_client_was_given_is_kept(intercepted: Served) -> None:
    url = intercepted.jwks_url()
    own = httpx.MockTransport(lambda _: httpx.Response(200, json="a test's own"))
    with httpx.Client(transport=own) as client:
        assert client.get(url).json() == "a test's own"
    with requests.Session() as session:
        adapter = requests_mock.Adapter()
        adapter.register_uri("GET", url, json="a test's own")
        session.mount("https://cognito-idp.", adapter)
        assert session.get(url, timeout=60).json() == "a test's own"


# -- moto ------------------------------------------------------------------------------------------


def pools(client: Any) -> list[str]:
    return [pool["Id"] for pool in client.list_user_pools(MaxResults=10)["UserPools"]]


@moto.mock_aws
def test_without_an_interception_moto_answers(served: Served) -> None:
    with Passthrough(served.address):
        assert pools(boto3_client()) == []


@pytest.mark.parametrize("mock_first", [False, True])
def test_moto_leaves_the_service_to_the_emulator(served: Served, *, mock_first: bool) -> None:
    both: list[AbstractContextManager[Any]] = [moto.mock_aws(), served.interception()]
    with ExitStack() as stack:
        for one in both if mock_first else reversed(both):
            stack.enter_context(one)
        assert pools(boto3_client()) == [served.pool_id]
        assert by_requests(served.jwks_url()) == served.jwks
        queues = boto3.client("sqs", region_name="us-east-1")
        queues.create_queue(QueueName="moto-s")
        assert len(queues.list_queues()["QueueUrls"]) == 1


@moto.mock_aws
def test_an_endpoint_of_ours_is_not_moto_s(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    with Passthrough(served.address):
        assert pools(boto3_client(endpoint_url=served.url)) == [served.pool_id]
        monkeypatch.setenv("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", served.url)
        assert pools(boto3_client()) == [served.pool_id]


@moto.mock_aws
def test_clients_without_sockets_go_before_moto(served: Served) -> None:
    assert pools(transport.client(served.emulator)) == [served.pool_id]
    attached = transport.attach(boto3_client(), served.emulator)
    assert pools(attached) == [served.pool_id]
