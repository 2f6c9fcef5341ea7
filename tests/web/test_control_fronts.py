"""What fronts decide, by the control API."""

from __future__ import annotations

from typing import Any

import jwt
import pytest

from cognito_emulator.emulator import Emulator
from tests.fronts.support import CLIENT, POOL, SEED
from tests.support import StockKeys
from tests.table import table
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


def test_what_a_target_behind_a_load_balancer_gets(web: WebClient) -> None:
    _, document = ask(web, front="alb", username="gateway-user", scopes=["openid", "email"])

    headers = document["event"]["headers"]
    data = headers["x-amzn-oidc-data"]
    kid = jwt.get_unverified_header(data)["kid"]
    key = web.open(f"/_emulator/alb/keys/{kid}")
    assert key.mimetype == "text/plain"
    claims = jwt.decode(data, key.get_data(as_text=True), algorithms=["ES256"])
    assert claims["sub"] == headers["x-amzn-oidc-identity"]
    assert claims["username"] == "gateway-user"
    unknown = web.open("/_emulator/alb/keys/nonsense")
    assert unknown.status_code == 404
    assert unknown.get_json() == {"error": f"There is no key 'nonsense'; there is {kid}."}


def test_what_a_load_balancer_answers_itself(web: WebClient) -> None:
    denied = ask(web, front="alb", on_unauthenticated="deny")[1]
    allowed = ask(web, front="alb", on_unauthenticated="allow", multi_value_headers=True)[1]
    validated = ask(
        web, front="alb", action="jwt-validation", authorization=tokens(web)["access_token"]
    )[1]

    assert (denied["status"], denied["reason"]) == (401, "there is no session")
    assert "multiValueHeaders" in allowed["event"]
    assert validated["allowed"]


def test_the_key_under_the_host_of_real_ones(web: WebClient) -> None:
    kid = ask(web, front="alb", username="gateway-user")[1]["event"]["headers"]["x-amzn-oidc-data"]
    kid = jwt.get_unverified_header(kid)["kid"]
    host = {"Host": "public-keys.auth.elb.eu-west-1.amazonaws.com"}

    assert web.open(f"/{kid}", headers=host).get_data(as_text=True).startswith("-----BEGIN PUBLIC")
    assert web.open("/x", headers=host).status_code == 404
    assert web.open("/x", method="HEAD", headers=host).data == b""


def test_what_appsync_decides(web: WebClient) -> None:
    token = tokens(web)["id_token"]
    field = {"front": "appsync", "field": "getOrder", "authorization": token}

    event = ask(web, **field, arguments={"id": 1}, fields=["id"], source={"a": 1})[1]["event"]
    denied = ask(web, **field, groups=["admins"], type="Mutation")[1]
    published = ask(
        web, front="appsync", authorization=token, channel="/default/orders", events=[1, {"a": 2}]
    )[1]["event"]

    assert (event["arguments"], event["source"]) == ({"id": 1}, {"a": 1})
    assert event["info"]["selectionSetList"] == ["id"]
    assert event["identity"]["username"] == "gateway-user"
    assert (denied["allowed"], denied["status"]) == (False, 200)
    assert "Not Authorized to access getOrder on type Mutation" in denied["body"]
    assert [each["payload"] for each in published["events"]] == [1, {"a": 2}]


@table(
    "body, sentence",
    [
        ({"front": "apigateway"}, "front is 'apigateway';"),
        ({"front": 7}, "front is no text."),
        ({"fornt": "rest"}, "fornt is no member here; the nearest is front."),
        ({"front": "alb"}, "cannot sign users in at a load balancer: it needs a secret"),
        ({"front": "alb", "on_unauthenticated": "no"}, "on_unauthenticated is 'no'; there are"),
        ({"front": "alb", "username": "nobody"}, "User does not exist"),
        ({"front": "appsync"}, "field is missing."),
        ({"front": "appsync", "field": "x", "fields": ["/"]}, "'/' is no field; 'id' is one"),
        ({"front": "appsync", "channel": "/", "events": []}, "'/' is no channel"),
        ({"front": "appsync", "channel": "/a", "events": 1}, "events must be a list."),
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
