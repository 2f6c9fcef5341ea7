"""The engine: it runs whatever works on the state, in one transaction, at one moment.

HTTP, the in-process boto3 transport and the pytest plugin all go through :meth:`Engine.call`; pages
and `control` use :meth:`Engine.run`. The engine owns the transaction: work that raises changes
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeVar

import cognito_emulator.domain.federation.record
import cognito_emulator.domain.federation.stand_ins.record
import cognito_emulator.domain.oauth.record
import cognito_emulator.operations  # noqa: F401 - importing a family registers it
from cognito_emulator import errors, faults
from cognito_emulator.api import codec, registry, spec
from cognito_emulator.api.validate import validate
from cognito_emulator.audience import Audience
from cognito_emulator.beginning import Beginning
from cognito_emulator.calls import Observation, Report
from cognito_emulator.clock import Clock
from cognito_emulator.domain import doors
from cognito_emulator.domain.pools.record import POOLS
from cognito_emulator.domain.work import kept_clock, kept_ids, kept_secrets, kept_targets
from cognito_emulator.domain.work.context import LOCAL, Caller, Context
from cognito_emulator.domain.work.keys import KeyRing, PoolKeys
from cognito_emulator.domain.work.record import WarningRecord, keep_warning
from cognito_emulator.exchanges import Exchanges
from cognito_emulator.fetching import Fetcher, Network
from cognito_emulator.fronts.alb.keys import Keys as BalancerKeys
from cognito_emulator.ids import Ids
from cognito_emulator.lambdas import Functions, changed_files, changed_modules
from cognito_emulator.nearest import nearest
from cognito_emulator.runner import Runner, Task
from cognito_emulator.settings import DEFAULT_PORT, Settings
from cognito_emulator.store import MemoryStore

if TYPE_CHECKING:
    from cognito_emulator.calls import Call
    from cognito_emulator.domain.work.context import Door
    from cognito_emulator.seeds import Planted, Source
    from cognito_emulator.stamps import Stamp
    from cognito_emulator.store import Snapshot as StoredRecords
    from cognito_emulator.store import Store, Transaction
    from cognito_emulator.vault import Vault

Result = TypeVar("Result")


class Snapshot(NamedTuple):
    """The state at one moment; :meth:`Engine.restore` goes back to it."""

    records: StoredRecords
    keys: Mapping[str, PoolKeys]


class Engine:
    """What an emulator runs on: its state, and everything that happens to it.

    `Emulator` is an engine with the methods that users need; `control` works on any engine.

    Attributes:
        settings: its settings, the options of ``cognito-emulator serve``.
        clock: its time, which can be moved. Each call follows it, if another process has moved it.
        kept_clock: what does that; ``None`` where the state is in memory.
        kept_targets: the functions that all processes of the store ask; ``None`` likewise.
        keys: the signing keys of its pools; they outlive :meth:`reset`, but not DeleteUserPool.
        vault: what else signs and seals; ``balancer_keys``, of load balancers, are in it.
        functions: the functions that answer triggers; they outlive :meth:`reset`.
        network: by which it reaches other hosts, and whom it trusts there.
        fetch: fetches documents of other hosts, such as identity providers'.
        seeded: the pools that its seeds describe, as they were last loaded.
        store: the records of its state; changed in transactions only, see :meth:`run`.
        pending_faults: the faults that wait for calls.
        audience: the listeners.

    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        seeds: Iterable[Source] = (),
        clock: Clock | None = None,
        keys: KeyRing | None = None,
        store: Store | None = None,
    ) -> None:
        """Make an engine and load its seeds; for the arguments see `Emulator`.

        Raises:
            SeedError: a seed is wrong; the message names the file and the place in it.

        """
        self.settings: Settings = settings or Settings()
        self.clock: Clock = clock or Clock()
        self.keys: KeyRing = keys or KeyRing()
        if keys is not None:
            keys.share()
        self.network = Network()
        self.fetch: Fetcher = self.network
        self.seeded: list[Planted] = []
        self.store: Store = MemoryStore() if store is None else store
        self.kept_targets = kept_targets.of(self.store)
        self.functions = Functions(self.settings.lambda_endpoint, self.kept_targets)
        self.vault: Vault = kept_secrets.vault_of(self.store)
        self.balancer_keys = BalancerKeys(self.vault)
        self.pending_faults = faults.in_store(self.store)
        self.audience = Audience()
        self._ids = Ids(self.settings.seeded_ids)
        self._runner = Runner(self.store, self._context)
        self.kept_clock = kept_clock.of(self.clock, self.store)
        self._now = (self.kept_clock or self.clock).now
        kept_ids.begin(self._ids, self.store)
        if keys is None:
            self.keep_keys()
        beginning = self._beginning = Beginning(self)
        self._exchanges = Exchanges(self, beginning, self._ids)
        beginning.seeds = beginning.read(seeds)
        beginning.bind(beginning.seeds)
        self.seeded = beginning.begin(beginning.seeds, self.settings.reseed)
        if self.settings.reseed != "never":
            beginning.name_others()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.store.close()
        self.pending_faults.look()

    def call(
        self, name: str, request: object = None, caller: Caller | None = None
    ) -> Mapping[str, Any]:
        """Answer one API request, as the service would.

        Faults that wait for it strike first, see `Emulator.fail` and `Emulator.delay`. At the end
        the listeners are told about it, see `Emulator.on_call`.

        Args:
            name: the operation, for example ``AdminGetUser``.
            request: its request in the API's own words.
            caller: who calls; by default a trusted caller in the emulator's region. Whether the
                request had to be signed is decided before this, by the wire.

        Raises:
            CognitoError: the service's own refusal; the state is unchanged.

        """
        begun, caller = self._begun(), caller or self.caller()
        if self.pending_faults.known or self.audience.calls.present:
            return self._observed(name, request, caller, begun)
        return self._answer(name, request, caller, begun)

    def answer(
        self, name: str, request: object = None, caller: Caller | None = None
    ) -> Mapping[str, Any]:
        """Do as :meth:`call` does, but no fault strikes and no listener is told.

        This is for calls by a test's own tools. It has the same arguments and errors.
        """
        return self._answer(name, request, caller or self.caller(), self._begun())

    def refused(
        self, refusal: Exception, caller: Caller, glimpse: Callable[[], tuple[str, object]]
    ) -> None:
        """Tell listeners about a request that the wire refuses, so that it becomes no call.

        Args:
            refusal: why; anything but a CognitoError is a bug.
            caller: who sent it.
            glimpse: returns what could be read of it, the operation's name and the request; it is
                only called if somebody listens.

        """
        if self.audience.calls.present:
            report = Report(*glimpse(), caller, self.clock.now())
            self.audience.calls.tell(report.failed(refusal, injected=False))

    def observed(
        self, name: str, request: object, caller: Caller, client_id: str | None = None
    ) -> Observation | None:
        """Return the observation of a request for a page or an endpoint, if anybody listens.

        Args:
            name: its name, one of `cognito_emulator.endpoints.ENDPOINTS`.
            request: the parameters of its query and its form.
            caller: who asks.
            client_id: of the client, where no parameter names it.

        """
        if not self.audience.calls.present:
            return None
        begun, now = self._begun(), self._now()
        report = Report(name, request, caller, now, client_id)
        return Observation(report, lambda call: self.tell(call, begun.generation))

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

    def new_uuid(self) -> str:
        """Return a UUID of the engine's own source of ids, for who needs one outside of `run`."""
        return self._ids.uuid()

    def run(
        self,
        work: Callable[[Context], Result],
        caller: Caller | None = None,
        operation: str = "",
    ) -> Result:
        """Run ``work`` in a transaction: all of it happens, or nothing.

        It takes no lock while it runs; if another transaction changed what it saw, it runs again.
        Functions behind triggers are asked once for all runs.

        Args:
            work: takes the context of a run.
            caller: who asks; by default a caller in the emulator's region.
            operation: the operation that warnings name as theirs.

        """
        begun, who = self._begun(), caller or self.caller()
        return self._run(Task(work, who, operation, {}, begun, [], []))

    def run_inside(
        self, work: Callable[[Context], Result], *, base_url: str | None = None
    ) -> Result:
        """Run ``work`` on behalf of the emulator itself, which sees the pools of all regions.

        Args:
            work: as :meth:`run` takes it.
            base_url: the emulator's address for whoever asks; by default the usual one.

        """
        return self.run(work, self.caller(signed=False, base_url=base_url))

    def look(self, work: Callable[[Context], Result]) -> Result:
        """Run ``work`` as :meth:`run_inside` does, if it changes nothing and may take long.

        It sees one moment. Others go on meanwhile, and do not make it run again.
        """
        self._begun()
        with self.store.still() as tx:
            task = Task(work, self.caller(signed=False), "", {}, tx, [], [])
            return work(self._context(task, tx))

    # -- state ------------------------------------------------------------------------------------

    def reset(self) -> list[Path]:
        """Forget everything but signing keys, load the seeds again, show the process's own time.

        Functions behind triggers and listeners stay. Files of seeds and of functions that have
        changed are read again first; other processes that share the store read them again when
        they are next asked for something. Functions that are named by a module stay as they are;
        if their file has changed, there is a warning.

        Returns:
            The files that were read again.

        Raises:
            SeedError, TargetError: a file that has changed is wrong; then nothing changes.

        """
        files = self._exchanges.reset()
        self.keys.forget_most(self._pool_ids)
        if self.store.lasts:
            planted = "all seeds were planted anew" if self._beginning.seeds else "it has no seeds"
            self.warn(f"{self.store.name} was emptied, and {planted}.")
        self.warn_of_changed_modules()
        return files

    def replant(self) -> list[Path]:
        """Read changed files of seeds and functions again; what else a lasting store has, stays.

        What came of a changed seed goes: its pools, with all that is in them by now. The seed is
        planted anew, and its pools have the signing keys that they had. A store in memory does
        not know what came of a seed: there it is all the same to :meth:`reset`.

        Returns:
            The files that were read again.

        Raises:
            SeedError, TargetError: a file that has changed is wrong; then nothing changes.

        """
        return self._exchanges.replant() if self.store.lasts else self.reset()

    def warn_of_changed_modules(self) -> None:
        """Warn of changed files that only another process will read; once for each."""
        for file in changed_modules():
            self.warn(
                f"{file} changed, but its functions stay as they are, because a module names them:"
                f" restart, or name them by the file, as in {file.name}:function."
            )

    def changed_files(self) -> dict[Path, Stamp]:
        """Return the files that :meth:`reset` would read again, and what they are like now."""
        return {**changed_files(), **self._beginning.changed()}

    def snapshot(self) -> Snapshot:
        """Return the state; this is cheap, because records are shared.

        The clock is not part of it. Keys are, but those that are made later stay.
        """
        return Snapshot(self.store.snapshot(), self.keys.snapshot())

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a state; any number of times to the same one."""
        self.keys.restore(snapshot.keys)
        self._exchanges.restore(snapshot.records)
        self.keys.forget_most(self._pool_ids)

    def reseed(self, *seeds: Source) -> None:
        """Make :meth:`reset` go back to these seeds from now on; the state stays as it is.

        Raises:
            SeedError: a seed is wrong; the message names the file and the place in it.

        """
        self._beginning.seeds = self._beginning.read(seeds)

    def plant(self, *seeds: Source, anew: bool = False, functions: bool = True) -> list[Planted]:
        """Add what seeds describe to the state; all of it or nothing. :meth:`reset` forgets it.

        Args:
            *seeds: files, or the content of files.
            anew: whether pools, clients, users and groups replace those of the same ids and names;
                everything else stays.
            functions: whether seeds may name functions: that runs the code of whoever wrote them.

        Raises:
            SeedError: a seed is wrong; the message names the file and the place in it.

        """
        loaded = self._beginning.read(seeds, functions=functions)
        planted = self._beginning.plant(loaded, anew=anew)
        self._beginning.bind(loaded)
        return planted

    def keep_keys(self) -> list[str]:
        """Keep signing keys where the records are, if those last; return whose were others."""
        return self.keys.keep_in(self.vault)

    # -- inside -----------------------------------------------------------------------------------

    def warn(self, sentence: str, *, user_pool_id: str | None = None) -> None:
        """Keep a warning that belongs to no operation, and tell listeners or else the log.

        Args:
            sentence: what is wrong, and what would be right.
            user_pool_id: the id of the pool that it is about.

        """
        warning = WarningRecord(sentence=sentence, at=self._now(), user_pool_id=user_pool_id)
        self._publish(self.store.transaction().generation, "", warning)

    def _begun(self) -> Transaction:
        """Begin a transaction for what is asked for now, in the state as it is by now."""
        begun = self.store.transaction()
        self._exchanges.notice(begun.generation)
        return begun

    def _observed(
        self, name: str, request: object, caller: Caller, begun: Transaction
    ) -> Mapping[str, Any]:
        """Answer a call about which listeners are told, or that a fault may strike."""
        report = Report(name, request, caller, self._now())
        struck = self.pending_faults.strike(name) if self.pending_faults.known else []
        try:
            faults.befall(name, struck)
            answer = self._answer(name, request, caller, begun)
        except Exception as raised:
            elsewhere = doors.other_region(self.store, raised, request, caller)
            call = report.failed(raised, injected=bool(struck), pool_region=elsewhere)
            self.tell(call, begun.generation)
            raise
        self.tell(report.answered(answer, injected=bool(struck)), begun.generation)
        return answer

    def tell(self, call: Call, generation: int) -> None:
        """Tell listeners about a call, unless it was meant for a state that is gone."""
        if generation == self.store.generation:
            self.audience.calls.tell(call)

    def _answer(
        self, name: str, request: object, caller: Caller, begun: Transaction
    ) -> Mapping[str, Any]:
        try:
            operation = spec.operation(name)
        except KeyError:
            near = nearest(name, spec.operations())
            raise errors.UnknownOperationException(
                f"There is no operation {name}; {near}."
            ) from None
        if caller.door == "call" and codec.half_character(request) is not None:
            raise errors.SerializationException  # as over HTTP, where it is not JSON
        handler = registry.registered().get(name)
        if handler is None:
            raise errors.NotImplementedException(f"{name} is not emulated yet.")
        parameters = validate(operation, {} if request is None else request)

        def work(ctx: Context) -> Mapping[str, Any]:
            return handler(ctx, parameters) or {}

        return self._run(Task(work, caller, name, {}, begun, [], []))

    def _run(self, task: Task[Result]) -> Result:
        try:
            return self._runner.run(task)
        finally:
            self._conclude(task)

    def _pool_ids(self) -> Container[object]:
        return {pool.id for pool in self.store.all(POOLS, "all", "all")}

    def _context(self, task: Task[Any], tx: Transaction) -> Context:
        return Context(
            tx=tx,
            now=self._now(),
            ids=self._ids,
            keys=self.keys,
            settings=self.settings,
            caller=task.caller,
            functions=self.functions,
            fetch=self.fetch,
            publish=partial(self._publish, task.begun.generation, task.operation),
            apart=self.run_inside,
            memory=task.memory,
        )

    def _conclude(self, task: Task[Any]) -> None:
        """Do what had to wait until a task was over, whether it succeeded or failed."""
        try:
            for done in task.done:
                self._follow_up(done)
        finally:
            published = set()
            for record in (each for run in (*task.done, *task.failed) for each in run.warnings):
                about = (record.sentence, record.user_pool_id)
                if about not in published:
                    published.add(about)
                    self._publish(task.begun.generation, task.operation, record)

    def _publish(self, generation: int, operation: str, warning: WarningRecord) -> None:
        """Keep a warning, unless it is about a state that is gone; tell listeners or the log."""
        record = replace(warning, operation=operation)
        with self.store.exclusively():
            tx = self.store.transaction()
            if generation == tx.generation:
                keep_warning(tx, record)
                tx.commit()
        self.audience.warn(record)

    def _follow_up(self, ctx: Context) -> None:
        """Do what had to wait until a run's writes were real; no lock is held any more."""
        ctx.alone = False
        try:
            for message in ctx.outbox:
                self.audience.messages.tell(message)
        finally:  # triggers get their events even if a listener fails
            for call in ctx.afterwards:
                call()
