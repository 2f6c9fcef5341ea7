"""Signing in. InitiateAuth and its admin twin, RespondToAuthChallenge and its admin twin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.api.registry import operation
from cognito_emulator.domain import doors
from cognito_emulator.domain.clients import lookup as client_lookup
from cognito_emulator.domain.sign_in import driver
from cognito_emulator.domain.sign_in.way import ADMIN, SDK, SignInRequest
from cognito_emulator.domain.tokens import issue, refresh_flow
from cognito_emulator.domain.tokens.completed import CompletedSignIn
from cognito_emulator.domain.work.events import EventDetails
from cognito_emulator.views import sign_in as sign_in_views

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.sign_in.driver import Outcome
    from cognito_emulator.domain.sign_in.way import Way
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.lambdas import Trigger

# The triggers that get the ClientMetadata of an answer to a challenge (documented). That of a
# request that begins a sign-in goes to two others as ``validationData`` instead.
_METADATA_TO_PUBLIC: tuple[Trigger, ...] = (
    "PostAuthentication",
    "DefineAuthChallenge",
    "CreateAuthChallenge",
    "VerifyAuthChallengeResponse",
    "PreTokenGeneration",
    "CustomEmailSender",
    "CustomSMSSender",
)
_METADATA_TO_ADMIN: tuple[Trigger, ...] = (*_METADATA_TO_PUBLIC, "CustomMessage")


@operation("InitiateAuth")
def initiate_auth(ctx: Context, request: shapes.InitiateAuthRequest) -> shapes.InitiateAuthResponse:
    """Begin a sign-in, or refresh its tokens."""
    client = doors.client(ctx, request["ClientId"])
    return _initiated(ctx, doors.pool_of(ctx, client), client, SDK, request)


@operation("AdminInitiateAuth")
def admin_initiate_auth(
    ctx: Context, request: shapes.AdminInitiateAuthRequest
) -> shapes.InitiateAuthResponse:
    """Begin a sign-in from a trusted server, or refresh its tokens."""
    pool = doors.pool(ctx, request["UserPoolId"])
    client = client_lookup.in_pool(ctx, pool, request["ClientId"])
    return _initiated(ctx, pool, client, ADMIN, request)


@operation("RespondToAuthChallenge")
def respond_to_auth_challenge(
    ctx: Context, request: shapes.RespondToAuthChallengeRequest
) -> shapes.InitiateAuthResponse:
    """Answer a challenge; the session may come from either half of the API.

    That is recorded [sign-in-36].
    """
    client = doors.client(ctx, request["ClientId"])
    return _answered(ctx, doors.pool_of(ctx, client), client, SDK, request)


@operation("AdminRespondToAuthChallenge")
def admin_respond_to_auth_challenge(
    ctx: Context, request: shapes.AdminRespondToAuthChallengeRequest
) -> shapes.InitiateAuthResponse:
    """Answer a challenge from a trusted server."""
    pool = doors.pool(ctx, request["UserPoolId"])
    client = client_lookup.in_pool(ctx, pool, request["ClientId"])
    return _answered(ctx, pool, client, ADMIN, request)


def _initiated(
    ctx: Context,
    pool: Pool,
    client: Client,
    way: Way,
    request: shapes.InitiateAuthRequest | shapes.AdminInitiateAuthRequest,
) -> shapes.InitiateAuthResponse:
    """Do what the flow asks for: most begin a sign-in, two redeem one that is complete."""
    flow, parameters = request["AuthFlow"], request.get("AuthParameters", {})
    details = EventDetails(client, validation_data=request.get("ClientMetadata"))
    if flow in refresh_flow.NAMES:
        return sign_in_views.completed(refresh_flow.run(ctx, pool, client, parameters, details))
    sent = SignInRequest(pool, client, way, parameters, request.get("Session"), details)
    return _shown(ctx, driver.start(ctx, sent, flow), details)


def _answered(
    ctx: Context,
    pool: Pool,
    client: Client,
    way: Way,
    request: shapes.RespondToAuthChallengeRequest | shapes.AdminRespondToAuthChallengeRequest,
) -> shapes.InitiateAuthResponse:
    metadata_to = _METADATA_TO_ADMIN if way is ADMIN else _METADATA_TO_PUBLIC
    details = EventDetails(client, request.get("ClientMetadata"), metadata_to)
    responses = request.get("ChallengeResponses", {})
    sent = SignInRequest(pool, client, way, responses, request.get("Session"), details)
    return _shown(ctx, driver.answer(ctx, sent, request["ChallengeName"]), details)


def _shown(ctx: Context, outcome: Outcome, details: EventDetails) -> shapes.InitiateAuthResponse:
    """Show a challenge, or the tokens of a sign-in that is complete."""
    if isinstance(outcome, CompletedSignIn):
        return sign_in_views.completed(issue.for_sign_in(ctx, outcome, details))
    return sign_in_views.challenge(outcome)
