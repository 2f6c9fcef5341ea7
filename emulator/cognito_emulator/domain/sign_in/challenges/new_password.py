"""NEW_PASSWORD_REQUIRED: replace a temporary password, and supply what the pool requires."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.sign_in.challenges.issued_challenge import IssuedChallenge
from cognito_emulator.domain.sign_in.challenges.responses import answering_user, named_by_session
from cognito_emulator.domain.users import attributes, passwords

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.sign_in.attempt import AttemptState
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.work.context import Context

_PREFIX = "userAttributes."


def handle(session: str | None, responses: Mapping[str, str]) -> str:
    """Return the Session."""
    return named_by_session(session, responses, "NEW_PASSWORD")


def issue(_ctx: Context, state: AttemptState) -> IssuedChallenge:
    """Say who it is, what is known and what is missing, as JSON texts (recorded [sign-in-22])."""
    user = state.somebody
    missing = [_PREFIX + name for name in _missing(state.pool, user.attributes)]
    return IssuedChallenge(
        parameters={
            "USER_ID_FOR_SRP": user.username,
            "requiredAttributes": json.dumps(missing, separators=(",", ":")),
            "userAttributes": json.dumps(
                dict(user.attributes), separators=(",", ":"), ensure_ascii=False
            ),
        }
    )


def answer(ctx: Context, state: AttemptState, responses: Mapping[str, str]) -> Attempt:
    """Set the password and the attributes that came with it.

    Raises:
        InvalidPasswordException: the policy is not met; the session stays usable
            (recorded [sign-in-23]).
        InvalidParameterException: a required attribute is missing (measured
            [sign-in-24]), or one is not valid.
        NotAuthorizedException: an attribute has a value already (measured [sign-in-25]).

    """
    user = answering_user(ctx, state, responses)
    given = {
        name[len(_PREFIX) :]: value for name, value in responses.items() if name.startswith(_PREFIX)
    }
    for name in given:
        if user.attributes.get(name):
            raise errors.NotAuthorizedException(f"Cannot modify an already provided {name}")
    for name in _missing(state.pool, {**user.attributes, **given}):
        raise errors.InvalidParameterException(f"Invalid attributes given, {name} is missing")
    updated = attributes.write(ctx, state.pool, state.client, user, given) if given else user
    passwords.set_password(ctx, state.pool, updated, responses["NEW_PASSWORD"], status="CONFIRMED")
    return state.attempt


def solution(ctx: Context, state: AttemptState) -> Mapping[str, str] | None:
    """Return a new password that the policy allows, if no attribute is missing."""
    missing = state.user is None or _missing(state.pool, state.user.attributes)
    return (
        None
        if missing
        else {"NEW_PASSWORD": passwords.generate(ctx.ids, state.pool.password_policy)}
    )


def _missing(pool: Pool, known: Mapping[str, str]) -> list[str]:
    return [
        a.name
        for a in pool.schema.values()
        if a.required and a.name != "sub" and not known.get(a.name)
    ]
