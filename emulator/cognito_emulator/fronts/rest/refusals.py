"""What a REST API itself answers."""

from __future__ import annotations

from collections.abc import Mapping

from cognito_emulator.fronts import arrivals
from cognito_emulator.fronts.arrivals import Arrival
from cognito_emulator.fronts.outcome import Refusal


def unauthorized(arrival: Arrival, reason: str, message: str = "Unauthorized") -> Refusal:
    """Return 401, without ``www-authenticate`` (recorded [api-gateway-4])."""
    document = {"message": message}
    return _refusal(arrival, 401, document, "UnauthorizedException", reason)


def expired(arrival: Arrival, reason: str) -> Refusal:
    """Return the answer to a token that has expired (body measured [api-gateway-8])."""
    return unauthorized(arrival, reason, "The incoming token has expired")


def no_such_path(arrival: Arrival, reason: str) -> Refusal:
    """Return the answer to a path without a method (recorded [api-gateway-9])."""
    document = {"message": "Missing Authentication Token"}
    return _refusal(arrival, 403, document, "MissingAuthenticationTokenException", reason)


def denied(arrival: Arrival, reason: str, *, explicitly: bool) -> Refusal:
    """Return the answer where a policy does not allow the call (recorded [api-gateway-19])."""
    why = (
        "with an explicit deny in an identity-based policy"
        if explicitly
        else "because no identity-based policy allows the execute-api:Invoke action"
    )
    document = {"Message": f"User is not authorized to access this resource {why}"}
    return _refusal(arrival, 403, document, "AccessDeniedException", reason)


def misconfigured(arrival: Arrival, reason: str) -> Refusal:
    """Return the answer where an authorizer cannot be used (recorded [api-gateway-21])."""
    document = {"message": None}
    return _refusal(arrival, 500, document, "AuthorizerConfigurationException", reason)


def _refusal(
    arrival: Arrival, status: int, document: Mapping[str, str | None], error: str, reason: str
) -> Refusal:
    more = (
        ("x-amzn-RequestId", arrival.pool.ids.uuid()),
        ("x-amzn-ErrorType", error),
        ("x-amz-apigw-id", arrival.request_id),
    )
    return arrivals.refusal(arrival, status, document, more, reason)
