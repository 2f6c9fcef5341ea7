"""The code is exchanged at the provider's token endpoint (RFC 6749, 4.1.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson

from cognito_emulator.domain.federation.failures import FederationError
from cognito_emulator.fetching import Fetch, Fetched, FetchFailure

if TYPE_CHECKING:
    from cognito_emulator.domain.federation.oidc.endpoints import Registration
    from cognito_emulator.domain.pools.providers.record import IdentityProvider

#: Asks a provider, or who plays it.
Ask = Callable[[Fetch], Fetched | FetchFailure]

_FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
_BROKEN = "Exception processing authorization code"
_OK, _CLIENT_ERROR = 200, 400
_SHOWN_CHARS = 500


def tokens(
    ask: Ask, provider: IdentityProvider, token_url: str, registration: Registration, code: str
) -> dict[str, Any]:
    """Return what the token endpoint answers; the request's order is measured [federation-1].

    Raises:
        FederationError: it refuses the code (text measured [federation-5]), answers otherwise (text
            measured [federation-6]), or not at all (text measured [federation-7], that it is this
            one of a time-out a guess).

    """
    secret = registration.client_secret
    form = {
        "grant_type": "authorization_code",
        "client_id": registration.client_id,
        "redirect_uri": registration.redirect_uri,
        **({} if secret is None else {"client_secret": secret}),
        "code": code,
    }
    answer = ask(Fetch(token_url, "POST", _FORM, urlencode(form).encode()))
    if isinstance(answer, FetchFailure):
        raise FederationError(_BROKEN, "server_error")
    content = document(answer)
    if answer.status == _OK and isinstance(content.get("access_token"), str):
        return content
    raise FederationError(_refusal(provider, answer, content))


def document(answer: Fetched) -> dict[str, Any]:
    """Return the JSON object that an answer holds; an empty one of any other answer."""
    try:
        content = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return {}
    return content if isinstance(content, dict) else {}


def _refusal(provider: IdentityProvider, answer: Fetched, content: Mapping[str, Any]) -> str:
    error, description = content.get("error"), content.get("error_description")
    if isinstance(error, str):
        told = f"{error} {description}" if isinstance(description, str) else error
        return f"{provider.name} Error - {answer.status} {told}"
    body = answer.body.decode("utf-8", "replace")[:_SHOWN_CHARS]
    return f"Bad token response: HTTP/1.1 {answer.status} {answer.reason}, entity: {body}"
