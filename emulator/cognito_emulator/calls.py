"""Calls as they are reported to listeners: what was asked for, and what came of it.

They are of operations, and of the pages and OAuth endpoints of a pool's domain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING, Any, cast

from cognito_emulator.clock import Stopwatch
from cognito_emulator.domain.work.context import Caller, Door
from cognito_emulator.endpoints import PAGES
from cognito_emulator.errors import CognitoError, InternalErrorException
from cognito_emulator.hints import CALL, elsewhere
from cognito_emulator.printable import line
from cognito_emulator.records import Record
from cognito_emulator.store import UnreachableError

# What is shown of a call in one line, by the request's members; see `Call`.
_KINDS = ("AuthFlow", "ChallengeName", "grant_type", "response_type")
_USERS = (
    ("Username",),
    ("AuthParameters", "USERNAME"),
    ("ChallengeResponses", "USERNAME"),
    ("username",),  # of a page's form
)
_LONGEST_NAME, _LONGEST_MESSAGE = 64, 240
_NUMBERS = count(1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Call(Record):
    """One call of an operation, or of a page or an endpoint of a domain, and what came of it.

    ``str(call)`` is a line for a report, such as ``SignUp ada -> UsernameExistsException: User
    already exists``. The line shows the flow or challenge and the user's name of the request, the
    challenge of the answer, and nothing else of either: no password, token, code or secret. (Of
    the error's message, values of members that hold such things are left out, though the client
    gets them. A Lambda function may say anything.) ``repr`` leaves out the request and the answer.

    Attributes:
        operation: the name in the request; empty where the request names none. Of a page or an
            endpoint its path, for example ``oauth2/token``.
        request: a copy of what the caller sent, with nothing masked; empty where it was not a JSON
            object, or contained itself. Of a page or an endpoint the parameters of query and form.
        answer: a copy of the answer, with nothing masked; ``None`` where there is an error. Of an
            endpoint its JSON, of a redirect its ``Location``, of a page nothing.
        error: the error that the client got, at an OAuth endpoint an `OAuthError`. If the emulator
            has a bug, it is an `InternalErrorException` whose ``__cause__`` is the bug.
        at: when the call came in, in epoch seconds on the emulator's clock.
        seconds: how long the call took in real time, with an injected delay; next to nothing where
            the request could not be read.
        door: how the call came in.
        client_id: the id of the app client that the request names, at an endpoint by HTTP Basic as
            well; ``None`` where it names none. There may be no such client.
        region: the AWS region of the request.
        pool_region: the region in which the pool is, or would be by its id, if the request was for
            another region and the pool was not found; else ``None``.
        injected: whether a fault struck the call, see `Emulator.fail` and `Emulator.delay`.
        number: counts the calls of the process as they came in. A call that another one led to, as
            the function behind a trigger may make it, comes in later and is over earlier.
        over: when it was over, in seconds that all processes of the machine count alike.

    """

    operation: str
    request: Mapping[str, Any] = field(repr=False)
    answer: Mapping[str, Any] | None = field(repr=False)
    error: CognitoError | None
    at: float
    seconds: float
    door: Door
    region: str
    client_id: str | None = None
    pool_region: str | None = None
    injected: bool
    number: int = field(default=0, repr=False, compare=False)
    over: float = field(default=0.0, repr=False, compare=False)

    if not TYPE_CHECKING:  # a wrong name is an error of types, too

        def __getattr__(self, name: str) -> object:
            return elsewhere(self, name, CALL)

    def __str__(self) -> str:
        return self.told(None if self.username is None else line(self.username, _LONGEST_NAME))

    def told(self, user: str | None, client: str | None = None) -> str:
        """Return the line of ``str(call)`` with others in the place of the user's name.

        Args:
            user: what stands there of the user.
            client: what follows of the client.

        """
        operation = line(self.operation, _LONGEST_NAME) or "(no operation)"
        who = () if user is None else (user,)
        what = " ".join((operation, *self._kinds(), *who)) + (f", {client}" if client else "")
        return f"{what} -> {self._outcome()}{' (injected)' if self.injected else ''}"

    def _kinds(self) -> Iterator[str]:
        """Yield which flow or challenge it is."""
        for kind in _KINDS:
            if isinstance(name := self.request.get(kind), str):
                yield line(name, _LONGEST_NAME)

    @property
    def username(self) -> str | None:
        """The name of the user in the request or the answer; ``None`` where neither has one."""
        candidates = (
            *(_at(self.request, path) for path in _USERS),
            _at(self.answer, ("Username",)),
            _at(self.answer, ("username",)),  # of userInfo
        )
        return next((one for one in candidates if isinstance(one, str)), None)

    def _outcome(self) -> str:
        if self.error is not None:
            message = self.error.in_logs
            reason = "" if message is None else f": {line(message, _LONGEST_MESSAGE)}"
            return f"{self.error.type}{reason}{self._elsewhere()}"
        answer = self.answer or {}
        if "ChallengeName" in answer:
            return f"challenge {answer['ChallengeName']}"
        if "AuthenticationResult" in answer or "access_token" in answer:
            return "tokens"
        if "Location" in answer:
            return f"redirect to {_place(answer['Location'])}"
        return "page" if self.operation in PAGES else "ok"

    def _elsewhere(self) -> str:
        """Say where a pool is that was asked for in another region than its own."""
        if self.pool_region is None:
            return ""
        return f" (asked in {self.region}; a pool of that id is in {self.pool_region})"


class Report:
    """A call that is under way, as far as it is known before it is over."""

    __slots__ = ("_at", "_caller", "_client_id", "_number", "_operation", "_request", "_stopwatch")

    def __init__(
        self,
        operation: str,
        request: object,
        caller: Caller,
        at: float,
        client_id: str | None = None,
    ) -> None:
        """Begin; time runs from now.

        Args:
            operation: its name.
            request: as the caller sent it.
            caller: who sent it, and how.
            at: epoch seconds on the emulator's clock.
            client_id: of the client, where the request names it otherwise than by a member.

        """
        self._operation, self._caller, self._at = operation, caller, at
        self._client_id = client_id
        self._number = next(_NUMBERS)
        self._request = self._kept(request) if isinstance(request, Mapping) else {}
        self._stopwatch = Stopwatch()

    def answered(self, answer: Mapping[str, Any], *, injected: bool) -> Call:
        """Return the call of which this came."""
        return self._over(answer, None, injected=injected)

    def failed(self, raised: Exception, *, injected: bool, pool_region: str | None = None) -> Call:
        """Return the call that raised this; ``pool_region`` as in `Call`."""
        return replace(
            self._over(None, refusal(raised), injected=injected), pool_region=pool_region
        )

    def _kept(self, document: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a document that stays as it is: of a caller in this process, a copy.

        To copy costs as much as a small operation; what came as bytes, and goes, nobody else has.
        """
        if self._caller.door != "call":
            return document
        try:
            return cast("Mapping[str, Any]", _copied(document))
        except RecursionError:  # it holds itself
            return {}

    def _over(
        self, answer: Mapping[str, Any] | None, error: CognitoError | None, *, injected: bool
    ) -> Call:
        seconds = self._stopwatch.seconds()
        return Call(
            operation=self._operation,
            request=self._request,
            answer=None if answer is None else self._kept(answer),
            error=error,
            at=self._at,
            seconds=seconds,
            door=self._caller.door,
            region=self._caller.region,
            client_id=self._client_id or _client_id(self._request),
            injected=injected,
            number=self._number,
            over=self._stopwatch.begun + seconds,
        )


class Observation:
    """A request for a page or an endpoint that is under way, and who is told what came of it."""

    def __init__(self, report: Report, tell: Callable[[Call], object]) -> None:
        self._report = report
        self._tell = tell

    def answered(self, answer: Mapping[str, Any], *, injected: bool) -> None:
        """Tell what it was answered with."""
        self._tell(self._report.answered(answer, injected=injected))

    def failed(self, raised: Exception, *, injected: bool) -> None:
        """Tell how it was refused."""
        self._tell(self._report.failed(raised, injected=injected))


def refusal(raised: Exception) -> CognitoError:
    """Return what a client is told: a refusal as it is; of a bug of ours, that it was one."""
    if isinstance(raised, CognitoError):
        return raised
    why = f"The emulator failed ({type(raised).__name__}); its log has the traceback."
    if isinstance(raised, UnreachableError):
        why = "The emulator's store does not answer; its log says why."
    failure = InternalErrorException(why)
    failure.__cause__ = raised
    return failure


def _place(location: object) -> str:
    """Return where a redirect leads, without what it carries there."""
    return line(re.split("[?#]", str(location), maxsplit=1)[0], _LONGEST_MESSAGE)


def _copied(value: Any) -> Any:  # noqa: ANN401 - requests and answers, and all parts of them
    """Copy what can be changed: callers keep their requests, and get their answers."""
    if isinstance(value, str):  # most are, and to ask whether they are mappings takes long
        return value
    if isinstance(value, Mapping):
        return {name: _copied(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_copied(one) for one in value]
    return value


def _client_id(request: Mapping[str, Any]) -> str | None:
    named = (request.get(member) for member in ("ClientId", "client_id"))
    return next((one for one in named if isinstance(one, str)), None)


def _at(document: Mapping[str, Any] | None, path: tuple[str, ...]) -> object:
    found: object = document
    for member in path:
        found = found.get(member) if isinstance(found, Mapping) else None
    return found
