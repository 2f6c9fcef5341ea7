"""The userinfo endpoint of a provider (OpenID Connect Core, 5.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cognito_emulator.domain.federation.failures import FederationError
from cognito_emulator.domain.federation.oidc.exchange import document
from cognito_emulator.fetching import Fetch, Fetched

if TYPE_CHECKING:
    from typing import Literal

    from cognito_emulator.domain.federation.oidc.exchange import Ask

_OK = 200


def claims(
    ask: Ask,
    url: str,
    access_token: str,
    *,
    method: Literal["GET", "POST"],
    expected_subject: str,
) -> dict[str, Any]:
    """Return what the endpoint says of a user; nothing where it fails (documented of the trigger).

    Args:
        ask: asks it.
        url: its address; of a provider without one it is empty, and so is the answer.
        access_token: goes along as ``Bearer`` (measured [federation-4]).
        method: of the request.
        expected_subject: the ``sub`` of the ID token.

    Raises:
        FederationError: it is about somebody else (OpenID Connect Core, 5.3.2; text: guess).

    """
    if not url:
        return {}
    answer = ask(Fetch(url, method, {"Authorization": f"Bearer {access_token}"}))
    if not isinstance(answer, Fetched) or answer.status != _OK:
        return {}
    found = document(answer)
    if found.get("sub", expected_subject) != expected_subject:
        raise FederationError("The sub of userinfo is not that of the id_token")
    return found
