"""Sign in with Apple: an OpenID provider to whom the pool proves itself by a JWT.

All that has no pointer is documented by Apple.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson

from cognito_emulator.domain.federation.failures import FederationError
from cognito_emulator.domain.federation.oidc.dialect import Dialect, Wish
from cognito_emulator.domain.pools.providers import apple_keys, details

if TYPE_CHECKING:
    from cognito_emulator.domain.federation.oidc.dialect import Answers
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.work.context import Context

_LIFETIME = 300  # seconds; up to six months would do


class SignInWithApple(Dialect):
    """Sign in with Apple, which takes no ``+`` for a blank (measured [federation-25])."""

    blank = "%20"

    def parameters(self, _wish: Wish) -> Mapping[str, str]:
        """Return how the answer is to come: names and addresses come in forms only."""
        return {"response_mode": "form_post"}

    def client_secret(self, ctx: Context, provider: IdentityProvider) -> str:
        """Return a JWT that the team's key has signed.

        Raises:
            FederationError: the key is none (a guess).

        """
        import jwt  # noqa: PLC0415 - slow to load

        known = details.complete(provider)
        key = apple_keys.private(known)
        if key is None:
            ctx.warn(f"The private_key of {provider.name} is no key for ES256.")
            raise FederationError("Exception processing authorization code", "server_error")
        claims = {
            "iss": known.get("team_id"),
            "iat": int(ctx.now),
            "exp": int(ctx.now) + _LIFETIME,
            "aud": known.get("oidc_issuer"),
            "sub": known.get("client_id"),
        }
        return jwt.encode(claims, key, "ES256", {"kid": known.get("key_id")})

    def claims(self, answers: Answers) -> Mapping[str, Any]:
        """Return what the ID token says, and the name, which the browser brings once.

        It is no secret and is not signed, so that it may say nothing that the ID token could.
        """
        return {**self.user_info(answers), **answers.id_token}

    def user_info(self, answers: Answers) -> Mapping[str, Any]:
        """Return the name, by the names that the AWS CDK has for its parts (documented).

        That InboundFederation is told so is a guess.
        """
        return _named(answers.brought.get("user", ""))


def _named(text: str) -> dict[str, str]:
    try:
        user = orjson.loads(text)
    except orjson.JSONDecodeError:
        return {}
    name = user.get("name") if isinstance(user, dict) else None
    if not isinstance(name, dict):
        return {}
    parts = {part: name[part] for part in ("firstName", "lastName") if _is_text(name.get(part))}
    return {"name": " ".join(parts.values()), **parts} if parts else {}


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)
