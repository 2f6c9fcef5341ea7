"""Calls of the real service that read, slowly enough for it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.model import OperationNotFoundError

# What the service refuses with when there were too many calls (documented), and when it fails.
_AGAIN = (
    "TooManyRequestsException",
    "LimitExceededException",
    "ThrottlingException",
    "InternalErrorException",
    "ServiceUnavailable",
)
_ATTEMPTS = 9
_FIRST_WAIT = 0.5  # seconds; each wait is twice the one before
_LONGEST_WAIT = 30.0
_READING = ("Describe", "Get", "List")


class AwsError(Exception):
    """The service, or the SDK, refused; the message is its own.

    Attributes:
        code: the name of the service's error; empty where it was not reached.

    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


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
    ) -> None:
        """Find the credentials, as every program with boto3 does.

        Args:
            region: of the pool.
            profile: of the AWS configuration.
            endpoint_url: where the service is, if not at AWS.
            per_second: how many calls a second, at most.
            sleep: waits for so many seconds.

        Raises:
            AwsError: there is no such profile or region.

        """
        # Waiting is done here, so that it can be told of, and needs no time in tests.
        config = Config(retries={"total_max_attempts": 1}, user_agent_extra="cognito-emulator")
        try:
            session = boto3.Session(profile_name=profile, region_name=region)
            self._client: Any = session.client(
                "cognito-idp", endpoint_url=endpoint_url, config=config
            )
        except (BotoCoreError, ValueError) as error:
            raise AwsError("", str(error)) from None
        self._pause = 1 / per_second
        self._sleep = sleep

    def call(self, operation: str, **request: object) -> dict[str, Any]:
        """Return an answer; where there were too many calls, wait and ask again.

        Args:
            operation: that reads: ``DescribeUserPool``.
            **request: its request.

        Raises:
            AwsError: the service refuses.

        """
        if not operation.startswith(_READING):
            raise ValueError(f"{operation} changes something")
        wait = _FIRST_WAIT
        for attempt in range(1, _ATTEMPTS + 1):
            self._sleep(self._pause)
            try:
                return self._answer(operation, request)
            except AwsError as error:
                if error.code not in _AGAIN or attempt == _ATTEMPTS:
                    raise
            self._sleep(wait)
            wait = min(2 * wait, _LONGEST_WAIT)
        raise AssertionError("the last attempt returns or raises")

    def _answer(self, operation: str, request: dict[str, object]) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = self._client._make_api_call(operation, request)  # noqa: SLF001
        except ClientError as refusal:
            said = refusal.response.get("Error", {})
            raise AwsError(str(said.get("Code", "")), str(refusal)) from None
        except OperationNotFoundError:
            raise AwsError("UnknownOperationException", f"This boto3 has no {operation}") from None
        except BotoCoreError as error:
            raise AwsError("", f"{error}") from None
        answer.pop("ResponseMetadata", None)
        return answer
