"""What the tests of clients share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt

CALLBACK = "http://localhost:8000/callback"
GOODBYE = "http://localhost:8000/goodbye"
SCOPES = ["openid", "email", "profile"]

#: An app's client, as CreateUserPoolClient makes it.
APP = {
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": SCOPES,
    "CallbackURLs": [CALLBACK],
    "LogoutURLs": [GOODBYE],
    "SupportedIdentityProviders": ["COGNITO"],
    "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
}


@dataclass(frozen=True)
class Provider:
    """An OpenID provider by its discovery document.

    Attributes:
        url: of the document.
        document: what it says.

    """

    url: str
    document: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        """Return a member of the document."""
        return self.document[name]

    def claims(self, token: str, **wanted: Any) -> dict[str, Any]:
        """Verify a token by the published keys, and return what it says."""
        key = jwt.PyJWKClient(self["jwks_uri"]).get_signing_key_from_jwt(token)
        return jwt.decode(token, key, algorithms=["RS256"], issuer=self["issuer"], **wanted)


def location(redirect: Any) -> str:
    """Return where a redirect of an app leads; of a text, itself."""
    return redirect if isinstance(redirect, str) else str(redirect.headers["Location"])
