"""The emulator of one test session: its pool and client, its state between tests, its address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from threading import Lock, Thread, local
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import orjson

from cognito_emulator.domain import delivery, users
from cognito_emulator.domain.tokens import sessions
from cognito_emulator.emulator import Emulator
from cognito_emulator.errors import CognitoError, ResourceNotFoundException
from cognito_emulator.seeds import SeedError
from cognito_emulator.settings import Settings
from cognito_emulator.triggers import Failed
from cognito_emulator.web.server import Server
from pytest_cognito_emulator import options as options_
from pytest_cognito_emulator.challenges import refused
from pytest_cognito_emulator.clients import CognitoClient
from pytest_cognito_emulator.intercept import Interception, Peace, service_hosts
from pytest_cognito_emulator.options import Options, Session
from pytest_cognito_emulator.tokens import CognitoTokens, Use

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

    from cognito_emulator.calls import Call
    from cognito_emulator.domain.context import Context
    from cognito_emulator.domain.tokens.minting import Wish
    from cognito_emulator.domain.users import User

__tracebackhide__ = refused


class Ground(NamedTuple):
    """What tests of the same options begin with.

    Attributes:
        pool_id, client: of the pool that is the test's, and of its first client.

    """

    options: Options
    pool_id: str
    client: CognitoClient


class CognitoServer:
    """An emulator with one pool and one client.

    Its address is settled from the beginning, because tokens name it as their issuer. But nobody
    answers there until :meth:`start`, as most tests do without; whoever asks earlier waits.

    Attributes:
        emulator: the emulator.
        session: what is settled for the whole session.
        options: what pools are like unless something else is said.
        calls: the calls of operations since the outermost scope began, as far as tests and apps
            made them.
        passwords: those of users that are known, by pool and username.

    """

    def __init__(self, session: Session, options: Options) -> None:
        """Make an emulator and its pool.

        Raises:
            SeedError: the options' pool cannot be made.

        """
        self.session = session
        self.options = options
        self.emulator = Emulator(
            Settings(region=session.region, trigger_timeout=session.trigger_timeout)
        )
        self.calls: list[Call] = []
        self.passwords: dict[tuple[str, str], str] = {}
        self._clients: dict[str, CognitoIdentityProviderClient] = {}
        self._quiet = local()
        self._tests = 0
        self.ground = self._planted(session, options)  # first: where it fails, nothing is open yet
        self._server = Server(self.emulator, "127.0.0.1", 0)
        self._starting = Lock()
        self._started = False
        # Whatever name the server is called by, its tokens have one issuer.
        self.emulator.settings = replace(self.emulator.settings, public_url=self.url)
        self.emulator.on_call(self._note)
        # Making keys takes 0.1 s, in which the first test can get ahead.
        self._keys = Thread(target=self.emulator.keys.of, args=(self.ground.pool_id,))
        self._keys.start()

    @property
    def url(self) -> str:
        """The address, without a trailing slash."""
        return self._server.url

    @property
    def region(self) -> str:
        """The AWS region of the pool that is there now."""
        return self.emulator.settings.region

    @property
    def boto3(self) -> CognitoIdentityProviderClient:
        """A boto3 client of that region, which the emulator answers without a socket."""
        if self.region not in self._clients:
            self._clients[self.region] = _client(self.emulator)
        return self._clients[self.region]

    def call(self, operation: str, /, **request: object) -> Mapping[str, Any]:
        """Answer an API request with credentials, as :meth:`Emulator.call` does."""
        try:
            return self.emulator.call(operation, request)
        except CognitoError as refusal:
            # It is an answer: a failed test's report has no need of the way through the emulator,
            # but of what the test's own function behind a trigger raised.
            cause = refusal.__cause__ if isinstance(refusal.__cause__, Failed) else None
            raise refusal.with_traceback(None) from cause

    def ask(self, operation: str, /, **request: object) -> Mapping[str, Any]:
        """Do the same on the plugin's own account: nobody sees it among the calls."""
        self._quiet.now = True
        try:
            return self.call(operation, **request)
        finally:
            self._quiet.now = False

    def plant_user(self, pool_id: str, described: Mapping[str, Any]) -> User:
        """Make a user quietly, as :meth:`Emulator.plant_user` does.

        Raises:
            CognitoError: the service would not make such a one.

        """
        try:
            return self.emulator.plant_user(pool_id, described)
        except SeedError as error:
            if isinstance(error.__cause__, CognitoError):
                raise error.__cause__.with_traceback(None) from None
            raise

    def send_sign_up_code(self, pool_id: str, username: str) -> None:
        """Send a user the code to confirm the sign-up with, if the pool verifies an address."""

        def send(ctx: Context) -> None:
            pool = ctx.pool(pool_id)
            user = users.for_admin(ctx, pool, username)
            contact = delivery.to_confirm(pool, user)
            if contact is not None:
                delivery.send_code(ctx, pool, user, contact, delivery.SIGN_UP)

        self.emulator.run(send, self.emulator.caller(signed=False))

    def mint(self, client_id: str, username: str, wish: Wish, use: Use) -> CognitoTokens:
        """Return tokens that are signed when they are first asked for."""
        minted = self.emulator.mint(client_id, username, wish)
        keys = self.emulator.keys.of(self.emulator.client(client_id).pool_id)
        return CognitoTokens(
            access=lambda: keys.access.sign(orjson.dumps(minted.access)),
            identity=lambda: keys.id.sign(orjson.dumps(minted.identity)),
            refresh=minted.refresh,
            expires_in=minted.expires_in,
            use=use,
        )

    @contextmanager
    def scope(self, options: Options | None = None) -> Iterator[Ground]:
        """Undo in the end what happens to the state, the functions and the emulator's own clock.

        Scopes nest: that of a test begins with what those of a module and of the session hold.

        Args:
            options: what the pool shall be like; by default it is as in the scope around.

        Raises:
            SeedError: no pool can be like that.
            ValueError: there is no such trigger or function.

        """
        before, functions = self.emulator.snapshot(), self.emulator.functions.copy()
        ground, calls, passwords = self.ground, len(self.calls), self.passwords.copy()
        settings = self.emulator.settings
        try:
            self._furnish(ground.options if options is None else options)
            yield self.ground
        finally:
            try:
                self.emulator.wait_for_senders()
            finally:
                del self.calls[calls:]
                self.ground, self.passwords = ground, passwords
                self.emulator.settings = settings
                self.emulator.functions = functions
                self.emulator.restore(before)
                self.emulator.clock.reset()

    @contextmanager
    def testing(self) -> Iterator[None]:
        """Note that a test is under way."""
        self._tests += 1
        try:
            yield
        finally:
            self._tests -= 1

    def refuse_latecomers(self, name: str) -> None:
        """Refuse a wider scope that begins inside a test's: it would be undone with that.

        Raises:
            ValueError: a test is under way.

        """
        if self._tests:
            raise ValueError(
                f"{name} comes too late: what it makes would be undone with this test's pool. "
                "Have the test take the fixture as an argument, so that it is set up first."
            )

    @contextmanager
    def as_the_service(self) -> Iterator[None]:
        """Have tokens and discovery name the real service's addresses, for the time."""
        settings = self.emulator.settings
        real = f"https://cognito-idp.{self.region}.amazonaws.com"
        self.emulator.settings = replace(settings, public_url=real, aws_issuer=True)
        try:
            yield
        finally:
            self.emulator.settings = settings

    def intercepting(self) -> Interception:
        """Return what leads the real service's addresses here, and the pool's domain."""
        domain = self.domain_url.removeprefix("https://").lower()
        return Interception(service_hosts({domain}), self._address)

    def peace(self) -> Peace:
        """Return what has libraries that mock HTTP let pass what is for this emulator."""
        return Peace(self._address)

    @property
    def poses(self) -> bool:
        """Whether :meth:`as_the_service` holds."""
        return self.emulator.settings.aws_issuer

    @property
    def domain_url(self) -> str:
        """Where the pool's domain is in the real service."""
        domain = self.session.domain
        if "." not in domain:
            domain = f"{domain}.auth.{self.region}.amazoncognito.com"
        return f"https://{domain}"

    def another(self, wanted: Options) -> Ground:
        """Make a pool beside the others, of an id that is the same in each test.

        Making keys takes tenths of a second, and they are kept by that id.

        Raises:
            SeedError: no pool can be like that.

        """
        number = next(n for n in count(2) if self._is_free(_pool_id(self.session, n)))
        client_id = f"testclient{number:016}"
        session = replace(self.session, pool_id=_pool_id(self.session, number), client_id=client_id)
        return self._planted(session, wanted)

    def _is_free(self, pool_id: str) -> bool:
        try:
            self.emulator.pool(pool_id)
        except ResourceNotFoundException:
            return True
        return False

    def expiry_of_refresh(self, token: str) -> float:
        """Return when a refresh token expires, in epoch seconds.

        Raises:
            ValueError: it is none that this emulator issued.

        """
        found = self.emulator.run(lambda ctx: sessions.by_token(ctx, token))
        if found is None:
            raise ValueError("The refresh token is none of this emulator's.")
        return found.expires_at

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

    @property
    def _address(self) -> tuple[str, int]:
        parts = urlsplit(self.url)
        return str(parts.hostname), int(parts.port or 0)

    def _furnish(self, wanted: Options) -> None:
        """Have the pool be as wanted; users that are there stay."""
        if wanted != self.ground.options:
            self.ground = self._planted(self.session, wanted)
        region = self.ground.pool_id.rpartition("_")[0]
        if region != self.region:
            self.emulator.settings = replace(self.emulator.settings, region=region)
        for name, target in wanted.triggers.items():
            trigger, _, version = name.partition(":")
            self.emulator.on(trigger, target, pool_id=self.ground.pool_id, version=version or None)

    def _planted(self, session: Session, wanted: Options) -> Ground:
        document = options_.described(session, wanted)
        first = self.emulator.plant(document, anew=True)[0]
        for name, password in options_.passwords(document).items():
            username = self.emulator.user(first.pool.id, name).username
            self.passwords[first.pool.id, username] = password
        client = first.clients[0]
        secret = client.secrets[0].value if client.secrets else None
        return Ground(
            options=wanted,
            pool_id=first.pool.id,
            client=CognitoClient(client.id, secret),
        )

    def _note(self, call: Call) -> None:
        if not getattr(self._quiet, "now", False):
            self.calls.append(call)


def _pool_id(session: Session, number: int) -> str:
    return f"{session.region}_TestPool{number}"


def _client(emulator: Emulator) -> CognitoIdentityProviderClient:
    try:
        import boto3  # noqa: F401, PLC0415 - optional, and slow
    except ImportError as missing:
        raise RuntimeError(
            "cognito.boto3 needs boto3: install cognito-emulator[boto3]."
        ) from missing
    from cognito_emulator import transport  # noqa: PLC0415 - imports boto3

    return transport.client(emulator, region=emulator.settings.region)
