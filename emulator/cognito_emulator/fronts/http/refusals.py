"""What an HTTP API itself answers."""

from __future__ import annotations

from cognito_emulator.fronts import arrivals
from cognito_emulator.fronts.arrivals import Arrival
from cognito_emulator.fronts.outcome import Refusal


def no_token(arrival: Arrival, reason: str) -> Refusal:
    """Return a JWT authorizer's answer to a request without a token (recorded [api-gateway-11])."""
    return _refusal(arrival, 401, "Unauthorized", reason, "Bearer")


def invalid_token(
    arrival: Arrival, scopes: tuple[str, ...], description: str, reason: str
) -> Refusal:
    """Return a JWT authorizer's answer to a bad token.

    Recorded [api-gateway-12] of a route without scopes, measured [api-gateway-40] of one with a
    scope.
    """
    challenge = (
        f'Bearer scope="{" ".join(scopes)}" error="invalid_token" error_description="{description}"'
    )
    return _refusal(arrival, 401, "Unauthorized", reason, challenge)


def insufficient_scope(arrival: Arrival, scopes: tuple[str, ...], reason: str) -> Refusal:
    """Return a JWT authorizer's answer to a token without the scopes.

    Recorded [api-gateway-13] with one scope; that several have blanks between them is a guess.
    """
    challenge = (
        f'Bearer scope="{" ".join(scopes)}" error="insufficient_scope"'
        ' error_description="expected scopes within the token"'
    )
    return _refusal(arrival, 403, "Forbidden", reason, challenge)


def no_such_route(arrival: Arrival, reason: str) -> Refusal:
    """Return the answer to a path without a route (recorded [api-gateway-15])."""
    return _refusal(arrival, 404, "Not Found", reason)


def unauthorized(arrival: Arrival, reason: str) -> Refusal:
    """Return 401 of a Lambda authorizer, without a challenge (recorded [api-gateway-24])."""
    return _refusal(arrival, 401, "Unauthorized", reason)


def denied(arrival: Arrival, reason: str) -> Refusal:
    """Return the answer where a Lambda authorizer says no (recorded [api-gateway-25])."""
    return _refusal(arrival, 403, "Forbidden", reason)


def misconfigured(arrival: Arrival, reason: str) -> Refusal:
    """Return the answer where a Lambda authorizer answers nonsense (recorded [api-gateway-26])."""
    return _refusal(arrival, 500, "Internal Server Error", reason)


def _refusal(
    arrival: Arrival, status: int, message: str, reason: str, challenge: str | None = None
) -> Refusal:
    asked = () if challenge is None else (("www-authenticate", challenge),)
    more = (*asked, ("apigw-requestid", arrival.request_id))
    return arrivals.refusal(arrival, status, {"message": message}, more, reason)
