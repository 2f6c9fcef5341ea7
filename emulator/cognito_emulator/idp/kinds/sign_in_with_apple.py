"""Sign in with Apple: an OpenID provider whose clients prove themselves by a JWT.

All that has no pointer is documented by Apple.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from cognito_emulator.idp.behaviours import without
from cognito_emulator.idp.exchange import OAuthError, Request
from cognito_emulator.idp.kinds.kind import Endpoint, digest
from cognito_emulator.idp.kinds.oidc import OpenId, stated

if TYPE_CHECKING:
    from cognito_emulator.idp.authorization import AuthorizationRequest
    from cognito_emulator.idp.grants import Granted
    from cognito_emulator.idp.people import Person
    from cognito_emulator.idp.provider import AppleKey, Provider
    from cognito_emulator.profiles import Profile

_ISSUER = "https://appleid.apple.com"
_LONGEST = 15_777_000  # seconds that a client's secret may last: six months
_DAY = 86_400
_FORM = "form_post"


class SignInWithApple(OpenId):
    """Sign in with Apple, as the service signs users in by it."""

    name = "SignInWithApple"
    title = "Sign in with Apple"
    issuer = _ISSUER
    endpoints: Mapping[str, Endpoint] = {
        "authorization": Endpoint("/authorize", others=re.compile("/auth/authorize")),
        "token": Endpoint("/token", ("POST",), re.compile("/auth/token")),
        "keys": Endpoint("/jwks", ("GET",), re.compile("/auth/keys")),
        "discovery": Endpoint("/.well-known/openid-configuration", ("GET",)),
    }
    metadata: Mapping[str, Any] = {
        "response_types_supported": ["code", "code id_token"],
        "scopes_supported": ["openid", "email", "name"],
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
    }
    behaviours = without("user_info")
    response_types = ("code", "code id_token")
    code_prefix = "c"
    access_prefix = "a"
    refresh_prefix = "r"
    status_of_invalid_client = 400
    id_token_seconds = _DAY
    presets: Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]] = {
        "hidden address": lambda known: {
            **known,
            "email": f"{digest(str(known.get('email')), 5)}@privaterelay.appleid.com",
            "is_private_email": True,
        }
    }

    def subject(self, _person: Profile, seed: str) -> str:
        """Return digits with dots between them (measured [social-6])."""
        number = int(digest(seed, 8), 16)
        return f"{number % 1_000_000:06}.{digest(seed, 16)}.{number % 2400:04}"

    def check(self, wish: AuthorizationRequest) -> None:
        """Refuse to send a name or an address in a URL.

        Raises:
            OAuthError: the client wishes that.

        """
        if wish.scopes and wish.response_mode != _FORM:
            sentence = "response_mode must be form_post when name or email scope is requested."
            raise OAuthError("invalid_request", sentence)

    def is_offline(self, _wish: AuthorizationRequest) -> bool:
        """Whether a client gets a refresh token: always."""
        return True

    def allowed(self, wish: AuthorizationRequest, code: str, person: Person) -> dict[str, str]:
        """Return what a client is told; who somebody is, it is told once in words."""
        told = {**stated(wish), "code": code}
        if wish.client_id in person.known_to or not wish.scopes:
            return told
        return {**told, "user": json.dumps(_user(wish, person), separators=(",", ":"))}

    def refused(self, wish: AuthorizationRequest) -> dict[str, str]:
        """Return what a client is told that may not (measured [social-3])."""
        return {**stated(wish), "error": "user_cancelled_authorize"}

    def authenticate(
        self, provider: Provider, client_id: str, secret: str | None, request: Request
    ) -> None:
        """Verify the JWT that is a client's secret.

        Its signature is verified where the client's key is known.

        Raises:
            OAuthError: it is not what Apple takes.

        """
        client = (provider.clients or {}).get(client_id)
        fault = _fault(secret, client_id, client.apple if client else None, request.now)
        if fault is not None:
            raise OAuthError("invalid_client", fault, self.status_of_invalid_client)

    def has_id_token(self, _grant: object) -> bool:
        """Whether a grant brings an ID token: always."""
        return True

    def claims(self, granted: Granted) -> dict[str, Any]:
        """Return what a client is told in the ID token: an address, and no name."""
        grant, person = granted
        if "email" not in grant.scopes or grant.behaviour == "no-email":
            return {}
        names = ("email", "email_verified", "is_private_email")
        return {name: person.claims[name] for name in names if name in person.claims}

    def own_claims(self, granted: Granted) -> dict[str, Any]:
        """Return what Apple's ID tokens have beside what all have."""
        return {"auth_time": granted.grant.auth_time, "nonce_supported": True}

    def tokens(self, members: dict[str, Any]) -> dict[str, Any]:
        """Return the answer of the token endpoint, which names no scope."""
        return {name: value for name, value in members.items() if name != "scope"}


def _user(wish: AuthorizationRequest, person: Person) -> dict[str, Any]:
    claims = person.claims
    name = {"firstName": claims.get("given_name", ""), "lastName": claims.get("family_name", "")}
    return {
        **({"name": name} if "name" in wish.scopes else {}),
        **({"email": claims["email"]} if "email" in wish.scopes and "email" in claims else {}),
    }


def _fault(secret: str | None, client_id: str, key: AppleKey | None, now: float) -> str | None:
    """Return what is wrong with a client's secret; ``None`` if nothing is."""
    import jwt  # noqa: PLC0415 - slow to load

    try:
        header = jwt.get_unverified_header(secret or "")
        public = key.public_key if key else ""
        options: Any = {"verify_signature": key is not None, **_OURS}
        claims = jwt.decode(secret or "", public, ["ES256"], options)
    except (jwt.PyJWTError, ValueError, RecursionError) as error:  # PyJWT before 2.13 lets it pass
        return f"The client_secret is no JWT that the key of the team has signed: {error}"
    wanted: dict[str, tuple[object, object]] = {
        "alg": (header.get("alg"), "ES256"),
        "sub": (claims.get("sub"), client_id),
        "aud": (claims.get("aud"), _ISSUER),
    }
    if key is not None:
        wanted |= {
            "kid": (header.get("kid"), key.key_id),
            "iss": (claims.get("iss"), key.team_id),
        }
    for name, (found, right) in wanted.items():
        if found != right:
            return f"The {name} of the client_secret is {found}, not {right}."
    return _fault_of_time(claims, now)


def _fault_of_time(claims: Mapping[str, Any], now: float) -> str | None:
    expires = claims.get("exp")
    if not isinstance(expires, int) or not isinstance(claims.get("iat"), int):
        return "The client_secret has no exp or no iat."
    if not now < expires <= now + _LONGEST:
        return "The client_secret has expired, or lasts for more than six months."
    return None


# What a secret says is looked at by ourselves, at the time of the request.
_OURS = {f"verify_{name}": False for name in ("exp", "iat", "nbf", "aud", "iss", "sub", "jti")}
