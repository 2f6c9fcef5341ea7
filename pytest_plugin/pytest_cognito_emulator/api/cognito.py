"""What a test sees of the emulator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, overload

from cognito_emulator import errors, stock
from cognito_emulator.api import spec
from cognito_emulator.control import authenticators
from cognito_emulator.control.triggers import Unsaid
from cognito_emulator.hints import elsewhere
from pytest_cognito_emulator.api.bad_tokens import BadTokens
from pytest_cognito_emulator.api.clients import CognitoClient, client_id_of, proof_of
from pytest_cognito_emulator.api.clock import CognitoClock
from pytest_cognito_emulator.api.evidence import Evidence
from pytest_cognito_emulator.api.pools import Pools
from pytest_cognito_emulator.api.providers import Providers
from pytest_cognito_emulator.api.resource_servers import ResourceServer, described
from pytest_cognito_emulator.api.snapshot import CognitoSnapshot
from pytest_cognito_emulator.api.tokens import CognitoTokens, MachineTokens, checked_tokens
from pytest_cognito_emulator.api.user import CognitoUser, usable
from pytest_cognito_emulator.api.users import Groups, Users
from pytest_cognito_emulator.hints import COGNITO
from pytest_cognito_emulator.names import checked_members, naming, none_of
from pytest_cognito_emulator.options import Mfa, Options, texts

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

    from cognito_emulator import (
        EndpointName,
        ErrorName,
        Fault,
        ForceableChallenge,
        OAuthErrorName,
        Operation,
        TriggerName,
    )
    from cognito_emulator.control.pools import Pool
    from cognito_emulator.control.triggers import AnyHandler
    from cognito_emulator.lambdas import Target
    from cognito_emulator.seeds import Source
    from pytest_cognito_emulator.lifecycle.home import Home
    from pytest_cognito_emulator.lifecycle.server import CognitoServer


class Cognito(Evidence):
    """A user pool and its client, as new for each test.

    Attributes:
        home: the ids of the pool and its client, where there are any.
        clock: the test's ``cognito_clock``.
        users: the pool's users, by each of their names; ``users.make(...)`` makes more.
        groups: the pool's groups and their members; ``groups.make(...)`` makes more.
        pools: all pools, by their ids and names, with those that an app has made.
        provider: ``provider("Google")`` is the pool's identity provider, which a stand-in plays.
        bad_tokens: tokens that a resource server must refuse, by what is wrong with them.

    """

    def __init__(self, server: CognitoServer, home: Home, clock: CognitoClock, seed: str) -> None:
        super().__init__(server, home, clock)
        self._seed = seed
        self._pools = 0
        self.users = Users(server, home, seed)
        self.groups = Groups(server, home)
        self.pools = Pools(server.emulator, self._of_pool)
        self.provider = Providers(server, home)
        self.bad_tokens = BadTokens(self)

    if not TYPE_CHECKING:  # a wrong name is an error of types, too

        def __getattr__(self, name: str) -> object:
            return elsewhere(self, name, COGNITO)

    def __repr__(self) -> str:
        return f"<Cognito: pool {self.home}>"

    # -- the API ----------------------------------------------------------------------------------

    @property
    def boto3(self) -> CognitoIdentityProviderClient:
        """A boto3 ``cognito-idp`` client for the emulator in this process; it needs no socket.

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
            request: the request, in the API's own words.
            **members: members of the request as keywords; they override ``request``. Members that
                the operation does not have can be sent only in ``request``.

        Raises:
            CognitoError: the service's error, one class per exception of the API.
            ValueError: a keyword is not a member of the operation's request.

        """
        if operation in spec.operations():
            checked_members(operation, members)
        return self._server.call(operation, **{**(request or {}), **members})

    def client(self, **members: object) -> CognitoClient:
        """Make another app client of the pool; by default it may use every flow.

        With CallbackURLs, it may also use the pool's domain: it has the code flow, and the scopes
        openid, email and profile, unless other ones are given.

        >>> backend = cognito.client(GenerateSecret=True, AccessTokenValidity=5)
        >>> cognito_user.sign_in(client=backend)
        >>> website = cognito.client(CallbackURLs=["http://localhost:5000/callback"])
        >>> code = cognito.authorization_code(cognito_user, client=website)

        Args:
            **members: members of CreateUserPoolClient.

        Raises:
            ValueError: CreateUserPoolClient has no such member.
            CognitoError: the service refuses such a client.

        """
        self._server.refuse_late(self.home)
        checked_members("CreateUserPoolClient", members)
        request = {**_DEFAULTS, **stock.at_the_domain(members, self.provider.names), **members}
        made = self._server.ask("CreateUserPoolClient", UserPoolId=self.pool_id, **request)
        client = made["UserPoolClient"]
        return CognitoClient(client["ClientId"], client.get("ClientSecret"))

    def authorization_code(
        self,
        user: CognitoUser | str,
        *,
        redirect_uri: str | None = None,
        scopes: Iterable[str] | str | None = None,
        client: CognitoClient | str | None = None,
        nonce: str | None = None,
        code_challenge: str | None = None,
    ) -> str:
        """Return an authorization code, as the app gets it after a sign-in at the pages.

        >>> code = cognito.authorization_code(cognito_user, scopes=["openid", "email"])

        Args:
            user: the user who signs in, or a name of the user.
            redirect_uri: the URL of the app; by default the first of the client's CallbackURLs.
            scopes: a list, or a text with spaces; by default all scopes of the client.
            client: the app client, or its id; by default the pool's first client.
            nonce: a text that the ID token repeats.
            code_challenge: the challenge of PKCE, with the method S256.

        Raises:
            ValueError: the client is not allowed such a code, or a fault of ``oauth2/authorize``
                prevents it; the message says why.
            UserNotFoundException: there is no such user.
            CognitoError: a fault of ``login`` or ``oauth2/authorize``: see ``user.authorize``.

        """
        wanted = {
            "redirect_uri": redirect_uri,
            "scope": None if scopes is None else " ".join(texts("scopes", scopes)),
            "nonce": nonce,
            "code_challenge": code_challenge,
            "code_challenge_method": "S256" if code_challenge else None,
        }
        given = {name: value for name, value in wanted.items() if value is not None}
        name = user.username if isinstance(user, CognitoUser) else user
        return self._server.code(client_id_of(client) or self.home.client_id, name, given)

    def resource_server(
        self,
        identifier: str,
        *,
        scopes: Iterable[str] | Mapping[str, str] = (),
        name: str | None = None,
    ) -> ResourceServer:
        """Make a resource server: an API that access tokens are for.

        >>> orders = cognito.resource_server("orders", scopes=["read", "write"])
        >>> orders.scopes
        ['orders/read', 'orders/write']

        Args:
            identifier: the first part of its scopes, before the slash.
            scopes: the names of the scopes without the identifier: a list, a text with spaces, or
                a mapping of names to descriptions.
            name: the name of the resource server; by default the identifier.

        Raises:
            CognitoError: the service refuses such a resource server.

        """
        self._server.refuse_late(self.home)
        made = self._server.ask(
            "CreateResourceServer",
            UserPoolId=self.pool_id,
            Identifier=identifier,
            Name=name or identifier,
            Scopes=described(scopes),
        )["ResourceServer"]
        names = (f"{identifier}/{each['ScopeName']}" for each in made.get("Scopes", ()))
        return ResourceServer(identifier, list(names))

    def machine_tokens(
        self,
        client: CognitoClient | str | None = None,
        scopes: Iterable[str] | str | None = None,
    ) -> MachineTokens:
        """Return an access token of an app client itself, by the grant ``client_credentials``.

        >>> cognito.machine_tokens(worker, ["orders/read"]).authorization

        Args:
            client: the app client, or its id; by default the pool's first client.
            scopes: the scopes of the access token: a list, or a text with spaces; by default all
                scopes of the client.

        Raises:
            ValueError: the client gets no token; the message says why.
            CognitoError: a fault of ``oauth2/token`` that is not an OAuth error.

        """
        wanted = None if scopes is None else texts("scopes", scopes)
        return self._server.machine_tokens(client_id_of(client) or self.home.client_id, wanted)

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
            seed: a file, or its content; its first pool is made.
            mfa: MfaConfiguration.
            username_attributes: ``email``, ``phone_number``: people sign in with addresses.
            pool: other members of CreateUserPool and SetUserPoolMfaConfig.
            client: members of CreateUserPoolClient.
            triggers: functions, or where they are, by the triggers' names in LambdaConfig.

        Raises:
            OptionError: an argument cannot be used.
            SeedError: the service would refuse such a pool.

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
        """Return a code of an authenticator app that the app under test has set up for a user.

        >>> code = cognito.totp(answer["SecretCode"])  # for VerifySoftwareToken
        >>> code = cognito.totp(answer["SecretCode"])  # another one, as each is good once

        Args:
            secret: the SecretCode of AssociateSoftwareToken, in base32; it may have spaces and
                lower-case letters.

        Raises:
            ValueError: it is not such a secret, or all codes that are valid now have been used.

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

    def sign_out(self, tokens: CognitoTokens) -> None:
        """End the sign-in that tokens belong to, even if its client does not allow revocation.

        Raises:
            TypeError: the argument is not tokens.

        """
        checked_tokens("sign_out", tokens)
        self._server.sign_out(tokens)

    def revoke(self, tokens: CognitoTokens) -> None:
        """End the sign-in that tokens belong to, as RevokeToken does.

        Raises:
            CognitoError: the service's error.
            TypeError: the argument is not tokens.

        """
        checked_tokens("revoke", tokens)
        client = self._server.client(tokens.client_id)
        self._server.ask(
            "RevokeToken", ClientId=client.id, Token=tokens.refresh_token, **proof_of(client)
        )

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
            challenge: the challenge's name, for example ``NEW_PASSWORD_REQUIRED``.
            user: the user whose sign-ins meet it; by default every user.
            times: how many sign-ins meet it.

        Raises:
            ValueError: there is no such challenge, it cannot be forced, or ``times`` is not a
                count.
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
        operation: Operation | EndpointName | None,
        error: ErrorName | OAuthErrorName,
        *,
        message: str | None = None,
        times: int | None = None,
        probability: float | None = None,
        seed: int | str | None = None,
    ) -> Fault:
        """Have the next calls of an operation fail, before they change anything.

        >>> cognito.fail("InitiateAuth", "TooManyRequestsException", times=2)

        Args:
            operation: the operation's name; ``None`` for every operation.
            error: the error's name.
            message: the error's message; by default the service's own.
            times: how many calls; by default one call or, with a probability, every call.
            probability: how likely each call is struck, above 0, at most 1.
            seed: what determines which calls are struck: the same seed, the same calls.

        Raises:
            ValueError: there is no such operation or error, or a number is out of range.

        """
        return self.emulator.fail(
            operation, error, message=message, times=times, probability=probability, seed=seed
        )

    @naming()
    def delay(
        self,
        operation: Operation | EndpointName | None,
        seconds: float,
        *,
        times: int | None = None,
        probability: float | None = None,
        seed: int | str | None = None,
    ) -> Fault:
        """Have the next calls of an operation wait first: in real time, as time-outs are real.

        Args:
            operation: the operation's name; ``None`` for every operation.
            seconds: how long a call waits.
            times: how many calls; by default one call or, with a probability, every call.
            probability: how likely each call is struck, above 0, at most 1.
            seed: what determines which calls are struck: the same seed, the same calls.

        Raises:
            ValueError: there is no such operation, or a number is out of range.

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

        The function takes the event, or the event and Lambda's context, and returns the event with
        its ``response`` filled in. If it raises an exception, :meth:`call` raises
        UserLambdaValidationException. Without ``function`` this is a decorator:

        >>> @cognito.on("PreSignUp")
        ... def confirm(event):
        ...     event["response"]["autoConfirmUser"] = True
        ...     return event

        Args:
            trigger: the trigger's name in LambdaConfig; with a version
                ``PreTokenGeneration:V2_0``.
            function: a function, or where one is: ``file.py:function``, with a path that begins at
                pytest's root folder, ``module:function``, an HTTP URL, or
                ``lambda:http://host:port/name``; ``None`` for no function.
            version: the version of PreTokenGeneration's events: ``V1_0``, ``V2_0`` or ``V3_0``.

        Raises:
            ValueError: there is no such trigger, function or version.

        """
        if isinstance(function, Unsaid):
            return self.emulator.on(trigger, pool_id=self.home.pool, version=version)
        self._server.on(trigger, function, self.home.pool, version)
        return None

    def wait_for_senders(self) -> None:
        """Wait until all calls of CustomEmailSender and CustomSMSSender are done."""
        self.emulator.wait_for_senders()

    def snapshot(self) -> CognitoSnapshot:
        """Remember the state, to go back to it within the test, as often as you like.

        It holds pools, users, messages, faults and forced challenges. The clock, the calls and the
        attached functions stay as they are.

        >>> before = cognito.snapshot()
        >>> delete_account(cognito_user)
        >>> before.restore()
        """
        return CognitoSnapshot(self._server.marked())

    @contextmanager
    def isolated(self) -> Iterator[Cognito]:
        """Undo at the end all that happens inside: for each example of a Hypothesis test.

        The context manager gives the same pool, which makes the same people each time.
        """
        with self._server.scope(), self.clock.undone():
            home = replace(self.home, depth=self._server.depth)
            inner = Cognito(self._server, home, self.clock, f"{self._seed}/isolated")
            yield inner
            if inner.strict:
                inner.assert_all_met()


_DEFAULTS = {name: value for name, value in stock.client().items() if name != "ClientId"}
