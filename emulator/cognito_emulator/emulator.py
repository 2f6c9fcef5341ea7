"""The emulator: wires the parts, and is the only way in.

HTTP, the in-process boto3 transport and the pytest plugin all go through :meth:`Emulator.call`; the
two that carry bytes do so by way of `cognito_emulator.wire`.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from cognito_emulator import errors, faults, operations, regions
from cognito_emulator.api import codec, registry, spec
from cognito_emulator.api.validate import validate
from cognito_emulator.calls import Report
from cognito_emulator.clock import Clock
from cognito_emulator.domain import doors
from cognito_emulator.domain.clients import lookup as client_lookup
from cognito_emulator.domain.clients.record import CLIENTS
from cognito_emulator.domain.messages.record import MESSAGES
from cognito_emulator.domain.pools import lookup as pool_lookup
from cognito_emulator.domain.pools.record import POOLS, Pool
from cognito_emulator.domain.sign_in import driver, forced
from cognito_emulator.domain.sign_in.challenges import FORCEABLE
from cognito_emulator.domain.sign_in.record import FORCED, ForcedChallenge
from cognito_emulator.domain.tokens import minting
from cognito_emulator.domain.tokens.keys import KeyRing, PoolKeys
from cognito_emulator.domain.users import directory, groups
from cognito_emulator.domain.users.record import USERS, User
from cognito_emulator.domain.work.context import LOCAL, Caller, Context
from cognito_emulator.domain.work.record import WARNINGS, WarningRecord
from cognito_emulator.faults import Fault, Faults
from cognito_emulator.hints import EMULATOR, elsewhere
from cognito_emulator.ids import Ids
from cognito_emulator.lambdas import (
    Functions,
    Handler,
    Target,
    TriggerName,
    changed_files,
    changed_modules,
    load_anew,
    parse,
    resolve,
)
from cognito_emulator.listeners import Listeners
from cognito_emulator.logs import logger
from cognito_emulator.nearest import nearest
from cognito_emulator.printable import exact
from cognito_emulator.runner import Runner, Task
from cognito_emulator.seeds import files_of, plant, plant_user, read
from cognito_emulator.settings import DEFAULT_PORT, Settings
from cognito_emulator.stamps import stamp
from cognito_emulator.store import MemoryStore

if TYPE_CHECKING:
    from cognito_emulator.calls import Call
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.messages.record import Message
    from cognito_emulator.domain.sign_in.challenges import ForceableChallenge
    from cognito_emulator.domain.tokens.minting import Minted
    from cognito_emulator.domain.work.context import Door
    from cognito_emulator.errors import ErrorName
    from cognito_emulator.names import Operation
    from cognito_emulator.seeds import Planted, Source
    from cognito_emulator.stamps import Stamp
    from cognito_emulator.store import Snapshot as StoredRecords
    from cognito_emulator.store import Store

__all__ = ["Emulator", "Snapshot", "operations"]

_log = logger(__name__)

Result = TypeVar("Result")
AnyHandler = TypeVar("AnyHandler", bound=Handler)


class Unsaid(Enum):
    """What an argument is that was not given, where ``None`` says something."""

    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state at some moment, to go back to with :meth:`Emulator.restore`."""

    records: StoredRecords
    faults: tuple[faults.Waiting, ...]
    keys: Mapping[str, PoolKeys]


class Sown:
    """A seed as it was read, and whether its file has changed since.

    Attributes:
        source: a file, or what would stand in it.
        path: of the file, ``None`` where there is none.

    Raises:
        SeedError: it is wrong; the message names the file and the place in it.

    """

    def __init__(self, source: Source, *, functions: bool = True) -> None:
        self.source = source
        self.path = Path(source) if isinstance(source, str | PathLike) else None
        self.stamp = self.now
        self.seed = read(source, functions=functions)

    @property
    def now(self) -> Stamp:
        """The file as it is now, and what else belongs to it."""
        return stamp(*files_of(self.path)) if self.path else ()

    @property
    def has_changed(self) -> bool:
        """Whether the file is no longer what was read."""
        return self.now != self.stamp


class Emulator:
    """A running emulator of Amazon Cognito user pools; safe to share between threads.

    As a context manager it forgets its state in the end.

    Attributes:
        settings: what it was told from outside.
        clock: its time, to be moved at will.
        keys: the signing keys of its pools; they outlive :meth:`reset`, but no DeleteUserPool.
        functions: who answers triggers; they outlive :meth:`reset`.
        seeded: the pools that its seeds describe, as they were last loaded.

    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        seed: Source | None = None,
        seeds: Iterable[Source] = (),
        clock: Clock | None = None,
        keys: KeyRing | None = None,
        store: Store | None = None,
    ) -> None:
        """Make an emulator and load its seeds.

        Args:
            settings: by default those of ``cognito-emulator serve``.
            seed: a file, or what would stand in it, that describes pools to begin with.
            seeds: more of them.
            clock: by default one that shows the process's own time.
            keys: signing keys to share with other emulators; by default its own. Shared ones stay
                when their pools are deleted.
            store: where its records are kept, by default in memory.

        Raises:
            SeedError: a seed is wrong; the message names the file and the place in it.

        """
        self.settings: Settings = settings or Settings()
        self.clock: Clock = clock or Clock()
        self.keys: KeyRing = keys or KeyRing()
        if keys is not None:
            keys.share()
        self.functions = Functions(self.settings.lambda_endpoint)
        self.seeded: list[Planted] = []
        self._ids = Ids(self.settings.seeded_ids)
        self._store: Store = MemoryStore() if store is None else store
        self._runner = Runner(self._store, self._context)
        self._faults = Faults()
        self._message_listeners: Listeners[Message] = Listeners()
        self._call_listeners: Listeners[Call] = Listeners()
        self._warning_listeners: Listeners[WarningRecord] = Listeners()
        self._seeds = [Sown(source) for source in (*([] if seed is None else [seed]), *seeds)]
        self._bind(self._seeds)
        self.seeded = self._planted(self._seeds)

    if not TYPE_CHECKING:  # a wrong name is an error of types, too

        def __getattr__(self, name: str) -> object:
            return elsewhere(self, name, EMULATOR)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._faults.clear()
        self._store.clear()

    def call(
        self, name: str, request: object = None, caller: Caller | None = None
    ) -> Mapping[str, Any]:
        """Answer one API request, as the service would.

        Faults that wait for it strike first, see :meth:`fail` and :meth:`delay`; in the end it is
        told to those who listen, see :meth:`on_call`.

        Args:
            name: the operation, for example ``AdminGetUser``.
            request: its request in the API's own words.
            caller: who asks; by default a trusted caller in the emulator's region. Whether a
                caller had to sign is the wire's affair, decided before this.

        Raises:
            CognitoError: the service's own refusal; the state is as before.

        """
        caller = caller or self.caller()
        if self._faults.waiting or self._call_listeners.present:
            return self._observed(name, request, caller)
        return self._answer(name, request, caller, self._store.generation)

    def answer(
        self, name: str, request: object = None, caller: Caller | None = None
    ) -> Mapping[str, Any]:
        """Do as :meth:`call` does, but no fault strikes and nobody hears of it.

        For what a test's own equipment asks. Same arguments, same errors.
        """
        return self._answer(name, request, caller or self.caller(), self._store.generation)

    def refused(
        self, refusal: Exception, caller: Caller, glimpse: Callable[[], tuple[str, object]]
    ) -> None:
        """Tell those who listen of a request that the wire refuses, which becomes no call.

        Args:
            refusal: why; what is no CognitoError is a bug.
            caller: who sent it.
            glimpse: returns what can be made out of it, the operation's name and the request;
                asked only if somebody listens.

        """
        if self._call_listeners.present:
            report = Report(*glimpse(), caller, self.clock.now())
            self._call_listeners.tell(report.failed(refusal, injected=False))

    def caller(
        self,
        *,
        signed: bool = True,
        base_url: str | None = None,
        ip: str | None = None,
        door: Door = "call",
    ) -> Caller:
        """Return a caller in the emulator's region, with a request id of its own."""
        return Caller(
            request_id=self._ids.uuid(),
            region=self.settings.region,
            signed=signed,
            base_url=self.settings.public_url or base_url or f"http://localhost:{DEFAULT_PORT}",
            ip=ip or LOCAL,
            door=door,
        )

    def run(
        self,
        work: Callable[[Context], Result],
        caller: Caller | None = None,
        operation: str = "",
        request: Mapping[str, Any] | None = None,
    ) -> Result:
        """Run ``work`` in a transaction: all of it happens, or nothing.

        It takes no lock while it runs; if another transaction changed what it saw, it runs again.
        Functions behind triggers are asked once for all runs.
        """
        generation = self._store.generation
        who = caller or self.caller()
        return self._run(Task(work, who, operation, request or {}, {}, generation, [], []))

    def run_inside(
        self, work: Callable[[Context], Result], *, base_url: str | None = None
    ) -> Result:
        """Run ``work`` on behalf of the emulator itself, which sees the pools of all regions.

        Args:
            work: as :meth:`run` takes it.
            base_url: where whoever asks reaches the emulator; by default the usual address.

        """
        return self.run(work, self.caller(signed=False, base_url=base_url))

    # -- state ------------------------------------------------------------------------------------

    def reset(self) -> list[Path]:
        """Forget everything but signing keys, load the seeds again, show the process's own time.

        Functions behind triggers and listeners stay. Files of seeds and of functions that have
        changed are read again first; functions that are named by a module stay as they are, of
        which it warns.

        Returns:
            The files that were read again.

        Raises:
            SeedError, TargetError: a file that has changed is wrong; all is as before.

        """
        renewal = load_anew(changed_files())
        former = self._seeds
        seeds = [Sown(sown.source) if sown.has_changed else sown for sown in former]
        with self._store.exclusively():
            self._begin_with(seeds)
            renewal.apply()
            for before, after in zip(former, seeds, strict=True):
                if before is not after:
                    self.functions.exchange(before.seed.functions, after.seed.functions)
        self.keys.forget_most(self._pool_ids)
        self.warn_of_changed_modules()
        return [*renewal.files, *(each.path for each in seeds if each not in former and each.path)]

    def _begin_with(self, seeds: list[Sown]) -> None:
        """Go back to seeds.

        Raises:
            SeedError: they cannot be planted; all is as before.

        """
        before, clock, position = self.snapshot(), self.clock.setting(), self._ids.position()
        self._faults.clear()
        self.clock.reset()
        self._ids.restart()
        self._store.clear()
        try:
            self.seeded = self._planted(seeds)
        except Exception:  # of a seed that the service would refuse, or a listener's
            self.restore(before)
            self.clock.set_back(clock)
            self._ids.go_back(position)
            raise
        self._seeds = seeds

    def warn_of_changed_modules(self) -> None:
        """Warn of files that have changed and that only another process will read; once of each."""
        for file in changed_modules():
            self.warn(
                f"{file} changed, but its functions stay as they are, as they are named by a"
                f" module: start anew, or name them by the file, as {file.name}:function."
            )

    def changed_files(self) -> dict[Path, Stamp]:
        """Return the files that :meth:`reset` would read again, and what they are like now."""
        seeds = {sown.path: sown.now for sown in self._seeds if sown.path and sown.has_changed}
        return {**changed_files(), **seeds}

    def snapshot(self) -> Snapshot:
        """Remember the state and the faults that wait; cheap, as records are shared.

        The clock is no part of it. Keys are, but those that were made since stay.
        """
        return Snapshot(self._store.snapshot(), self._faults.snapshot(), self.keys.snapshot())

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a state; it may be gone back to any number of times."""
        self.keys.restore(snapshot.keys)
        self._store.restore(snapshot.records)
        self._faults.restore(snapshot.faults)
        self.keys.forget_most(self._pool_ids)

    def reseed(self, *seeds: Source) -> None:
        """Have :meth:`reset` go back to other seeds than before; the state stays as it is.

        Raises:
            SeedError: a seed is wrong; the message names the file and the place in it.

        """
        self._seeds = [Sown(source) for source in seeds]

    def plant(self, *seeds: Source, anew: bool = False, functions: bool = True) -> list[Planted]:
        """Add what seeds describe to the state; all of it or nothing. :meth:`reset` forgets it.

        Args:
            *seeds: files, or what would stand in them.
            anew: whether pools, clients, users and groups take the place of those of their ids and
                names; all else stays.
            functions: whether they may name functions: that runs the code of whoever wrote them.

        Raises:
            SeedError: a seed is wrong; the message names the file and the place in it.

        """
        sown = [Sown(source, functions=functions) for source in seeds]
        planted = self._planted(sown, anew=anew)
        self._bind(sown)
        return planted

    def plant_user(self, pool_id: str, described: Mapping[str, Any]) -> User:
        """Add a user to a pool, quietly: no message is sent, no trigger asked.

        Args:
            pool_id: of the pool.
            described: the user as it would stand in a seed's ``Users``.

        Raises:
            ResourceNotFoundException: there is no such pool.
            SeedError: it is no description of a user, or the service would refuse such a one.

        """
        return self.run_inside(lambda ctx: plant_user(ctx, doors.pool(ctx, pool_id), described))

    # -- triggers ---------------------------------------------------------------------------------

    @overload
    def on(
        self,
        trigger: TriggerName,
        function: Target,
        *,
        pool_id: str | None = None,
        version: str | None = None,
    ) -> None: ...

    @overload
    def on(
        self, trigger: TriggerName, *, pool_id: str | None = None, version: str | None = None
    ) -> Callable[[AnyHandler], AnyHandler]: ...

    def on(
        self,
        trigger: TriggerName,
        function: Target | Unsaid = Unsaid.UNSAID,
        *,
        pool_id: str | None = None,
        version: str | None = None,
    ) -> Callable[[AnyHandler], AnyHandler] | None:
        """Have ``function`` answer a Lambda trigger, in place of what it was until now.

        It is called with the event, or with the event and Lambda's context, and returns the event
        with its ``response`` filled in, as a Lambda function does; what it raises reaches the
        client as UserLambdaValidationException. Without ``function`` this is a decorator::

            @emulator.on("PreSignUp")
            def confirm(event):
                event["response"]["autoConfirmUser"] = True
                return event

        Args:
            trigger: its name in LambdaConfig, for example ``PreSignUp``; with a version
                ``PreTokenGeneration:V2_0``.
            function: a function, or where one is, as ``--trigger`` takes it: an HTTP URL,
                ``lambda:http://host:port/name``, ``module:function``. ``None``: nobody, also where
                a LambdaConfig names a function.
            pool_id: of one pool; by default of every pool.
            version: of the events of PreTokenGeneration: ``V1_0``, ``V2_0`` or ``V3_0``; by default
                what the pool's LambdaConfig says.

        Raises:
            ValueError: there is no such trigger, function or version.

        """
        # Before a module is looked for that will not be needed.
        name, events = parse(trigger, version)
        if not isinstance(function, Unsaid):
            self.functions.attach(name, resolve(function), pool_id, events)
            return None

        def attach(handler: AnyHandler) -> AnyHandler:
            self.functions.attach(name, resolve(handler), pool_id, events)
            return handler

        return attach

    def off(self, trigger: TriggerName, *, pool_id: str | None = None) -> None:
        """Undo :meth:`on`.

        Raises:
            ValueError: there is no such trigger.

        """
        self.functions.detach(trigger, pool_id)

    def bind(self, arn: str, function: Target) -> None:
        """Have ``function`` answer wherever a LambdaConfig names ``arn``.

        Args:
            arn: as it stands in LambdaConfig.
            function: as :meth:`on` takes it; ``None``: as if LambdaConfig did not name the ARN.

        Raises:
            ValueError: there is no such function.

        """
        self.functions.bind(arn, resolve(function))

    def wait_for_senders(self, seconds: float = 10.0) -> bool:
        """Wait until CustomEmailSender and CustomSMSSender are done, which nobody waits for.

        Args:
            seconds: for how long at most, for each call that is under way.

        Returns:
            Whether all are done.

        """
        return self.functions.finish(seconds)

    # -- what a test looks at, and what it wishes -------------------------------------------------

    def on_call(self, listener: Callable[[Call], object]) -> Callable[[], None]:
        """Have ``listener`` called after each call of an operation, whatever came of it.

        After those of :meth:`call`, and after requests that could not become one: they name no
        operation, lack a signature, cannot be read. It runs in the thread of the call, when that is
        over and nobody is kept out; what it raises reaches the caller in place of the answer.

        Returns:
            What takes the listener off again.

        """
        return self._call_listeners.add(listener)

    def hears_calls(self, listener: Callable[[Call], object]) -> bool:
        """Whether ``listener`` is one of those of :meth:`on_call`."""
        return listener in self._call_listeners

    def remember_listeners(self) -> Callable[[], None]:
        """Return what brings those back who listen now, and nobody else."""
        everybody: tuple[Listeners[Any], ...] = (
            self._call_listeners,
            self._message_listeners,
            self._warning_listeners,
        )
        kept = [(listeners, listeners.present) for listeners in everybody]

        def bring_back() -> None:
            for listeners, present in kept:
                listeners.present = present

        return bring_back

    def on_message(self, listener: Callable[[Message], object]) -> Callable[[], None]:
        """Have ``listener`` called with each message whose operation has succeeded.

        It runs in the thread of the operation; what it raises reaches the operation's caller.

        Returns:
            What takes the listener off again.

        """
        return self._message_listeners.add(listener)

    def messages(self, pool_id: str | None = None, username: str | None = None) -> list[Message]:
        """Return the mails and text messages "sent", oldest first.

        Args:
            pool_id: only those of this pool.
            username: only those to this user: anything that the user signs in with, or ``sub``.

        """
        return self.run_inside(lambda ctx: _found(ctx, pool_id, username))

    def forget_messages(self, pool_id: str | None = None, username: str | None = None) -> int:
        """Throw away the messages that :meth:`messages` would return; return how many."""

        def forget(ctx: Context) -> int:
            found = _found(ctx, pool_id, username)
            for message in found:
                ctx.tx.delete(MESSAGES, message.id)
            return len(found)

        return self.run_inside(forget)

    def on_warning(self, listener: Callable[[WarningRecord], object]) -> Callable[[], None]:
        """Have ``listener`` called with each warning, in place of the log.

        A warning is what whoever set something up has to know and no answer of the API says: that
        a member of a trigger's answer has no effect, why an answer was refused. It is told once the
        operation is over, also one that failed, in its thread; what ``listener`` raises reaches the
        operation's caller. Where nobody listens, it goes to the logger of this module.

        Returns:
            What takes the listener off again.

        """
        return self._warning_listeners.add(listener)

    def warn(self, sentence: str, *, user_pool_id: str | None = None) -> None:
        """Tell a warning that belongs to no operation: to listeners or the log, and remember it.

        Args:
            sentence: what is the matter, and what would be right.
            user_pool_id: of the pool that it is about.

        """
        now = self.clock.now()
        self._publish(
            WarningRecord(sentence=sentence, at=now, user_pool_id=user_pool_id),
            self._store.generation,
        )

    def warnings(self) -> list[WarningRecord]:
        """Return the newest warnings, 1,000 at most, oldest first; :meth:`reset` forgets them."""
        return self._store.all(WARNINGS, "all", "all")

    def forget_warnings(self) -> int:
        """Throw all warnings away; return how many there were."""

        def forget(ctx: Context) -> int:
            found = ctx.tx.all(WARNINGS, "all", "all")
            for record in found:
                ctx.tx.delete(WARNINGS, record.number)
            return len(found)

        return self.run_inside(forget)

    def force_challenge(
        self,
        challenge: ForceableChallenge,
        *,
        pool_id: str,
        username: str | None = None,
        times: int = 1,
        expected: bool = False,
    ) -> ForcedChallenge:
        """Have the next sign-ins meet a challenge that nothing else would ask for.

        What a user lacks for it, the emulator supplies: :meth:`open_challenges` tells the answer.

        Args:
            challenge: its name, for example ``SOFTWARE_TOKEN_MFA``.
            pool_id: of the pool.
            username: of the user, anything that names one; ``None`` for every user of the pool.
            times: how many sign-ins.
            expected: whether the user may be yet to come; then the name is the username.

        Raises:
            ValueError: there is no such challenge, it cannot be forced, or ``times`` is no count.
            ResourceNotFoundException: there is no such pool.
            UserNotFoundException: there is no such user.

        """
        _check_forceable(challenge)
        if times < 1:
            raise ValueError(f"times is {times}; it must be 1 or more.")

        def wish(ctx: Context) -> ForcedChallenge:
            pool = doors.pool(ctx, pool_id)
            wished = ForcedChallenge(
                id=ctx.ids.uuid(),
                pool_id=pool.id,
                username=_whose(ctx, pool, username, expected=expected),
                challenge=challenge,
                times=times,
            )
            return ctx.tx.put(FORCED, wished)

        return self.run_inside(wish)

    def open_challenges(
        self, pool_id: str, username: str | None = None
    ) -> list[driver.OpenChallenge]:
        """Return the challenges that wait for an answer, oldest first, each with what is right.

        Args:
            pool_id: of the pool.
            username: anything that names a user; ``None`` for every user of the pool.

        Raises:
            ResourceNotFoundException: there is no such pool.
            UserNotFoundException: there is no such user.

        """

        def found(ctx: Context) -> list[driver.OpenChallenge]:
            pool = doors.pool(ctx, pool_id)
            user = None if username is None else directory.for_admin(ctx, pool, username)
            return driver.open_challenges(ctx, pool, user)

        return self.run_inside(found)

    def forced_challenges(self) -> list[ForcedChallenge]:
        """Return the wishes of :meth:`force_challenge` that no sign-in has met yet."""
        return forced.everybodys(self._store)

    def forget_challenges(self) -> int:
        """Take all wishes of :meth:`force_challenge` back; return how many there were."""

        def forget(ctx: Context) -> int:
            wishes = forced.everybodys(ctx.tx)
            for wish in wishes:
                ctx.tx.delete(FORCED, wish.id)
            return len(wishes)

        return self.run_inside(forget)

    def all_pools(self) -> list[Pool]:
        """Return the pools of all regions, oldest first."""
        return self.run_inside(pool_lookup.everywhere)

    def pool(self, pool_id: str) -> Pool:
        """Return a pool of any region.

        Raises:
            ResourceNotFoundException: there is none.

        """
        pool = self._store.get(POOLS, pool_id)
        if pool is None:
            raise pool_lookup.no_such(pool_id)
        return pool

    def client(self, client_id: str) -> Client:
        """Return an app client of any pool.

        Raises:
            ResourceNotFoundException: there is none.

        """
        client = self._store.get(CLIENTS, client_id)
        if client is None:
            raise client_lookup.no_such(client_id)
        return client

    def user(self, pool_id: str, username: str) -> User:
        """Return a user, whom a username, an alias or the ``sub`` names.

        Raises:
            ResourceNotFoundException: there is no such pool.
            UserNotFoundException: there is no such user.

        """
        return directory.known(self._store, self.pool(pool_id), username)

    def users_of(self, pool_id: str) -> list[User]:
        """Return a pool's users, oldest first.

        Raises:
            ResourceNotFoundException: there is no such pool.

        """
        return self._store.all(USERS, "pool", self.pool(pool_id).id)

    def groups_of(self, pool_id: str) -> list[str]:
        """Return the names of a pool's groups.

        Raises:
            ResourceNotFoundException: there is no such pool.

        """
        found = self.run_inside(lambda ctx: groups.in_pool(ctx, doors.pool(ctx, pool_id)))
        return [group.name for group in found]

    def clients_of(self, pool_id: str) -> list[str]:
        """Return the ids of a pool's app clients.

        Raises:
            ResourceNotFoundException: there is no such pool.

        """
        found = self.run_inside(lambda ctx: client_lookup.of_pool(ctx, doors.pool(ctx, pool_id)))
        return [client.id for client in found]

    def mint(
        self,
        client_id: str,
        username: str,
        wish: minting.Wish | None = None,
        *,
        base_url: str | None = None,
    ) -> Minted:
        """Return what a sign-in would yield, without the sign-in: no password, no challenge.

        Args:
            client_id: of the app client.
            username: of the user, anything that names one.
            wish: what the tokens shall be like.
            base_url: where whoever asks reaches the emulator, which is in the tokens' issuer unless
                the settings say otherwise; by default the usual address.

        Raises:
            ResourceNotFoundException: there is no such client.
            UserNotFoundException: there is no such user in its pool.
            UserLambdaValidationException: PreTokenGeneration refuses.

        """

        def mint(ctx: Context) -> minting.Minted:
            client = doors.client(ctx, client_id)
            pool = doors.pool(ctx, client.pool_id)
            user = directory.for_admin(ctx, pool, username)
            return minting.mint(ctx, pool, client, user, wish or minting.Wish())

        return self.run_inside(mint, base_url=base_url)

    # -- faults -----------------------------------------------------------------------------------

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
        """Have the next calls refused before anything of them happens, as by a service in trouble.

        They are refused even before their requests are validated, but not if they lack a signature
        or cannot be read. Calls of operations that are not emulated fail so too.

        Of several faults the oldest that is due strikes; a refusal and a :meth:`delay` may strike
        the same call. :meth:`reset` forgets faults, :meth:`restore` brings back those of then.

        Args:
            operation: of this one, for example ``InitiateAuth``; ``None`` for every one that may
                be refused so.
            error: the class name of an error: one that the service model lists for the operation,
                or that any call may get, such as ``TooManyRequestsException``.
            message: by default the service's own, as far as it is known.
            times: how many calls are refused; ``None``: one, or with ``probability`` any number.
            probability: with which a call is refused, above 0 up to 1; by default each is.
            seed: the same one refuses the same calls; by default there is no telling.

        Returns:
            The fault as it waits.

        Raises:
            ValueError: there is no such operation, it has no such error, or a figure is none.

        """
        wish = Fault(
            operation=operation,
            error=error,
            message=message,
            times=times,
            probability=probability,
            seed=seed,
        )
        return self._faults.add(wish)

    def delay(
        self,
        operation: Operation | None,
        seconds: float,
        *,
        times: int | None = None,
        probability: float | None = None,
        seed: int | str | None = None,
    ) -> Fault:
        """Have the next calls wait before anything of them happens; see :meth:`fail`.

        In real time, as a client's time-out is real: the emulator's clock does not notice, and
        neither do other calls. (A boto3 client in this process waits without any time-out.)

        Args:
            operation: of this one; ``None`` for every one.
            seconds: for how long, 0 up to a day.
            times: how many calls wait; ``None``: one, or with ``probability`` any number.
            probability: with which a call waits, above 0 up to 1; by default each does.
            seed: the same one keeps the same calls waiting; by default there is no telling.

        Returns:
            The fault as it waits.

        Raises:
            ValueError: there is no such operation, or a figure is none.

        """
        wish = Fault(
            operation=operation, delay=seconds, times=times, probability=probability, seed=seed
        )
        return self._faults.add(wish)

    def faults(self) -> list[Fault]:
        """Return the faults of :meth:`fail` and :meth:`delay` that still wait, oldest first."""
        return [waiting.fault for waiting in self._faults.waiting]

    def forget_faults(self) -> int:
        """Take all faults back; return how many there were."""
        return self._faults.clear()

    # -- inside -----------------------------------------------------------------------------------

    def _observed(self, name: str, request: object, caller: Caller) -> Mapping[str, Any]:
        """Answer a call that somebody hears of, or that a fault may strike."""
        generation = self._store.generation
        report = Report(name, request, caller, self.clock.now())
        struck = self._faults.strike(name)
        try:
            faults.befall(name, struck)
            answer = self._answer(name, request, caller, generation)
        except Exception as raised:
            elsewhere = self._pool_region(raised, request, caller)
            call = report.failed(raised, injected=bool(struck), pool_region=elsewhere)
            self._tell(call, generation)
            raise
        self._tell(report.answered(answer, injected=bool(struck)), generation)
        return answer

    def _pool_region(self, raised: Exception, request: object, caller: Caller) -> str | None:
        """Return the region that a pool is in, or would be, which was asked for in another."""
        pool_id = request.get("UserPoolId") if isinstance(request, Mapping) else None
        if not isinstance(raised, errors.ResourceNotFoundException) or not isinstance(pool_id, str):
            return None
        pool = self._store.get(POOLS, pool_id)
        region = pool.region if pool else regions.of_pool(pool_id, home=caller.region)
        return None if region == caller.region else region

    def _tell(self, call: Call, generation: int) -> None:
        """Tell of a call, unless it was meant for a state that is gone."""
        if generation == self._store.generation:
            self._call_listeners.tell(call)

    def _answer(
        self, name: str, request: object, caller: Caller, generation: int
    ) -> Mapping[str, Any]:
        try:
            operation = spec.operation(name)
        except KeyError:
            near = nearest(name, spec.operations())
            raise errors.UnknownOperationException(
                f"There is no operation {name}; {near}."
            ) from None
        if caller.door == "call" and codec.half_character(request) is not None:
            raise errors.SerializationException  # as over HTTP, where it is no JSON
        handler = registry.registered().get(name)
        if handler is None:
            raise errors.NotImplementedException(f"{name} is not emulated yet.")
        parameters = validate(operation, {} if request is None else request)

        def work(ctx: Context) -> Mapping[str, Any]:
            return handler(ctx, parameters) or {}

        return self._run(Task(work, caller, name, parameters, {}, generation, [], []))

    def _run(self, task: Task[Result]) -> Result:
        try:
            return self._runner.run(task)
        finally:
            self._conclude(task)

    def _pool_ids(self) -> Container[object]:
        return {pool.id for pool in self._store.all(POOLS, "all", "all")}

    def _bind(self, seeds: Iterable[Sown]) -> None:
        for sown in seeds:
            for arn, function in sown.seed.functions.items():
                self.functions.bind(arn, function)

    def _planted(self, seeds: list[Sown], *, anew: bool = False) -> list[Planted]:
        if not seeds:
            return []
        return self.run(lambda ctx: plant(ctx, [sown.seed for sown in seeds], anew=anew))

    def _context(self, task: Task[Any]) -> Context:
        return Context(
            tx=self._store.transaction(),
            now=self.clock.now(),
            ids=self._ids,
            keys=self.keys,
            settings=self.settings,
            caller=task.caller,
            functions=self.functions,
            publish=self._publish,
            generation=task.generation,
            operation=task.operation,
            request=task.request,
            memory=task.memory,
        )

    def _conclude(self, task: Task[Any]) -> None:
        """Do what was left until a task is over, whatever came of it."""
        try:
            for done in task.done:
                self._follow_up(done)
        finally:
            told = set()
            for record in (each for run in (*task.done, *task.failed) for each in run.warnings):
                about = (record.sentence, record.user_pool_id)
                if about not in told:
                    told.add(about)
                    self._publish(record, task.generation)

    def _publish(self, record: WarningRecord, generation: int) -> None:
        """Remember a warning, unless it is about a state that is gone, and tell it."""
        with self._store.exclusively():
            if generation == self._store.generation:
                tx = self._store.transaction()
                tx.put(WARNINGS, replace(record, error=None))
                tx.commit()
        if self._warning_listeners.present:
            self._warning_listeners.tell(record)
        else:
            _log.warning("%s", record, exc_info=record.error)

    def _follow_up(self, ctx: Context) -> None:
        """Do what was left until a run's writes are real; nobody is kept out any more."""
        ctx.alone = False
        try:
            for message in ctx.outbox:
                self._message_listeners.tell(message)
        finally:  # a listener that fails is no reason to keep a trigger from its event
            for call in ctx.afterwards:
                call()


def _found(ctx: Context, pool_id: str | None, username: str | None) -> list[Message]:
    """Return the messages to a user, of a pool, or all."""
    table = MESSAGES
    kept = ctx.tx.all(table, "pool", pool_id) if pool_id else ctx.tx.all(table, "all", "all")
    return [m for m in kept if username is None or _is_to(ctx, m, username)]


def _is_to(ctx: Context, message: Message, name: str) -> bool:
    """Whether a message went to the user of that name; its user may be gone by now."""
    if message.username == name:
        return True
    pool = ctx.tx.get(POOLS, message.user_pool_id)
    if pool is None:
        return False
    user = directory.by_name(ctx, pool, name) or ctx.tx.find(USERS, "sub", (pool.id, name))
    return user is not None and user.username == message.username


def _whose(ctx: Context, pool: Pool, name: str | None, *, expected: bool) -> str | None:
    """Return the username of whoever is named; nobody has to be there yet who is expected."""
    if name is None:
        return None
    try:
        return directory.for_admin(ctx, pool, name).username
    except errors.UserNotFoundException:
        if expected:
            return name
        raise


def _check_forceable(challenge: str) -> None:
    """Refuse a challenge that no test can force."""
    if challenge in FORCEABLE:
        return
    known = spec.operation("RespondToAuthChallenge").input.members["ChallengeName"].enum
    flaw = "cannot be forced" if challenge in known else "is no challenge"
    near = nearest(challenge, FORCEABLE)
    raise ValueError(f"{exact(challenge)} {flaw}; of those that can be forced, {near}.")
