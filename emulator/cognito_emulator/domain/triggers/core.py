"""What all triggers share: the event's envelope, asking the function, and the three errors."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from cognito_emulator import errors
from cognito_emulator.triggers import Failed, Threw

if TYPE_CHECKING:
    from cognito_emulator.domain.context import Context
    from cognito_emulator.domain.pools import Pool
    from cognito_emulator.domain.users import User
    from cognito_emulator.triggers import Function

Answer = Mapping[str, Any]

# What a function gets and has to give back as it was; without one of them the service does not know
# the answer for its own (measured).
_ENVELOPE = ("version", "triggerSource", "region", "userPoolId", "userName", "callerContext")
#: What the service knows of most callers' SDK today (measured).
SDK = "aws-sdk-unknown-unknown"
_NO_CLIENT = "CLIENT_ID_NOT_APPLICABLE"  # measured 2017, for AdminCreateUser


def is_set(ctx: Context, pool: Pool, trigger: str) -> bool:
    """Whether a pool has such a trigger, by LambdaConfig's ARN or by attachment."""
    return _arn(pool, trigger) is not None or _function(ctx, pool, trigger) is not None


def fire(  # noqa: PLR0913 - what an event is made of
    ctx: Context,
    pool: Pool,
    trigger: str,
    source: str,
    *,
    username: str | None,
    request: Mapping[str, Any],
    response: Mapping[str, Any],
    version: str = "1",
) -> Answer | None:
    """Ask a pool's trigger, and return its ``response``; ``None`` where the pool has none.

    Args:
        ctx: the operation.
        pool: the pool.
        trigger: its name in LambdaConfig.
        source: the end of ``triggerSource``, for example ``ConfirmSignUp``.
        username: ``userName``: the internal one.
        request: what it is told; ``None`` values are sent as null.
        response: what its answer is pre-filled with.
        version: the event's.

    Raises:
        UserLambdaValidationException: the function raised an error (text measured).
        UnexpectedLambdaException: it could not be asked, or took too long (text measured).
        InvalidLambdaResponseException: its answer is no event (text measured).

    """
    function = _function(ctx, pool, trigger)
    if function is None:
        arn = _arn(pool, trigger)
        if arn is None:
            return None
        raise errors.UnexpectedLambdaException(
            f"{trigger} invocation failed due to error ResourceNotFoundException: the emulator "
            f"knows no function for {arn}."
        )
    event = {
        "version": version,
        "triggerSource": source,
        "region": pool.region,
        "userPoolId": pool.id,
        "userName": username,
        "callerContext": {
            "awsSdkVersion": SDK,
            "clientId": ctx.through.id if ctx.through else _NO_CLIENT,
        },
        "request": dict(request),
        "response": dict(response),
    }
    answer = ctx.outside(source, lambda: _asked(function, event))
    if isinstance(answer, Failed):
        raise _refusal(trigger, answer)
    return _response(event, answer)


def attributes(user: User) -> dict[str, str]:
    """Return ``userAttributes`` of somebody who is there (measured: all texts, with these two)."""
    return {"sub": user.sub, "cognito:user_status": user.status, **user.attributes}


def metadata(ctx: Context) -> dict[str, Any]:
    """Return ``clientMetadata``: no member where the request has none (measured)."""
    given = ctx.request.get("ClientMetadata")
    return {"clientMetadata": dict(given)} if given else {}


def not_found(ctx: Context, user: User | None) -> dict[str, bool]:
    """Return ``userNotFound``: only where the client hides users (measured)."""
    hides = ctx.through is not None and ctx.through.hides_users
    return {"userNotFound": user is None} if hides else {}


def unrecognizable() -> errors.InvalidLambdaResponseException:
    """Return the error for an answer that does not have the form of the event (text measured)."""
    return errors.InvalidLambdaResponseException("Unrecognizable lambda output")


def read(answer: Answer, name: str, kind: type | tuple[type, ...]) -> Any:  # noqa: ANN401 - of that kind
    """Return a member of an answer, ``None`` where it is null or absent.

    Raises:
        InvalidLambdaResponseException: it is of another kind.

    """
    value = answer.get(name)
    if value is not None and not isinstance(value, kind):
        raise unrecognizable()
    return value


def _function(ctx: Context, pool: Pool, trigger: str) -> Function | None:
    return ctx.functions.find(trigger, pool.id, _arn(pool, trigger))


def _arn(pool: Pool, trigger: str) -> str | None:
    """Return the ARN that LambdaConfig names; some triggers have it with a version beside it."""
    named = pool.lambda_config.get(f"{trigger}Config") or pool.lambda_config.get(trigger)
    return named.get("LambdaArn") if isinstance(named, Mapping) else named


def _asked(function: Function, event: Mapping[str, Any]) -> Any:  # noqa: ANN401 - whatever it answers
    try:
        return function(deepcopy(dict(event)))
    except Failed as failure:
        return failure


def _refusal(trigger: str, failure: Failed) -> errors.CognitoError:
    if isinstance(failure, Threw):
        return errors.UserLambdaValidationException(f"{trigger} failed with error {failure}.")
    return errors.UnexpectedLambdaException(f"{trigger} invocation failed due to error {failure}.")


def _response(event: Mapping[str, Any], answer: object) -> Answer:
    if not isinstance(answer, Mapping) or any(
        answer.get(member) != event[member] for member in _ENVELOPE
    ):
        raise unrecognizable()
    response = answer.get("response")
    if not isinstance(response, Mapping):
        raise unrecognizable()
    return response
