"""Signing in. InitiateAuth and its admin twin, RespondToAuthChallenge and its admin twin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.api.registry import operation
from cognito_emulator.domain import doors
from cognito_emulator.domain.clients import lookup as client_lookup
from cognito_emulator.domain.sign_in import driver
from cognito_emulator.domain.tokens import refresh_flow
from cognito_emulator.views import sign_in as sign_in_views

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context


@operation("InitiateAuth")
def initiate_auth(ctx: Context, request: shapes.InitiateAuthRequest) -> shapes.InitiateAuthResponse:
    """Begin a sign-in, or refresh its tokens."""
    client = doors.client(ctx, request["ClientId"])
    return _initiated(ctx, doors.pool_of(ctx, client), client, request, admin=False)


@operation("AdminInitiateAuth")
def admin_initiate_auth(
    ctx: Context, request: shapes.AdminInitiateAuthRequest
) -> shapes.InitiateAuthResponse:
    """Begin a sign-in from a trusted server, or refresh its tokens."""
    pool = doors.pool(ctx, request["UserPoolId"])
    client = client_lookup.in_pool(ctx, pool, request["ClientId"])
    return _initiated(ctx, pool, client, request, admin=True)


def _initiated(
    ctx: Context,
    pool: Pool,
    client: Client,
    request: shapes.InitiateAuthRequest | shapes.AdminInitiateAuthRequest,
    *,
    admin: bool,
) -> shapes.InitiateAuthResponse:
    """Do what the flow asks for: most begin a sign-in, two redeem one that is complete."""
    flow, parameters = request["AuthFlow"], request.get("AuthParameters", {})
    if flow in refresh_flow.NAMES:
        return sign_in_views.sign_in(refresh_flow.run(ctx, pool, client, parameters))
    return sign_in_views.sign_in(driver.start(ctx, pool, client, flow, parameters, admin=admin))


@operation("RespondToAuthChallenge")
def respond_to_auth_challenge(
    ctx: Context, request: shapes.RespondToAuthChallengeRequest
) -> shapes.InitiateAuthResponse:
    """Answer a challenge; the session may come from either half of the API (recorded 2026-09)."""
    client = doors.client(ctx, request["ClientId"])
    responses = request.get("ChallengeResponses", {})
    outcome = driver.answer(
        ctx,
        doors.pool_of(ctx, client),
        client,
        request["ChallengeName"],
        request.get("Session"),
        responses,
    )
    return sign_in_views.sign_in(outcome)


@operation("AdminRespondToAuthChallenge")
def admin_respond_to_auth_challenge(
    ctx: Context, request: shapes.AdminRespondToAuthChallengeRequest
) -> shapes.InitiateAuthResponse:
    """Answer a challenge from a trusted server."""
    pool = doors.pool(ctx, request["UserPoolId"])
    client = client_lookup.in_pool(ctx, pool, request["ClientId"])
    responses = request.get("ChallengeResponses", {})
    outcome = driver.answer(
        ctx, pool, client, request["ChallengeName"], request.get("Session"), responses
    )
    return sign_in_views.sign_in(outcome)
