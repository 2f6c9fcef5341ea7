"""The triggers of a sign-in: before and after it, and the three of custom challenges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator import errors
from cognito_emulator.domain.sign_in.record import Round
from cognito_emulator.domain.users import event_members
from cognito_emulator.domain.work import events

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.sign_in.attempt import AttemptState
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.answers import Answer
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.domain.work.events import EventDetails
    from cognito_emulator.lambdas import Trigger

#: The three triggers that custom challenges are made of; each of them is needed.
CUSTOM: tuple[Trigger, ...] = (
    "DefineAuthChallenge",
    "CreateAuthChallenge",
    "VerifyAuthChallengeResponse",
)


class Definition(NamedTuple):
    """What DefineAuthChallenge wants: a challenge, tokens, or an end."""

    challenge: str | None
    issue_tokens: bool
    fail: bool


class Creation(NamedTuple):
    """What CreateAuthChallenge made."""

    public: Mapping[str, str]
    private: Mapping[str, str]
    metadata: str | None


def before(
    ctx: Context, pool: Pool, user: User | None, username: str, details: EventDetails
) -> None:
    """PreAuthentication: before the password is looked at (documented).

    Its ``validationData`` is the request's ClientMetadata (documented). Somebody unknown is shown
    to it only where the client hides users.
    """
    if not events.is_set(ctx, pool, "PreAuthentication"):
        return  # most pools: nothing is made up for nobody
    if user is None and not details.client.hides_users:
        return  # USER_AUTH hides unknown users whatever the client says
    known = event_members.attributes(pool, user) if user else {}
    events.fire(
        ctx,
        pool,
        "PreAuthentication",
        "PreAuthentication_Authentication",
        username=user.username if user else username,
        request={
            "userAttributes": known,
            "validationData": details.validation_data,
            **event_members.not_found(details, user),
        },
        details=details,
    )


def after(ctx: Context, pool: Pool, user: User, details: EventDetails, *, new_device: bool) -> None:
    """PostAuthentication: after the last factor, before tokens (documented)."""
    if not events.is_set(ctx, pool, "PostAuthentication"):
        return
    events.fire(
        ctx,
        pool,
        "PostAuthentication",
        "PostAuthentication_Authentication",
        username=user.username,
        request={
            "userAttributes": event_members.attributes(pool, user),
            "newDeviceUsed": new_device,
            **details.client_metadata("PostAuthentication"),
        },
        details=details,
    )


def has_custom(ctx: Context, pool: Pool) -> bool:
    """Whether a pool has the three triggers of custom challenges."""
    return all(events.is_set(ctx, pool, trigger) for trigger in CUSTOM)


def require_custom(ctx: Context, pool: Pool) -> None:
    """Refuse custom sign-in where a trigger of the three is missing.

    Raises:
        InvalidParameterException: text measured [custom-auth-1].

    """
    missing = [trigger for trigger in CUSTOM if not events.is_set(ctx, pool, trigger)]
    if missing:
        ctx.warn(f"CUSTOM_AUTH needs three triggers; there is no {', no '.join(missing)}.", pool)
        raise _not_configured()


def define(ctx: Context, state: AttemptState, rounds: Sequence[Round]) -> Definition:
    """DefineAuthChallenge: what comes next (pre-filled nulls measured [custom-auth-3])."""
    answer = _ask(
        ctx,
        state,
        "DefineAuthChallenge",
        {"session": _session(rounds)},
    )
    for name, stronger in _overruled(answer):
        ctx.warn(
            f"DefineAuthChallenge_Authentication: response.{name} has no effect beside"
            f" response.{stronger}.",
            state.pool,
        )
    return Definition(
        answer.get("challengeName"),
        bool(answer.get("issueTokens")),
        bool(answer.get("failAuthentication")),
    )


def _overruled(answer: Answer) -> Iterator[tuple[str, str]]:
    """Yield what has no effect, and beside what: an end overrules tokens, both a challenge."""
    wanted = [
        name for name in ("failAuthentication", "issueTokens", "challengeName") if answer.get(name)
    ]
    yield from ((name, wanted[0]) for name in wanted[1:])


def create(ctx: Context, state: AttemptState, challenge: str, rounds: Sequence[Round]) -> Creation:
    """CreateAuthChallenge: the challenge that was decided on.

    Its pre-filled nulls are measured [custom-auth-2]. That parameters of null count as none
    is a guess.
    """
    answer = _ask(
        ctx,
        state,
        "CreateAuthChallenge",
        {"challengeName": challenge, "session": _session(rounds)},
    )
    return Creation(
        answer.get("publicChallengeParameters", {}),
        answer.get("privateChallengeParameters", {}),
        answer.get("challengeMetadata"),
    )


def verify(ctx: Context, state: AttemptState, private: Mapping[str, str], given: str) -> bool:
    """VerifyAuthChallengeResponse: whether an answer is right.

    Its pre-filled null is measured [custom-auth-4].
    """
    answer = _ask(
        ctx,
        state,
        "VerifyAuthChallengeResponse",
        {"privateChallengeParameters": dict(private), "challengeAnswer": given},
    )
    return bool(answer.get("answerCorrect"))


def _ask(
    ctx: Context,
    state: AttemptState,
    trigger: Trigger,
    request: Mapping[str, Any],
) -> Answer:
    """Ask one of the three, what it is told of the user included.

    Raises:
        InvalidParameterException: the pool has lost it since the sign-in began.

    """
    answer = events.fire(
        ctx,
        state.pool,
        trigger,
        f"{trigger}_Authentication",
        username=state.attempt.username,
        request={**_who(state, trigger), **request},
        details=state.details,
    )
    if answer is None:
        raise _not_configured()
    return answer


def _not_configured() -> errors.InvalidParameterException:
    return errors.InvalidParameterException(
        "Custom auth lambda trigger is not configured for the user pool."
    )


def _who(state: AttemptState, trigger: Trigger) -> dict[str, Any]:
    known = event_members.attributes(state.pool, state.user) if state.user else {}
    return {
        "userAttributes": known,
        **state.details.client_metadata(trigger),
        **event_members.not_found(state.details, state.user),
    }


def _session(rounds: Sequence[Round]) -> list[dict[str, Any]]:
    """Return the rounds so far: one merged entry for each (measured [custom-auth-5])."""
    return [
        {
            "challengeName": each.name,
            "challengeResult": each.result,
            "challengeMetadata": each.metadata,
        }
        for each in rounds
    ]
