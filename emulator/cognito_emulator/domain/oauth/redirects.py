"""Where a browser is sent, with what in the query or in the fragment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from cognito_emulator.domain.oauth.failures import AuthorizationError
    from cognito_emulator.domain.oauth.record import AuthorizationRequest
    from cognito_emulator.domain.tokens.issue import Tokens

# ASCII that can be seen; quote() keeps letters and digits by itself.
_VISIBLE = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


def with_query(uri: str, parameters: Mapping[str, str | None]) -> str:
    """Return a URI with parameters added to its query; those that are ``None`` are left out."""
    return f"{uri}{'&' if '?' in uri else '?'}{encoded(parameters)}"


def with_fragment(uri: str, parameters: Mapping[str, str | None]) -> str:
    """Return a URI with parameters as its fragment; those that are ``None`` are left out."""
    return f"{uri}#{encoded(parameters)}"


def with_code(request: AuthorizationRequest, code: str) -> str:
    """Return where an authorization code goes."""
    return with_query(request.redirect_uri, {"code": code, "state": request.state})


def with_tokens(request: AuthorizationRequest, tokens: Tokens) -> str:
    """Return where the tokens of the implicit flow go, in the documented order."""
    parameters = {
        "id_token": tokens.id,
        "access_token": tokens.access,
        "token_type": "Bearer",  # a guess: documents have it in lower case, too
        "expires_in": str(tokens.expires_in),
        "state": request.state,
    }
    return with_fragment(request.redirect_uri, parameters)


def with_error(refusal: AuthorizationError) -> str:
    """Return where a refusal goes: in the query for a code, in the fragment for tokens.

    The order of its parameters is measured [authorization-11, authorization-14].
    """
    request = refusal.request
    put = with_fragment if request.response_type == "token" else with_query
    parameters = {
        "error_description": refusal.description,
        "state": request.state,
        "error": refusal.error,
    }
    return put(request.redirect_uri, parameters)


def encoded(parameters: Mapping[str, str | None]) -> str:
    """Return parameters as a query has them; those that are ``None`` are left out."""
    return "&".join(
        f"{name}={quote_plus(_bytes(value))}"
        for name, value in parameters.items()
        if value is not None
    )


def visible(url: str | bytes) -> str:
    """Return a URL, or a part of one, as it is; what is no visible ASCII is percent-encoded."""
    return quote(_bytes(url) if isinstance(url, str) else url, safe=_VISIBLE)


def _bytes(text: str) -> bytes:
    """Return a text in UTF-8; bytes that were none came as half surrogates and go as they came."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a surrogate that stands for no byte
        return text.encode("utf-8", "replace")
