"""Signing in. InitiateAuth and its admin twin, RespondToAuthChallenge and its admin twin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.api.registry import operation
from cognito_emulator.domain import doors
from cognito_emulator.domain.clients import lookup as client_lookup
from cognito_emulator.domain.sign_in import driver
from cognito_emulator.views import sign_in as sign_in_views

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.work.context import Context


@operation("InitiateAuth")
def initiate_auth(ctx: Context, request: shapes.InitiateAuthRequest) -> shapes.InitiateAuthResponse:
    """Begin a sign-in, or refresh its tokens."""
    client = doors.client(ctx, request["ClientId"])
    parameters = request.get("AuthParameters", {})
    outcome = driver.start(
        ctx, doors.pool_of(ctx, client), client, request["AuthFlow"], parameters, admin=False
    )
    return sign_in_views.sign_in(outcome)


@operation("AdminInitiateAuth")
def admin_initiate_auth(
    ctx: Context, request: shapes.AdminInitiateAuthRequest
) -> shapes.InitiateAuthResponse:
    """Begin a sign-in from a trusted server."""
    pool = doors.pool(ctx, request["UserPoolId"])
    client = client_lookup.in_pool(ctx, pool, request["ClientId"])
    parameters = request.get("AuthParameters", {})
    return sign_in_views.sign_in(
        driver.start(ctx, pool, client, request["AuthFlow"], parameters, admin=True)
    )


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
