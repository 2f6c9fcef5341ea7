"""A sign-in by a provider that speaks OAuth 2.0: whom the code stands for that a browser brings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cognito_emulator.domain.federation import mapping
from cognito_emulator.domain.federation.failures import FederationError
from cognito_emulator.domain.federation.oidc import endpoints, exchange, id_tokens, reach, user_info
from cognito_emulator.domain.federation.oidc.conversation import Conversation
from cognito_emulator.domain.federation.oidc.dialect import Answers, Dialect
from cognito_emulator.domain.federation.profile import Profile
from cognito_emulator.domain.pools.providers.types import TYPES

if TYPE_CHECKING:
    from cognito_emulator.domain.federation.place import Place
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.work.context import Context

# Claims can be mapped, and these two tokens as well (measured [federation-21]).
_MAPPABLE = ("access_token", "id_token")
_STATE, _DESCRIPTION = "state", "error_description"


def profile(
    ctx: Context,
    provider: IdentityProvider,
    dialect: Dialect,
    place: Place,
    brought: Mapping[str, str],
) -> Profile:
    """Return whom a provider vouches for.

    Token endpoint, keys and profile are asked in this order (measured [federation-4]).

    Args:
        ctx: the request.
        provider: by which somebody signs in.
        dialect: how it speaks.
        place: where the pool's domain is, for this browser.
        brought: what the browser brings from the provider.

    Raises:
        FederationError: something of it is not to be believed, or does not come.

    """
    code = _code(brought)
    conversation = _begun(ctx, provider, dialect, place)
    tokens = exchange.tokens(conversation, code)
    id_token = id_tokens.verified(conversation, tokens.get("id_token"))
    answers = Answers(brought, id_token, user_info.profile(conversation, tokens["access_token"]))
    _require_one_subject(dialect, answers)
    claims = dialect.claims(answers)
    given = {name: tokens[name] for name in _MAPPABLE if name in tokens}
    told = {
        "tokenResponse": _texts(tokens),
        "idToken": answers.id_token,
        "userInfo": dialect.user_info(answers),
    }
    return Profile(_subject(provider, claims), {**given, **claims}, told)


def _code(brought: Mapping[str, str]) -> str:
    """Return the code that a provider sends the browser back with.

    Raises:
        FederationError: it sends a refusal: its description, then what else it says, in the order
            of the alphabet (measured [federation-12] of Facebook, of others a guess); or nothing
            of both (a guess).

    """
    if "error" in brought:
        others = sorted(brought.items())
        told = [f"{name}={value}" for name, value in others if name not in (_STATE, _DESCRIPTION)]
        raise FederationError("; ".join((brought.get(_DESCRIPTION, ""), *told)).lstrip("; "))
    code = brought.get("code")
    if not code:
        raise FederationError("Missing required parameter code")
    return code


def _begun(
    ctx: Context, provider: IdentityProvider, dialect: Dialect, place: Place
) -> Conversation:
    return Conversation(
        provider=provider,
        dialect=dialect,
        endpoints=endpoints.of(ctx, provider, place),
        ask=reach.asking(ctx, provider, place),
        client_id=provider.details.get("client_id", ""),
        client_secret=dialect.client_secret(ctx, provider),
        redirect_uri=place.callback,
        now=ctx.now,
    )


def _require_one_subject(dialect: Dialect, answers: Answers) -> None:
    """Refuse a profile of somebody else (OpenID Connect Core, 5.3.2; text: guess)."""
    if not answers.id_token:
        return
    subject = dialect.subject_of(answers.profile)
    if subject is not None and subject != answers.id_token["sub"]:
        raise FederationError("The sub of userinfo is not that of the id_token")


def _subject(provider: IdentityProvider, claims: Mapping[str, Any]) -> str:
    """Return by what the provider knows the user.

    Raises:
        FederationError: it does not say (text measured [federation-15]).

    """
    subject = claims.get(TYPES[provider.type].subject or "")
    if subject is None or not (text := mapping.text(subject)):
        raise FederationError("username attribute mapping required")
    return text


def _texts(tokens: Mapping[str, Any]) -> dict[str, Any]:
    """Return a token response as the trigger hears of it: ``expires_in`` is a text (documented)."""
    expires = tokens.get("expires_in")
    return {**tokens, **({} if expires is None else {"expires_in": str(expires)})}
