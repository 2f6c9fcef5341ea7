"""The profile of a user: userinfo (OpenID Connect Core, 5.3), or what is in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from cognito_emulator.domain.federation.oidc.exchange import document
from cognito_emulator.domain.pools.providers import details
from cognito_emulator.fetching import Fetch, Fetched

if TYPE_CHECKING:
    from typing import Literal

    from cognito_emulator.domain.federation.oidc.conversation import Conversation

_OK = 200


def profile(conversation: Conversation, access_token: str) -> dict[str, Any]:
    """Return what the endpoint says of a user; nothing where it fails (documented of the trigger).

    Args:
        conversation: with the provider; of one without such an endpoint there is nothing.
        access_token: goes along as ``Bearer`` (measured [federation-4]).

    """
    url = _address(conversation)
    if not url:
        return {}
    method = conversation.provider.details.get("attributes_request_method", "GET")
    authorization = {"Authorization": f"Bearer {access_token}"}
    answer = conversation.ask(Fetch(url, cast("Literal['GET', 'POST']", method), authorization))
    return document(answer) if isinstance(answer, Fetched) and answer.status == _OK else {}


def _address(conversation: Conversation) -> str:
    """Return what is asked; some are asked for what is mapped only (documented)."""
    url = conversation.endpoints.attributes_url
    provider = conversation.provider
    if details.complete(provider).get("attributes_url_add_attributes") != "true":
        return url
    fields = conversation.dialect.fields(provider.mapping.values())
    return url + quote(",".join(fields), safe=",")
