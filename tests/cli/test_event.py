"""``cognito-emulator event``: an event on stdout, and on stderr which keys verify its token."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
import requests

from cognito_emulator import Emulator, Server, cli
from tests.fronts.support import CLIENT, POOL, SEED
from tests.support import StockKeys


@pytest.fixture(scope="module")
def server(stock_keys: StockKeys) -> Iterator[Server]:
    with Server(Emulator(seed=SEED, keys=stock_keys), port=0) as it:
        yield it


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("seed") / "pools.json"
    file.write_text(json.dumps(SEED), encoding="utf-8")
    return file


def run(*words: str, status: int = 0) -> None:
    assert cli.main(["event", *words]) == status


def shown(capsys: pytest.CaptureFixture[str]) -> tuple[Any, str]:
    output = capsys.readouterr()
    return json.loads(output.out), output.err


def test_an_event_of_a_running_emulator(capsys: pytest.CaptureFixture[str], server: Server) -> None:
    run("http", "--user", "gateway-user", "--path", "/orders?a=1", "--endpoint", server.url)
    event, said = shown(capsys)

    assert (event["version"], event["rawQueryString"]) == ("2.0", "a=1")
    keys = f"{server.url}/{POOL}/.well-known/jwks.json"
    assert said == f"These keys verify its token: {keys}\n"
    token = event["headers"]["authorization"].removeprefix("Bearer ")
    key = jwt.PyJWKClient(keys).get_signing_key_from_jwt(token)
    assert jwt.decode(token, key, ["RS256"])["client_id"] == CLIENT


def test_an_event_of_a_seed_can_be_verified_as_well(
    capsys: pytest.CaptureFixture[str], seed: Path
) -> None:
    words = ("--method", "post", "--body", "{}", "--scopes", "orders/read orders/write")
    run("rest", "--user", "gateway-user", "--path", "/orders", *words, "--seed", str(seed))
    event, said = shown(capsys)

    assert (event["httpMethod"], event["body"]) == ("POST", "{}")
    claims = event["requestContext"]["authorizer"]["claims"]
    assert set(claims["scope"].split()) == {"orders/read", "orders/write"}
    before, _, jwks = said.partition(": ")
    assert before == "These keys verify its token; nobody serves them"
    token = event["headers"]["Authorization"]
    keys = {key.key_id: key for key in jwt.PyJWKSet.from_json(jwks).keys}
    assert jwt.decode(token, keys[jwt.get_unverified_header(token)["kid"]], ["RS256"])


@pytest.mark.parametrize("where", ["server", "seed"])
def test_an_event_of_a_load_balancer(
    request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str], where: str
) -> None:
    it = request.getfixturevalue(where)
    place = ("--endpoint", it.url) if where == "server" else ("--seed", str(it))
    run("alb", "--user", "gateway-user", "--path", "/orders?a=1", *place)
    event, said = shown(capsys)

    assert (event["path"], event["queryStringParameters"]) == ("/orders", {"a": "1"})
    _, _, key = said.partition("This key verifies x-amzn-oidc-data")
    if where == "server":
        pem = requests.get(key[2:].strip(), timeout=10).text
    else:
        pem = key.partition(":\n")[2]
    data = event["headers"]["x-amzn-oidc-data"]
    claims = jwt.decode(data, pem, algorithms=["ES256"])
    assert claims["username"] == "gateway-user"


def test_an_event_of_a_resolver(capsys: pytest.CaptureFixture[str], server: Server) -> None:
    words = ("--field", "getOrder", "--arguments", '{"id": 1}', "--fields", "id total")
    run("appsync", "--user", "gateway-user", *words, "--endpoint", server.url)
    event, _ = shown(capsys)

    assert event["arguments"] == {"id": 1}
    assert event["identity"]["username"] == "gateway-user"
    assert event["info"]["selectionSetList"] == ["id", "total"]


def test_what_the_front_refuses_has_no_event(
    capsys: pytest.CaptureFixture[str], server: Server
) -> None:
    words = ("--user", "gateway-user", "--path", "/x", "--resource", "/orders")
    run("rest", *words, "--endpoint", server.url, status=1)
    output = capsys.readouterr()

    assert output.out == ""
    assert output.err == "The front answers 403: a path that /orders does not match.\n"


def test_a_rest_api_has_nothing_at_its_root_unless_a_resource_is_there(
    capsys: pytest.CaptureFixture[str], server: Server
) -> None:
    run("rest", "--user", "gateway-user", "--endpoint", server.url, status=1)

    said = capsys.readouterr().err
    assert said.endswith("/{proxy+} does not match: / is a resource of its own.\n")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "event needs a front first: cognito-emulator event rest|http|alb|appsync ..."),
        ("--user a", "event needs a front first"),
        ("htpp --user a", "There is no front htpp; the nearest is http."),
        ("rest", "event needs a user: --user NAME."),
        ("rest --usr a", "event has no option --usr; the nearest is --user."),
        ("rest --user nobody", "UserNotFoundException: User does not exist."),
        ("rest --user gateway-user --pool x", "--pool: There is no pool x;"),
        ("rest --user gateway-user --client x", f"--client: {POOL} has no client x;"),
        ("rest --user gateway-user --resource x", "'x' is no path"),
        ("alb --user nobody", "UserNotFoundException: User does not exist."),
        ("alb --user gateway-user --scopes email", "Access token does not contain openid scope"),
        ("appsync --user gateway-user", "event appsync needs a field: --field NAME."),
        ("appsync --user gateway-user --field x --arguments {", "--arguments is no JSON: "),
        ("appsync --user gateway-user --field x --arguments 1", "arguments must be an object."),
        ("http --user gateway-user --payload 3", "--payload: '3' is no payload format version"),
    ],
)
@pytest.mark.parametrize("where", ["server", "seed"])
def test_what_is_refused(
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
    words: str,
    sentence: str,
    where: str,
) -> None:
    it = request.getfixturevalue(where)
    place = ("--endpoint", it.url) if where == "server" else ("--seed", str(it))
    run(*words.split(), *(place if words else ()), status=2)

    assert sentence in capsys.readouterr().err


def test_where_nobody_answers(capsys: pytest.CaptureFixture[str]) -> None:
    run("rest", "--user", "a", "--endpoint", "http://localhost:1", status=2)

    assert "cognito-emulator serve starts an emulator" in capsys.readouterr().err


def test_where_another_answers(capsys: pytest.CaptureFixture[str], server: Server) -> None:
    run("rest", "--user", "a", "--endpoint", f"{server.url}/{POOL}/.well-known", status=2)

    assert "is no emulator: it answers" in capsys.readouterr().err
