"""The one driver of sign-in: start an attempt, issue challenges, take answers, complete it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator import errors
from cognito_emulator.domain.accounts import lockout
from cognito_emulator.domain.clients import explicit_flows
from cognito_emulator.domain.clients.record import CLIENTS
from cognito_emulator.domain.factors import devices
from cognito_emulator.domain.sign_in import device_of_sign_in, forced_challenges, sessions, triggers
from cognito_emulator.domain.sign_in.attempt import AttemptState
from cognito_emulator.domain.sign_in.challenges import CHALLENGES, custom
from cognito_emulator.domain.sign_in.challenges.one_time_code import OneTimeCode
from cognito_emulator.domain.sign_in.flows import FLOWS
from cognito_emulator.domain.sign_in.record import ATTEMPTS, Attempt, ForcedChallenge
from cognito_emulator.domain.sign_in.rules import next_challenge
from cognito_emulator.domain.tokens.completed import CompletedSignIn
from cognito_emulator.domain.users.record import USERS
from cognito_emulator.domain.work.events import NO_DETAILS

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.sign_in.way import SignInRequest
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.domain.work.events import EventDetails


class OpenChallenge(NamedTuple):
    """A challenge that waits for its answer, as a test sees it.

    Attributes:
        session: the Session, or what stands in for it.
        responses: ChallengeResponses that would be right, ``None`` where only the client can know.
        supplied: what the user lacked and was lent, because a test forced a challenge: an address,
            a SecretCode, a device.
        expires_at: epoch seconds.

    """

    name: str
    pool_id: str
    client_id: str
    username: str
    session: str
    responses: Mapping[str, str] | None
    supplied: Mapping[str, str]
    expires_at: float


class Challenge(NamedTuple):
    """A challenge to send.

    Attributes:
        session: ``None`` where the service sends none (SRP).
        offered: AvailableChallenges, empty but in USER_AUTH.

    """

    name: str
    parameters: Mapping[str, str]
    session: str | None
    offered: tuple[str, ...] = ()


Outcome = CompletedSignIn | Challenge


def start(ctx: Context, request: SignInRequest, flow_name: str) -> Outcome:
    """Begin a sign-in: InitiateAuth and AdminInitiateAuth.

    Raises:
        InvalidParameterException: the flow is not for this way or this client, or lacks a
            parameter.
        NotAuthorizedException, UserNotFoundException, UserNotConfirmedException,
        PasswordResetRequiredException: the user may not sign in like this.

    """
    if flow_name not in request.way.flows:
        raise errors.InvalidParameterException("Initiate Auth method not supported.")
    flow = FLOWS[flow_name]
    if request.way.checks_flows:
        explicit_flows.check(request.client, flow.allowed_by, flow.refusal)
    return _advance(ctx, request, flow.begin(ctx, request))


def answer(ctx: Context, request: SignInRequest, name: str) -> Outcome:
    """Take the answer to a challenge: RespondToAuthChallenge and AdminRespondToAuthChallenge.

    Raises:
        InvalidParameterException: a response is missing or malformed, or the challenge is never
            issued.
        NotAuthorizedException: the session or the answer is not good.
        ResourceNotFoundException: it names an unknown device.

    """
    responses = request.parameters
    if not responses:
        raise errors.InvalidParameterException("Missing required parameter challenge responses.")
    kind = CHALLENGES.get(name)
    if kind is None:
        # ADMIN_NO_SRP_AUTH, a name that only triggers know (documented; the text is a guess).
        raise errors.InvalidParameterException(f"{name} is no challenge that can be answered.")
    handle = kind.module.handle(request.session, responses)
    found = sessions.find(ctx, request.client, name, handle, refusal=kind.unknown())
    request.check_secret()
    attempt = device_of_sign_in.claimed(ctx, request.pool, found, responses)
    state = _state_in(ctx, request, attempt)
    if kind.one_try:
        ctx.tx.keep(ATTEMPTS, replace(attempt, void=True))
    if not (kind.single_use or found.answered):  # who answers again is in nobody's way
        ctx.tx.keep(ATTEMPTS, replace(found, answered=True))
    met = kind.module.answer(ctx, state, responses)
    if kind.single_use:
        ctx.tx.put(ATTEMPTS, replace(attempt, spent=True))
    return _advance(ctx, request, custom.after(met.past(name), name))


def send_again(ctx: Context, request: SignInRequest, name: str) -> None:
    """Send the code of an open challenge once more, for pages: no operation of the API does.

    The code before is void. The Session stays, and lasts as long as a new one.

    Args:
        ctx: the request.
        request: with the Session; it answers nothing.
        name: of the challenge.

    Raises:
        NotAuthorizedException: the session is not good.
        InvalidParameterException: no code is sent for such a challenge, or the user has no address
            for one now.

    """
    attempt = sessions.find(ctx, request.client, name, request.session or "")
    module = CHALLENGES[name].module
    if not isinstance(module, OneTimeCode):
        raise errors.InvalidParameterException(f"No code is sent for {name}.")
    issued = module.issue(ctx, _state_in(ctx, request, attempt))
    waiting = replace(attempt, parameters=issued.parameters, private=issued.private)
    opened = sessions.opened(ctx, request.client, waiting, attempt.handle)
    ctx.tx.put(ATTEMPTS, replace(opened, resent_at=ctx.now))


def open_challenges(ctx: Context, pool: Pool, user: User | None) -> list[OpenChallenge]:
    """Return the challenges of a pool, or of a user, that wait for an answer, oldest first."""
    found = (
        ctx.tx.all(ATTEMPTS, "pool", pool.id)
        if user is None
        else ctx.tx.all(ATTEMPTS, "user", (pool.id, user.sub))
    )
    waiting = (
        each
        for each in found
        if not (each.spent or each.void or each.answered) and ctx.now < each.expires_at
    )
    shown = (_shown(ctx, pool, attempt) for attempt in waiting)
    return [each for each in shown if each is not None]


def _shown(ctx: Context, pool: Pool, attempt: Attempt) -> OpenChallenge | None:
    name, client = attempt.challenge, ctx.tx.get(CLIENTS, attempt.client_id)
    if name is None or name not in CHALLENGES or client is None:  # a sign-up's, or nobody's now
        return None
    solution = CHALLENGES[name].module.solution(ctx, _state(ctx, pool, client, attempt))
    return OpenChallenge(
        name,
        pool.id,
        attempt.client_id,
        attempt.username,
        attempt.handle,
        None if solution is None else {"USERNAME": attempt.username, **solution},
        attempt.supplied,
        attempt.expires_at,
    )


def _advance(ctx: Context, request: SignInRequest, attempt: Attempt) -> Outcome:
    state = _state_in(ctx, request, attempt)
    name = next_challenge(state)
    if name is None and custom.undecided(attempt):
        state = custom.define(ctx, state)
        name = next_challenge(state)
    return _complete(ctx, request, state) if name is None else _issue(ctx, state, name)


def _complete(ctx: Context, request: SignInRequest, state: AttemptState) -> CompletedSignIn:
    user, passed = state.somebody, state.attempt.passed
    lockout.forget(ctx, user)
    is_new = device_of_sign_in.is_new(state)
    triggers.after(ctx, state.pool, user, state.details, new_device=is_new)
    offered = device_of_sign_in.arrived(ctx, state)
    return CompletedSignIn(
        pool=state.pool,
        client=state.client,
        user=user,
        flow=state.attempt.flow,
        passed=passed,
        at=ctx.now,
        source=request.way.source_of_tokens(passed),
        device_key=device_of_sign_in.key(state, request.name, offered),
        offer=offered,
    )


def _issue(ctx: Context, state: AttemptState, name: str) -> Challenge:
    forced = next((f for f in _forced_challenges(ctx, state.attempt) if f.challenge == name), None)
    if forced is not None:
        forced_challenges.use_up(ctx, forced)
    follows = state.attempt.forced and name == state.attempt.chosen  # on a choice that was forced
    state = state.moved(forced=forced is not None or follows)
    issued = CHALLENGES[name].module.issue(ctx, state)
    waiting = replace(
        state.attempt,
        alias=issued.alias,
        challenge=name,
        parameters=issued.parameters,
        private=issued.private,
        lent=issued.lent or state.attempt.lent,
        supplied={**state.attempt.supplied, **issued.supplied},
    )
    opened = sessions.opened(ctx, state.client, waiting, issued.handle)
    session = None if issued.handle else opened.handle
    return Challenge(name, issued.parameters, session, state.attempt.offered)


def _state_in(ctx: Context, request: SignInRequest, attempt: Attempt) -> AttemptState:
    return _state(ctx, request.pool, request.client, attempt, request.details)


def _state(
    ctx: Context, pool: Pool, client: Client, attempt: Attempt, details: EventDetails = NO_DETAILS
) -> AttemptState:
    named = ctx.tx.get(USERS, (pool.id, attempt.username))
    user = named if named is not None and named.sub == attempt.sub else None
    forced = tuple(each.challenge for each in _forced_challenges(ctx, attempt))
    device = attempt.lent or devices.find(ctx, pool, attempt.sub, attempt.device_key)
    return AttemptState(attempt, pool, client, user, forced, device, details)


def _forced_challenges(ctx: Context, attempt: Attempt) -> list[ForcedChallenge]:
    if attempt.sub is None:  # a hidden user is not among the pool's users
        return []
    return forced_challenges.of_user(ctx, attempt.pool_id, attempt.username)
