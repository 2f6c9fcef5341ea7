"""What a test sees of the emulator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cognito_emulator.domain.messages import Message
from cognito_emulator.triggers import Target
from pytest_cognito_emulator import challenges
from pytest_cognito_emulator.clock import CognitoClock
from pytest_cognito_emulator.server import CognitoServer
from pytest_cognito_emulator.users import CognitoUser

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


__tracebackhide__ = challenges.refused


class Cognito:
    """A user pool and its client, as new for each test.

    Attributes:
        clock: the test's ``cognito_clock``.
        client_secret: ``None``: the client has no secret.

    """

    def __init__(self, server: CognitoServer, clock: CognitoClock) -> None:
        self._server = server
        self.clock = clock
        self.client_secret: str | None = None

    def __repr__(self) -> str:
        return f"<Cognito {self.pool_id}, client {self.client_id}>"

    @property
    def pool_id(self) -> str:
        """The user pool's id."""
        return self._server.pool_id

    @property
    def client_id(self) -> str:
        """The app client's id."""
        return self._server.client_id

    @property
    def region(self) -> str:
        """The AWS region that the pool is in."""
        return self._server.emulator.settings.region

    @property
    def url(self) -> str:
        """The address of a real HTTP server; reading it starts the server."""
        self._server.start()
        return self._server.url

    @property
    def issuer(self) -> str:
        """The ``iss`` of the pool's tokens, under which its documents are served.

        Reading it starts the server.
        """
        settings = self._server.emulator.settings
        return settings.issuer(self.pool_id, self.region, self.url)

    @property
    def jwks_url(self) -> str:
        """Where the pool's public keys are served; reading it starts the server."""
        return f"{self.url}/{self.pool_id}/.well-known/jwks.json"

    @property
    def jwks(self) -> dict[str, list[dict[str, str]]]:
        """The pool's public keys, as they are served at :attr:`jwks_url`."""
        return self._server.emulator.keys.of(self.pool_id).jwks

    @property
    def boto3(self) -> CognitoIdentityProviderClient:
        """A boto3 ``cognito-idp`` client that is answered in this process, without a socket.

        Raises:
            RuntimeError: boto3 is not installed.

        """
        return self._server.boto3

    @property
    def messages(self) -> list[Message]:
        """The mails and text messages "sent" to the pool's users so far, newest last.

        >>> cognito.messages[-1].code
        '123456'
        """
        return self._server.emulator.messages(self.pool_id)

    def call(
        self, operation: str, request: Mapping[str, object] | None = None, /, **members: object
    ) -> Mapping[str, Any]:
        """Call an operation of the API with credentials, and return its answer.

        Args:
            operation: for example ``AdminGetUser``.
            request: its request in the API's own words.
            **members: the same as keywords; they win.

        Raises:
            CognitoError: the service's refusal, one class per exception of the API.

        """
        return self._server.call(operation, **{**(request or {}), **members})

    def force_challenge(
        self, challenge: str, *, user: CognitoUser | str | None = None, times: int = 1
    ) -> None:
        """Have the next sign-ins meet a challenge that nothing else would ask for.

        Args:
            challenge: its name, for example ``NEW_PASSWORD_REQUIRED``.
            user: whose sign-ins; by default those of every user.
            times: how many of them.

        Raises:
            ValueError: there is no such challenge, it cannot be forced, or ``times`` is no count.
            UserNotFoundException: there is no such user.

        """
        challenges.force(self._server, challenge, user=user, times=times)

    def on(self, trigger: str, function: Target, *, version: str | None = None) -> None:
        """Have a function answer a Lambda trigger, until the test ends.

        It takes the event, or the event and Lambda's context, and returns the event with its
        ``response`` filled in. What it raises comes out of :meth:`call` as
        UserLambdaValidationException.

        >>> def confirm(event):
        ...     event["response"]["autoConfirmUser"] = True
        ...     return event
        >>> cognito.on("PreSignUp", confirm)

        Args:
            trigger: its name in LambdaConfig.
            function: a function, an HTTP URL, or ``lambda:http://host:port/name``; ``None`` for
                nobody.
            version: of the events of PreTokenGeneration: ``V1_0``, ``V2_0`` or ``V3_0``.

        Raises:
            ValueError: there is no such trigger, function or version.

        """
        self._server.emulator.on(trigger, function, version=version)

    def wait_for_senders(self) -> None:
        """Wait until CustomEmailSender and CustomSMSSender are done, which nobody waits for."""
        self._server.emulator.wait_for_senders()
