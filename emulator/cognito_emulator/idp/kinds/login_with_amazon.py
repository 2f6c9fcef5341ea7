"""Login with Amazon: OAuth 2.0 with a profile request, and no ID token.

All that has no pointer is documented by Amazon.
"""

from __future__ import annotations

import re
from base64 import b32encode
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cognito_emulator.idp.behaviours import without
from cognito_emulator.idp.exchange import Answer, Request, document
from cognito_emulator.idp.kinds.kind import Endpoint, digest
from cognito_emulator.idp.kinds.oidc import OpenId, stated, told_subject

if TYPE_CHECKING:
    from cognito_emulator.idp.authorization import AuthorizationRequest
    from cognito_emulator.idp.grants import Granted
    from cognito_emulator.idp.people import Person
    from cognito_emulator.profiles import Profile

_SCOPES: Mapping[str, tuple[str, ...]] = {
    "profile": ("email", "name"),
    "profile:user_id": (),
    "postal_code": ("postal_code",),
}


class LoginWithAmazon(OpenId):
    """Login with Amazon, as the service signs users in by it."""

    name = "LoginWithAmazon"
    title = "Login with Amazon"
    speaks_openid = False
    behaviours = without("id_token")
    endpoints: Mapping[str, Endpoint] = {
        "authorization": Endpoint("/authorize", others=re.compile("/ap/oa")),
        "token": Endpoint("/token", ("POST",), re.compile("/auth/o2/token")),
        "user_info": Endpoint("/userinfo", ("GET",), re.compile("/user/profile")),
    }
    code_prefix = "AN"
    access_prefix = "Atza|"
    refresh_prefix = "Atzr|"

    def subject(self, _person: Profile, seed: str) -> str:
        """Return ``amzn1.account.`` and 28 letters or digits (measured [social-6])."""
        bits = bytes.fromhex(digest(seed, 18))
        return f"amzn1.account.{b32encode(bits).decode()[:28]}"

    def is_offline(self, _wish: AuthorizationRequest) -> bool:
        """Whether a client gets a refresh token: always."""
        return True

    def allowed(self, wish: AuthorizationRequest, code: str, _person: Person) -> dict[str, str]:
        """Return what a client is told that may have what it wished."""
        return {"code": code, "scope": wish.scope, **stated(wish)}

    def refused(self, wish: AuthorizationRequest) -> dict[str, str]:
        """Return what a client is told that may not (measured [social-2])."""
        sentence = "Access not permitted."
        return {"error_description": sentence, **stated(wish), "error": "access_denied"}

    def claims(self, granted: Granted) -> dict[str, Any]:
        """Return what a client may read; the names of claims are those of the profile."""
        grant, person = granted
        names = [name for scope in grant.scopes for name in _SCOPES.get(scope, ())]
        hidden = ("email",) if grant.behaviour == "no-email" else ()
        known = {"postal_code": _postal_code(person.claims), **person.claims}
        return {
            name: known[name]
            for name in names
            if name not in hidden and known.get(name) is not None
        }

    def tokens(self, members: dict[str, Any]) -> dict[str, Any]:
        """Return the answer of the token endpoint."""
        names = ("access_token", "refresh_token", "expires_in")
        return {"token_type": "bearer", **{name: members[name] for name in names}}

    def profile(self, granted: Granted, _request: Request) -> Answer:
        """Return what Amazon says of somebody."""
        return document({"user_id": told_subject(granted), **self.claims(granted)})

    def without_access(self, token: str | None) -> Answer:
        """Refuse who has no good access token."""
        if token is None:
            sentence = "The request is missing a required parameter : access_token"
            return document({"error": "invalid_request", "error_description": sentence}, 400)
        sentence = "The request has an invalid parameter : access_token"
        return document({"error": "invalid_token", "error_description": sentence}, 400)


def _postal_code(claims: Mapping[str, Any]) -> object:
    address = claims.get("address")
    return address.get("postal_code") if isinstance(address, Mapping) else None
