"""Signature Version 4, against the signer of the AWS SDK."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import urlsplit

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given, settings
from hypothesis import strategies as st

from cognito_emulator.api import sigv4
from cognito_emulator.errors import (
    CognitoError,
    IncompleteSignatureException,
    InvalidSignatureException,
    UnrecognizedClientException,
)
from tests.properties import examples
from tests.table import table

KEYS = {"AKIAIOSFODNN7EXAMPLE": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}
URL = "http://localhost:9229/"
TARGET = "AWSCognitoIdentityProviderService.ListUsers"
BODY = b'{"UserPoolId":"eu-west-1_abcdefghi"}'
ALGORITHM, HEADERS = "AWS4-HMAC-SHA256", "SignedHeaders=host;x-amz-target"
CREDENTIALS = Credentials(*next(iter(KEYS.items())))


def received(request: AWSRequest, body: bytes) -> sigv4.HttpRequest:
    url = urlsplit(str(request.url))
    headers = {name.lower(): value for name, value in request.headers.items()}
    headers.setdefault("host", url.netloc)
    return sigv4.HttpRequest("POST", url.path, url.query, headers, body)


def signed(url: str = URL, *, service: str = "cognito-idp") -> sigv4.HttpRequest:
    headers = {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": TARGET,
        "X-A": " b  c ",
    }
    request = AWSRequest("POST", url, headers=headers, data=BODY)
    SigV4Auth(CREDENTIALS, service, "eu-west-1").add_auth(request)
    return received(request, BODY)


HAND_SIGNED_AT = datetime(2026, 9, 24, 13, 0, tzinfo=UTC)


def signed_by_hand(
    *,
    scope: Mapping[str, str] = {},
    signed_headers: str = "content-type;host;x-amz-date;x-amz-target",
    algorithm: str = ALGORITHM,
    key: tuple[str, str] = (CREDENTIALS.access_key, CREDENTIALS.secret_key),
) -> sigv4.HttpRequest:
    """Sign as AWS describes it, but what no SDK would sign."""
    parts = {"day": "20260924", "region": "eu-west-1", "service": "cognito-idp"}
    terms = {**parts, "terminator": "aws4_request", **scope}
    headers = {
        "content-type": "application/x-amz-json-1.1",
        "host": "localhost:9229",
        "x-amz-date": f"{HAND_SIGNED_AT:%Y%m%dT%H%M%SZ}",
        "x-amz-target": TARGET,
    }
    names = signed_headers.lower().split(";")
    lines = "".join(f"{name}:{headers[name]}\n" for name in names)
    payload = hashlib.sha256(BODY).hexdigest()
    canonical = f"POST\n/\n\n{lines}\n{';'.join(names)}\n{payload}"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"{ALGORITHM}\n{headers['x-amz-date']}\n{'/'.join(terms.values())}\n{digest}"
    signing_key = f"AWS4{key[1]}".encode()
    for term in (*terms.values(), to_sign):
        signing_key = hmac.digest(signing_key, term.encode(), "sha256")
    credential = "/".join((key[0], *terms.values()))
    authorization = (
        f"{algorithm} Credential={credential}, SignedHeaders={signed_headers}, "
        f"Signature={signing_key.hex()}"
    )
    return sigv4.HttpRequest("POST", "/", "", {**headers, "authorization": authorization}, BODY)


def signed_at(request: sigv4.HttpRequest) -> datetime:
    stamp = request.headers["x-amz-date"]
    return datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def changed(request: sigv4.HttpRequest, **headers: str | None) -> sigv4.HttpRequest:
    changes = {name.replace("_", "-"): value for name, value in headers.items()}
    merged = {**request.headers, **changes}
    kept = {name: value for name, value in merged.items() if value is not None}
    return sigv4.HttpRequest(request.method, request.path, request.query, kept, request.body)


@pytest.mark.parametrize("url", [URL, f"{URL}a%20b/c", f"{URL}?b=2&a=x%2Fy&a=~&e="])
def test_the_sdk_s_signature_is_right(url: str) -> None:
    """Whatever path and query, what the SDK signs is accepted."""
    request = signed(url)
    assert sigv4.verify(request, KEYS, signed_at(request)) == sigv4.Signature(
        access_key="AKIAIOSFODNN7EXAMPLE", region="eu-west-1"
    )


def test_a_presigned_url_is_right() -> None:
    """The signature may stand in the query."""
    request = AWSRequest("POST", URL, headers={"X-Amz-Target": TARGET}, data=b"")
    SigV4QueryAuth(CREDENTIALS, "cognito-idp", "eu-west-1", expires=60).add_auth(request)
    got = received(request, b"")
    stamp = got.query.partition("X-Amz-Date=")[2][:16]
    at = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert sigv4.verify(got, KEYS, at).region == "eu-west-1"
    with pytest.raises(InvalidSignatureException, match=r"^Signature expired: "):
        sigv4.verify(got, KEYS, at + timedelta(seconds=61))


def test_an_endless_lifetime_is_none() -> None:
    """More digits than Python reads."""
    query = f"X-Amz-Credential=x&X-Amz-Expires={'9' * 5000}"
    with pytest.raises(IncompleteSignatureException):
        sigv4.verify(sigv4.HttpRequest("POST", "/", query, {}, b""), KEYS, datetime.now(UTC))


def test_a_changed_body_or_header_is_noticed() -> None:
    """Measured [credentials-14]: the sentence on a wrong signature."""
    request = signed()
    body = sigv4.HttpRequest("POST", "/", "", request.headers, b"{}")
    for wrong in (body, changed(request, x_amz_target=f"{TARGET}x")):
        with pytest.raises(InvalidSignatureException) as refused:
            sigv4.verify(wrong, KEYS, signed_at(request))
        assert refused.value.message == (
            "The request signature we calculated does not match the signature you provided. "
            "Check your AWS Secret Access Key and signing method. "
            "Consult the service documentation for details."
        )


def test_an_unknown_key() -> None:
    """Recorded [credentials-12]."""
    request = signed()
    with pytest.raises(UnrecognizedClientException) as refused:
        sigv4.verify(request, {"AKIAOTHER": "x"}, signed_at(request))
    assert refused.value.message == "The security token included in the request is invalid."


def test_a_header_that_is_no_signature() -> None:
    """Recorded [credentials-13]: every missing part is named, then the header's hash."""
    request = sigv4.HttpRequest(
        "POST", "/", "", {"authorization": "intentionally-invalid-probe"}, BODY
    )
    with pytest.raises(IncompleteSignatureException) as refused:
        sigv4.verify(request, KEYS, datetime(2026, 9, 24, tzinfo=UTC))
    hashed = hashlib.sha256(b"intentionally-invalid-probe").digest()
    assert refused.value.message == (
        "Authorization header requires 'Credential' parameter. "
        "Authorization header requires 'Signature' parameter. "
        "Authorization header requires 'SignedHeaders' parameter. "
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
        "(Hashed with SHA-256 and encoded with Base64) "
        f"Authorization={base64.b64encode(hashed).decode()}"
    )


def test_only_the_missing_parts_are_named() -> None:
    """A request that lacks its date alone is told so alone."""
    request = changed(signed(), x_amz_date=None)
    with pytest.raises(IncompleteSignatureException) as refused:
        sigv4.verify(request, KEYS, datetime(2026, 9, 24, tzinfo=UTC))
    assert refused.value.message is not None
    assert refused.value.message.startswith(
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ("
    )


@pytest.mark.parametrize("minutes", [-5, 5])
def test_five_minutes_of_skew_are_allowed(minutes: int) -> None:
    """In both directions."""
    request = signed()
    now = signed_at(request) + timedelta(minutes=minutes)
    assert sigv4.verify(request, KEYS, now).region == "eu-west-1"


def test_an_old_signature() -> None:
    """The sentence names the moment of signing, the earliest one allowed and the present."""
    request = signed()
    at = signed_at(request)
    now = at + timedelta(minutes=5, seconds=1)
    with pytest.raises(InvalidSignatureException) as refused:
        sigv4.verify(request, KEYS, now)
    assert refused.value.message == (
        f"Signature expired: {at:%Y%m%dT%H%M%SZ} is now earlier than "
        f"{at + timedelta(seconds=1):%Y%m%dT%H%M%SZ} ({now:%Y%m%dT%H%M%SZ} - 5 min.)"
    )


def test_a_signature_of_the_future() -> None:
    """Likewise."""
    request = signed()
    at = signed_at(request)
    now = at - timedelta(minutes=5, seconds=1)
    with pytest.raises(InvalidSignatureException) as refused:
        sigv4.verify(request, KEYS, now)
    assert refused.value.message == (
        f"Signature not yet current: {at:%Y%m%dT%H%M%SZ} is still later than "
        f"{at - timedelta(seconds=1):%Y%m%dT%H%M%SZ} ({now:%Y%m%dT%H%M%SZ} + 5 min.)"
    )


SERVICE = "Credential should be scoped to correct service: 'cognito-idp'. "
TERMINATOR = "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws4'. "
DAY = (
    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
    "'{}' != '20260924', from '" + f"{HAND_SIGNED_AT:%Y%m%dT%H%M%SZ}" + "'."
)


@table(
    "scope, sentence",
    [
        ({"service": "sts"}, SERVICE),
        ({"terminator": "aws4"}, TERMINATOR),
        ({"day": "20260923"}, DAY.format("20260923")),
        ({"day": "2026-09-24"}, DAY.format("2026-09-24")),
        ({"day": ""}, DAY.format("")),
        (
            {"service": "sts", "terminator": "aws4", "day": "x"},
            f"{SERVICE}{TERMINATOR}{DAY.format('x')}",
        ),
    ],
)
def test_another_scope_is_refused_however_well_it_is_signed(
    scope: dict[str, str], sentence: str
) -> None:
    """All that is wrong with it is told at once; its region may be any."""
    request = signed_by_hand(scope=scope)
    with pytest.raises(InvalidSignatureException) as refused:
        sigv4.verify(request, KEYS, HAND_SIGNED_AT)
    assert refused.value.message == sentence


@pytest.mark.parametrize(
    ("headers", "missing"),
    [
        ("x-amz-date;x-amz-target", "'Host' or ':authority'"),
        ("content-type;x-amz-date", "'Host' or ':authority'"),
        ("host;x-amz-date", "'x-amz-target'"),
        ("host", "'x-amz-target'"),
    ],
)
def test_headers_that_must_be_signed(headers: str, missing: str) -> None:
    """The signature is right, but it would be for another host or operation too."""
    request = signed_by_hand(signed_headers=headers)
    with pytest.raises(InvalidSignatureException) as refused:
        sigv4.verify(request, KEYS, HAND_SIGNED_AT)
    assert refused.value.message == (
        f"{missing} must be a 'SignedHeader' in the AWS Authorization."
    )


@pytest.mark.parametrize("headers", ["host;x-amz-target", "HOST;X-Amz-Date;X-Amz-Target"])
def test_what_need_not_be_signed(headers: str) -> None:
    """The date is part of every signature; the names' case does not matter."""
    request = signed_by_hand(signed_headers=headers)
    assert sigv4.verify(request, KEYS, HAND_SIGNED_AT).region == "eu-west-1"


def test_what_is_wrong_is_told_in_order() -> None:
    """Time, headers, algorithm, scope, key, signature: measured on a sibling [credentials-3]."""
    late = HAND_SIGNED_AT + timedelta(hours=1)
    wrong = signed_by_hand(
        scope={"day": "20260923"}, signed_headers="host", algorithm="AWS4", key=("AKIAOTHER", "x")
    )
    found = []
    for request, now in (
        (wrong, late),
        (wrong, HAND_SIGNED_AT),
        (signed_by_hand(scope={"day": "1"}, algorithm="AWS4", key=("A", "x")), HAND_SIGNED_AT),
        (signed_by_hand(scope={"day": "1"}, key=("A", "x")), HAND_SIGNED_AT),
        (signed_by_hand(key=("A", "x")), HAND_SIGNED_AT),
        (signed_by_hand(key=(CREDENTIALS.access_key, "x")), HAND_SIGNED_AT),
    ):
        with pytest.raises(CognitoError) as refused:
            sigv4.verify(request, KEYS, now)
        found.append(str(refused.value.message)[:20])
    assert found == [
        "Signature expired: 2",
        "'x-amz-target' must ",
        "Unsupported AWS 'alg",
        "Date in Credential s",
        "The security token i",
        "The request signatur",
    ]


def test_a_date_header_in_place_of_x_amz_date() -> None:
    """Its HTTP form is understood; the signature covers the basic form."""
    request = signed_by_hand(signed_headers="host;x-amz-target")
    date = format_datetime(HAND_SIGNED_AT, usegmt=True)
    dated = changed(request, x_amz_date=None, date=date)
    assert sigv4.verify(dated, KEYS, HAND_SIGNED_AT).region == "eu-west-1"


@pytest.mark.parametrize(
    ("headers", "start"),
    [
        ({"x_amz_date": "yesterday"}, "Date must be in ISO-8601 'basic format'. Got 'yesterday'. "),
        (
            {"authorization": f"{ALGORITHM} Credential=a/b, {HEADERS}, Signature=0"},
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/",
        ),
        (
            {"authorization": f"AWS4-HMAC-SHA1 Credential=a/b, {HEADERS}, Signature=0"},
            "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1' (only AWS4-HMAC-SHA256 for now). ",
        ),
    ],
)
def test_malformed_parts(headers: dict[str, str], start: str) -> None:
    """Parts that are there but unreadable are refused as incomplete."""
    request = signed()
    with pytest.raises(IncompleteSignatureException) as refused:
        sigv4.verify(changed(request, **headers), KEYS, signed_at(request))
    assert refused.value.message is not None
    assert refused.value.message.startswith(start)


def test_an_unsigned_request() -> None:
    """Nobody signed it."""
    assert sigv4.read({"host": "localhost"}) is None


def test_a_key_known_without_its_secret() -> None:
    """Whoever names it is believed; other keys and incomplete headers are refused as ever."""
    request = changed(signed(), x_amz_target=f"{TARGET}x")
    long_ago = signed_at(request) - timedelta(days=1)
    trusted = {CREDENTIALS.access_key: None}
    assert sigv4.verify(request, trusted, long_ago).access_key == CREDENTIALS.access_key
    with pytest.raises(UnrecognizedClientException):
        sigv4.verify(request, {"AKIAOTHER": None}, signed_at(request))


PIECES = (
    *("AWS4-HMAC-SHA256", " ", ",", "=", "/", ";", "Credential=", "SignedHeaders=", "Signature="),
    *("AKIAIOSFODNN7EXAMPLE", "20260924", "eu-west-1", "cognito-idp", "aws4_request", "host"),
    *("x-amz-target", "00010101T000000Z", "99991231T235959Z", "20260924T130000Z", "\u00ff", "\x00"),
)
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=20).map("".join)


@settings(max_examples=examples(300))
@given(authorization=TEXTS, date=TEXTS, query=TEXTS)
def test_whatever_stands_there_is_a_signature_or_refused(
    authorization: str, date: str, query: str
) -> None:
    headers = {"host": "localhost", "x-amz-target": TARGET, "x-amz-date": date}
    for request in (
        sigv4.HttpRequest("POST", "/", query, {**headers, "authorization": authorization}, BODY),
        sigv4.HttpRequest("POST", "/", f"X-Amz-Signature=0&{query}", headers, BODY),
    ):
        with pytest.raises(CognitoError):
            sigv4.verify(request, KEYS, HAND_SIGNED_AT)
