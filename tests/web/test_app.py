"""What every path and method gets: JSON, never a page; but for browsers see `test_welcome`."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from cognito_emulator import __version__
from cognito_emulator.domain.work.kept_secrets import KeptSecrets
from cognito_emulator.emulator import Emulator
from cognito_emulator.store import UnreachableError
from tests.support import Lab
from tests.web.client import WebClient
from tests.web.hosting import Hosting, back


def test_health(web: Any, emulator: Emulator) -> None:
    answer = web.get("/_emulator/health")
    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "version": __version__, "store": emulator.store.name}
    assert web.head("/_emulator/health").data == b""
    assert web.post("/_emulator/health").status_code == 405


class Away:
    """A store that does not answer."""

    name = "postgresql://db/dev"
    lasts = True

    @property
    def generation(self) -> int:
        raise UnreachableError("connection refused")

    @property
    def known(self) -> Away:
        return self

    def get(self, *_what: object) -> None:
        raise UnreachableError("connection refused")

    def transaction(self) -> None:
        raise UnreachableError("connection refused")


@pytest.fixture(params=["one process", "several"])
def away(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> dict[str, bool]:
    """What requests have in their environment while the store is away."""
    store: Any = Away()
    monkeypatch.setattr(emulator, "store", store)
    monkeypatch.setattr(emulator, "vault", KeptSecrets(store))
    return {"wsgi.multiprocess": request.param == "several"}


def test_while_the_store_is_away_calls_fail_as_the_service_would(
    web: Any, away: dict[str, bool]
) -> None:
    target = {"X-Amz-Target": "AWSCognitoIdentityProviderService.GetUser"}
    answer = web.post("/", json={"AccessToken": "x"}, headers=target, environ_overrides=away)
    assert answer.status_code == 500
    assert json.loads(answer.data) == {
        "__type": "InternalErrorException",
        "message": "The emulator's store does not answer; its log says why.",
    }
    assert answer.headers["x-amzn-RequestId"]  # as of every answer of the API


def test_health_says_that_the_store_is_away(web: Any, away: dict[str, bool]) -> None:
    answer = web.get("/_emulator/health", environ_overrides=away)
    assert answer.status_code == 503
    assert answer.json == {
        "status": "store does not answer",
        "version": __version__,
        "store": "postgresql://db/dev",
        "error": "connection refused",
    }


@pytest.mark.parametrize("path", ["/login", "/oauth2/userInfo"])
def test_a_domain_says_that_the_store_is_away(web: Any, away: dict[str, bool], path: str) -> None:
    """Without the cookie of its forms, whose secret is there, too."""
    here = "http://shop.auth.localhost"
    answer = web.get(path, base_url=here, environ_overrides=away)
    assert answer.status_code == 500
    assert answer.json["error_description"] == (
        "The emulator's store does not answer; its log says why."
    )
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/nothing", "/_emulator", "/favicon.ico"])
def test_an_unknown_path_tells_what_there_is(web: Any, path: str) -> None:
    answer = web.get(path)
    assert answer.status_code == 404
    assert path in answer.json["error"]
    assert "POST /" in answer.json["error"]
    assert "/.well-known/jwks.json" in answer.json["error"]


@pytest.mark.parametrize("path", ["/oauth2/token", "/login", "/logout", "/oauth2/authorize?a=b"])
def test_what_a_domain_serves_is_said_to_be_there(web: Any, path: str) -> None:
    answer = web.get(path)

    assert answer.status_code == 404
    assert f"it is at /_domain/DOMAIN{path.partition('?')[0]}." in answer.json["error"]


def test_a_wrong_method_is_told_in_json(web: Any) -> None:
    answer = web.get("/_emulator/reset")
    assert answer.status_code == 405
    assert answer.json == {"error": "/_emulator/reset takes POST, not GET."}
    assert "POST" in answer.headers["Allow"]


def test_a_bug_is_told_in_the_service_s_shape_and_logged(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr(emulator, "reset", broken)
    with caplog.at_level(logging.ERROR):
        answer: Any = WebClient(emulator).post("/_emulator/reset")
    assert answer.status_code == 500
    assert answer.json["__type"] == "InternalErrorException"
    assert "by nothing" in caplog.text


@pytest.mark.parametrize("path", ["/_emulator/clock", "/_emulator/challenges"])
def test_an_oversized_body_is_refused_in_json(web: Any, path: str) -> None:
    method = web.put if path.endswith("clock") else web.post
    answer = method(path, data=b" " * (3 * 1024 * 1024))
    assert answer.status_code == 413
    assert "error" in answer.json


def test_emulators_of_one_process_share_an_application_and_nothing_else() -> None:
    one, other = (Hosting(users=[]), Hosting(pool={"PoolName": "club"}))
    other.browser.put("/_emulator/clock", json={"shift": 3600})
    taken: Any = one.browser.post("/_emulator/snapshots").json
    here, there = (
        [pool["name"] for pool in each.browser.get("/_emulator/pools").get_json()["pools"]]
        for each in (one, other)
    )

    assert one.emulator.clock.offset == 0
    assert other.browser.put(f"/_emulator/snapshots/{taken['id']}").status_code == 400
    assert one.browser.put(f"/_emulator/snapshots/{taken['id']}").status_code == 200
    assert (here, there) == (["shop"], ["club"])
    assert "code" in back(other.sign_in())
    assert one.sign_in().status_code == 200  # nobody is there
    calls: Any = one.browser.get("/_emulator/calls").json
    assert [call["operation"] for call in calls["calls"]] == ["login", "login"]


def test_the_api_stands_in_front_of_flask(web: Any, lab: Lab) -> None:
    headers = {
        "X-Amz-Target": "AWSCognitoIdentityProviderService.DescribeUserPool",
        "Authorization": "AWS4-HMAC-SHA256 Credential=x/0/us-east-1/cognito-idp/aws4_request",
    }
    answer = web.post("/", data=f'{{"UserPoolId": "{lab.pool_id}"}}', headers=headers)
    assert answer.status_code == 200
    assert answer.content_type == "application/x-amz-json-1.1"
    assert answer.get_json(force=True)["UserPool"]["Id"] == lab.pool_id
