"""What all triggers share: the event's envelope, asking the function, and the three errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import orjson

from cognito_emulator import errors
from cognito_emulator.domain.work import answers
from cognito_emulator.lambdas import FunctionError, InvocationError, ask

if TYPE_CHECKING:
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.domain.work.lambda_config import LambdaConfig
    from cognito_emulator.lambdas import Attached, Event, Function, Trigger

# What a function gets and has to give back as it was; without one of them the service does not know
# the answer for its own (measured [triggers-1]; of triggerSource a guess).
_ENVELOPE = ("version", "triggerSource", "region", "userPoolId", "userName", "callerContext")
_MOST_FINDINGS = 10  # that are told of one answer
_UNRECOGNIZABLE = "Unrecognizable lambda output"
_NO_ANSWER = "Invalid lambda function output : Invalid JSON"
#: What becomes of a question whose function raises an error, says nothing, or talks nonsense.
REFUSALS = (
    errors.UserLambdaValidationException,
    errors.UnexpectedLambdaException,
    errors.InvalidLambdaResponseException,
)
#: What the service knows of most callers' SDK today (measured [triggers-2]).
SDK = "aws-sdk-unknown-unknown"


class EventPool(Protocol):
    """What events say of a user pool, and how it names its functions."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def region(self) -> str:
        """The region that it lives in."""

    @property
    def lambda_config(self) -> LambdaConfig:
        """Its LambdaConfig."""


class EventClient(Protocol):
    """What events say of an app client."""

    @property
    def id(self) -> str | None:
        """Its id, ``None`` to send null."""

    @property
    def hides_users(self) -> bool | None:
        """Whether it hides who is not there."""


class _NoClient(NamedTuple):
    id: str | None
    hides_users: bool = False


#: The client of what no client asks for (measured [triggers-3] for AdminCreateUser).
NO_CLIENT: EventClient = _NoClient("CLIENT_ID_NOT_APPLICABLE")
#: The same for AdminConfirmSignUp (measured [triggers-4]).
NULL_CLIENT: EventClient = _NoClient(None)


class EventDetails(NamedTuple):
    """What the events of triggers say of the request in which they happen.

    Whoever asks for something fills it in: an operation of the API, for example.

    Attributes:
        client: the app client by which the request came in.
        metadata: the request's ClientMetadata.
        metadata_to: the triggers that get it as ``clientMetadata``.
        validation_data: what PreAuthentication, PreSignUp and UserMigration get under that name;
            ``None`` is sent as null.

    """

    client: EventClient = NO_CLIENT
    metadata: Mapping[str, str] | None = None
    metadata_to: Sequence[Trigger] = ()
    validation_data: Mapping[str, str] | None = None

    def client_metadata(self, trigger: Trigger) -> dict[str, Any]:
        """Return ``clientMetadata``: no member where there is none (measured [triggers-5])."""
        given = self.metadata if trigger in self.metadata_to else None
        return {"clientMetadata": dict(given)} if given else {}


#: Of what the emulator does by itself.
NO_DETAILS = EventDetails()


def is_set(ctx: Context, pool: EventPool, trigger: Trigger) -> bool:
    """Whether a pool has such a trigger, by LambdaConfig's ARN or by attachment.

    An ARN that is bound to nobody does not count; one that leads nowhere does.
    """
    return _attached(ctx, pool, trigger) is not None


def version(ctx: Context, pool: EventPool, trigger: Trigger) -> str:
    """Return the version of the events that a trigger gets: ``1``, ``2`` or ``3``.

    It is the attached function's, else the pool's LambdaVersion.
    """
    return _version(pool, trigger, _attached(ctx, pool, trigger))


def fire(  # noqa: PLR0913 - what an event is made of
    ctx: Context,
    pool: EventPool,
    trigger: Trigger,
    source: str,
    *,
    username: str | None,
    request: Mapping[str, Any],
    details: EventDetails,
    about: str = "",
) -> answers.Answer | None:
    """Ask a pool's trigger, and return its ``response``; ``None`` where the pool has none.

    Of what an answer holds without effect the operation warns.

    Args:
        ctx: the operation.
        pool: the pool.
        trigger: its name in LambdaConfig.
        source: ``triggerSource``, for example ``PostConfirmation_ConfirmSignUp``.
        username: ``userName``: the internal one.
        request: what it is told; ``None`` values are sent as null.
        details: of the request in which it is asked.
        about: tells questions apart that an operation may ask in one run and not in another.

    Raises:
        UserLambdaValidationException: the function raised an error (text measured [triggers-6]).
        UnexpectedLambdaException: it could not be asked, or took too long (texts measured
            [triggers-7, triggers-8]).
        InvalidLambdaResponseException: its answer is no event (text measured [triggers-1]), or
            there is none (text measured [triggers-11]).

    """
    attached = _attached(ctx, pool, trigger)
    if attached is None:
        return None
    version = _version(pool, trigger, attached)
    expected = answers.form(trigger, version)
    event = _event(pool, version, source, username, details, request)
    event["response"] = expected.initial
    answer = ctx.outside(source + about, lambda: _ask(ctx, attached.function, event))
    if isinstance(answer, InvocationError):
        own = answer.__cause__ if isinstance(answer, FunctionError) else None
        ctx.warn(f"{source} failed: {answer.detail}", pool, own)
        raise _refusal(trigger, answer) from answer.__cause__
    if answer is None:
        raise _invalid(ctx, pool, source, _NO_ANSWER, "the function returned nothing")
    try:
        response = answers.parsed(expected, _response(event, answer))
    except answers.AnswerError as problem:
        raise unrecognizable(ctx, pool, source, str(problem)) from None
    warn_of(ctx, pool, source, answers.without_effect(expected, event, answer))
    return response


def warn_of(ctx: Context, pool: EventPool, source: str, findings: Iterable[str]) -> None:
    """Warn of what has no effect in a function's answer, of so much as can be read."""
    found = list(findings)
    for finding in found[:_MOST_FINDINGS]:
        ctx.warn(f"{source}: {finding}.", pool)
    if (more := len(found) - _MOST_FINDINGS) > 0:
        ctx.warn(f"{source}: {more} more things in the answer have no effect.", pool)


def tell(  # noqa: PLR0913 - what an event is made of
    ctx: Context,
    pool: EventPool,
    trigger: Trigger,
    source: str,
    *,
    username: str,
    request: Mapping[str, Any],
    details: EventDetails,
) -> None:
    """Have a pool's trigger called once the operation is committed; nobody waits for it.

    What becomes of it is nobody's affair (documented); the emulator warns of a failure.
    """
    attached = _attached(ctx, pool, trigger)
    if attached is None:
        return
    version = _version(pool, trigger, attached)
    event = _event(pool, version, source, username, details, request)
    event["response"] = {}
    functions, request_id = ctx.functions, ctx.caller.request_id

    def failed(failure: InvocationError) -> None:
        ctx.warn_late(f"{source} failed: {failure.detail}", pool, failure.__cause__)

    ctx.afterwards.append(lambda: functions.start(attached.function, event, request_id, failed))


def unrecognizable(
    ctx: Context, pool: EventPool, source: str, problem: str
) -> errors.InvalidLambdaResponseException:
    """Return the error for an answer that is no event of this form (text measured [triggers-1]).

    It tells a client nothing; ``problem`` is a warning for whoever wrote the function.
    """
    return _invalid(ctx, pool, source, _UNRECOGNIZABLE, problem)


def _invalid(
    ctx: Context, pool: EventPool, source: str, text: str, problem: str
) -> errors.InvalidLambdaResponseException:
    ctx.warn(f"{source}: {text}: {problem}.", pool)
    return errors.InvalidLambdaResponseException(text)


def _attached(ctx: Context, pool: EventPool, trigger: Trigger) -> Attached | None:
    function = pool.lambda_config.function(trigger)
    return ctx.functions.find(trigger, pool.id, function.arn if function else None)


def _version(pool: EventPool, trigger: Trigger, attached: Attached | None) -> str:
    own = attached.version if attached else None
    function = pool.lambda_config.function(trigger)
    return (own or (function and function.version) or "V1_0")[1:2]


def _event(
    pool: EventPool,
    version: str,
    source: str,
    username: str | None,
    details: EventDetails,
    request: Mapping[str, Any],
) -> Event:
    return {
        "version": version,
        "triggerSource": source,
        "region": pool.region,
        "userPoolId": pool.id,
        "userName": username,
        "callerContext": {"awsSdkVersion": SDK, "clientId": details.client.id},
        "request": dict(request),
    }


def _ask(ctx: Context, function: Function, event: Event) -> Any:  # noqa: ANN401 - whatever it answers
    try:
        return ask(function, event, ctx.caller.request_id, ctx.settings.trigger_timeout or None)
    except InvocationError as failure:
        return failure


def _refusal(trigger: Trigger, failure: InvocationError) -> errors.CognitoError:
    if isinstance(failure, FunctionError):
        return errors.UserLambdaValidationException(f"{trigger} failed with error {failure}.")
    return errors.UnexpectedLambdaException(f"{trigger} invocation failed due to error {failure}.")


def _response(event: Event, answer: object) -> Mapping[str, Any]:
    """Return the ``response`` of an answer.

    Raises:
        AnswerError: it is not the event that the function got (measured [triggers-1]), has a
            ``clientMetadata`` of null that was not there (measured [triggers-9]), or holds what
            could not be sent on, such as numbers of more than 64 bits.

    """
    if not isinstance(answer, Mapping):
        raise answers.AnswerError(
            f"the function returned {answer!r:.200}, not the event that it got"
        )
    changed = [member for member in _ENVELOPE if answer.get(member) != event[member]]
    if changed:
        raise answers.AnswerError(
            f"the function lost or changed {', '.join(changed)}; it has to return the event that it"
            " got, with its response filled in"
        )
    request, response = answer.get("request"), answer.get("response")
    if isinstance(request, Mapping) and request.get("clientMetadata", "") is None:
        raise answers.AnswerError("the function made up a clientMetadata of null")
    if not isinstance(response, Mapping):
        raise answers.AnswerError(f"response is {response!r:.200}; it must be an object")
    try:
        orjson.dumps(response)
    except orjson.JSONEncodeError as error:
        raise answers.AnswerError(f"response cannot be sent on: {error}") from None
    return response
