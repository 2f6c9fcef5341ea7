"""What is wrong with an authorization request whose client and redirect URI are good.

Rules are asked in their order, and the first that objects wins. The order is a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.counts import counted
from cognito_emulator.nearest import nearest

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.oauth.record import AuthorizationRequest
    from cognito_emulator.domain.pools.record import Pool


class Refusal(NamedTuple):
    """Why a request is refused.

    Attributes:
        error, description: as the app is told; the service describes few of them.
        why: as developers are told, a sentence.

    """

    error: str
    why: str
    description: str | None = None


class Asked(NamedTuple):
    """A request, and what judges it."""

    pool: Pool
    client: Client
    request: AuthorizationRequest
    parameters: Mapping[str, str]
    repeated: Collection[str]


Rule = Callable[[Asked], Refusal | None]

_FLOWS: Mapping[str, str] = {"code": "code", "token": "implicit"}
_NEED_OPENID = frozenset({"email", "phone", "profile"})
_PROMPTS = ("none", "login", "select_account", "consent")
_SECONDS = re.compile(r"[0-9]{1,15}")
_RESOURCE = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*):(?P<rest>[^\s#]+)", re.IGNORECASE)
_LOCALHOST = re.compile(r"//localhost(?:[:/?].*)?", re.IGNORECASE)
_LEVELS = frozenset(f"urn:cognito:loa:{level}" for level in range(1, 5))


def refusal(
    pool: Pool,
    client: Client,
    request: AuthorizationRequest,
    parameters: Mapping[str, str],
    repeated: Collection[str] = (),
) -> Refusal | None:
    """Return why a request is refused; ``None`` if it is good.

    Args:
        pool: whose domain is asked.
        client: who asks.
        request: as far as it could be read.
        parameters: as they were sent.
        repeated: names of those with several values.

    """
    asked = Asked(pool, client, request, parameters, repeated)
    return next((found for rule in RULES if (found := rule(asked)) is not None), None)


def seconds(text: str | None) -> int | None:
    """Return a ``max_age``; ``None`` if there is none, or if it is no number of seconds."""
    return int(text) if text and _SECONDS.fullmatch(text) else None


def _repeated(asked: Asked) -> Refusal | None:
    """No parameter may have two values (RFC 6749, 3.1; the answer is a guess)."""
    if not asked.repeated:
        return None
    names = ", ".join(sorted(asked.repeated))
    return Refusal("invalid_request", f"{names:.100} has several values.")


def _enabled(asked: Asked) -> Refusal | None:
    """Without AllowedOAuthFlowsUserPoolClient nothing works (text measured [authorization-11])."""
    if asked.client.oauth.enabled:
        return None
    return Refusal(
        "invalid_request",
        "AllowedOAuthFlowsUserPoolClient of the client is not true.",
        "Client is not enabled for OAuth2.0 flows ",
    )


def _response_type(asked: Asked) -> Refusal | None:
    """It is ``code`` or ``token``; without it the answer is documented."""
    wanted = asked.parameters.get("response_type")
    if not wanted:
        return Refusal("invalid_request", "There is no response_type.")
    if wanted not in _FLOWS:
        return Refusal("invalid_request", f"response_type is {wanted!r:.50}, not code or token.")
    return None


def _flow(asked: Asked) -> Refusal | None:
    """The client may use the flow (measured [authorization-12])."""
    flow = _FLOWS[asked.request.response_type]
    if flow in asked.client.oauth.flows:
        return None
    return Refusal("unauthorized_client", f"{flow} is not in its AllowedOAuthFlows.")


def _scopes(asked: Asked) -> Refusal | None:
    """The client may ask for all scopes, or gets none (measured [authorization-13])."""
    allowed = asked.client.oauth.scopes
    wrong = [scope for scope in asked.request.scopes if scope not in allowed]
    if not wrong:
        return None
    why = f"{wrong[0]!r:.50} is not in its AllowedOAuthScopes: {nearest(wrong[0], allowed)}."
    return _invalid_scope(why)


def _openid(asked: Asked) -> Refusal | None:
    """Scopes of claims need ``openid`` (documented; the answer is a guess)."""
    scopes = set((asked.parameters.get("scope") or "").split())
    if "openid" in scopes or scopes.isdisjoint(_NEED_OPENID):
        return None
    return _invalid_scope(f"{min(scopes & _NEED_OPENID)} can only be asked for with openid.")


def _invalid_scope(why: str) -> Refusal:
    """Return the refusal of a scope (measured [authorization-14], against the documentation)."""
    return Refusal("invalid_request", why, "invalid_scope")


def _challenge(asked: Asked) -> Refusal | None:
    """PKCE's only method is S256, and it has to be said (documented)."""
    method = asked.parameters.get("code_challenge_method")
    if method is None and asked.request.code_challenge is None:
        return None
    if method == "S256":
        return None
    return Refusal("invalid_request", f"code_challenge_method is {method!r:.50}, not S256.")


def _resource(asked: Asked) -> Refusal | None:
    """A resource is a URL of HTTPS, of localhost, or of a custom scheme (documented).

    The answer is a guess.
    """
    resource = asked.request.resource
    if resource is None or _is_resource(resource):
        return None
    why = "resource must begin with https://, http://localhost or a custom scheme."
    return Refusal("invalid_request", why)


def _is_resource(text: str) -> bool:
    match = _RESOURCE.fullmatch(text)
    if match is None:
        return False
    if match["scheme"].lower() == "http":
        return _LOCALHOST.fullmatch(match["rest"]) is not None
    return match["scheme"].lower() != "https" or match["rest"].startswith("//")


def _prompt(asked: Asked) -> Refusal | None:
    """Its words are documented; ``none`` stands alone (OpenID Connect Core, 3.1.2.1).

    The answer is a guess.
    """
    prompts = asked.request.prompts
    unknown = [word for word in prompts if word not in _PROMPTS]
    if unknown:
        return Refusal("invalid_request", f"prompt has the unknown word {unknown[0]!r:.50}.")
    if "none" in prompts and len(prompts) > 1:
        return Refusal(
            "invalid_request", f"prompt has none and {counted(len(prompts) - 1, 'other word')}."
        )
    return None


def _max_age(asked: Asked) -> Refusal | None:
    """It is a number of seconds (the answer is a guess)."""
    given = asked.parameters.get("max_age")
    if not given or asked.request.max_age is not None:
        return None
    return Refusal("invalid_request", f"max_age is {given!r:.50}, not a number of seconds.")


def _acr_values(asked: Asked) -> Refusal | None:
    """Step-up authentication is not emulated: a level that would be enforced is refused.

    As documented, levels that nobody knows are skipped, and all of them in a pool of LITE.
    """
    wanted = set((asked.parameters.get("acr_values") or "").split())
    if asked.pool.tier == "LITE" or wanted.isdisjoint(_levels(asked.pool)):
        return None
    sentence = "acr_values: step-up authentication is not emulated."
    return Refusal("invalid_request", sentence, sentence)


def _levels(pool: Pool) -> frozenset[str]:
    """Return the names of the levels that a pool knows."""
    return _LEVELS.union((pool.acr_values or {}).values())


RULES: tuple[Rule, ...] = (
    _repeated,
    _enabled,
    _response_type,
    _flow,
    _scopes,
    _openid,
    _challenge,
    _resource,
    _prompt,
    _max_age,
    _acr_values,
)
