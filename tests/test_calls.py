"""The log of calls: what listeners are told, and how it reads in a report."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import freezegun
import pytest
import requests

from cognito_emulator import errors, transport
from cognito_emulator.api import codec, spec
from cognito_emulator.api.constraints import wire_path
from cognito_emulator.api.validate import validate
from cognito_emulator.calls import Call
from cognito_emulator.cli.formats import Json, Text
from cognito_emulator.cli.whom import About, about
from cognito_emulator.web.server import Server
from cognito_emulator.wire import handle
from pytest_cognito_emulator.report import call_lines
from tests.contract import CheckedEmulator
from tests.support import PASSWORD, Lab, StockKeys, not_emulated
from tests.table import table

if TYPE_CHECKING:
    from cognito_emulator.api.spec import Shape

TARGET = "AWSCognitoIdentityProviderService."
SIGNED = {"Authorization": "AWS4-HMAC-SHA256 Credential=x/x/us-east-1/x/x, Signature=0"}


@pytest.fixture
def heard(lab: Lab) -> list[Call]:
    """The calls from now on."""
    calls: list[Call] = []
    lab.emulator.on_call(calls.append)
    return calls


# --- what is told ---------------------------------------------------------------------------------


def test_a_call_that_is_answered(lab: Lab, heard: list[Call]) -> None:
    lab.emulator.clock.freeze("2030-01-01T00:00:00Z")
    answer = lab.call("ListUserPools", MaxResults=1)
    [call] = heard
    assert call.operation == "ListUserPools"
    assert call.request == {"MaxResults": 1}
    assert call.answer == answer
    assert call.error is None
    assert call.at == lab.emulator.clock.now()
    assert 0 < call.seconds < 60
    assert call.door == "call"
    assert not call.injected


def test_a_call_that_is_refused(lab: Lab, heard: list[Call]) -> None:
    request = {"UserPoolId": lab.pool_id, "Username": "ada"}
    with pytest.raises(errors.UserNotFoundException) as refusal:
        lab.call("AdminGetUser", **request)
    [call] = heard
    assert call.request == request
    assert call.answer is None
    assert call.error is refusal.value


@pytest.mark.parametrize("known", [True, False])
def test_a_call_of_what_there_is_not(lab: Lab, heard: list[Call], *, known: bool) -> None:
    name = not_emulated() if known else "NoSuchOperation"
    refused = errors.NotImplementedException if known else errors.UnknownOperationException
    with pytest.raises(refused) as refusal:
        lab.call(name)
    assert [(call.operation, call.error) for call in heard] == [(name, refusal.value)]


@pytest.mark.parametrize("request_", [None, 5, "x", [1]])
def test_a_request_that_is_no_object(lab: Lab, heard: list[Call], request_: Any) -> None:
    with pytest.raises(errors.CognitoError):
        lab.emulator.call("AdminGetUser", request_)
    assert heard[0].request == {}


@pytest.mark.parametrize("inside", [dict, list], ids=["as an object", "in a list"])
def test_a_request_that_holds_itself(lab: Lab, heard: list[Call], inside: Any) -> None:
    """It is refused as it is where nobody listens, and told of."""
    request: dict[str, Any] = {"UserPoolId": lab.pool_id}
    request["AttributesToGet"] = request if inside is dict else [request]
    lab.refused("ListUsers", errors.SerializationException, **request)
    assert [(call.operation, call.request) for call in heard] == [("ListUsers", {})]


def test_a_bug_is_told_too(lab: Lab, heard: list[Call], monkeypatch: pytest.MonkeyPatch) -> None:
    bug = ZeroDivisionError("by nothing")

    def broken(*_: object) -> None:
        raise bug

    monkeypatch.setattr(lab.emulator, "_run", broken)
    with pytest.raises(ZeroDivisionError):
        lab.call("ListUserPools", MaxResults=1)
    error = heard[0].error
    assert isinstance(error, errors.InternalErrorException)
    assert error.__cause__ is bug
    assert "ZeroDivisionError" in str(heard[0])


def test_what_is_kept_is_a_copy(lab: Lab, heard: list[Call]) -> None:
    """Callers use their dictionaries again, and do with an answer what they like."""
    lab.user()
    request: dict[str, Any] = {
        "UserPoolId": lab.pool_id,
        "Username": "alice",
        "UserAttributes": [{"Name": "name", "Value": "Alice"}],
    }
    lab.emulator.call("AdminUpdateUserAttributes", request)
    request["UserAttributes"][0]["Value"] = "Bob"
    answer: Any = lab.emulator.call(
        "AdminGetUser", {"UserPoolId": lab.pool_id, "Username": "alice"}
    )
    answer["UserAttributes"].clear()
    updated, got = heard[-2:]
    assert updated.request["UserAttributes"] == [{"Name": "name", "Value": "Alice"}]
    assert got.answer
    assert got.answer["UserAttributes"]


def test_real_time_is_measured_whatever_the_clocks_show(lab: Lab, heard: list[Call]) -> None:
    with freezegun.freeze_time("2030-01-01"):
        lab.emulator.delay(None, 0.01)
        lab.call("ListUserPools", MaxResults=1)
    [call] = heard
    assert 0.01 <= call.seconds < 60
    assert call.at == 1893456000


def test_faults_show(lab: Lab, heard: list[Call]) -> None:
    lab.emulator.delay("ListUserPools", 0)
    lab.emulator.fail("ListUserPools", "TooManyRequestsException", times=2)
    for _ in range(2):
        lab.refused("ListUserPools", errors.TooManyRequestsException, MaxResults=1)
    lab.call("ListUserPools", MaxResults=1)
    lab.emulator.delay("ListUserPools", 0)
    lab.call("ListUserPools", MaxResults=1)
    assert [call.injected for call in heard] == [True, True, False, True]


# --- by which door --------------------------------------------------------------------------------


def test_boto3_in_the_process(lab: Lab, heard: list[Call]) -> None:
    transport.client(lab.emulator).list_user_pools(MaxResults=1)
    [call] = heard
    assert (call.door, call.request) == ("boto3", {"MaxResults": 1})


def test_http(lab: Lab, heard: list[Call]) -> None:
    headers = {"X-Amz-Target": f"{TARGET}ListUserPools", **SIGNED}
    with Server(lab.emulator, port=0) as server:
        requests.post(server.url, data=b'{"MaxResults":1}', headers=headers, timeout=60)
    [call] = heard
    assert (call.door, call.request) == ("http", {"MaxResults": 1})


@pytest.mark.parametrize(
    ("method", "headers", "body", "line"),
    [
        ("POST", {}, b"{}", "(no operation) -> UnknownOperationException: The request has no X"),
        ("GET", {}, b"", "(no operation) -> UnknownOperationException: Operations are called by"),
        ("POST", {"x-amz-target": "Nothing"}, b"{}", "Nothing -> UnknownOperationException: Unkn"),
        (
            "POST",
            {"X-Amz-Target": f"{TARGET}AdminGetUser"},
            b'{"Username":"ada"}',
            "AdminGetUser ada -> MissingAuthenticationTokenException: Missing Authentication Token",
        ),
        (
            "POST",
            {"X-Amz-Target": f"{TARGET}AdminGetUser", **SIGNED},
            b"{",
            "AdminGetUser -> SerializationException",
        ),
        (
            "POST",
            {"X-Amz-Target": f"{TARGET}SignUp"},
            b" " * (codec.MAX_BODY_BYTES + 1),
            "SignUp -> RequestEntityTooLargeException: The request body",
        ),
    ],
)
def test_what_the_wire_refuses_is_a_call_too(
    lab: Lab,
    heard: list[Call],
    method: str,
    headers: dict[str, str],
    body: bytes,
    line: str,
) -> None:
    answer = handle(lab.emulator, method, headers, body)
    [call] = heard
    assert str(call).startswith(line)
    assert call.error
    assert json.loads(answer.body)["__type"] == call.error.type
    assert call.door == "http"


def test_a_preflight_request_is_no_call(lab: Lab, heard: list[Call]) -> None:
    handle(lab.emulator, "OPTIONS", {}, b"")
    assert heard == []


def test_each_request_is_told_once(lab: Lab, heard: list[Call]) -> None:
    headers = {"X-Amz-Target": f"{TARGET}AdminGetUser", **SIGNED}
    handle(lab.emulator, "POST", headers, b"{}")
    [call] = heard
    assert isinstance(call.error, errors.InvalidParameterException)


# --- who is told, and when ------------------------------------------------------------------------


def test_listeners_leave_when_they_like(lab: Lab) -> None:
    calls: list[Call] = []
    leave_one, leave_other = (lab.emulator.on_call(calls.append) for _ in range(2))
    lab.call("ListUserPools", MaxResults=1)
    leave_one()
    leave_one()
    lab.call("ListUserPools", MaxResults=1)
    leave_other()
    lab.call("ListUserPools", MaxResults=1)
    assert len(calls) == 3


def test_a_listener_outlives_a_reset(lab: Lab, heard: list[Call]) -> None:
    lab.emulator.reset()
    lab.call("ListUserPools", MaxResults=1)
    assert len(heard) == 1


def test_a_listener_finds_the_operation_done(lab: Lab) -> None:
    """And nobody kept out: it may call the emulator itself."""
    found: list[Any] = []

    def look(call: Call) -> None:
        if call.operation == "SignUp":
            found.extend(lab.call("ListUsers", UserPoolId=lab.pool_id)["Users"])

    lab.emulator.on_call(look)
    lab.call("SignUp", ClientId=lab.client_id, Username="ada", Password=PASSWORD)
    assert [user["Username"] for user in found] == ["ada"]


def test_what_a_listener_raises_reaches_the_caller(lab: Lab) -> None:
    def object_to(call: Call) -> None:
        raise AssertionError(str(call))

    lab.emulator.on_call(object_to)
    with pytest.raises(AssertionError, match="ListUserPools -> ok"):
        lab.call("ListUserPools", MaxResults=1)


def test_what_a_trigger_calls_is_told_before_the_call_that_it_is_part_of(
    lab: Lab, heard: list[Call]
) -> None:
    @lab.emulator.on("PostConfirmation")
    def look(event: Any) -> Any:
        lab.call("AdminGetUser", UserPoolId=lab.pool_id, Username=event["userName"])
        return event

    lab.call("SignUp", ClientId=lab.client_id, Username="ada", Password=PASSWORD)
    lab.call("AdminConfirmSignUp", UserPoolId=lab.pool_id, Username="ada")
    told = [call.operation for call in heard]
    assert told == ["SignUp", "AdminGetUser", "AdminConfirmSignUp"]


# --- a line of a report ---------------------------------------------------------------------------


def test_how_calls_read(lab: Lab, heard: list[Call]) -> None:
    lab.user("ada", name="Ada")
    heard.clear()
    lab.refused(
        "SignUp",
        errors.UsernameExistsException,
        ClientId=lab.client_id,
        Username="ada",
        Password=PASSWORD,
    )
    lab.emulator.force_challenge("SMS_MFA", pool_id=lab.pool_id)
    session = lab.begin("ada")["Session"]
    code = lab.emulator.messages()[-1].code
    answers = {"USERNAME": "ada", "SMS_MFA_CODE": code}
    tokens = lab.respond("SMS_MFA", answers, Session=session)["AuthenticationResult"]
    lab.call("GetUser", AccessToken=tokens["AccessToken"])
    lab.call("ListUserPools", MaxResults=1)
    lab.emulator.fail(None, "TooManyRequestsException", message="Not\n\x1b[1mnow")
    with pytest.raises(errors.TooManyRequestsException):
        lab.call("AdminDeleteUser", Username="ada\r\n" + "x" * 99)
    lab.emulator.delay("ListUserPools", 0)
    lab.call("ListUserPools", MaxResults=1)
    fault = r"TooManyRequestsException: Not \x1b[1mnow (injected)"
    assert [str(call) for call in heard] == [
        "SignUp ada -> UsernameExistsException: User already exists",
        "InitiateAuth USER_PASSWORD_AUTH ada -> challenge SMS_MFA",
        "RespondToAuthChallenge SMS_MFA ada -> tokens",
        "GetUser ada -> ok",
        "ListUserPools -> ok",
        f"AdminDeleteUser ada {'x' * 57}... -> {fault}",
        "ListUserPools -> ok (injected)",
    ]


SECRET = "hush-hush"


def filled(shape: Shape, name: str = "") -> Any:
    """A value of a shape with all that it may have: names where names belong, or else secrets."""
    if shape.kind == "structure":
        return {member: filled(inner, member) for member, inner in shape.members.items()}
    if shape.kind == "list":
        assert shape.element
        return [filled(shape.element)]
    if shape.kind == "map":
        return dict.fromkeys(("USERNAME", "PASSWORD", "SECRET_HASH"), SECRET) | {"USERNAME": "ada"}
    if shape.enum:
        return shape.enum[0]
    return "ada" if name == "Username" else SECRET


def lines(answer: Mapping[str, Any] | None, **about: Any) -> Iterator[str]:
    call = Call(
        answer=answer,
        error=None,
        at=0,
        seconds=0,
        door="call",
        region="us-east-1",
        injected=False,
        **about,
    )
    yield from (str(call), repr(call), f"{call}")


@table("name", spec.operations())
def test_no_secret_shows(name: str) -> None:
    """Whatever an operation is asked, and whatever it answers."""
    operation = spec.operation(name)
    answer = filled(operation.output) if operation.output else {}
    for line in lines(answer, operation=name, request=filled(operation.input)):
        assert SECRET not in line
        assert "\n" not in line


NO_SECRETS = {"ClientIdType", "UsernameType"}  # sensitive in the model, yet names
# Members that hold secrets by their names; those that are no texts, or name a page, are none.
SECRET_MEMBERS = re.compile(
    r".*(Password|(?<!Next)(?<!Pagination)Token|Secret|Session|SecretHash|Code|Verifier|Salt"
    r"|EncodedData|ProviderDetails|ClientMetadata|HttpHeaders)"
)


def is_secret(member: str, shape: Shape) -> bool:
    if shape.name in NO_SECRETS or shape.kind in ("integer", "long", "boolean") or shape.enum:
        return False
    return shape.sensitive or SECRET_MEMBERS.fullmatch(member) is not None


def marked(
    shape: Shape, member: str, secret: str, known: Mapping[str, str], *, inside: bool = False
) -> Any:
    """A value with the secret wherever there may be one, and with all that is required."""
    inside = inside or is_secret(member, shape)
    if shape.kind == "structure":
        return {
            name: marked(inner, name, secret, known, inside=inside)
            for name, inner in shape.members.items()
        }
    if shape.kind == "list":
        assert shape.element
        return [marked(shape.element, "", secret, known, inside=inside)]
    if shape.kind == "map":
        value = secret if inside else "x"
        return {"USERNAME": "ada", "PASSWORD": value, "client_secret": value}
    if shape.kind in ("integer", "long"):
        return shape.minimum or 1
    if shape.kind == "boolean":
        return True
    return secret if inside else known.get(member, shape.enum[0] if shape.enum else "x")


@table("name", spec.operations())
def test_no_refusal_brings_a_secret_into_a_log(stock_keys: StockKeys, name: str) -> None:
    """Not those of the validator, which quotes what is too long or has blanks, nor any other."""
    lab = Lab(CheckedEmulator(keys=stock_keys))  # of each row, as a call may delete the pool
    heard: list[Call] = []
    lab.emulator.on_call(heard.append)
    operation = spec.operation(name)
    known = {"UserPoolId": lab.pool_id, "ClientId": lab.client_id, "Username": "ada"}
    for secret in (SECRET, f"{SECRET} ", SECRET * 20_000):
        request = marked(operation.input, "", secret, known)
        with suppress(errors.CognitoError):
            lab.call(name, **request)
        try:
            validate(operation, request)
        except errors.CognitoError as refusal:
            heard.append(replace(heard[-1], error=refusal))  # of what is not emulated, too
    assert heard
    for call in heard:
        found = about(lab.emulator.store, call)
        lines = [*Text().call(call, found), *Json().call(call, found)]
        shown = [*lines, call_lines([call]), repr(call)]
        assert SECRET not in "\n".join(map(str, shown))


@pytest.mark.parametrize(
    ("name", "member"),
    [
        ("ConfirmSignUp", "ConfirmationCode"),
        ("ConfirmForgotPassword", "ConfirmationCode"),
        ("VerifySoftwareToken", "UserCode"),
        ("VerifyUserAttribute", "Code"),
    ],
)
def test_the_client_is_told_its_code_and_the_log_is_not(
    lab: Lab, heard: list[Call], name: str, member: str
) -> None:
    operation = spec.operation(name)
    request = marked(operation.input, "", "x", {}) | {member: "721254 "}
    refusal = lab.refused(name, errors.InvalidParameterException, **request)
    path = wire_path(member)
    assert f"Value '721254 ' at '{path}' failed to satisfy" in refusal
    [call] = heard
    assert call.error
    assert call.error.message == refusal
    assert call.error.in_logs == refusal.replace("721254 ", "...")
    assert "721254" not in "".join(map(str, [call, *Json().call(call, About())]))


def test_messages_have_listeners_who_leave(lab: Lab) -> None:
    heard: list[object] = []
    leave = lab.emulator.on_message(heard.append)
    lab.call("UpdateUserPool", UserPoolId=lab.pool_id, AutoVerifiedAttributes=["email"])
    for name in ("ada", "bob"):
        email = [{"Name": "email", "Value": f"{name}@example.com"}]
        request = {"Username": name, "Password": PASSWORD, "UserAttributes": email}
        lab.call("SignUp", ClientId=lab.client_id, **request)
        leave()
    assert len(heard) == 1


def test_an_id_that_begins_with_no_region_hints_at_none(lab: Lab) -> None:
    heard: list[Call] = []
    lab.emulator.on_call(heard.append)
    for pool_id in ("local_abc", "eu-west-1_abc"):
        lab.refused("DescribeUserPool", errors.ResourceNotFoundException, UserPoolId=pool_id)
    assert ["a pool of that id" in str(call) for call in heard] == [False, True]
