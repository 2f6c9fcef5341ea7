"""The code is exchanged at the provider's token endpoint (RFC 6749, 4.1.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson

from cognito_emulator.domain.federation.failures import FederationError
from cognito_emulator.domain.pools.providers import details
from cognito_emulator.fetching import Fetch, Fetched, FetchFailure

if TYPE_CHECKING:
    from cognito_emulator.domain.federation.oidc.conversation import Conversation

_FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
_OK = 200
_SHOWN_CHARS = 500


def tokens(conversation: Conversation, code: str) -> dict[str, Any]:
    """Return what the token endpoint answers; the request's order is measured [federation-1].

    Some are asked by GET, as their details say (documented of Facebook).

    Raises:
        FederationError: it refuses the code (text measured [federation-5]), answers otherwise (text
            measured [federation-6]), or not at all.

    """
    secret = conversation.client_secret
    form = {
        "grant_type": "authorization_code",
        "client_id": conversation.client_id,
        "redirect_uri": conversation.redirect_uri,
        **({} if secret is None else {"client_secret": secret}),
        "code": code,
    }
    answer = conversation.ask(_request(conversation, urlencode(form)))
    if isinstance(answer, FetchFailure):
        raise _without_answer(answer)
    content = document(answer)
    if answer.status == _OK and isinstance(content.get("access_token"), str):
        return content
    raise FederationError(_refusal(conversation.provider.name, answer, content))


def document(answer: Fetched) -> dict[str, Any]:
    """Return the JSON object that an answer holds; an empty one of any other answer."""
    try:
        content = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return {}
    return content if isinstance(content, dict) else {}


def _request(conversation: Conversation, form: str) -> Fetch:
    url = conversation.endpoints.token_url
    if details.complete(conversation.provider).get("token_request_method") == "GET":
        return Fetch(f"{url}{'&' if '?' in url else '?'}{form}")
    return Fetch(url, "POST", _FORM, form.encode())


def _without_answer(failure: FetchFailure) -> FederationError:
    """Return what is told of an endpoint that does not answer.

    Texts: of one that is silent documented, of one that cannot be reached measured [federation-20],
    else measured [federation-7].
    """
    if failure.kind == "timed out":
        return FederationError("Timeout occurred in calling IdP token endpoint")
    if failure.kind == "unreachable":
        return FederationError("Connection reset")
    return FederationError("Exception processing authorization code", "server_error")


def _refusal(provider: str, answer: Fetched, content: Mapping[str, Any]) -> str:
    error, description = content.get("error"), content.get("error_description")
    if isinstance(error, str):
        told = f"{error} {description}" if isinstance(description, str) else error
        return f"{provider} Error - {answer.status} {told}"
    body = answer.body.decode("utf-8", "replace")[:_SHOWN_CHARS]
    return f"Bad token response: HTTP/1.1 {answer.status} {answer.reason}, entity: {body}"
