"""What fronts decide, by the control API."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator.emulator import Emulator
from tests.fronts.support import CLIENT, POOL, SEED
from tests.support import StockKeys
from tests.web.client import WebClient


@pytest.fixture(scope="module")
def web(stock_keys: StockKeys) -> WebClient:
    return WebClient(Emulator(seed=SEED, keys=stock_keys))


def ask(web: WebClient, **body: Any) -> tuple[int, Any]:
    answer = web.open("/_emulator/authorize", method="POST", json=body)
    return answer.status_code, answer.json


def tokens(web: WebClient, **more: Any) -> Any:
    body = {"client_id": CLIENT, "username": "gateway-user", **more}
    return web.open("/_emulator/tokens", method="POST", json=body).json


def test_an_event_for_a_request_that_is_let_in(web: WebClient) -> None:
    status, document = ask(
        web,
        front="rest",
        authorization=tokens(web)["id_token"],
        method="post",
        path="/orders/1?a=1",
        query={"b": ["2", "3"]},
        headers={"X-A": "1"},
        body="{}",
    )

    assert status == 200
    assert list(document) == ["allowed", "status", "headers", "body", "event", "reason"]
    assert (document["allowed"], document["status"]) == (True, None)
    event = document["event"]
    assert (event["httpMethod"], event["path"], event["body"]) == ("POST", "/orders/1", "{}")
    assert event["multiValueQueryStringParameters"] == {"a": ["1"], "b": ["2", "3"]}
    assert event["headers"]["X-A"] == "1"


def test_what_a_client_gets_who_is_refused(web: WebClient) -> None:
    token = tokens(web, scopes=["orders/read"])["access_token"]
    how = {"front": "http", "authorization": f"Bearer {token}", "scopes": ["orders/write"]}
    _, document = ask(web, **how)

    assert (document["allowed"], document["status"], document["event"]) == (False, 403, None)
    assert document["body"] == '{"message":"Forbidden"}'
    assert ["www-authenticate", document["headers"][4][1]] == document["headers"][4]
    assert document["reason"] == "access token without any of the scopes orders/write"


def test_settings_of_a_route(web: WebClient) -> None:
    bearer = f"Bearer {tokens(web)['access_token']}"
    how = {"front": "http", "authorization": bearer, "user_pool_id": POOL}

    _, found = ask(web, **how, route="GET /orders/{id}", path="/orders/1", payload="1.0")
    assert found["event"]["resource"] == "/orders/{id}"
    assert ask(web, **how, route="GET /orders/{id}", path="/x")[1]["status"] == 404
    assert ask(web, **how, audience=["other"])[1]["status"] == 401
    _, found = ask(web, **how, path_parameters={"id": "7"})
    assert found["event"]["pathParameters"] == {"id": "7"}


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"front": "apigateway"}, "front is 'apigateway';"),
        ({"front": 7}, "front is no text."),
        ({"fornt": "rest"}, "fornt is no member here; the nearest is front."),
        ({"front": "rest", "route": "$default"}, "route is no member here; the nearest"),
        ({"front": "http", "payload": "3"}, "payload is '3'; there are 1.0, 2.0."),
        ({"front": "http", "route": "orders"}, "'orders' is no route key"),
        ({"front": "rest", "authorization": 7}, "authorization must be a text."),
        ({"front": "rest", "body": {}}, "body must be a text."),
        ({"front": "rest", "headers": {"X": 1}}, "headers: X must be a text, or a list of texts."),
        ({"front": "rest", "user_pool_id": "us-east-1_x"}, "ResourceNotFoundException"),
    ],
)
def test_what_is_refused(web: WebClient, body: dict[str, Any], sentence: str) -> None:
    status, document = ask(web, **body)

    assert status == 400
    assert sentence in document["error"]


def test_one_of_several_pools_has_to_be_named(stock_keys: StockKeys) -> None:
    other = {**SEED, "Id": "us-east-1_Gateway02", "Clients": []}
    web = WebClient(Emulator(seeds=[SEED, other], keys=stock_keys))

    _, document = ask(web, front="rest")
    assert document["error"] == f"user_pool_id is missing, and there are {POOL}, {other['Id']}."
    _, document = ask(WebClient(Emulator(keys=stock_keys)), front="rest")
    assert document["error"] == "user_pool_id is missing, and there is none yet."
