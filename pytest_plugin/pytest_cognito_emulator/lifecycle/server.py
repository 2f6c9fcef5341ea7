"""The emulator of one test session: its pool and client, its state between tests, its address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal, get_args
from urllib.parse import urlsplit

from cognito_emulator import Emulator
from cognito_emulator.control import pools, triggers
from cognito_emulator.errors import ResourceNotFoundException
from cognito_emulator.settings import Settings
from cognito_emulator.web.server import Server
from pytest_cognito_emulator import options as options_
from pytest_cognito_emulator.api.tokens import CognitoTokens
from pytest_cognito_emulator.intercept import (
    REFUSED,
    Guard,
    Interception,
    Passthrough,
    answered_hosts,
    real_hosts,
)
from pytest_cognito_emulator.lifecycle.baseline import Baseline, amend, baseline_of, beside
from pytest_cognito_emulator.lifecycle.environment import as_in_lambda
from pytest_cognito_emulator.lifecycle.gateway import Gateway
from pytest_cognito_emulator.lifecycle.home import Home
from pytest_cognito_emulator.options import OptionError, Options, Session

if TYPE_CHECKING:
    import boto3
    import pytest
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

    from cognito_emulator import Call, TriggerName
    from cognito_emulator.lambdas import Target
    from cognito_emulator.seeds import Planted
    from cognito_emulator.signing_keys import PoolKeys
    from cognito_emulator.web.exchange import Exchange

Kind = Literal["session", "package", "module", "class", "function"]
_RANKS = {kind: rank for rank, kind in enumerate(get_args(Kind))}
_BASELINES = 30  # of so many options what tests begin with is remembered


class CognitoServer(Gateway):
    """An emulator with one pool and one client.

    Its address is settled from the beginning, because tokens name it as their issuer. But nobody
    answers there until :meth:`start`, as most tests do without; whoever asks earlier waits.

    Attributes:
        session: what is settled for the whole session.
        options: what pools are like unless something else is said.
        stash: of pytest's session.
        calls: the calls of operations since the outermost scope began, as far as tests and apps
            made them.
        refused_requests: HTTP requests that are no calls and were refused, as long as calls are
            kept.
        passwords: those of users that are known, by pool and username.
        latest: the tokens that users got last, by pool and username.
        depth: how many scopes are open.
        refusals: how many calls to the real service have been refused so far.

    """

    def __init__(
        self, session: Session, options: Options, keys: PoolKeys, stash: pytest.Stash
    ) -> None:
        """Make an emulator and its pool.

        Args:
            session: what is settled for the whole session.
            options: what pools are like unless something else is said.
            keys: what the pool signs with.
            stash: of pytest's session, which knows the test that is being run.

        Raises:
            SeedError: the options' pool cannot be made.

        """
        self.session = session
        self.options = options
        self.stash = stash
        self._keys = keys
        super().__init__(
            Emulator(
                Settings(
                    region=session.region,
                    trigger_timeout=session.trigger_timeout,
                    code=options.code,
                    stand_ins=options.stand_ins,
                )
            )
        )
        self.calls: list[Call] = []
        self.passwords: dict[tuple[str, str], str] = {}
        self.latest: dict[tuple[str, str], CognitoTokens] = {}
        self.depth = 0
        self._scope = object()  # the innermost that is open
        self.refusals = 0
        self.refused_requests: list[Exchange] = []
        self._under_way: list[tuple[int, str]] = []
        self._baselines: list[Baseline] = []
        self._planted: tuple[str, ...] = ()
        self._session: boto3.Session | None = None
        self._clients: dict[str, CognitoIdentityProviderClient] = {}
        self.baseline = self._baseline(options)  # first: where it fails, nothing is open yet
        self._lay(self.baseline)
        self._server = Server(self.emulator, "127.0.0.1", 0)
        self._starting = Lock()
        self._started = False
        # Whatever name the server is called by, its tokens have one issuer.
        self.emulator.settings = replace(self.emulator.settings, public_url=self.url)
        self.emulator.on_call(self.calls.append)
        self._server.on_request(self._note)
        if self.baseline.pool is not None:
            self.emulator.keys.adopt(self.baseline.pool.id, self._keys)

    @property
    def url(self) -> str:
        """The address, without a trailing slash."""
        return self._server.url

    @property
    def region(self) -> str:
        """The AWS region of the pool that is there now."""
        return self.emulator.settings.region

    def boto3(self, region: str) -> CognitoIdentityProviderClient:
        """Return a boto3 client that the emulator answers without a socket, another in each scope.

        Raises:
            RuntimeError: boto3 is not installed.

        """
        if region not in self._clients:
            if self._session is None:
                self._session = _session(self.emulator)
            self._clients[region] = self._session.client(
                "cognito-idp", region_name=region, endpoint_url=self.url
            )
        return self._clients[region]

    @contextmanager
    def scope(self, options: Options | None = None) -> Iterator[Baseline]:
        """Undo in the end what happens to the state, the functions and the emulator's own clock.

        Scopes nest: that of a test begins with what those of a module and of the session hold.

        Args:
            options: what the pool shall be like; by default it is left as it is.

        Raises:
            SeedError: no pool can be like that.
            ValueError: there is no such trigger or function.

        """
        put_back = self._remember()
        self.depth += 1
        outer, self._scope = self._scope, object()
        try:
            if options is not None:
                self._furnish(options)
            yield self.baseline
        finally:
            try:
                self.emulator.wait_for_senders()
            finally:
                self.depth -= 1
                self._scope = outer
                put_back()

    def marked(self) -> Callable[[], None]:
        """Return what goes back to the state of now, as long as the present scope is the innermost.

        What it returns raises RuntimeError after that: a state of another scope may have other
        pools than the one that tests of this scope hold.
        """
        scope, state = self._scope, self.emulator.snapshot()
        passwords, latest = self.passwords.copy(), self.latest.copy()

        def go_back() -> None:
            if self._scope is not scope:
                raise RuntimeError(
                    "This snapshot is of another scope: take it in the test, or inside of the "
                    "isolated(), that goes back to it."
                )
            self.emulator.wait_for_senders()
            self.emulator.restore(state)
            self.passwords, self.latest = passwords.copy(), latest.copy()

        return go_back

    def _remember(self) -> Callable[[], None]:
        """Return what puts everything back that a test can change."""
        emulator = self.emulator
        state, functions = emulator.snapshot(), emulator.functions.copy()
        settings = emulator.settings
        listeners, clock = emulator.remember_listeners(), emulator.clock.setting()
        baseline, planted = self.baseline, self._planted
        calls, requests = len(self.calls), len(self.refused_requests)
        passwords, latest, clients = self.passwords.copy(), self.latest.copy(), self._clients
        self._clients = {}

        def put_back() -> None:
            emulator.restore(state)
            emulator.functions, emulator.settings = functions, settings
            emulator.clock.set_back(clock)
            listeners()
            if self.baseline is not baseline:
                emulator.reseed(*baseline.seeds)
            self._planted = planted
            self.baseline, self.passwords, self.latest = baseline, passwords, latest
            self._clients = clients
            del self.calls[calls:], self.refused_requests[requests:]

        return put_back

    @contextmanager
    def during(self, kind: Kind, name: str) -> Iterator[None]:
        """Note that a scope of pytest's is under way.

        Raises:
            OptionError: a narrower one is, with which it would be undone.

        """
        narrower = [open_ for rank, open_ in self._under_way if rank > _RANKS[kind]]
        if narrower:
            raise OptionError(
                f"{name} comes too late: what it makes would be undone with {narrower[0]}, which "
                "began before. Have it set up first: by a fixture that takes both, or by autouse."
            )
        self._under_way.append((_RANKS[kind], name))
        try:
            yield
        finally:
            self._under_way.pop()

    @property
    def _testing(self) -> bool:
        return any(rank == _RANKS["function"] for rank, _ in self._under_way)

    def refuse_late(self, home: Home) -> None:
        """Refuse what a scope would make while a narrower one is open, with which it would go.

        In a test it may: there, that is what is wanted.

        Raises:
            OptionError: a narrower scope is open, and no test is under way.

        """
        if self.depth > home.depth and not self._testing:
            raise OptionError(
                f"{home.scope} is used too late: what it makes now would be undone with a narrower "
                "scope that began before. Have that one's fixtures take this fixture, too."
            )

    @contextmanager
    def as_the_service(self) -> Iterator[None]:
        """Have tokens and discovery name the real service's addresses, for the time."""
        settings, latest = self.emulator.settings, self.latest
        real = f"https://cognito-idp.{self.region}.amazonaws.com"
        self.emulator.settings = replace(settings, public_url=real, aws_issuer=True)
        self.latest = {}  # those are of another issuer
        try:
            yield
        finally:
            self.emulator.settings, self.latest = settings, latest

    def intercepting(self) -> Interception:
        """Return what leads the real service's addresses here, and the pool's domain."""
        return Interception(answered_hosts(DomainHosts(self.emulator)), self._address)

    def guarding(self, wanted: Callable[[], bool]) -> Guard:
        """Return what refuses calls to the real service, as long as that is wanted."""
        owned = real_hosts(DomainHosts(self.emulator))
        return Guard(lambda host: wanted() and owned(host), REFUSED, self._count_refusal)

    def _note(self, exchange: Exchange) -> None:
        if exchange.refused:
            self.refused_requests.append(exchange)

    def _count_refusal(self) -> None:
        self.refusals += 1

    def passthrough(self) -> Passthrough:
        """Return what has libraries that mock HTTP let pass what is for this emulator."""
        return Passthrough(self._address)

    @property
    def poses(self) -> bool:
        """Whether :meth:`as_the_service` holds."""
        return self.emulator.settings.aws_issuer

    @property
    def strict(self) -> bool:
        """Whether a wish that is never met fails the test."""
        return self.baseline.options.strict

    def home(self, scope: str) -> Home:
        """Return where users of the present scope live.

        Args:
            scope: its name.

        """
        client = self.baseline.client
        return Home(
            pool=self.baseline.pool_id,
            client=None if client is None else client.id,
            scope=scope,
            depth=self.depth,
        )

    def another(self, wanted: Options) -> tuple[str, str]:
        """Make a pool beside the others; return its id and its first client's, as in each test.

        Making keys takes tenths of a second, and they are kept by that id.

        Raises:
            SeedError: no pool can be like that.

        """
        number = next(n for n in count(2) if self._is_free(self._pool_id(n)))
        pool_id, client_id = self._pool_id(number), f"testclient{number:016}"
        document = beside(options_.described(self.session, wanted), pool_id, client_id)
        with self._loading(wanted):
            self._take_passwords(self.emulator.plant(document)[0])
        self._attach(wanted, pool_id)
        return pool_id, client_id

    def _pool_id(self, number: int) -> str:
        return f"{self.region}_TestPool{number}"

    def _is_free(self, pool_id: str) -> bool:
        try:
            self.emulator.pool(pool_id)
        except ResourceNotFoundException:
            return True
        return False

    def start(self) -> None:
        """Answer at :attr:`url` from now on."""
        with self._starting:
            if not self._started:
                self._server.start()
                self._started = True

    def close(self) -> None:
        """Stop answering, and give the address back."""
        self._server.stop()

    @property
    def _address(self) -> tuple[str, int]:
        parts = urlsplit(self.url)
        return str(parts.hostname), int(parts.port or 0)

    def _furnish(self, wanted: Options) -> None:
        """Have the pool be as wanted; what was made in it since stays."""
        former = self.baseline
        if wanted is former.options or wanted == former.options:
            return
        self.baseline = self._baseline(wanted)
        if wanted.shape != former.options.shape:
            self._lay(self.baseline, former)
        self.emulator.settings = replace(
            self.emulator.settings, code=wanted.code, stand_ins=wanted.stand_ins
        )
        if (wanted.triggers, self.baseline.pool_id) != (former.options.triggers, former.pool_id):
            self._attach(wanted, self.baseline.pool_id)

    def _baseline(self, wanted: Options) -> Baseline:
        """Return the baseline of some options, which is made once."""
        for each in self._baselines:
            if each.options == wanted.shape:
                return replace(each, options=wanted)
        with self._loading(wanted):
            made = baseline_of(self.session, wanted.shape)
        self._baselines = [*self._baselines[-_BASELINES:], made]
        return replace(made, options=wanted)

    def _lay(self, new: Baseline, former: Baseline | None = None) -> None:
        """Have the state begin with a baseline, in place of a former one.

        Where both have the same pool and the same seed, only what differs between the two changes.
        Where they have not, the new one is planted whole; former pools of other ids are gone,
        unless a wider scope may have made something in them. Who wants no pool at all has none.

        Raises:
            SeedError: the service would refuse some of what the seed describes.

        """
        if former is None or not amend(self.emulator, former, new):
            if self.depth <= 1 or new.pool is None:
                pools.remove(self.emulator, (one for one in self._planted if one != new.pool_id))
            with self._loading(new.options):
                planted = self.emulator.plant(*new.seeds, anew=True)
            self._planted = tuple(each.pool.id for each in planted)
            for each in planted:
                self._take_passwords(each)
        self.emulator.reseed(*new.seeds)
        if self.session.owns_keys and new.pool is not None:
            self.emulator.keys.adopt(new.pool.id, self._keys)
        region = self.session.region if new.pool is None else new.pool.region
        if region != self.region:
            self.emulator.settings = replace(self.emulator.settings, region=region)
        if former is None:
            self._attach(new.options, new.pool_id)

    def _attach(self, wanted: Options, pool_id: str | None) -> None:
        if pool_id is None:
            return
        name: Any  # what an ini file says may be none; `on` judges it
        for name, target in wanted.triggers.items():
            try:
                self.on(name, target, pool_id)
            except ValueError as error:
                raise OptionError(f"{wanted.origins[name]}: triggers: {name}: {error}") from None

    def on(
        self,
        trigger: TriggerName,
        function: Target,
        pool_id: str | None,
        version: str | None = None,
    ) -> None:
        """Have a function answer a trigger; the paths of files begin at pytest's root folder.

        Raises:
            ValueError: there is no such trigger, function or version.

        """
        with self._loading(self.baseline.options) if isinstance(function, str) else nullcontext():
            triggers.attach(
                self.emulator, trigger, function, pool_id, version, folder=self.session.root
            )

    def _loading(self, options: Options) -> AbstractContextManager[None]:
        """Return what files of functions are loaded in."""
        return nullcontext() if options.allow_aws else as_in_lambda(self.region)

    def _take_passwords(self, planted: Planted) -> None:
        for username, password in planted.passwords.items():
            self.passwords[planted.pool.id, username] = password
            self.latest.pop((planted.pool.id, username), None)


class DomainHosts:
    """The hosts of the domains that pools were given, as they would be in the real service."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def __contains__(self, host: object) -> bool:
        """Whether a host, in lower case, is one at this moment."""
        return pools.is_domain_host(self._emulator, str(host))


def _session(emulator: Emulator) -> boto3.Session:
    try:
        import boto3  # noqa: F401, PLC0415 - optional, and slow
    except ImportError as missing:
        raise RuntimeError(
            "cognito.boto3 needs boto3: install cognito-emulator[boto3]."
        ) from missing
    from cognito_emulator import transport  # noqa: PLC0415 - imports boto3

    return transport.session(emulator)
