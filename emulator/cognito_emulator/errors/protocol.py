# ruff: noqa: N818 - the names are the service's own
"""Errors that the service answers with although its model does not list them.

They concern the protocol, the signature and the state of the service, before any operation is
reached. *Documented for every service*: by the page "Common Errors" that each API reference has.
"""

from __future__ import annotations

from typing import ClassVar

from cognito_emulator.errors.base import CognitoError


class SerializationException(CognitoError):
    """The body is not JSON, or a member has another JSON type than the model says."""

    message_member: ClassVar[str] = "Message"  # measured [wire-3]


class UnknownOperationException(CognitoError):
    """``X-Amz-Target`` is missing or names no operation of the service."""


class MissingAuthenticationTokenException(CognitoError):
    """An operation that needs AWS credentials was called without a signature."""


class IncompleteSignatureException(CognitoError):
    """The signature lacks parts, or is no Signature Version 4 at all."""


class UnrecognizedClientException(CognitoError):
    """The access key is not known."""


class InvalidSignatureException(CognitoError):
    """The signature is wrong, or made at another time than now."""


class ExpiredTokenException(CognitoError):
    """The temporary credentials of the signature have expired.

    Documented for every service with status 403. It is 400 here, as measured on a sibling
    [credentials-16].
    """


class RequestExpired(CognitoError):
    """The request came more than 15 minutes after its date (documented for every service)."""


class ThrottlingException(CognitoError):
    """Too many requests (documented for every service).

    This service answers `TooManyRequestsException` in its place.
    """


class InternalFailure(CognitoError):
    """Something is broken inside the service (documented for every service)."""

    status: ClassVar[int] = 500


class ServiceUnavailable(CognitoError):
    """The service cannot answer just now (documented for every service)."""

    status: ClassVar[int] = 503


class RequestEntityTooLargeException(CognitoError):
    """The body is larger than the service reads (that it has another service's name is a guess)."""

    status: ClassVar[int] = 413


class NotImplementedException(CognitoError):
    """The emulator knows the operation but does not emulate it; the service has no such error."""

    status: ClassVar[int] = 501
