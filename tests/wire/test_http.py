"""Requests to `/` as an HTTP server hands them over: answers, headers, refusals; nothing else."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from cognito_emulator import Settings
from cognito_emulator.api import codec, registry, spec
from cognito_emulator.domain.work.context import Caller
from cognito_emulator.emulator import Emulator
from cognito_emulator.wire import handle
from tests.support import PASSWORD, Lab, claims
from tests.web.client import WebClient

TRACKING = {"DeviceOnlyRememberedOnUserPrompt": False}
SERVICE = "AWSCognitoIdentityProviderService"


@pytest.fixture
def web(emulator: Emulator) -> WebClient:
    return WebClient(emulator)


def post(
    web: WebClient, operation: str, request: Any, *, region: str | None = "us-east-1", **more: str
) -> TestResponse:
    """Call an operation, signed for a region or not at all."""
    headers = {"X-Amz-Target": f"{SERVICE}.{operation}", **more}
    if region:
        scope = f"AKIA/20260101/{region}/cognito-idp/aws4_request"
        headers["Authorization"] = f"AWS4-HMAC-SHA256 Credential={scope}, Signature=0"
    body = request if isinstance(request, bytes) else json.dumps(request).encode()
    return web.post("/", data=body, headers=headers)


def error(answer: TestResponse) -> dict[str, str]:
    """An error's body, its headers checked."""
    document: dict[str, str] = json.loads(answer.data)
    assert answer.content_type == codec.CONTENT_TYPE
    assert answer.headers["x-amzn-ErrorType"] == f"{document['__type']}:"
    said = document.get("message", document.get("Message"))
    assert answer.headers.get("x-amzn-ErrorMessage") == said
    assert answer.headers["access-control-allow-origin"] == "*"
    return document


def test_an_answer(web: WebClient, lab: Lab) -> None:
    answer = post(web, "DescribeUserPool", {"UserPoolId": lab.pool_id})
    assert answer.status_code == 200
    assert answer.content_type == codec.CONTENT_TYPE
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "x-amzn-RequestId" in answer.headers["access-control-expose-headers"]


def test_operations_without_output_have_an_empty_body(web: WebClient, lab: Lab) -> None:
    lab.user()
    answer = post(web, "AdminDeleteUser", {"UserPoolId": lab.pool_id, "Username": "alice"})
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.content_type == codec.CONTENT_TYPE


def test_a_sign_in_s_event_is_its_request(web: WebClient, lab: Lab) -> None:
    lab.user()
    begin = {
        "ClientId": lab.client_id,
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": "alice", "PASSWORD": PASSWORD},
    }
    answer = post(web, "InitiateAuth", begin, region=None)
    token = json.loads(answer.data)["AuthenticationResult"]["AccessToken"]
    assert claims(token)["event_id"] == answer.headers["x-amzn-RequestId"]


def test_the_caller_s_address(web: WebClient, lab: Lab) -> None:
    """It shows in the latest sign-in from a device."""
    lab.call("UpdateUserPool", UserPoolId=lab.pool_id, DeviceConfiguration=TRACKING)
    lab.user()
    tokens = lab.tokens()
    key = tokens["NewDeviceMetadata"]["DeviceKey"]
    request = {"AccessToken": tokens["AccessToken"], "DeviceKey": key}
    web.environ_base["REMOTE_ADDR"] = "192.0.2.1"
    post(web, "ConfirmDevice", request)
    del request["DeviceKey"]
    [device] = json.loads(post(web, "ListDevices", request).data)["Devices"]
    assert {"Name": "last_ip_used", "Value": "192.0.2.1"} in device["DeviceAttributes"]


def test_each_answer_has_a_request_id_of_its_own(web: WebClient) -> None:
    ids = [web.post("/").headers["x-amzn-RequestId"] for _ in range(3)]
    ids += [web.get("/").headers["x-amzn-RequestId"], web.options("/").headers["x-amzn-RequestId"]]
    assert len(set(ids)) == 5


@pytest.mark.parametrize(
    ("headers", "body", "kind"),
    [
        ({}, b"{}", "UnknownOperationException"),
        ({"X-Amz-Target": "Nothing"}, b"{}", "UnknownOperationException"),
        ({"X-Amz-Target": f"{SERVICE}.Nothing"}, b"{}", "UnknownOperationException"),
        ({"X-Amz-Target": f"{SERVICE}.InitiateAuth"}, b"", "SerializationException"),
        ({"X-Amz-Target": f"{SERVICE}.InitiateAuth"}, b"{", "SerializationException"),
        ({"X-Amz-Target": f"{SERVICE}.InitiateAuth"}, b"5", "SerializationException"),
        ({"X-Amz-Target": f"{SERVICE}.InitiateAuth"}, b'{"ClientId":1}', "SerializationException"),
        ({"X-Amz-Target": f"{SERVICE}.InitiateAuth"}, b"{}", "InvalidParameterException"),
        ({"X-Amz-Target": f"{SERVICE}.ListUsers"}, b"{}", "MissingAuthenticationTokenException"),
    ],
)
def test_refusals(web: WebClient, headers: dict[str, str], body: bytes, kind: str) -> None:
    answer = web.post("/", data=body, headers=headers)
    assert answer.status_code == 400
    assert error(answer)["__type"] == kind


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "BREW"])
def test_wrong_methods(web: WebClient, method: str) -> None:
    answer = web.open("/", method=method)
    assert answer.status_code == 400
    assert error(answer) == {
        "__type": "UnknownOperationException",
        "message": f"Operations are called by POST, not {method}.",
    }


def test_head_has_no_body(web: WebClient) -> None:
    assert web.head("/").data == b""


def test_an_oversized_body(web: WebClient) -> None:
    answer = post(web, "InitiateAuth", b" " * (codec.MAX_BODY_BYTES + 1), region=None)
    assert answer.status_code == 413
    assert error(answer)["__type"] == "RequestEntityTooLargeException"


def test_a_bug_is_an_internal_error_and_logged(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr(emulator, "call", broken)
    with caplog.at_level(logging.ERROR):
        answer = post(WebClient(emulator), "ListUsers", {})
    assert answer.status_code == 500
    assert error(answer)["__type"] == "InternalErrorException"
    assert "by nothing" in caplog.text


def test_a_browser_s_preflight_request(web: WebClient) -> None:
    asked = {
        "Origin": "http://app.test",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,x-amz-target,x-amz-user-agent",
    }
    answer = web.options("/", headers=asked)
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-methods"] == "POST"
    allowed = answer.headers["access-control-allow-headers"]
    assert allowed == asked["Access-Control-Request-Headers"]


def test_two_regions_side_by_side(web: WebClient) -> None:
    """A signed request belongs to the region of its credential scope."""
    made = {
        region: json.loads(post(web, "CreateUserPool", {"PoolName": "x"}, region=region).data)
        for region in ("us-east-1", "eu-west-1")
    }
    for region, document in made.items():
        pool_id = document["UserPool"]["Id"]
        assert pool_id.startswith(f"{region}_")
        listed = json.loads(post(web, "ListUserPools", {"MaxResults": 10}, region=region).data)
        assert [pool["Id"] for pool in listed["UserPools"]] == [pool_id]
        other = "eu-west-1" if region == "us-east-1" else "us-east-1"
        refused = post(web, "DescribeUserPool", {"UserPoolId": pool_id}, region=other)
        assert error(refused)["__type"] == "ResourceNotFoundException"


@pytest.mark.parametrize("region", ["", "us_east", "..", "x" * 99, "é"])
def test_a_scope_that_names_no_region_means_the_emulator_s(web: WebClient, region: str) -> None:
    scope = f"AKIA/20260101/{region}/cognito-idp/aws4_request"
    authorization = f"AWS4-HMAC-SHA256 Credential={scope}, Signature=0"
    headers = {"X-Amz-Target": f"{SERVICE}.CreateUserPool", "Authorization": authorization}
    answer = web.post("/", data=b'{"PoolName":"x"}', headers=headers)
    assert json.loads(answer.data)["UserPool"]["Id"].startswith("us-east-1_")


@pytest.mark.parametrize(
    ("settings", "host", "base"),
    [
        (Settings(), "api.test:9000", "http://api.test:9000"),
        (Settings(public_url="https://id.test"), "api.test:9000", "https://id.test"),
    ],
)
def test_the_issuer_is_where_the_caller_reached_it(
    settings: Settings, host: str, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``X-Forwarded-*`` is not believed."""
    seen: list[str] = []
    emulator = Emulator(settings)

    def call(_name: str, _request: object, caller: Caller) -> dict[str, Any]:
        seen.append(caller.base_url)
        return {}

    monkeypatch.setattr(emulator, "call", call)
    headers = {"Host": host, "X-Forwarded-Host": "evil.test", "X-Forwarded-Proto": "https"}
    post(WebClient(emulator), "ListUsers", {}, **headers)
    assert seen == [base]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)


@given(st.binary(), st.sampled_from([*registry.registered(), "Nothing"]), st.booleans())
def test_any_bytes_get_an_answer_of_the_service(body: bytes, name: str, signed: bool) -> None:  # noqa: FBT001
    check_any(body, name, signed=signed)


@given(st.data(), st.sampled_from(list(registry.registered())))
def test_any_json_gets_an_answer_of_the_service(data: st.DataObject, name: str) -> None:
    """Members that exist, with values that may be anything."""
    members = list(spec.operation(name).input.members)
    request = data.draw(st.dictionaries(st.sampled_from(members), JSON) if members else JSON)
    check_any(json.dumps(request).encode("utf-8", "replace"), name, signed=True)


SUBJECT = Emulator()


def check_any(body: bytes, name: str, *, signed: bool) -> None:
    headers = {"X-Amz-Target": f"{SERVICE}.{name}"} | ({"Authorization": "x"} if signed else {})
    answer = handle(SUBJECT, "POST", headers, body)
    assert answer.status in (200, 400)
    assert answer.headers["Content-Type"] == codec.CONTENT_TYPE
    if answer.status == 400:
        assert json.loads(answer.body)["__type"]
