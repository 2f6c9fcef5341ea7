"""AWS Signature Version 4: read it leniently, or verify it.

By default the emulator only looks whether a call is signed, and for which region. With known access
keys, `verify` computes the signature anew from the specification of Signature Version 4.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, quote

from cognito_emulator.errors import (
    IncompleteSignatureException,
    InvalidSignatureException,
    UnrecognizedClientException,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

SERVICE = "cognito-idp"
SKEW = timedelta(minutes=5)

_ALGORITHM = "AWS4-HMAC-SHA256"
_TERMINATOR = "aws4_request"
_BASIC_FORMAT = "%Y%m%dT%H%M%SZ"
_HTTP_FORMAT = "%a, %d %b %Y %H:%M:%S GMT"
_SCOPE_PARTS = 4  # after the access key's id
_SECONDS = re.compile(r"[0-9]{1,9}")
_PARAMETER = re.compile(r"(Credential|SignedHeaders|Signature)=([^\s,]*)")

# Recorded [credentials-13] for a header that has none of the parts; parts that are there are not
# named.
_REQUIRED = ("Credential", "Signature", "SignedHeaders")
_MISSING_PART = "Authorization header requires '{}' parameter."
_MISSING_DATE = (
    "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
)
_MUST_BE_SIGNED = "{} must be a 'SignedHeader' in the AWS Authorization."
# Recorded [credentials-11, credentials-12].
NO_SIGNATURE = "Missing Authentication Token"
UNKNOWN_KEY = "The security token included in the request is invalid."
# Measured [credentials-14].
WRONG_SIGNATURE = (
    "The request signature we calculated does not match the signature you provided. Check your AWS "
    "Secret Access Key and signing method. Consult the service documentation for details."
)


class Signature(NamedTuple):
    """What a request says of its signer; nothing of it is verified.

    Attributes:
        access_key: the access key's id, or None where the header is no Signature Version 4.
        region: the region of the credential scope, or None likewise.
    """

    access_key: str | None
    region: str | None


class HttpRequest(NamedTuple):
    """The parts of a request that a signature covers.

    Attributes:
        method: for example ``POST``.
        path: as sent, percent-encoded.
        query: as sent, without the question mark.
        headers: names in lower case.
        body: as sent.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


def read(headers: Mapping[str, str], query: str = "") -> Signature | None:
    """Return who signed the request, as far as it can be told, or None for an unsigned one.

    Args:
        headers: names in lower case.
        query: as sent; a presigned request has its signature there.
    """
    if (authorization := headers.get("authorization")) is not None:
        parameters = dict(_PARAMETER.findall(authorization))
    elif "X-Amz-Signature=" in query:
        parameters = _presigned(query)
    else:
        return None
    key, _, scope = parameters.get("Credential", "").partition("/")
    parts = scope.split("/")
    region = parts[1] if len(parts) > 1 else ""
    return Signature(access_key=key or None, region=region or None)


def verify(request: HttpRequest, keys: Mapping[str, str | None], now: datetime) -> Signature:
    """Return who signed the request, having checked that they did.

    Args:
        request: what was received; it is signed.
        keys: the known access keys, id to secret; of one without a secret any signature is good.
        now: the present, aware.

    Raises:
        IncompleteSignatureException: parts of the signature are missing or cannot be read.
        UnrecognizedClientException: the access key is not among `keys`.
        InvalidSignatureException: wrong signature, scope or time, or a header is not signed.
    """
    claim = _claim(request)
    believed = claim.access_key in keys and keys[claim.access_key] is None
    # The order is measured on a sibling [credentials-3].
    if not believed:
        _check_time(claim, now.astimezone(UTC))
    _check_signed_headers(claim, request)
    _check_algorithm(claim)
    _check_scope(claim)
    if claim.access_key not in keys:
        raise UnrecognizedClientException(UNKNOWN_KEY)
    if (secret := keys[claim.access_key]) is not None:
        expected = _signature(request, claim, secret)
        if not hmac.compare_digest(expected.encode(), _utf8(claim.signature)):
            raise InvalidSignatureException(WRONG_SIGNATURE)
    return Signature(access_key=claim.access_key, region=claim.scope[1])


class _Claim(NamedTuple):
    algorithm: str
    access_key: str
    scope: tuple[str, ...]  # day, region, service, terminator
    signed_headers: tuple[str, ...]
    signature: str
    at: datetime
    lifetime: timedelta
    presigned: bool


def _claim(request: HttpRequest) -> _Claim:
    authorization = request.headers.get("authorization")
    if authorization is None:
        parameters, subject, lifetime = _presigned(request.query), request.query, SKEW
        date, algorithm = parameters.get("Date"), parameters.get("Algorithm", "")
        if _SECONDS.fullmatch(parameters.get("Expires", "")):
            lifetime = timedelta(seconds=min(int(parameters["Expires"]), 604800))
    else:
        parameters, subject, lifetime = dict(_PARAMETER.findall(authorization)), authorization, SKEW
        date = request.headers.get("x-amz-date", request.headers.get("date"))
        algorithm, _, _ = authorization.partition(" ")
    missing = [_MISSING_PART.format(part) for part in _REQUIRED if not parameters.get(part)]
    if date is None:
        missing.append(_MISSING_DATE)
    if missing or date is None:
        raise IncompleteSignatureException(f"{' '.join(missing)} {_hashed(subject)}")
    access_key, *scope = parameters["Credential"].split("/")
    return _Claim(
        algorithm=algorithm,
        access_key=access_key,
        scope=tuple(scope),
        signed_headers=tuple(parameters["SignedHeaders"].lower().split(";")),
        signature=parameters["Signature"],
        at=_instant(date, subject),
        lifetime=lifetime,
        presigned=authorization is None,
    )


def _presigned(query: str) -> dict[str, str]:
    pairs = parse_qsl(query, keep_blank_values=True)
    return {name.removeprefix("X-Amz-"): value for name, value in pairs if name.startswith("X-Amz")}


def _hashed(subject: str) -> str:
    digest = base64.b64encode(hashlib.sha256(_utf8(subject)).digest()).decode()
    return f"(Hashed with SHA-256 and encoded with Base64) Authorization={digest}"


def _instant(date: str, subject: str) -> datetime:
    for spelling in (_BASIC_FORMAT, _HTTP_FORMAT):
        try:
            return datetime.strptime(date, spelling).replace(tzinfo=UTC)
        except ValueError:
            continue
    # Measured on a sibling [credentials-4]; that the hash follows is a guess.
    raise IncompleteSignatureException(
        f"Date must be in ISO-8601 'basic format'. Got '{date}'. "
        f"See http://en.wikipedia.org/wiki/ISO_8601 {_hashed(subject)}"
    )


def _check_signed_headers(claim: _Claim, request: HttpRequest) -> None:
    if "host" not in claim.signed_headers:
        # Measured on a sibling [credentials-5, credentials-6].
        raise InvalidSignatureException(_MUST_BE_SIGNED.format("'Host' or ':authority'"))
    if "x-amz-target" in request.headers and "x-amz-target" not in claim.signed_headers:
        # That headers of AWS must be signed is documented; the sentence is a guess.
        raise InvalidSignatureException(_MUST_BE_SIGNED.format("'x-amz-target'"))


def _check_algorithm(claim: _Claim) -> None:
    # Measured on a sibling [credentials-7], trailing blank included.
    if claim.algorithm != _ALGORITHM:
        raise IncompleteSignatureException(
            f"Unsupported AWS 'algorithm': '{claim.algorithm}' (only {_ALGORITHM} for now). "
        )


def _check_scope(claim: _Claim) -> None:
    # Measured on a sibling [credentials-1, credentials-2], a blank after each but the last
    # included. Any region is valid here.
    if len(claim.scope) != _SCOPE_PARTS:  # measured on a sibling [credentials-8]
        credential = "/".join((claim.access_key, *claim.scope))
        raise IncompleteSignatureException(
            "Credential must have exactly 5 slash-delimited elements, "
            f"e.g. keyid/date/region/service/term, got '{credential}'"
        )
    day, _, service, terminator = claim.scope
    wrong = ""
    if service != SERVICE:
        wrong += f"Credential should be scoped to correct service: '{SERVICE}'. "
    if terminator != _TERMINATOR:
        wrong += (
            f"Credential should be scoped with a valid terminator: '{_TERMINATOR}', "
            f"not '{terminator}'. "
        )
    if day != f"{claim.at:%Y%m%d}":
        wrong += (
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
            f"HTTP: '{day}' != '{claim.at:%Y%m%d}', from '{claim.at.strftime(_BASIC_FORMAT)}'."
        )
    if wrong:
        raise InvalidSignatureException(wrong)


def _check_time(claim: _Claim, now: datetime) -> None:
    # Measured on a sibling [credentials-9, credentials-10].
    earliest, latest = now - claim.lifetime, now + SKEW
    at = claim.at.strftime(_BASIC_FORMAT)
    present = now.strftime(_BASIC_FORMAT)
    if claim.at < earliest:
        minutes = int(claim.lifetime.total_seconds() // 60)
        raise InvalidSignatureException(
            f"Signature expired: {at} is now earlier than {earliest.strftime(_BASIC_FORMAT)} "
            f"({present} - {minutes} min.)"
        )
    if claim.at > latest:
        raise InvalidSignatureException(
            f"Signature not yet current: {at} is still later than "
            f"{latest.strftime(_BASIC_FORMAT)} ({present} + 5 min.)"
        )


def _signature(request: HttpRequest, claim: _Claim, secret: str) -> str:
    canonical = hashlib.sha256(_utf8(_canonical(request, claim))).hexdigest()
    stamp = claim.at.strftime(_BASIC_FORMAT)
    to_sign = f"{_ALGORITHM}\n{stamp}\n{'/'.join(claim.scope)}\n{canonical}"
    key = f"AWS4{secret}".encode()
    for part in claim.scope:
        key = hmac.digest(key, _utf8(part), "sha256")
    return hmac.digest(key, _utf8(to_sign), "sha256").hex()


def _canonical(request: HttpRequest, claim: _Claim) -> str:
    headers = "".join(
        f"{name}:{' '.join(request.headers.get(name, '').split())}\n"
        for name in claim.signed_headers
    )
    return "\n".join(
        (
            request.method.upper(),
            quote(request.path or "/", safe="/~", errors="replace"),
            _canonical_query(request.query, presigned=claim.presigned),
            headers,
            ";".join(claim.signed_headers),
            hashlib.sha256(request.body).hexdigest(),
        )
    )


def _canonical_query(query: str, *, presigned: bool) -> str:
    pairs = [
        (quote(name, safe="~", errors="replace"), quote(value, safe="~", errors="replace"))
        for name, value in parse_qsl(query, keep_blank_values=True)
        if not (presigned and name == "X-Amz-Signature")
    ]
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")
