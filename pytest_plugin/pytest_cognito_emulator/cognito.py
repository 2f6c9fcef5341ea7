"""What a test sees of the emulator."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, overload

from cognito_emulator import environment, errors, regions, stock
from cognito_emulator.api import spec
from cognito_emulator.control import authenticators
from cognito_emulator.control.triggers import Unsaid
from cognito_emulator.hints import elsewhere
from pytest_cognito_emulator import asserts
from pytest_cognito_emulator.bad_tokens import BadTokens
from pytest_cognito_emulator.clients import CognitoClient
from pytest_cognito_emulator.clock import CognitoClock
from pytest_cognito_emulator.hints import COGNITO
from pytest_cognito_emulator.names import checked_claims, checked_members, naming, none_of
from pytest_cognito_emulator.options import Mfa, Options
from pytest_cognito_emulator.pools import Pools
from pytest_cognito_emulator.tokens import CognitoTokens, checked_tokens
from pytest_cognito_emulator.user import CognitoUser, usable
from pytest_cognito_emulator.users import Groups, Users
from pytest_cognito_emulator.wishes import Wishes

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

    from cognito_emulator import (
        Call,
        Emulator,
        ErrorName,
        Fault,
        ForceableChallenge,
        Medium,
        Message,
        MessageReason,
        Operation,
        TriggerName,
        WarningRecord,
    )
    from cognito_emulator.control.pools import Pool
    from cognito_emulator.control.triggers import AnyHandler
    from cognito_emulator.lambdas import Target
    from cognito_emulator.seeds import Source
    from cognito_emulator.signing_keys import PoolKeys
    from cognito_emulator.web.exchange import Exchange
    from pytest_cognito_emulator.ground import Home
    from pytest_cognito_emulator.server import CognitoServer


class Cognito:
    """A user pool and its client, as new for each test.

    Attributes:
        home: its ids, where it has any.
        clock: the test's ``cognito_clock``.
        users: the pool's users, by all names that they go by; ``users.make(...)`` makes more.
        groups: the pool's groups and their members; ``groups.make(...)`` makes more.
        pools: all pools that there are, by their ids and names: those that an app has made, too.
        bad_tokens: tokens that a resource server must refuse, by what is wrong with them.

    """

    def __init__(self, server: CognitoServer, home: Home, clock: CognitoClock, seed: str) -> None:
        self._server = server
        self.home = home
        self._seed = seed
        self._first_call = len(server.calls)
        self._first_refusal = server.refusals
        self._first_refused = len(server.refused_requests)
        self._pools = 0
        self._wishes = Wishes(server.emulator)
        self.clock = clock
        self.users = Users(server, home, seed)
        self.groups = Groups(server, home)
        self.pools = Pools(server.emulator, self._of_pool)
        self.bad_tokens = BadTokens(self)

    if not TYPE_CHECKING:  # a wrong name is an error of types, too

        def __getattr__(self, name: str) -> object:
            return elsewhere(self, name, COGNITO)

    def __repr__(self) -> str:
        return f"<Cognito: pool {self.home}>"

    # -- what an app has to know -----------------------------------------------------------------

    @property
    def pool_id(self) -> str:
        """The user pool's id.

        Raises:
            LookupError: there is no pool: ``pool=False``; the message says what to do.

        """
        return self.home.pool_id

    @property
    def client_id(self) -> str:
        """The app client's id.

        Raises:
            LookupError: there is none; the message says what to do.

        """
        return self.home.client_id

    @property
    def client_secret(self) -> str | None:
        """The app client's secret, ``None`` if it has none."""
        return self._server.client(self.client_id).secret

    def secret_hash(self, username: str) -> str | None:
        """Return the SECRET_HASH of a user for the app client, ``None`` if it has no secret."""
        return self._server.client(self.client_id).secret_hash(username)

    @property
    def region(self) -> str:
        """The AWS region that the pool is in; where there is none, that of the session."""
        if self.home.pool is None:
            return self._server.region
        return regions.of_pool(self.pool_id, self._server.region)

    @property
    def url(self) -> str:
        """The address of a real HTTP server; reading it starts the server."""
        self._server.start()
        return self._server.url

    @property
    def issuer(self) -> str:
        """The ``iss`` of the pool's tokens, under which its documents are served.

        Reading it starts the server. With ``cognito_intercept`` it is the real service's.
        """
        settings = self.emulator.settings
        return settings.issuer(self.pool_id, self.region, self.url)

    @property
    def jwks_url(self) -> str:
        """Where the pool's public keys are served; reading it starts the server."""
        return f"{self.issuer}/.well-known/jwks.json"

    @property
    def jwks(self) -> dict[str, list[dict[str, str]]]:
        """The pool's public keys, as they are served at :attr:`jwks_url`."""
        return self.keys.jwks

    @property
    def domain_url(self) -> str:
        """Where the pool's hosted UI and its OAuth endpoints belong; reading it starts the server.

        They are not emulated yet: whoever asks there is told so, by HTTP status 501.
        """
        return self._server.domain_url if self._server.poses else self.url

    @property
    def env(self) -> dict[str, str]:
        """What ``cognito_env`` sets: the variables of SDKs, and of an app.

        Region and access key are those that the environment has already, if it has any: an app's
        other resources live there. Reading it starts the server.
        """
        endpoint = None if self._server.poses else self.url
        for_sdks = environment.for_sdks(endpoint, self.region)
        variables = environment.beside(os.environ, for_sdks)
        return {**variables, **self._for_apps()}

    def _for_apps(self) -> dict[str, str]:
        """Return what apps read; without a pool, of what there is without one."""
        chosen = self._server.session.env
        if self.home.pool is not None:
            return environment.for_apps(self, chosen)
        place = environment.Place(url=self.url, region=self.region)
        there = {name: fact for name, fact in chosen.items() if getattr(place, fact) is not None}
        return environment.for_apps(place, there)

    # -- the API ----------------------------------------------------------------------------------

    @property
    def boto3(self) -> CognitoIdentityProviderClient:
        """A boto3 ``cognito-idp`` client that is answered in this process, without a socket.

        Raises:
            RuntimeError: boto3 is not installed.

        """
        return self._server.boto3(self.region)

    def call(
        self,
        operation: Operation,
        request: Mapping[str, object] | None = None,
        /,
        **members: object,
    ) -> Mapping[str, Any]:
        """Call an operation of the API with credentials, and return its answer.

        Args:
            operation: for example ``AdminGetUser``.
            request: its request in the API's own words.
            **members: the same as keywords; they win. Members that the operation does not have are
                sent only as part of ``request``.

        Raises:
            CognitoError: the service's refusal, one class per exception of the API.
            ValueError: a keyword is no member of the operation's request.

        """
        if operation in spec.operations():
            checked_members(operation, members)
        return self._server.call(operation, **{**(request or {}), **members})

    def client(self, **members: object) -> CognitoClient:
        """Make another app client of the pool, which may use every flow unless told otherwise.

        >>> backend = cognito.client(GenerateSecret=True, AccessTokenValidity=5)
        >>> cognito_user.sign_in(client=backend)

        Args:
            **members: in the words of CreateUserPoolClient.

        Raises:
            ValueError: CreateUserPoolClient has no such member.
            CognitoError: the service would not make such a client.

        """
        self._server.refuse_late(self.home)
        checked_members("CreateUserPoolClient", members)
        request = {**_DEFAULTS, **members}
        made = self._server.ask("CreateUserPoolClient", UserPoolId=self.pool_id, **request)
        client = made["UserPoolClient"]
        return CognitoClient(client["ClientId"], client.get("ClientSecret"))

    @naming()
    def pool(
        self,
        *,
        seed: Source | None = None,
        mfa: Mfa | None = None,
        username_attributes: Iterable[str] = (),
        pool: Mapping[str, Any] | None = None,
        client: Mapping[str, Any] | None = None,
        triggers: Mapping[str, Target] | None = None,
    ) -> Cognito:
        """Make another pool beside this one, with a client, users and keys of its own.

        Args:
            seed: a file, or what would stand in it, whose first pool it is.
            mfa: MfaConfiguration.
            username_attributes: ``email``, ``phone_number``: people sign in with addresses.
            pool: more of it, in the words of CreateUserPool and SetUserPoolMfaConfig.
            client: more of its client, in the words of CreateUserPoolClient.
            triggers: functions, or where they are, by the triggers' names in LambdaConfig.

        Raises:
            OptionError: one of them cannot be met.
            SeedError: no pool can be like that.

        """
        wanted = {
            "seed": seed,
            "mfa": mfa,
            "username_attributes": username_attributes,
            "pool": pool or {},
            "client": client or {},
            "triggers": triggers or {},
        }
        wishes = Options().over(wanted, "cognito.pool")
        self._pools += 1
        self._server.refuse_late(self.home)
        pool_id, client_id = self._server.another(wishes)
        home = replace(self.home, pool=pool_id, client=client_id)
        return Cognito(self._server, home, self.clock, f"{self._seed}/pool{self._pools}")

    def _of_pool(self, pool: Pool) -> Cognito:
        """Return the same view of another pool, with its oldest client."""
        clients = self.emulator.clients_of(pool.id)
        home = replace(self.home, pool=pool.id, client=clients[0] if clients else None)
        return Cognito(self._server, home, self.clock, f"{self._seed}/{pool.name}")

    def totp(self, secret: str) -> str:
        """Return a code of an authenticator app that the app under test set up for a user.

        >>> code = cognito.totp(answer["SecretCode"])  # for VerifySoftwareToken
        >>> code = cognito.totp(answer["SecretCode"])  # another one, as each is good once

        Args:
            secret: the SecretCode of AssociateSoftwareToken, in base32; spaces and lower case do no
                harm.

        Raises:
            ValueError: it is no such secret, or all its codes that are good now are used.

        """
        if not isinstance(secret, str):
            raise TypeError(
                "totp() takes the SecretCode of AssociateSoftwareToken; "
                f"not {type(secret).__name__}. A user has codes: user.totp()."
            )
        plain = secret.replace(" ", "").rstrip("=").upper()
        if not authenticators.is_secret(plain):
            raise ValueError(f"{secret!r} is no SecretCode: base32, 16 characters or more.")
        return usable(self._server.totp(plain), "The app of that secret")

    @property
    def client_ids(self) -> list[str]:
        """The ids of all app clients of the pool."""
        return self.emulator.clients_of(self.pool_id)

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

    def sign_out(self, tokens: CognitoTokens) -> None:
        """End the sign-in that tokens belong to, also where its client's cannot be revoked.

        Raises:
            TypeError: it is something else than tokens.

        """
        checked_tokens("sign_out", tokens)
        self._server.sign_out(tokens)

    def revoke(self, tokens: CognitoTokens) -> None:
        """End the sign-in that tokens belong to, as RevokeToken does.

        Raises:
            CognitoError: the service's refusal.
            TypeError: it is something else than tokens.

        """
        checked_tokens("revoke", tokens)
        client = self._server.client(tokens.client_id)
        proof = {} if client.secret is None else {"ClientSecret": client.secret}
        self._server.ask("RevokeToken", ClientId=client.id, Token=tokens.refresh_token, **proof)

    # -- control ----------------------------------------------------------------------------------

    @naming()
    def force_challenge(
        self,
        challenge: ForceableChallenge,
        *,
        user: CognitoUser | str | None = None,
        times: int = 1,
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
        username = user.username if isinstance(user, CognitoUser) else user
        try:
            self.emulator.force_challenge(
                challenge, pool_id=self.pool_id, username=username, times=times
            )
        except errors.UserNotFoundException:
            sentence = none_of("user", str(username), self.users)
            raise errors.UserNotFoundException(f"T{sentence[1:]}.") from None

    @naming()
    def fail(
        self,
        operation: Operation | None,
        error: ErrorName,
        *,
        message: str | None = None,
        times: int | None = None,
        probability: float | None = None,
        seed: int | str | None = None,
    ) -> Fault:
        """Have the next calls of an operation refused, before anything of them happens.

        >>> cognito.fail("InitiateAuth", "TooManyRequestsException", times=2)

        Args:
            operation: its name; ``None`` for every one.
            error: the error's name.
            message: its message; by default the service's.
            times: how many calls; by default one or, with a probability, every one.
            probability: how likely each of them is struck, above 0, at most 1.
            seed: of the dice for that; the same seed strikes the same calls.

        Raises:
            ValueError: there is no such operation or error, or a number will not do.

        """
        return self.emulator.fail(
            operation, error, message=message, times=times, probability=probability, seed=seed
        )

    @naming()
    def delay(
        self,
        operation: Operation | None,
        seconds: float,
        *,
        times: int | None = None,
        probability: float | None = None,
        seed: int | str | None = None,
    ) -> Fault:
        """Have the next calls of an operation wait first, in real time, as time-outs are real.

        Args:
            operation: its name; ``None`` for every one.
            seconds: how long.
            times: how many calls; by default one or, with a probability, every one.
            probability: how likely each of them is struck, above 0, at most 1.
            seed: of the dice for that; the same seed strikes the same calls.

        Raises:
            ValueError: there is no such operation, or a number will not do.

        """
        return self.emulator.delay(
            operation, seconds, times=times, probability=probability, seed=seed
        )

    @overload
    def on(self, trigger: TriggerName, function: Target, *, version: str | None = None) -> None: ...

    @overload
    def on(
        self, trigger: TriggerName, *, version: str | None = None
    ) -> Callable[[AnyHandler], AnyHandler]: ...

    @naming()
    def on(
        self,
        trigger: TriggerName,
        function: Target | Unsaid = Unsaid.UNSAID,
        *,
        version: str | None = None,
    ) -> Callable[[AnyHandler], AnyHandler] | None:
        """Have a function answer a Lambda trigger of the pool, until the test ends.

        It takes the event, or the event and Lambda's context, and returns the event with its
        ``response`` filled in. What it raises comes out of :meth:`call` as
        UserLambdaValidationException. Without ``function`` this is a decorator:

        >>> @cognito.on("PreSignUp")
        ... def confirm(event):
        ...     event["response"]["autoConfirmUser"] = True
        ...     return event

        Args:
            trigger: its name in LambdaConfig; with a version ``PreTokenGeneration:V2_0``.
            function: a function, an HTTP URL, or ``lambda:http://host:port/name``; ``None`` for
                nobody.
            version: of the events of PreTokenGeneration: ``V1_0``, ``V2_0`` or ``V3_0``.

        Raises:
            ValueError: there is no such trigger, function or version.

        """
        where = {"pool_id": self.home.pool, "version": version}
        if isinstance(function, Unsaid):
            return self.emulator.on(trigger, **where)
        return self.emulator.on(trigger, function, **where)

    def wait_for_senders(self) -> None:
        """Wait until CustomEmailSender and CustomSMSSender are done, which nobody waits for."""
        self.emulator.wait_for_senders()

    @contextmanager
    def isolated(self) -> Iterator[Cognito]:
        """Undo in the end what happens inside: for each example of a Hypothesis test.

        It gives the same pool, which makes the same people each time.
        """
        with self._server.scope(), self.clock.undone():
            home = replace(self.home, depth=self._server.depth)
            inner = Cognito(self._server, home, self.clock, f"{self._seed}/isolated")
            yield inner
            if inner.strict:
                inner.assert_all_met()

    # -- what happened ----------------------------------------------------------------------------

    @property
    def messages(self) -> list[Message]:
        """The mails and text messages "sent" so far, newest last: to users of any pool.

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
        """The calls of the API since the test began: an app's and the test's own, newest last.

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
            to: a user, anything that names one, an address, or a number.
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
        operation: Operation,
        request: Mapping[str, object] | None = None,
        /,
        *,
        times: int | None = None,
        error: ErrorName | None = None,
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

    # -- the parts --------------------------------------------------------------------------------

    @property
    def emulator(self) -> Emulator:
        """The emulator itself, for what is not here."""
        return self._server.emulator

    @property
    def strict(self) -> bool:
        """Whether what is never met fails the test: an option, see ``cognito_settings``."""
        return self._server.strict

    @property
    def keys(self) -> PoolKeys:
        """The keys that sign the pool's tokens: ``keys.id`` and ``keys.access``."""
        return self.emulator.keys.of(self.pool_id)


_DEFAULTS = {name: value for name, value in stock.client().items() if name != "ClientId"}
