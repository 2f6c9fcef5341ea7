"""Faults that tests wish for: calls fail or are delayed, as if the service were in trouble."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from threading import Lock
from types import MappingProxyType
from typing import NamedTuple, TypeGuard

from cognito_emulator import errors
from cognito_emulator.api import sigv4, spec
from cognito_emulator.clock import wait
from cognito_emulator.counts import counted, often
from cognito_emulator.endpoints import ENDPOINTS, OUTAGES
from cognito_emulator.errors.oauth import OAuthError
from cognito_emulator.ids import Dice
from cognito_emulator.nearest import nearest
from cognito_emulator.printable import exact
from cognito_emulator.records import Record

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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Fault(Record):
    """A wish that future calls fail or are delayed.

    Attributes:
        operation: the operation whose calls are struck, for example ``InitiateAuth``, or the page
            or endpoint of a pool's domain, for example ``oauth2/token``; ``None`` for every
            operation (that may fail with `error`).
        error: the class name of the error with which calls fail; ``None`` for a delay.
        message: the error's message; ``None`` for the service's own, as far as it is known.
        delay: how many seconds of real time calls wait; ``None`` for an error.
        times: how many more calls will be struck; ``None`` for no limit.
        probability: how likely a call is struck, above 0, at most 1; ``None`` for always.
        seed: what determines which calls are struck; ``None`` for real chance.
        struck: how many calls were struck.

    """

    operation: str | None = None
    error: str | None = None
    message: str | None = None
    delay: float | None = None
    times: int | None = None
    probability: float | None = None
    seed: int | str | None = None
    struck: int = 0

    @property
    def what(self) -> str:
        """What becomes of which calls, in words."""
        what = self.error if self.delay is None else f"a delay of {counted(self.delay, 'second')}"
        return f"{self.operation or 'any operation'}: {what}"

    def __str__(self) -> str:
        times = "always" if self.times is None else often(self.times)
        chance = "" if self.probability is None else f", with probability {self.probability:g}"
        return f"{self.what}, {times}{chance}"


class Waiting(NamedTuple):
    """A fault that waits for calls, and its dice."""

    fault: Fault
    dice: Dice

    def due(self) -> bool:
        """Throw the dice: whether the fault strikes the call at hand, if it concerns that."""
        return self.fault.probability is None or self.dice.fall(self.fault.probability)


class Faults:
    """The faults that wait for calls; safe to share between threads.

    Attributes:
        waiting: they, oldest first; replaced as a whole.

    """

    __slots__ = ("_lock", "waiting")

    def __init__(self) -> None:
        self.waiting: tuple[Waiting, ...] = ()
        self._lock = Lock()

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
        with self._lock:
            self.waiting = (*self.waiting, Waiting(fault, Dice(fault.seed)))
        return fault

    def strike(self, operation: str) -> list[Fault]:
        """Return the faults that strike a call, and count it: a delay, a refusal, both or none.

        Of each kind it is the oldest that is due. The dice of a fault are thrown for each call that
        it might strike, and that no older one has struck.
        """
        if operation not in spec.operations() and operation not in ENDPOINTS:
            return []
        with self._lock:
            struck = [self._first(operation, delays) for delays in (True, False)]
        return [fault for fault in struck if fault is not None]

    def clear(self) -> int:
        """Forget all; return how many there were."""
        with self._lock:
            forgotten, self.waiting = self.waiting, ()
        return len(forgotten)

    def snapshot(self) -> tuple[Waiting, ...]:
        """Remember what waits, and how the dice will fall."""
        with self._lock:
            return _twins(self.waiting)

    def restore(self, snapshot: tuple[Waiting, ...]) -> None:
        """Go back to what waited then; any number of times."""
        with self._lock:
            self.waiting = _twins(snapshot)

    def _first(self, operation: str, delays: bool) -> Fault | None:  # noqa: FBT001 - one of two kinds
        for waiting in self.waiting:
            fault = waiting.fault
            of_kind = (fault.delay is not None) is delays
            if of_kind and _concerns(fault, operation) and waiting.due():
                self._use_up(waiting)
                return fault
        return None

    def _use_up(self, struck: Waiting) -> None:
        """Count a call that was struck."""
        fault = struck.fault
        left = None if fault.times is None else fault.times - 1
        again = struck._replace(fault=replace(fault, times=left, struck=fault.struck + 1))
        put = [] if left == 0 else [again]
        place = next(i for i, each in enumerate(self.waiting) if each is struck)
        self.waiting = (*self.waiting[:place], *put, *self.waiting[place + 1 :])


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


def _error(name: str, message: str | None, operation: str) -> errors.CognitoError:
    if operation in ENDPOINTS and name in ENDPOINTS[operation].errors:
        return OAuthError(name, message)
    kind: type[errors.CognitoError] = getattr(errors, name)
    if message is not None:
        return kind(message)
    return kind(_MESSAGES.get(name, _OTHERWISE).format(operation=operation))


def _twins(waiting: tuple[Waiting, ...]) -> tuple[Waiting, ...]:
    return tuple(each._replace(dice=each.dice.copy()) for each in waiting)


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
