"""Calls of the real service that read, slowly enough for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from threading import Event
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,  # noqa: A004 - botocore's own
    HTTPClientError,
    NoCredentialsError,
    ProfileNotFound,
    SSLError,
)
from botocore.model import OperationNotFoundError

from cognito_emulator.deadlines import OutOfTimeError, within
from cognito_emulator.nearest import nearest
from cognito_emulator.pulling import answers

# What the service refuses with when there were too many calls (documented), and when it fails.
_AGAIN = (
    "TooManyRequestsException",
    "LimitExceededException",
    "ThrottlingException",
    "InternalErrorException",
    "ServiceUnavailable",
)
_SERVERS_FAULT = "5"  # first digit of the status, which is the code of an error without a name
_OKAY = 200
_ATTEMPTS = 9
_ATTEMPTS_TO_REACH = 5
_FIRST_WAIT = 0.5  # seconds; each wait is twice the one before
_LONGEST_WAIT = 30.0
_CONNECT_SECONDS = 10
_CHUNK_BYTES = 65_536
_LOOK = "Look at the network, at proxies and at --endpoint-url, and run the command again"
_NO_RETRIES = " (reached max retries: 0)"  # botocore's, which makes each call once
_CREDENTIALS = (
    ": --profile NAME takes those of a profile, aws configure or aws sso login makes one, and"
    " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are some, too"
)
_READING = ("Describe", "Get", "List")


class AwsError(Exception):
    """The service, or the SDK, refused; the message is its own.

    Attributes:
        code: the name of the service's error; empty where it was not reached, or said none.
        attempts: how often the call may be made, this time included.

    """

    def __init__(self, code: str, sentence: str, attempts: int = 1) -> None:
        super().__init__(sentence)
        self.code = code
        self.attempts = attempts


class _BrokenAnswerError(Exception):
    """An answer of which a part is missing, or that is not the service's."""


class Limits(NamedTuple):
    """How much an answer may take, whoever sends it.

    Attributes:
        seconds: from the request to the last byte.
        most_bytes: no page of the service comes near: 60 users with 70 attributes of 2,048
            characters each, all of them escaped, are half of it.

    """

    seconds: float = 60.0
    most_bytes: int = 100_000_000


def _sleep(seconds: float) -> None:
    Event().wait(seconds)


class Aws:
    """The user pools of an account and a region."""

    def __init__(
        self,
        region: str,
        *,
        profile: str | None = None,
        endpoint_url: str | None = None,
        per_second: float = 10.0,
        sleep: Callable[[float], None] = _sleep,
        limits: Limits = Limits(),  # noqa: B008 - it is frozen
    ) -> None:
        """Find the credentials, as every program with boto3 does.

        Args:
            region: of the pool.
            profile: of the AWS configuration.
            endpoint_url: where the service is, if not at AWS.
            per_second: how many calls a second, at most.
            sleep: waits for so many seconds.
            limits: of each answer.

        Raises:
            AwsError: there is no such profile or region.

        """
        # Waiting is done here, so that it can be told of, and needs no time in tests.
        config = Config(
            retries={"total_max_attempts": 1},
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=limits.seconds + _CONNECT_SECONDS,  # ends threads that are left behind
            user_agent_extra="cognito-emulator",
        )
        try:
            session = boto3.Session(profile_name=profile, region_name=region)
            self._client: Any = session.client(
                "cognito-idp", endpoint_url=endpoint_url, config=config
            )
        except ProfileNotFound as error:
            known = boto3.Session().available_profiles
            near = nearest(str(profile), known) if known else "there are none"
            raise AwsError("", f"{error}; {near}") from None
        except (BotoCoreError, ValueError) as error:
            raise AwsError("", str(error)) from None
        events: Any = self._client.meta.events
        events.register("before-send.cognito-identity-provider", self._sent)
        events.register("before-parse.cognito-identity-provider", _require_whole)
        self._limits = limits
        self._pause = 1 / per_second
        self._sleep = sleep

    def call(self, operation: str, **request: object) -> dict[str, Any]:
        """Return an answer as JSON has it; where there were too many calls, wait and ask again.

        Args:
            operation: that reads: ``DescribeUserPool``.
            **request: its request.

        Raises:
            AwsError: the service refuses, or its answer is not what the model says.

        """
        if not operation.startswith(_READING):
            raise ValueError(f"{operation} changes something")
        wait = _FIRST_WAIT
        attempt = 0
        while True:
            self._sleep(self._pause)
            attempt += 1
            try:
                return self._answer(operation, request)
            except AwsError as error:
                if attempt >= error.attempts:
                    raise
            self._sleep(wait)
            wait = min(2 * wait, _LONGEST_WAIT)

    def _answer(self, operation: str, request: dict[str, object]) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = self._client._make_api_call(operation, request)  # noqa: SLF001
        except ClientError as refusal:
            raise _refused(refusal) from None
        except OperationNotFoundError:
            raise AwsError("UnknownOperationException", f"This boto3 has no {operation}") from None
        except NoCredentialsError as error:
            raise AwsError("", f"{str(error).rstrip('.')}{_CREDENTIALS}") from None
        except BotoCoreError as error:
            reached = not isinstance(error, HTTPClientError | ConnectionError)
            lasting = reached or isinstance(error, SSLError)
            raise AwsError("", f"{error}", 1 if lasting else _ATTEMPTS_TO_REACH) from None
        except _BrokenAnswerError as error:
            sentence = f"{operation}: the answer {error}"
            raise AwsError("", sentence, _ATTEMPTS_TO_REACH) from None
        except Exception as error:  # noqa: BLE001 - whatever boto3 raises of what it cannot read
            sentence = (
                f"{operation}: boto3 cannot read the answer ({type(error).__name__}: {error})"
            )
            raise AwsError("", sentence) from None
        try:
            return answers.plain(operation, answer)
        except ValueError as error:
            raise AwsError("", str(error)) from None

    def _sent(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        """Send a request in botocore's place, which has no limits.

        Credentials are there already: a person may take a while to type the code for them.
        """
        host = urlsplit(request.url).netloc.rpartition("@")[2]
        seconds, most_bytes = self._limits

        def received() -> AWSResponse:
            request.stream_output = True  # or all of the answer is read at once
            response: AWSResponse = self._client._endpoint.http_session.send(request)  # noqa: SLF001
            response.raw = _read(response.raw, host, most_bytes)
            return response

        try:
            return within(seconds, received, "cognito-pull")
        except OutOfTimeError:
            broken = f"of {host} is not whole after {seconds:g} s. {_LOOK}"
            raise _BrokenAnswerError(broken) from None


class _Read(NamedTuple):
    """The body of an answer that was read, for botocore to read it."""

    pieces: list[bytes]

    def stream(self) -> list[bytes]:
        return self.pieces


def _read(raw: Any, host: str, most_bytes: int) -> _Read:  # noqa: ANN401 - urllib3's
    pieces: list[bytes] = []
    size = 0
    with closing(raw):
        for piece in _streamed(raw):
            pieces.append(piece)
            size += len(piece)
            if size > most_bytes:
                raise _BrokenAnswerError(f"of {host} has more than {most_bytes:,} bytes. {_LOOK}")
    return _Read(pieces)


def _streamed(raw: Any) -> Iterator[bytes]:  # noqa: ANN401 - urllib3's
    """Read piece by piece; a connection that breaks is told of as botocore does."""
    try:
        yield from raw.stream(_CHUNK_BYTES)
    except Exception as error:  # noqa: BLE001 - whatever urllib3 raises
        raise HTTPClientError(error=error) from None


def _refused(refusal: ClientError) -> AwsError:
    code = str(refusal.response.get("Error", {}).get("Code", ""))
    again = code in _AGAIN or (code.isdecimal() and code.startswith(_SERVERS_FAULT))
    sentence = str(refusal).replace(_NO_RETRIES, "")
    return AwsError(code, sentence, _ATTEMPTS if again else 1)


def _require_whole(response_dict: Mapping[str, Any], **_: object) -> None:
    """Refuse an answer that botocore would take for an empty one.

    That is one of which the end is missing, and one that is no JSON: a page of a proxy.
    """
    if response_dict["status_code"] != _OKAY:
        return
    body = response_dict["body"]
    promised = str(response_dict["headers"].get("Content-Length", ""))
    is_encoded = "Content-Encoding" in response_dict["headers"]
    if promised.isdecimal() and int(promised) > len(body) and not is_encoded:
        raise _BrokenAnswerError(f"ends after {len(body)} of {promised} bytes")
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise _BrokenAnswerError("is no JSON") from None
    if not isinstance(document, dict):
        raise _BrokenAnswerError("is no JSON object")
