"""Bytes in, bytes out: targets, bodies, timestamps, errors, headers."""

from __future__ import annotations

import contextlib
import json
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cognito_emulator import errors
from cognito_emulator.api import codec, spec
from cognito_emulator.errors import (
    CognitoError,
    InvalidParameterException,
    MissingAuthenticationTokenException,
    NotImplementedException,
    RequestEntityTooLargeException,
    SerializationException,
    UnknownOperationException,
)
from tests.table import table

SERVICE = "AWSCognitoIdentityProviderService"
SCOPE = "AKIAIOSFODNN7EXAMPLE/20260924/eu-west-1/cognito-idp/aws4_request"


def target(operation: str, **headers: str) -> dict[str, str]:
    return {"X-Amz-Target": f"{SERVICE}.{operation}", **headers}


def test_a_call_is_read() -> None:
    """The target names the operation, in headers of any case; the body is its request."""
    headers = {"x-AMZ-target": f"{SERVICE}.InitiateAuth"}
    call = codec.decode("POST", headers, b'{"ClientId":"c"}')
    assert call.operation is spec.operation("InitiateAuth")
    assert call.document == {"ClientId": "c"}
    assert call.signature is None


@table(
    "headers, message",
    [
        ({}, "The request has no X-Amz-Target header."),
        ({"X-Amz-Target": ""}, "The request has no X-Amz-Target header."),
        (target("Nothing"), f"Unknown operation: {SERVICE}.Nothing"),
        ({"X-Amz-Target": "InitiateAuth"}, "Unknown operation: InitiateAuth"),
        ({"X-Amz-Target": "Other.InitiateAuth"}, "Unknown operation: Other.InitiateAuth"),
    ],
)
def test_unknown_targets(headers: dict[str, str], message: str) -> None:
    """A target that is missing or unknown is refused by name."""
    with pytest.raises(UnknownOperationException) as refused:
        codec.decode("POST", headers, b"{}")
    assert refused.value.message == message


@table("body", [b"", b"{", b"\xff", b'{"a":1,}', b"NaN", b'"\\ud800"'])
def test_bodies_that_are_no_json(body: bytes) -> None:
    """They are refused without a message, the empty one too: measured on a sibling [wire-10]."""
    with pytest.raises(SerializationException) as refused:
        codec.decode("POST", target("InitiateAuth"), body)
    assert codec.encode_error(refused.value)[2] == b'{"__type":"SerializationException"}'


def test_bodies_that_are_too_large() -> None:
    """They are refused unread."""
    body = b" " * (codec.MAX_BODY_BYTES + 1)
    with pytest.raises(RequestEntityTooLargeException) as refused:
        codec.decode("POST", target("InitiateAuth"), body)
    assert refused.value.status == 413


def test_signed_operations_need_a_signature() -> None:
    """Recorded [credentials-11]: else MissingAuthenticationTokenException and status 400."""
    with pytest.raises(MissingAuthenticationTokenException) as refused:
        codec.decode("POST", target("DescribeUserPool"), b"{}")
    assert refused.value.message == "Missing Authentication Token"
    assert refused.value.status == 400


def test_the_region_is_the_credential_scope_s() -> None:
    """A signed call is for the region it was signed for."""
    authorization = f"AWS4-HMAC-SHA256 Credential={SCOPE}, SignedHeaders=host, Signature=0"
    call = codec.decode("POST", target("ListUsers", Authorization=authorization), b"{}")
    assert call.signature is not None
    assert call.signature.region == "eu-west-1"
    assert call.signature.access_key == "AKIAIOSFODNN7EXAMPLE"


def test_a_presigned_call_is_signed() -> None:
    """The signature may stand in the query."""
    query = f"X-Amz-Credential={SCOPE.replace('/', '%2F')}&X-Amz-Signature=0"
    call = codec.decode("POST", target("ListUsers"), b"{}", query=query)
    assert call.signature is not None
    assert call.signature.region == "eu-west-1"


@pytest.mark.parametrize("authorization", ["intentionally-invalid-probe", "Bearer x", ""])
def test_any_authorization_header_will_do_by_default(authorization: str) -> None:
    """Without known keys nothing of the signature is verified."""
    call = codec.decode("POST", target("ListUsers", Authorization=authorization), b"{}")
    assert call.signature is not None
    assert call.signature.region is None


@pytest.mark.parametrize("keys", [None, {"AKIAIOSFODNN7EXAMPLE": "secret"}])
def test_public_operations_ignore_authorization(keys: dict[str, str] | None) -> None:
    """Recorded [wire-9]: a bad signature does not hinder InitiateAuth or GetUser."""
    for operation in ("InitiateAuth", "GetUser", "GetTokensFromRefreshToken"):
        headers = target(operation, Authorization="intentionally-invalid-probe")
        assert codec.decode("POST", headers, b"{}", keys=keys).signature is None


@given(
    st.dictionaries(st.text(), st.text(), max_size=3),
    st.sampled_from([*spec.operations(), "Nothing"]),
    st.text(),
    st.text(),
    st.binary(max_size=200),
    st.sampled_from([None, {"a": "b"}]),
)
def test_any_bytes_give_a_call_or_an_error(
    headers: dict[str, str],
    operation: str,
    authorization: str,
    query: str,
    body: bytes,
    keys: dict[str, str] | None,
) -> None:
    """No request makes the codec fail in another way than the service's."""
    now = datetime(2026, 9, 24, tzinfo=UTC)
    sent = target(operation) | headers | {"Authorization": f"Credential=a/b/c/d/e{authorization}"}
    with contextlib.suppress(CognitoError):
        codec.decode("POST", sent, body, query=query, keys=keys, now=now)


@table(
    "moment, spelling",
    [
        (1_790_257_791.224, "1.790257791224E9"),
        (1_790_272_691.96, "1.79027269196E9"),
        (1_790_000_000, "1.79E9"),
        (1_000_000_000, "1.0E9"),
        (10_000_000, "1.0E7"),
        (9_999_999.5, "9999999.5"),
        (86_400, "86400.0"),
        (0.001, "0.001"),
        (0, "0.0"),
        (-1.5, "-1.5"),
        (-62_135_596_800, "-6.21355968E10"),
    ],
)
def test_timestamps_are_spelled_as_java_prints_doubles(moment: float, spelling: str) -> None:
    """Recorded [wire-20] for moments of 2026; the others follow Java's rules."""
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=moment)
    assert codec.spell_timestamp(at) == spelling


def test_timestamps_end_at_milliseconds() -> None:
    """What is finer is cut off; the zone does not matter."""
    at = datetime(2026, 9, 24, 15, 49, 51, 224_999, tzinfo=timezone(timedelta(hours=2)))
    assert codec.spell_timestamp(at) == "1.790257791224E9"


@given(st.datetimes(timezones=st.just(UTC)))
def test_timestamps_round_trip(at: datetime) -> None:
    """Every timestamp reads back as the moment it was, to the millisecond."""
    body = codec.encode(spec.operation("AdminGetUser"), {"UserCreateDate": at})
    seconds = json.loads(body)["UserCreateDate"]
    milliseconds = (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    assert round(seconds * 1000) == milliseconds


def test_answers_are_alphabetical_and_compact() -> None:
    """Recorded [wire-13]: members in alphabetical order at every depth, no blanks; UTF-8."""
    document = {"b": {"z": "ö", "a": [True, None]}, "a": datetime(2026, 9, 21, tzinfo=UTC)}
    body = codec.encode(spec.operation("DescribeUserPool"), document)
    assert body == '{"a":1.7899488E9,"b":{"a":[true,null],"z":"ö"}}'.encode()


def test_blobs_are_base64() -> None:
    """Bytes become a string, as requests have them."""
    body = codec.encode(spec.operation("DescribeManagedLoginBranding"), {"Bytes": b"hi"})
    assert body == b'{"Bytes":"aGk="}'


@table(
    "operation, body",
    [
        *((name, b"") for name in ("DeleteUserPool", "DeleteUserPoolClient", "DeleteGroup")),
        *((name, b"") for name in ("AdminAddUserToGroup", "AdminRemoveUserFromGroup")),
        *((name, b"") for name in ("AdminDeleteUser", "DeleteUser")),
        *((name, b"{}") for name in ("UpdateUserPool", "AdminSetUserPassword", "RevokeToken")),
        *((name, b"{}") for name in ("AdminConfirmSignUp", "AdminDisableUser", "GlobalSignOut")),
        *((name, b"{}") for name in ("AdminEnableUser", "AdminUserGlobalSignOut")),
        *((name, b"{}") for name in ("AdminUpdateUserAttributes", "UpdateUserAttributes")),
        *((name, b"{}") for name in ("DeleteUserAttributes", "ChangePassword")),
    ],
)
def test_answers_without_content(operation: str, body: bytes) -> None:
    """Recorded [wire-14, wire-15]: an output shape without members is two bytes."""
    assert codec.encode(spec.operation(operation), None) == body
    assert codec.encode(spec.operation(operation), {}) == body


def test_documents_of_wrong_types_are_refused() -> None:
    """A naive timestamp or a foreign object is an error of ours, not an answer."""
    operation = spec.operation("AdminGetUser")
    for value in (datetime(2026, 1, 1), object()):  # noqa: DTZ001
        with pytest.raises(TypeError):
            codec.encode(operation, {"UserCreateDate": value})


def test_an_error_is_spelled_twice() -> None:
    """Type and message stand in the body and in the headers; the header's type has a colon."""
    status, headers, body = codec.encode_error(errors.UserNotFoundException("User does not exist."))
    assert status == 400
    assert body == b'{"__type":"UserNotFoundException","message":"User does not exist."}'
    assert headers == {
        "x-amzn-ErrorType": "UserNotFoundException:",
        "x-amzn-ErrorMessage": "User does not exist.",
    }


def test_an_error_without_a_message() -> None:
    """Recorded [tokens-18]: then the body has none; nor have the headers."""
    _, headers, body = codec.encode_error(errors.RefreshTokenReuseException())
    assert body == b'{"__type":"RefreshTokenReuseException"}'
    assert headers == {"x-amzn-ErrorType": "RefreshTokenReuseException:"}


@table("error", [getattr(errors, name) for name in errors.__all__ if name != "CognitoError"])
def test_two_errors_have_a_message_with_a_capital(error: type[CognitoError]) -> None:
    """IAM's (recorded [wire-2]) and one of the protocol."""
    _, headers, body = codec.encode_error(error("no"))
    capital = {errors.AccessDeniedException, errors.SerializationException}
    spelled = "Message" if error in capital else "message"
    assert json.loads(body) == {"__type": error.__name__, spelled: "no"}
    assert headers["x-amzn-ErrorMessage"] == "no"


def test_the_reason_code() -> None:
    """By the model, InvalidParameterException alone may say why."""
    _, _, body = codec.encode_error(InvalidParameterException("no", reason_code="WHY"))
    assert body == b'{"__type":"InvalidParameterException","message":"no","reasonCode":"WHY"}'


@table(
    "error, status",
    [
        (errors.InternalErrorException("x"), 500),
        (errors.InternalServerException("x"), 500),
        (NotImplementedException("x"), 501),
        (errors.ResourceNotFoundException("x"), 400),
        (errors.UnrecognizedClientException("x"), 400),
    ],
)
def test_statuses(error: CognitoError, status: int) -> None:
    """Faults are 500 (documented); all errors of the client are 400 (recorded [wire-18])."""
    assert codec.encode_error(error)[0] == status


@given(st.text() | st.text(st.characters(max_codepoint=0xFF)))
@example("\x85\x1b[0m\x9b\x7f")
@example("é" * 100_000)
def test_header_values_are_safe(message: str) -> None:
    """Whatever a message contains, it stays one short line of latin-1 in the header."""
    _, headers, body = codec.encode_error(InvalidParameterException(message))
    value = headers["x-amzn-ErrorMessage"]
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", value)
    assert len(value.encode("latin-1")) <= codec.MAX_HEADER_CHARS
    assert json.loads(body)["message"] == message.encode("utf-8", "replace").decode()


def test_cors() -> None:
    """Browsers may call from everywhere and may read the request id and the error's headers."""
    assert codec.CORS_HEADERS == {
        "access-control-allow-origin": "*",
        "access-control-expose-headers": (
            "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date"
        ),
    }
    asked = "content-type,x-amz-target,x-amz-user-agent"
    allowed = codec.preflight_headers(asked)
    assert allowed["access-control-allow-headers"] == asked
    assert allowed["access-control-allow-methods"] == "POST"
    assert allowed["access-control-max-age"] == "172800"
    assert "access-control-allow-headers" not in codec.preflight_headers(None)
