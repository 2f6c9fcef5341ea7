"""Signing in. InitiateAuth and its admin twin, RespondToAuthChallenge and its admin twin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator import views
from cognito_emulator.api.registry import operation
from cognito_emulator.domain import clients
from cognito_emulator.domain.auth import driver

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.context import Context


@operation("InitiateAuth")
def initiate_auth(ctx: Context, request: shapes.InitiateAuthRequest) -> shapes.InitiateAuthResponse:
    """Begin a sign-in, or refresh its tokens."""
    client = ctx.client(request["ClientId"])
    parameters = request.get("AuthParameters", {})
    outcome = driver.start(
        ctx, ctx.pool_of(client), client, request["AuthFlow"], parameters, admin=False
    )
    return views.sign_in(outcome)


@operation("AdminInitiateAuth")
def admin_initiate_auth(
    ctx: Context, request: shapes.AdminInitiateAuthRequest
) -> shapes.InitiateAuthResponse:
    """Begin a sign-in from a trusted server."""
    pool = ctx.pool(request["UserPoolId"])
    client = clients.in_pool(ctx, pool, request["ClientId"])
    parameters = request.get("AuthParameters", {})
    return views.sign_in(
        driver.start(ctx, pool, client, request["AuthFlow"], parameters, admin=True)
    )


@operation("RespondToAuthChallenge")
def respond_to_auth_challenge(
    ctx: Context, request: shapes.RespondToAuthChallengeRequest
) -> shapes.InitiateAuthResponse:
    """Answer a challenge; the session may come from either half of the API (recorded 2026-09)."""
    client = ctx.client(request["ClientId"])
    responses = request.get("ChallengeResponses", {})
    outcome = driver.answer(
        ctx,
        ctx.pool_of(client),
        client,
        request["ChallengeName"],
        request.get("Session"),
        responses,
    )
    return views.sign_in(outcome)


@operation("AdminRespondToAuthChallenge")
def admin_respond_to_auth_challenge(
    ctx: Context, request: shapes.AdminRespondToAuthChallengeRequest
) -> shapes.InitiateAuthResponse:
    """Answer a challenge from a trusted server."""
    pool = ctx.pool(request["UserPoolId"])
    client = clients.in_pool(ctx, pool, request["ClientId"])
    responses = request.get("ChallengeResponses", {})
    outcome = driver.answer(
        ctx, pool, client, request["ChallengeName"], request.get("Session"), responses
    )
    return views.sign_in(outcome)
