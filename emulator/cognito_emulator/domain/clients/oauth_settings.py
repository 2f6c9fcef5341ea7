"""What an app client may ask of OAuth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from cognito_emulator.domain.work.parts import Part

#: The flows in which a browser is sent to the pages, and back.
BROWSER_FLOWS = frozenset({"code", "implicit"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class OAuthSettings(Part):
    """The members of a client that are about OAuth and the hosted pages.

    Attributes:
        enabled: AllowedOAuthFlowsUserPoolClient; without it none of the others counts (documented).
        flows: ``code``, ``implicit``, ``client_credentials``.

    """

    enabled: bool = False
    flows: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    callback_urls: tuple[str, ...] = ()
    logout_urls: tuple[str, ...] = ()
    default_redirect_uri: str | None = None
    identity_providers: tuple[str, ...] = ()

    MEMBERS: ClassVar[Mapping[str, str]] = {
        "enabled": "AllowedOAuthFlowsUserPoolClient",
        "flows": "AllowedOAuthFlows",
        "scopes": "AllowedOAuthScopes",
        "callback_urls": "CallbackURLs",
        "logout_urls": "LogoutURLs",
        "default_redirect_uri": "DefaultRedirectURI",
        "identity_providers": "SupportedIdentityProviders",
    }

    @property
    def sends_to_pages(self) -> bool:
        """Whether the client may send a browser to the pages, and have it back."""
        return self.enabled and not BROWSER_FLOWS.isdisjoint(self.flows)

    def changed(self, request: Mapping[str, Any]) -> OAuthSettings:
        """Return them after an update, which resets the lists that it omits (decision 0016)."""
        without_lists = OAuthSettings(
            enabled=self.enabled, default_redirect_uri=self.default_redirect_uri
        )
        return replace(without_lists, **self.fields_of(request))
