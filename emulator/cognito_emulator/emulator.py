"""The emulator, as users have it: the engine, with a method for everything that they need.

`control` does the work of most methods; here they are found and explained.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, overload

from cognito_emulator.control import (
    challenges,
    faults,
    history,
    messages,
    minting,
    pools,
    triggers,
    users,
)
from cognito_emulator.control.faults import Fault
from cognito_emulator.control.minting import Wish
from cognito_emulator.control.triggers import AnyHandler, Unsaid
from cognito_emulator.engine import Engine, Snapshot
from cognito_emulator.hints import EMULATOR, elsewhere

if TYPE_CHECKING:
    from cognito_emulator.calls import Call
    from cognito_emulator.clock import Clock
    from cognito_emulator.control.challenges import (
        ForceableChallenge,
        ForcedChallenge,
        OpenChallenge,
    )
    from cognito_emulator.control.messages import Message
    from cognito_emulator.control.minting import Minted
    from cognito_emulator.control.pools import Client, Pool
    from cognito_emulator.control.users import User
    from cognito_emulator.domain.work.keys import KeyRing
    from cognito_emulator.domain.work.record import WarningRecord
    from cognito_emulator.endpoints import EndpointName, OAuthErrorName
    from cognito_emulator.errors import ErrorName
    from cognito_emulator.lambdas import Target, TriggerName
    from cognito_emulator.names import Operation
    from cognito_emulator.seeds import Source
    from cognito_emulator.settings import Settings
    from cognito_emulator.store import Store

__all__ = ["AnyHandler", "Emulator", "Snapshot", "Unsaid"]


class Emulator(Engine):
    """A running emulator of Amazon Cognito user pools; safe to share between threads.

    As a context manager it forgets its state at the end.

    Attributes:
        settings: its settings, the options of ``cognito-emulator serve``.
        clock: its time, which can be moved.
        keys: the signing keys of its pools; they outlive :meth:`reset`, but not DeleteUserPool.
        functions: the functions that answer triggers; they outlive :meth:`reset`.
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
            seed: a file, or the content of a file, that describes pools to begin with.
            seeds: more of them.
            clock: by default one that shows the process's own time.
            keys: signing keys to share with other emulators; by default its own. Shared ones stay
                when their pools are deleted.
            store: where its records are kept, by default in memory.

        Raises:
            SeedError: a seed is wrong; the message names the file and the place in it.

        """
        first = [] if seed is None else [seed]
        super().__init__(settings, seeds=[*first, *seeds], clock=clock, keys=keys, store=store)

    if not TYPE_CHECKING:  # a wrong name is an error of types, too

        def __getattr__(self, name: str) -> object:
            return elsewhere(self, name, EMULATOR)

    # -- state -------------------------------------------------------------------------------------

    def plant_user(self, pool_id: str, described: Mapping[str, Any]) -> User:
        """Add a user to a pool quietly: no message is sent, and no trigger is asked.

        Args:
            pool_id: the pool's id.
            described: the user, in the form of an entry of a seed's ``Users``.

        Raises:
            ResourceNotFoundException: there is no such pool.
            SeedError: this does not describe a user, or the service would refuse such a user.

        """
        return users.plant(self, pool_id, described)

    def all_pools(self) -> list[Pool]:
        """Return the pools of all regions, oldest first."""
        return pools.everywhere(self)

    def pool(self, pool_id: str) -> Pool:
        """Return a pool of any region.

        Raises:
            ResourceNotFoundException: there is none.

        """
        return pools.pool(self, pool_id)

    def client(self, client_id: str) -> Client:
        """Return an app client of any pool.

        Raises:
            ResourceNotFoundException: there is none.

        """
        return pools.client(self, client_id)

    def clients_of(self, pool_id: str) -> list[str]:
        """Return the ids of a pool's app clients.

        Raises:
            ResourceNotFoundException: there is no such pool.

        """
        return [client.id for client in pools.clients_of(self, pool_id)]

    def user(self, pool_id: str, username: str) -> User:
        """Return a user by username, alias or ``sub``.

        Raises:
            ResourceNotFoundException: there is no such pool.
            UserNotFoundException: there is no such user.

        """
        return users.user(self, pool_id, username)

    def users_of(self, pool_id: str) -> list[User]:
        """Return a pool's users, oldest first.

        Raises:
            ResourceNotFoundException: there is no such pool.

        """
        return users.of_pool(self, pool_id)

    def groups_of(self, pool_id: str) -> list[str]:
        """Return the names of a pool's groups.

        Raises:
            ResourceNotFoundException: there is no such pool.

        """
        return users.groups_of(self, pool_id)

    def mint(
        self,
        client_id: str,
        username: str,
        wish: Wish | None = None,
        *,
        base_url: str | None = None,
    ) -> Minted:
        """Return what a sign-in would return, without the sign-in: no password, no challenge.

        Args:
            client_id: the app client's id.
            username: a username, an alias or a ``sub`` of the user.
            wish: what the tokens should be like.
            base_url: the emulator's address for whoever asks; by default the usual one. The tokens'
                issuer begins with it, unless the settings say otherwise.

        Raises:
            ResourceNotFoundException: there is no such client.
            UserNotFoundException: there is no such user in its pool.
            UserLambdaValidationException: PreTokenGeneration refuses.

        """
        return minting.mint(self, client_id, username, wish or Wish(), base_url=base_url)

    # -- triggers ----------------------------------------------------------------------------------

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
        """Let ``function`` answer a Lambda trigger, in place of the former function.

        It is called with the event, or with the event and Lambda's context. It returns the event
        with its ``response`` filled in, as a Lambda function does. What it raises reaches the
        client as UserLambdaValidationException. Without ``function`` this is a decorator::

            @emulator.on("PreSignUp")
            def confirm(event):
                event["response"]["autoConfirmUser"] = True
                return event

        Args:
            trigger: its name in LambdaConfig, for example ``PreSignUp``; with a version
                ``PreTokenGeneration:V2_0``.
            function: a function, or where one is, as ``--trigger`` takes it: an HTTP URL,
                ``lambda:http://host:port/name``, ``module:function``. ``None``: no function
                answers, even if a LambdaConfig names one.
            pool_id: the id of one pool; by default it answers for every pool.
            version: the version of PreTokenGeneration's events: ``V1_0``, ``V2_0`` or ``V3_0``; by
                default what the pool's LambdaConfig says.

        Raises:
            ValueError: there is no such trigger, function or version.

        """
        return triggers.attach(self, trigger, function, pool_id, version)

    def off(self, trigger: TriggerName, *, pool_id: str | None = None) -> None:
        """Undo :meth:`on`.

        Raises:
            ValueError: there is no such trigger.

        """
        triggers.detach(self, trigger, pool_id)

    def bind(self, arn: str, function: Target) -> None:
        """Let ``function`` answer wherever a LambdaConfig names ``arn``.

        Args:
            arn: the ARN as LambdaConfig has it.
            function: as :meth:`on` takes it; ``None``: as if LambdaConfig did not name the ARN.

        Raises:
            ValueError: there is no such function.

        """
        triggers.bind(self, arn, function)

    def wait_for_senders(self, seconds: float = 10.0) -> bool:
        """Wait until CustomEmailSender and CustomSMSSender are done; operations do not wait.

        Args:
            seconds: how long to wait at most, for each function call that has not ended.

        Returns:
            Whether all are done.

        """
        return self.functions.finish(seconds)

    # -- what has happened -------------------------------------------------------------------------

    def on_call(self, listener: Callable[[Call], object]) -> Callable[[], None]:
        """Call ``listener`` after each call of an operation, successful or not.

        That includes requests that could not become a :meth:`call`: they name no operation, lack a
        signature, or cannot be read. It runs in the thread of the call, when the call is over and
        holds no lock. What it raises reaches the caller in place of the answer.

        Returns:
            A function that removes the listener again.

        """
        return self.audience.calls.add(listener)

    def hears_calls(self, listener: Callable[[Call], object]) -> bool:
        """Whether ``listener`` is one of those of :meth:`on_call`."""
        return listener in self.audience.calls

    def remember_listeners(self) -> Callable[[], None]:
        """Return a function that brings back the present listeners, and removes all others."""
        return self.audience.remember()

    def on_message(self, listener: Callable[[Message], object]) -> Callable[[], None]:
        """Call ``listener`` with each message whose operation has succeeded.

        It runs in the thread of the operation; what it raises reaches the operation's caller.

        Returns:
            A function that removes the listener again.

        """
        return self.audience.messages.add(listener)

    def messages(self, pool_id: str | None = None, username: str | None = None) -> list[Message]:
        """Return the mails and text messages "sent", oldest first.

        Args:
            pool_id: only those of this pool.
            username: only those to this user: anything that the user signs in with, or ``sub``.

        """
        return messages.sent(self, pool_id, username)

    def forget_messages(self, pool_id: str | None = None, username: str | None = None) -> int:
        """Delete the messages that :meth:`messages` would return; return how many there were."""
        return messages.forget(self, pool_id, username)

    def on_warning(self, listener: Callable[[WarningRecord], object]) -> Callable[[], None]:
        """Call ``listener`` with each warning, in place of the log.

        A warning tells whoever set something up what no answer of the API says: that a member of a
        trigger's answer has no effect, or why an answer was refused. It comes when the operation is
        over, even if that failed, and in its thread. What ``listener`` raises reaches the
        operation's caller. Without listeners a warning goes to the logger of this module.

        Returns:
            A function that removes the listener again.

        """
        return self.audience.warnings.add(listener)

    def warnings(self) -> list[WarningRecord]:
        """Return the newest warnings, 1,000 at most, oldest first; :meth:`reset` forgets them."""
        return history.warnings(self)

    def forget_warnings(self) -> int:
        """Delete all warnings; return how many there were."""
        return history.forget_warnings(self)

    # -- what is to happen -------------------------------------------------------------------------

    def force_challenge(
        self,
        challenge: ForceableChallenge,
        *,
        pool_id: str,
        username: str | None = None,
        times: int = 1,
        expected: bool = False,
    ) -> ForcedChallenge:
        """Make the next sign-ins meet a challenge that nothing else asks for.

        The emulator supplies what a user lacks for it; :meth:`open_challenges` tells the answer.

        Args:
            challenge: its name, for example ``SOFTWARE_TOKEN_MFA``.
            pool_id: the pool's id.
            username: a username, an alias or a ``sub``; ``None`` for every user of the pool.
            times: how many sign-ins meet it.
            expected: whether the user need not exist yet; then ``username`` is the username.

        Raises:
            ValueError: there is no such challenge, it cannot be forced, or ``times`` is below 1.
            ResourceNotFoundException: there is no such pool.
            UserNotFoundException: there is no such user.

        """
        return challenges.force(
            self, challenge, pool_id=pool_id, username=username, times=times, expected=expected
        )

    def open_challenges(self, pool_id: str, username: str | None = None) -> list[OpenChallenge]:
        """Return the challenges that wait for an answer, oldest first, each with the right answer.

        Args:
            pool_id: the pool's id.
            username: a username, an alias or a ``sub``; ``None`` for every user of the pool.

        Raises:
            ResourceNotFoundException: there is no such pool.
            UserNotFoundException: there is no such user.

        """
        return challenges.waiting(self, pool_id, username)

    def forced_challenges(self) -> list[ForcedChallenge]:
        """Return the challenges of :meth:`force_challenge` that no sign-in has met yet."""
        return challenges.unmet(self)

    def forget_challenges(self) -> int:
        """Forget all challenges of :meth:`force_challenge`; return how many there were."""
        return challenges.forget(self)

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
        """Refuse the next calls before they do anything, as a service in trouble does.

        They are refused even before their requests are validated, but not if they lack a signature
        or cannot be read. Calls of operations that are not emulated are refused, too.

        Of several faults the oldest that is due strikes; a refusal and a :meth:`delay` may strike
        the same call. :meth:`reset` forgets faults, :meth:`restore` brings back the snapshot's.

        Args:
            operation: whose calls, for example ``InitiateAuth``; ``None`` for every operation that
                may be refused so.
            error: the class name of an error: one that the service model lists for the operation,
                or that any call may get, such as ``TooManyRequestsException``.
            message: by default the service's own, as far as it is known.
            times: how many calls are refused; ``None``: one, or with ``probability`` any number.
            probability: how likely a call is refused, above 0 up to 1; by default each one is.
            seed: the same seed refuses the same calls; by default they are random.

        Returns:
            The fault as it waits.

        Raises:
            ValueError: there is no such operation, it has no such error, or a number is wrong.

        """
        fault = Fault(
            operation=operation,
            error=error,
            message=message,
            times=times,
            probability=probability,
            seed=seed,
        )
        return faults.add(self, fault)

    def delay(
        self,
        operation: Operation | EndpointName | None,
        seconds: float,
        *,
        times: int | None = None,
        probability: float | None = None,
        seed: int | str | None = None,
    ) -> Fault:
        """Make the next calls wait before they do anything; see :meth:`fail`.

        They wait in real time, because a client's time-out is real. The emulator's clock is not
        changed, and other calls do not wait. (A boto3 client in this process has no time-out.)

        Args:
            operation: whose calls; ``None`` for every operation.
            seconds: how long they wait, 0 up to a day.
            times: how many calls wait; ``None``: one, or with ``probability`` any number.
            probability: how likely a call waits, above 0 up to 1; by default each one does.
            seed: with the same seed the same calls wait; by default they are random.

        Returns:
            The fault as it waits.

        Raises:
            ValueError: there is no such operation, or a number is wrong.

        """
        fault = Fault(
            operation=operation, delay=seconds, times=times, probability=probability, seed=seed
        )
        return faults.add(self, fault)

    def faults(self) -> list[Fault]:
        """Return the faults of :meth:`fail` and :meth:`delay` that still wait, oldest first."""
        return faults.waiting(self)

    def forget_faults(self) -> int:
        """Forget all faults; return how many there were."""
        return faults.forget(self)
