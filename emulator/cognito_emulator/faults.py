"""Faults that tests wish for: calls fail or are delayed, as if the service were in trouble."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import contextmanager
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeGuard

from cognito_emulator import errors
from cognito_emulator.api import sigv4, spec
from cognito_emulator.clock import wait
from cognito_emulator.domain.work.record import FAULTS, Fault, WaitingFault
from cognito_emulator.endpoints import ENDPOINTS, OUTAGES
from cognito_emulator.errors.oauth import OAuthError
from cognito_emulator.ids import fall
from cognito_emulator.nearest import nearest
from cognito_emulator.printable import exact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cognito_emulator.store import Reader, Store, Transaction

LONGEST_DELAY = 86_400.0
"""Seconds; no client waits longer, and a wrong unit should not look like a test that hangs."""

# What every call may be refused with. The model lists TooManyRequestsException and
# InternalErrorException for nearly all operations; that it leaves some out is taken for an omission
# (a guess). The others are documented for every service.
_OF_ANY_CALL = frozenset(
    {
        "InternalErrorException",
        "InternalFailure",
        "ServiceUnavailable",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
# What calls that are signed may be refused with besides; of others the service does not look at
# any signature (recorded [wire-9]).
_OF_SIGNED_CALLS = frozenset(
    {
        "AccessDeniedException",
        "ExpiredTokenException",
        "InvalidSignatureException",
        "MissingAuthenticationTokenException",
        "RequestExpired",
        "UnrecognizedClientException",
    }
)

# The service's words for what has but one text, or a usual one; where no source is named, they are
# those of the operations. All other errors get `_OTHERWISE`.
_MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        # Measured [credentials-15], with the resource's ARN in it.
        "AccessDeniedException": (
            "User: arn:aws:iam::123456789012:user/emulator is not authorized to perform: "
            "cognito-idp:{operation} because no identity-based policy allows the "
            "cognito-idp:{operation} action"
        ),
        "CodeMismatchException": "Invalid verification code provided, please try again.",
        "ExpiredCodeException": "Invalid code provided, please request a code again.",
        # Measured on a sibling [credentials-16].
        "ExpiredTokenException": "The security token included in the request is expired",
        "InternalErrorException": "Internal server error.",  # measured [faults-3]
        "InternalFailure": "Internal Failure",  # a guess
        "InvalidSignatureException": sigv4.WRONG_SIGNATURE,
        "LimitExceededException": "Attempt limit exceeded, please try after some time.",
        "MissingAuthenticationTokenException": sigv4.NO_SIGNATURE,
        "NotAuthorizedException": "Incorrect username or password.",
        "PasswordResetRequiredException": "Password reset required for the user",
        "RequestExpired": "Request has expired.",  # a guess
        "ServiceUnavailable": "Service Unavailable",  # a guess
        "ThrottlingException": "Rate exceeded",  # measured on a sibling [faults-2]
        "TooManyRequestsException": "Rate exceeded",  # measured [faults-1]
        "UnrecognizedClientException": sigv4.UNKNOWN_KEY,
        "UserNotConfirmedException": "User is not confirmed.",
        "UserNotFoundException": "User does not exist.",
        "UsernameExistsException": "User already exists",
    }
)
_OTHERWISE = "A test wished for this error."


class Faults(ABC):
    """The faults that wait for calls: records of a store; safe to share between threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.look()

    @property
    @abstractmethod
    def known(self) -> tuple[WaitingFault, ...]:
        """They, oldest first, as the store was when the call began that asks for them."""

    @property
    def waiting(self) -> tuple[WaitingFault, ...]:
        """They, oldest first, by now."""
        return self.known

    @abstractmethod
    def look(self) -> None:
        """See what waits, after the state was exchanged."""

    def add(self, fault: Fault) -> Fault:
        """Have a fault wait; return it as it waits.

        Args:
            fault: with ``times=None`` it strikes one call; with a probability too, any number.

        Raises:
            ValueError: it cannot be; the sentence names what is wrong, and what there is.

        """
        _check(fault)
        if fault.times is None and fault.probability is None:
            fault = replace(fault, times=1)
        with self._changing() as tx:
            number = 1 + max((each.number for each in _all(tx)), default=0)
            tx.put(FAULTS, WaitingFault(number=number, fault=fault))
        return fault

    def strike(self, operation: str) -> list[Fault]:
        """Return the faults that strike a call, and count it: a delay, a refusal, both or none.

        Of each kind it is the oldest that is due. The dice of a fault are thrown for each call that
        it might strike, and that no older one has struck.
        """
        if operation not in spec.operations() and operation not in ENDPOINTS:
            return []
        if not any(_concerns(each.fault, operation) for each in self.waiting):
            return []
        with self._changing() as tx:
            struck = [_first(tx, operation, delays=delays) for delays in (True, False)]
        return [fault for fault in struck if fault is not None]

    def clear(self) -> int:
        """Forget all; return how many there were."""
        with self._changing() as tx:
            there = _all(tx)
            for each in there:
                tx.delete(FAULTS, each.number)
        return len(there)

    @contextmanager
    def _changing(self) -> Iterator[Transaction]:
        """Change what waits, with everybody else kept from it, so that each call counts once."""
        with self._store.exclusively():
            tx = self._store.transaction()
            yield tx
            tx.commit()
            self.look()


class OwnFaults(Faults):
    """Those of a store in memory, which only its engine changes: calls need not ask it."""

    known: tuple[WaitingFault, ...] = ()

    def look(self) -> None:
        """See what waits."""
        with self._store.exclusively():
            self.known = tuple(_all(self._store))


class SharedFaults(Faults):
    """Those of a store that lasts, which other processes may change at any time."""

    @property
    def known(self) -> tuple[WaitingFault, ...]:
        """They, oldest first, as the store was when a transaction began last, or later."""
        return tuple(_all(self._store.known))

    @property
    def waiting(self) -> tuple[WaitingFault, ...]:
        """They, oldest first, by now."""
        return tuple(_all(self._store))

    def look(self) -> None:
        """Do nothing: whoever asks what waits looks."""


def in_store(store: Store) -> Faults:
    """Return the faults that wait in a store."""
    return SharedFaults(store) if store.lasts else OwnFaults(store)


def befall(operation: str, struck: list[Fault]) -> None:
    """Let a call suffer the faults that strike it: it waits, and then it is refused.

    Raises:
        CognitoError: one of them is a refusal.

    """
    for fault in struck:
        if fault.delay is not None:
            wait(fault.delay)
    for fault in struck:
        if fault.error is not None:
            raise _error(fault.error, fault.message, operation)


def possible(operation: str | None) -> frozenset[str]:
    """Return the names of the errors with which a call may be refused.

    Args:
        operation: its name, or that of a page or an endpoint; ``None`` for all that any operation
            may be refused with.

    """
    if operation is None:
        return frozenset().union(*map(possible, spec.operations()))
    if (endpoint := ENDPOINTS.get(operation)) is not None:
        of_form = spec.operation(endpoint.operation).errors if endpoint.operation else frozenset()
        return endpoint.errors | of_form | OUTAGES
    model = spec.operation(operation)
    return model.errors | _OF_ANY_CALL | (_OF_SIGNED_CALLS if model.signed else frozenset())


def _concerns(fault: Fault, operation: str) -> bool:
    if fault.operation is not None:
        return fault.operation == operation
    if operation in ENDPOINTS:
        return False
    return fault.error is None or fault.error in possible(operation)


def _all(reader: Reader) -> list[WaitingFault]:
    return reader.all(FAULTS, "all", "all")


def _first(tx: Transaction, operation: str, *, delays: bool) -> Fault | None:
    """Return the oldest fault of a kind that strikes a call, and keep what the call makes of it."""
    for waiting in _all(tx):
        fault = waiting.fault
        if (fault.delay is not None) is not delays or not _concerns(fault, operation):
            continue
        due = fault.probability is None or fall(fault.probability, fault.seed, waiting.thrown)
        left = _after_call(waiting, struck=due)
        if left is None:
            tx.delete(FAULTS, waiting.number)
        elif left != waiting:
            tx.put(FAULTS, left)
        if due:
            return fault
    return None


def _after_call(waiting: WaitingFault, *, struck: bool) -> WaitingFault | None:
    """Return what is left of a fault after a call that it might have struck."""
    fault = waiting.fault
    if struck:
        left = None if fault.times is None else fault.times - 1
        fault = replace(fault, times=left, struck=fault.struck + 1)
    if fault.times == 0:
        return None
    return replace(waiting, fault=fault, thrown=waiting.thrown + (fault.seed is not None))


def _error(name: str, message: str | None, operation: str) -> errors.CognitoError:
    if operation in ENDPOINTS and name in ENDPOINTS[operation].errors:
        return OAuthError(name, message)
    kind: type[errors.CognitoError] = getattr(errors, name)
    if message is not None:
        return kind(message)
    return kind(_MESSAGES.get(name, _OTHERWISE).format(operation=operation))


# --- what can be wished for -----------------------------------------------------------------------
# Values are looked at as if they had no types: they come from JSON too.


def _check(fault: Fault) -> None:
    _check_operation(fault.operation)
    if fault.delay is None:
        _check_error(fault.operation, fault.error)
    else:
        _check_delay(fault.delay)
    _require(isinstance(fault.message, str | None), "message must be a text.")
    _check_times(fault.times)
    _check_chance(fault.probability, fault.seed)


def _check_operation(name: object) -> None:
    if name is None:
        return
    _require(isinstance(name, str), "operation must be the name of one, or nothing for every one.")
    known = (*spec.operations(), *ENDPOINTS)
    if name not in known:
        near = nearest(str(name), known)
        raise ValueError(f"There is no operation {exact(str(name))}; {near}.")


def _check_error(operation: str | None, name: object) -> None:
    _require(isinstance(name, str), "error must be the name of an error.")
    there_is = possible(operation)
    if name not in there_is:
        called = f"No call of {operation}" if operation else "No call"
        near = nearest(str(name), sorted(there_is))
        raise ValueError(f"{called} is refused with {exact(str(name))}; {near}.")


def _check_delay(seconds: object) -> None:
    _require(
        _is_number(seconds) and 0 <= seconds <= LONGEST_DELAY,
        f"The delay must be a number of seconds, from 0 to {LONGEST_DELAY:.0f}.",
    )


def _check_times(times: object) -> None:
    _require(
        times is None or (_is_whole(times) and times >= 1),
        "times must be a whole number, 1 or more.",
    )


def _check_chance(probability: object, seed: object) -> None:
    _require(
        probability is None or (_is_number(probability) and 0 < probability <= 1),
        "probability must be a number above 0, and 1 at most.",
    )
    _require(
        seed is None or isinstance(seed, str) or _is_whole(seed),
        "seed must be a whole number or a text.",
    )
    _require(seed is None or probability is not None, "seed is for dice: say a probability too.")


def _require(right: bool, sentence: str) -> None:  # noqa: FBT001 - reads as an assertion
    if not right:
        raise ValueError(sentence)


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
