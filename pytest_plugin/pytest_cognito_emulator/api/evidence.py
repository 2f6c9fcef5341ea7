"""What has happened at a pool, and assertions about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cognito_emulator.control import users
from cognito_emulator.errors import ResourceNotFoundException
from pytest_cognito_emulator import asserts
from pytest_cognito_emulator.api.facts import Facts
from pytest_cognito_emulator.api.tokens import CognitoTokens
from pytest_cognito_emulator.api.user import CognitoUser
from pytest_cognito_emulator.names import checked_claims, naming
from pytest_cognito_emulator.wishes import Wishes

if TYPE_CHECKING:
    from cognito_emulator import (
        Call,
        EndpointName,
        ErrorName,
        Medium,
        Message,
        MessageReason,
        OAuthErrorName,
        Operation,
        WarningRecord,
    )
    from cognito_emulator.control.users import User
    from cognito_emulator.web.exchange import Exchange
    from pytest_cognito_emulator.api.clock import CognitoClock
    from pytest_cognito_emulator.lifecycle.home import Home
    from pytest_cognito_emulator.lifecycle.server import CognitoServer


class Evidence(Facts):
    """What has happened since a test began: calls, messages, warnings, sign-ins.

    Attributes:
        clock: the test's ``cognito_clock``.

    """

    def __init__(self, server: CognitoServer, home: Home, clock: CognitoClock) -> None:
        super().__init__(server, home)
        self.clock = clock
        self._first_call = len(server.calls)
        self._first_refusal = server.refusals
        self._first_refused = len(server.refused_requests)
        self._wishes = Wishes(server.emulator)
        self._former = {user.sub for user in self._users()}

    @property
    def new_users(self) -> list[CognitoUser]:
        """The users that the pool has got since the test began, oldest first.

        The test's own and an app's. A failed test's report shows them. Of a pool that is deleted,
        there are none.

        >>> assert [user.email for user in cognito.new_users] == ["ada@example.com"]
        """
        return [
            CognitoUser(self._server, self.home, user, self._login(user))
            for user in self._users()
            if user.sub not in self._former
        ]

    def _users(self) -> list[User]:
        if self.home.pool is None:
            return []
        try:
            return self.emulator.users_of(self.home.pool)
        except ResourceNotFoundException:
            return []

    def _login(self, user: User) -> str:
        return users.login(self.emulator.pool(user.pool_id), user)

    @property
    def messages(self) -> list[Message]:
        """The mails and text messages "sent" so far to users of any pool, newest last.

        An app may make pools of its own; ``user_pool_id`` says which one a message is of.

        >>> cognito.messages[-1].code
        '123456'
        """
        return self.emulator.messages()

    @property
    def warnings(self) -> list[WarningRecord]:
        """What the emulator warned of so far, of all pools, newest last.

        For example that a member of a trigger's answer has no effect. A failed test's report shows
        them, and so does the log.

        >>> assert cognito.warnings == []
        """
        return self.emulator.warnings()

    @property
    def calls(self) -> list[Call]:
        """The calls of the API since the test began, an app's and the test's own, newest last.

        What ``make_cognito_user`` and its like do is not among them.
        """
        return self._server.calls[self._first_call :]

    @property
    def refused_requests(self) -> list[Exchange]:
        """The HTTP requests since the test began that are no calls and were refused, newest last.

        For example for the keys of a pool that there is not.
        """
        return self._server.refused_requests[self._first_refused :]

    @property
    def refused_real_calls(self) -> int:
        """How many calls to the real service have been refused since the test began.

        An app may have caught the error of such a call.
        """
        return self._server.refusals - self._first_refusal

    def is_over(self, claims: Mapping[str, Any]) -> bool:
        """Whether the sign-in that a token says it is of was revoked or signed out.

        Raises:
            TypeError: it is something else than claims.

        """
        if not isinstance(claims, Mapping):
            raise TypeError(
                "is_over() takes the claims of a token, as tokens.access_claims are; "
                f"not {type(claims).__name__}."
            )
        return self._server.is_over(claims)

    @naming()
    def assert_signed_in(
        self, user: CognitoUser | str | None = None, *, times: int | None = None
    ) -> None:
        """Fail unless a user of any pool completed a sign-in through the API since the test began.

        Args:
            user: who; by default anybody.
            times: how often exactly; by default at least once.

        Raises:
            AssertionError: nobody did; it shows the sign-ins that there were, and how they ended.

        """
        asserts.signed_in(self, user, times)

    def assert_claims(
        self, token: str | CognitoTokens, /, claims: Mapping[str, Any] | None = None, **more: object
    ) -> dict[str, Any]:
        """Fail unless a token is the pool's, valid now, and says what is wanted; return its claims.

        Args:
            token: a JSON Web Token, or tokens, of which the one of their ``use`` counts.
            claims: what it has to say; ``None`` as a value: nothing of it.
            **more: the same as keywords.

        Raises:
            AssertionError: it is not genuine, has expired, or says something else; it shows what.
            TypeError: a keyword is nearly a parameter.

        """
        checked_claims("assert_claims", more, ("claims",))
        return asserts.claims(self, token, {**(claims or {}), **more})

    @naming()
    def assert_message(
        self,
        *,
        to: CognitoUser | str | None = None,
        reason: MessageReason | None = None,
        medium: Medium | None = None,
        containing: str | None = None,
    ) -> Message:
        """Fail unless such a message was "sent" to a user of any pool; return the newest one.

        Args:
            to: a user, a username, an alias, a ``sub``, a mail address, or a phone number.
            reason: what it is for, for example ``SignUp``: `Message.reason`.
            medium: ``EMAIL`` or ``SMS``.
            containing: what its text contains.

        Raises:
            AssertionError: there is none; it shows those that there are.
            ValueError: there is no such reason or medium.

        """
        return asserts.message(self, to=to, reason=reason, medium=medium, containing=containing)

    def assert_called(
        self,
        operation: Operation | EndpointName,
        request: Mapping[str, object] | None = None,
        /,
        *,
        times: int | None = None,
        error: ErrorName | OAuthErrorName | None = None,
        **members: object,
    ) -> None:
        """Fail unless an operation was called since the test began.

        >>> cognito.assert_called("InitiateAuth", AuthFlow="USER_SRP_AUTH", times=1)

        Args:
            operation: its name.
            request: what was in the request, at least.
            times: how often exactly, 0 for never; by default at least once.
            error: how it was refused.
            **members: the same as ``request``, as keywords.

        Raises:
            AssertionError: it was not; it shows the calls that there were.

        """
        wanted = {**(request or {}), **members}
        asserts.called(self, operation, wanted, times=times, error=error)

    def assert_all_met(self) -> None:
        """Fail if a forced challenge or a fault of the test still waits; strict tests do so anyway.

        Raises:
            AssertionError: it lists what was never met, or too seldom, and the calls that there
                were.

        """
        self._wishes.assert_all_met(self.calls)
