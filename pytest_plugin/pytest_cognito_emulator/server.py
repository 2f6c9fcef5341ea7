"""The emulator of one test session: its pool and client, its state between tests, its address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from cognito_emulator.emulator import Emulator
from cognito_emulator.errors import CognitoError
from cognito_emulator.triggers import Failed
from cognito_emulator.web.server import Server
from pytest_cognito_emulator.challenges import refused

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

__tracebackhide__ = refused

_FLOWS = [
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
]


class CognitoServer:
    """An emulator with one pool and one client.

    Its address is settled from the beginning, because tokens name it as their issuer. But nobody
    answers there until :meth:`start`, as most tests do without; whoever asks earlier waits.

    Attributes:
        emulator: the emulator.
        pool_id: of the pool that each test finds as new.
        client_id: of its client.

    """

    def __init__(self) -> None:
        self.emulator = Emulator()
        self._server = Server(self.emulator, "127.0.0.1", 0)
        self._starting = Lock()
        self._started = False
        # Whatever name the server is called by, its tokens have one issuer.
        self.emulator.settings = replace(self.emulator.settings, public_url=self.url)
        self.pool_id, self.client_id = self._furnish()
        # Making keys takes 0.1 s, in which the first test can get ahead.
        self._keys = Thread(target=self.emulator.keys.of, args=(self.pool_id,))
        self._keys.start()

    @property
    def url(self) -> str:
        """The address, without a trailing slash."""
        return self._server.url

    @cached_property
    def boto3(self) -> CognitoIdentityProviderClient:
        """A boto3 client that the emulator answers without a socket."""
        return _client(self.emulator)

    def call(self, operation: str, /, **request: object) -> Mapping[str, Any]:
        """Answer an API request with credentials, as :meth:`Emulator.call` does."""
        try:
            return self.emulator.call(operation, request)
        except CognitoError as refusal:
            # It is an answer: a failed test's report has no need of the way through the emulator,
            # but of what the test's own function behind a trigger raised.
            cause = refusal.__cause__ if isinstance(refusal.__cause__, Failed) else None
            raise refusal.with_traceback(None) from cause

    @contextmanager
    def one_test(self) -> Iterator[None]:
        """Undo in the end what happens to the state, the functions and the emulator's own clock.

        The state is remembered now, not at the beginning of the session, because fixtures of a
        wider scope may have made users in the meantime; pytest sets these up first.
        """
        before, functions = self.emulator.snapshot(), self.emulator.functions.copy()
        try:
            yield
        finally:
            try:
                self.emulator.wait_for_senders()
            finally:
                self.emulator.functions = functions
                self.emulator.restore(before)
                self.emulator.clock.reset()

    def start(self) -> None:
        """Answer at :attr:`url` from now on."""
        with self._starting:
            if not self._started:
                self._server.start()
                self._started = True

    def close(self) -> None:
        """Stop answering, and give the address back."""
        self._keys.join()
        self._server.stop()

    def _furnish(self) -> tuple[str, str]:
        pool = self.call("CreateUserPool", PoolName="tests", AutoVerifiedAttributes=["email"])
        pool_id = str(pool["UserPool"]["Id"])
        client = self.call(
            "CreateUserPoolClient", UserPoolId=pool_id, ClientName="tests", ExplicitAuthFlows=_FLOWS
        )
        return pool_id, str(client["UserPoolClient"]["ClientId"])


def _client(emulator: Emulator) -> CognitoIdentityProviderClient:
    try:
        import boto3  # noqa: F401, PLC0415 - optional, and slow
    except ImportError as missing:
        raise RuntimeError(
            "cognito.boto3 needs boto3: install cognito-emulator[boto3]."
        ) from missing
    from cognito_emulator import transport  # noqa: PLC0415 - imports boto3

    return transport.client(emulator)
