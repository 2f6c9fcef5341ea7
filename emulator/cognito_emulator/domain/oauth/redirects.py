"""Where a browser is sent, with what in the query or in the fragment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

if TYPE_CHECKING:
    from cognito_emulator.domain.oauth.failures import AuthorizationError
    from cognito_emulator.domain.oauth.record import AuthorizationRequest


def with_query(uri: str, parameters: Mapping[str, str | None]) -> str:
    """Return a URI with parameters added to its query; those that are ``None`` are left out."""
    return f"{uri}{'&' if '?' in uri else '?'}{_encoded(parameters)}"


def with_fragment(uri: str, parameters: Mapping[str, str | None]) -> str:
    """Return a URI with parameters as its fragment; those that are ``None`` are left out."""
    return f"{uri}#{_encoded(parameters)}"


def with_code(request: AuthorizationRequest, code: str) -> str:
    """Return where an authorization code goes."""
    return with_query(request.redirect_uri, {"code": code, "state": request.state})


def with_error(refusal: AuthorizationError) -> str:
    """Return where a refusal goes: in the query for a code, in the fragment for tokens."""
    request = refusal.request
    put = with_fragment if request.response_type == "token" else with_query
    parameters = {
        "error_description": refusal.description,
        "state": request.state,
        "error": refusal.error,
    }
    return put(request.redirect_uri, parameters)


def _encoded(parameters: Mapping[str, str | None]) -> str:
    return "&".join(
        f"{name}={quote_plus(value)}" for name, value in parameters.items() if value is not None
    )
