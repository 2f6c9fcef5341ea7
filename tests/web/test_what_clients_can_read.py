"""Answers that repeat something long of their request, read by clients that set limits."""

from __future__ import annotations

import http.client
import json
import shutil
import subprocess
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest

from cognito_emulator.web.server import Server

SERVICE = "AWSCognitoIdentityProviderService"
LONG = "X" * 60_000  # longer than Node.js reads, and shorter than the server's own limit
NODE = shutil.which("node")
SCRIPT = """
const [url, path, method, headers, body] = JSON.parse(require("fs").readFileSync(0));
const request = require("http").request(url, { path, method, headers }, async (answer) => {
  const pieces = [];
  for await (const piece of answer) pieces.push(piece);
  const text = Buffer.concat(pieces).toString();
  console.log(JSON.stringify([answer.statusCode, answer.headers, text]));
});
request.on("error", (error) => console.log(JSON.stringify([0, {}, String(error)])));
request.end(body);
"""


class Answer(NamedTuple):
    """What a client made of an answer; names of headers in lower case."""

    status: int
    headers: dict[str, str]
    body: str


class Request(NamedTuple):
    """What is sent."""

    method: str = "POST"
    path: str = "/"
    headers: dict[str, str] = {}  # noqa: RUF012 - never changed
    body: str = "{}"


Client = Callable[[str, Request], Answer]


def by_python(url: str, request: Request) -> Answer:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    try:
        connection.request(request.method, request.path, request.body, request.headers)
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, headers, answer.read().decode())
    finally:
        connection.close()


def by_node(url: str, request: Request) -> Answer:
    assert NODE
    asked = [url, request.path, request.method, request.headers, request.body]
    out = subprocess.run(
        [NODE, "-e", SCRIPT], input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    return Answer(*json.loads(out.stdout))


@pytest.fixture(
    params=[
        by_python,
        pytest.param(by_node, marks=pytest.mark.skipif(NODE is None, reason="needs Node.js")),
    ]
)
def client(request: pytest.FixtureRequest) -> Client:
    chosen: Client = request.param
    return chosen


def body_of(answer: Answer) -> Any:
    return json.loads(answer.body)


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (
            Request(headers={"X-Amz-Target": f"{SERVICE}.{LONG}"}),
            f"Unknown operation: {SERVICE}.{LONG}",
        ),
        (
            Request(method=LONG),
            f"Operations are called by POST, not {LONG}.",
        ),
        (
            Request(
                headers={"X-Amz-Target": f"{SERVICE}.InitiateAuth"},
                body=json.dumps({"ClientId": "c", "AuthFlow": LONG * 4}),
            ),
            LONG * 4,
        ),
    ],
    ids=["operation", "method", "value"],
)
def test_a_long_message_is_whole_in_the_body(
    server: Server, client: Client, request_: Request, message: str
) -> None:
    answer = client(server.url, request_)
    assert answer.status == 400
    assert message in body_of(answer)["message"]
    assert body_of(answer)["message"].startswith(answer.headers["x-amzn-errormessage"])
    assert len(answer.headers["x-amzn-errormessage"]) > 1000


def test_a_preflight_request_that_names_many_headers(server: Server, client: Client) -> None:
    names = [f"x-header-{number}" for number in range(4000)]
    asked = {"Access-Control-Request-Headers": ",".join(names)}
    answer = client(server.url, Request("OPTIONS", headers=asked))
    assert answer.status == 200
    allowed = answer.headers["access-control-allow-headers"].split(",")
    assert allowed == names[: len(allowed)]
    assert len(allowed) > 100


def test_a_long_path_is_not_repeated_in_a_header(server: Server, client: Client) -> None:
    """A slash too many costs no redirect, whose Location would hold the path."""
    answer = client(server.url, Request("GET", f"//{LONG}//.well-known/jwks.json"))
    assert answer.status == 400
    assert LONG in body_of(answer)["message"]
