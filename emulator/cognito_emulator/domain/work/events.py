"""What all triggers share: the event's envelope, asking the function, and the three errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import orjson

from cognito_emulator import errors
from cognito_emulator.domain.work import answers
from cognito_emulator.lambdas import FunctionError, InvocationError, ask

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.lambdas import Attached, Event, Function

# What a function gets and has to give back as it was; without one of them the service does not know
# the answer for its own (measured).
_ENVELOPE = ("version", "triggerSource", "region", "userPoolId", "userName", "callerContext")
_MOST_FINDINGS = 10  # that are told of one answer
#: What the service knows of most callers' SDK today (measured).
SDK = "aws-sdk-unknown-unknown"
_NO_CLIENT = "CLIENT_ID_NOT_APPLICABLE"  # measured 2017, for AdminCreateUser

_ANSWERS = frozenset({"AdminRespondToAuthChallenge", "RespondToAuthChallenge"})
# Which operations hand their ClientMetadata to which trigger as ``clientMetadata`` (documented).
# That of InitiateAuth goes to two triggers as ``validationData`` instead.
_METADATA: Mapping[str, frozenset[str]] = {
    "PreSignUp": frozenset({"AdminCreateUser", "SignUp"}),
    "PostConfirmation": frozenset(
        {"AdminConfirmSignUp", "ConfirmForgotPassword", "ConfirmSignUp", "SignUp"}
    ),
    "PostAuthentication": _ANSWERS,
    "DefineAuthChallenge": _ANSWERS,
    "CreateAuthChallenge": _ANSWERS,
    "VerifyAuthChallengeResponse": _ANSWERS,
    "PreTokenGeneration": _ANSWERS | {"GetTokensFromRefreshToken"},
    "UserMigration": frozenset({"AdminRespondToAuthChallenge", "ForgotPassword"}),
    "CustomMessage": frozenset(
        {
            "AdminResetUserPassword",
            "AdminRespondToAuthChallenge",
            "AdminUpdateUserAttributes",
            "ForgotPassword",
            "GetUserAttributeVerificationCode",
            "ResendConfirmationCode",
            "SignUp",
            "UpdateUserAttributes",
        }
    ),
    "CustomEmailSender": _ANSWERS,
    "CustomSMSSender": _ANSWERS,
}


def is_set(ctx: Context, pool: Pool, trigger: str) -> bool:
    """Whether a pool has such a trigger, by LambdaConfig's ARN or by attachment.

    An ARN that is bound to nobody does not count; one that leads nowhere does.
    """
    return _attached(ctx, pool, trigger) is not None


def version(ctx: Context, pool: Pool, trigger: str) -> str:
    """Return the version of the events that a trigger gets: ``1``, ``2`` or ``3``.

    It is the attached function's, else the pool's LambdaVersion.
    """
    return _version(pool, trigger, _attached(ctx, pool, trigger))


def fire(  # noqa: PLR0913 - what an event is made of
    ctx: Context,
    pool: Pool,
    trigger: str,
    source: str,
    *,
    username: str | None,
    request: Mapping[str, Any],
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
        about: tells questions apart that an operation may ask in one run and not in another.

    Raises:
        UserLambdaValidationException: the function raised an error (text measured).
        UnexpectedLambdaException: it could not be asked, or took too long (text measured).
        InvalidLambdaResponseException: its answer is no event (text measured).

    """
    attached = _attached(ctx, pool, trigger)
    if attached is None:
        return None
    version = _version(pool, trigger, attached)
    expected = answers.form(trigger, version)
    event = _event(ctx, pool, version, source, username, request)
    event["response"] = expected.initial
    answer = ctx.outside(source + about, lambda: _ask(ctx, attached.function, event))
    if isinstance(answer, InvocationError):
        own = answer.__cause__ if isinstance(answer, FunctionError) else None
        ctx.warn(f"{source} failed: {answer}", pool, own)
        raise _refusal(trigger, answer) from answer.__cause__
    try:
        response = answers.parsed(expected, _response(event, answer))
    except answers.AnswerError as problem:
        raise unrecognizable(ctx, pool, source, str(problem)) from None
    warn_of(ctx, pool, source, answers.without_effect(expected, event, answer))
    return response


def warn_of(ctx: Context, pool: Pool, source: str, findings: Iterable[str]) -> None:
    """Warn of what has no effect in a function's answer, of so much as can be read."""
    found = list(findings)
    for finding in found[:_MOST_FINDINGS]:
        ctx.warn(f"{source}: {finding}.", pool)
    if (more := len(found) - _MOST_FINDINGS) > 0:
        ctx.warn(f"{source}: {more} more things in the answer have no effect.", pool)


def tell(
    ctx: Context,
    pool: Pool,
    trigger: str,
    source: str,
    *,
    username: str,
    request: Mapping[str, Any],
) -> None:
    """Have a pool's trigger called once the operation is committed; nobody waits for it.

    What becomes of it is nobody's affair (documented); the emulator warns of a failure.
    """
    attached = _attached(ctx, pool, trigger)
    if attached is None:
        return
    event = _event(ctx, pool, _version(pool, trigger, attached), source, username, request)
    event["response"] = {}
    functions, request_id = ctx.functions, ctx.caller.request_id

    def failed(failure: InvocationError) -> None:
        ctx.warn_late(f"{source} failed: {failure}", pool, failure.__cause__)

    ctx.afterwards.append(lambda: functions.start(attached.function, event, request_id, failed))


def metadata(ctx: Context, trigger: str) -> dict[str, Any]:
    """Return ``clientMetadata``: no member where the request has none (measured)."""
    given = ctx.request.get("ClientMetadata") if ctx.operation in _METADATA[trigger] else None
    return {"clientMetadata": dict(given)} if given else {}


def not_found(ctx: Context, user: User | None) -> dict[str, bool]:
    """Return ``userNotFound``: only where the client hides users (measured)."""
    hides = ctx.through is not None and ctx.through.hides_users
    return {"userNotFound": user is None} if hides else {}


def unrecognizable(
    ctx: Context, pool: Pool, source: str, problem: str
) -> errors.InvalidLambdaResponseException:
    """Return the error for an answer that does not have the form of the event (text measured).

    It tells a client nothing; ``problem`` is a warning for whoever wrote the function.
    """
    ctx.warn(f"{source}: Unrecognizable lambda output: {problem}.", pool)
    return errors.InvalidLambdaResponseException("Unrecognizable lambda output")


def _attached(ctx: Context, pool: Pool, trigger: str) -> Attached | None:
    return ctx.functions.find(trigger, pool.id, _configured(pool, trigger).get("LambdaArn"))


def _version(pool: Pool, trigger: str, attached: Attached | None) -> str:
    own = attached.version if attached else None
    return (own or _configured(pool, trigger).get("LambdaVersion", "V1_0"))[1:2]


def _configured(pool: Pool, trigger: str) -> Mapping[str, str]:
    """Return the ARN that LambdaConfig names, and the version that some triggers have beside it."""
    config = pool.lambda_config
    if not config:
        return config
    named = config.get(f"{trigger}Config") or config.get(trigger) or {}
    return {"LambdaArn": named} if isinstance(named, str) else named


def _event(
    ctx: Context,
    pool: Pool,
    version: str,
    source: str,
    username: str | None,
    request: Mapping[str, Any],
) -> Event:
    return {
        "version": version,
        "triggerSource": source,
        "region": pool.region,
        "userPoolId": pool.id,
        "userName": username,
        "callerContext": {"awsSdkVersion": SDK, "clientId": _client_id(ctx)},
        "request": dict(request),
    }


def _client_id(ctx: Context) -> str | None:
    """Return the client; an administrator's confirmation has none (measured), nor have others."""
    if ctx.through is not None:
        return ctx.through.id
    return None if ctx.operation == "AdminConfirmSignUp" else _NO_CLIENT


def _ask(ctx: Context, function: Function, event: Event) -> Any:  # noqa: ANN401 - whatever it answers
    try:
        return ask(function, event, ctx.caller.request_id, ctx.settings.trigger_timeout or None)
    except InvocationError as failure:
        return failure


def _refusal(trigger: str, failure: InvocationError) -> errors.CognitoError:
    if isinstance(failure, FunctionError):
        return errors.UserLambdaValidationException(f"{trigger} failed with error {failure}.")
    return errors.UnexpectedLambdaException(f"{trigger} invocation failed due to error {failure}.")


def _response(event: Event, answer: object) -> Mapping[str, Any]:
    """Return the ``response`` of an answer.

    Raises:
        AnswerError: it is not the event that the function got (measured), has a
            ``clientMetadata`` of null that was not there (measured), or holds what could not be
            sent on, such as numbers of more than 64 bits.

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
