"""Facebook: OAuth 2.0 with a profile request, and no ID token.

All that has no pointer is documented by Facebook.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from cognito_emulator.idp.behaviours import without
from cognito_emulator.idp.claims import SCOPES
from cognito_emulator.idp.exchange import Answer, OAuthError, Request, document, single
from cognito_emulator.idp.kinds.kind import Endpoint, digest
from cognito_emulator.idp.kinds.oidc import OpenId, stated, told_subject

if TYPE_CHECKING:
    from cognito_emulator.idp.authorization import AuthorizationRequest
    from cognito_emulator.idp.grants import Granted
    from cognito_emulator.profiles import Profile

_VERSION = r"(/v\d+\.\d+)?"
_SIXTY_DAYS = 5_183_944  # seconds; somewhat less
_USUAL = ("name", "id")
_FIELD = re.compile(r"\w+")
_MODIFIERS = re.compile(r"\{[^{}]*\}|\([^()]*\)")  # picture.type(large){url}

_FIELDS: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "name": lambda claims: claims.get("name"),
    "first_name": lambda claims: claims.get("given_name"),
    "middle_name": lambda claims: claims.get("middle_name"),
    "last_name": lambda claims: claims.get("family_name"),
    "short_name": lambda claims: claims.get("nickname", claims.get("given_name")),
    "email": lambda claims: claims.get("email"),
    "birthday": lambda claims: _birthday(claims.get("birthdate")),
    "gender": lambda claims: claims.get("gender"),
    "link": lambda claims: claims.get("profile"),
    "locale": lambda claims: (
        str(claims["locale"]).replace("-", "_") if "locale" in claims else None
    ),
    "picture": lambda claims: _picture(claims.get("picture")),
}
_OTHERS = frozenset({"age_range", "hometown", "location", "name_format", "timezone", "website"})
_STANDARD = frozenset(name for names in SCOPES.values() for name in names)


class Facebook(OpenId):
    """Facebook Login, as the service signs users in by it."""

    name = title = "Facebook"
    speaks_openid = False
    behaviours = without("id_token")
    endpoints: Mapping[str, Endpoint] = {
        "authorization": Endpoint("/authorize", others=re.compile(f"{_VERSION}/dialog/oauth")),
        "token": Endpoint("/token", others=re.compile(f"{_VERSION}/oauth/access_token")),
        "user_info": Endpoint("/userinfo", others=re.compile(f"{_VERSION}/me")),
    }
    fragment = "#_=_"  # measured [social-7]
    code_prefix = "AQ"
    access_prefix = "EAA"
    usual_grant_type = "authorization_code"
    status_of_invalid_client = 400
    token_seconds = _SIXTY_DAYS

    def subject(self, _person: Profile, seed: str) -> str:
        """Return 17 digits."""
        return f"{10**16 + int(digest(seed, 16), 16) % (9 * 10**16)}"

    def scope(self, text: str) -> str:
        """Return permissions with blanks between them; Facebook takes commas as well."""
        return " ".join(text.replace(",", " ").split())

    def refused(self, wish: AuthorizationRequest) -> dict[str, str]:
        """Return what a client is told that may not (measured [social-1])."""
        return {
            "error": "access_denied",
            "error_code": "200",
            "error_description": "Permissions error",
            "error_reason": "user_denied",
            **stated(wish),
        }

    def claims(self, granted: Granted) -> dict[str, Any]:
        """Return what a client may read: the address takes the permission ``email``."""
        grant = granted.grant
        has_email = "email" in grant.scopes and grant.behaviour != "no-email"
        hidden = () if has_email else SCOPES["email"]
        claims = granted.person.claims
        return {name: value for name, value in claims.items() if name not in hidden}

    def tokens(self, members: dict[str, Any]) -> dict[str, Any]:
        """Return the answer of the token endpoint."""
        return {
            "access_token": members["access_token"],
            "token_type": "bearer",
            "expires_in": members["expires_in"],
        }

    def failed(self, error: OAuthError) -> Answer:
        """Return a refusal as the Graph API spells it."""
        return _wrong(error.description, 100)

    def profile(self, granted: Granted, request: Request) -> Answer:
        """Return the fields that are asked for."""
        fields = _fields(self.claims(granted))
        wanted = [name for name in _wanted(request) if name != "id"]
        for name in wanted:
            if name not in fields and name not in _OTHERS:
                sentence = f"(#100) Tried accessing nonexisting field ({name}) on node type (User)"
                return _wrong(sentence, 100)
        told = {name: fields[name] for name in wanted if fields.get(name) is not None}
        return document({**told, "id": told_subject(granted)})

    def without_access(self, token: str | None) -> Answer:
        """Refuse who has no good access token."""
        if token is None:
            sentence = (
                "An active access token must be used to query information about the current user."
            )
            return _wrong(sentence, 2500)
        return _wrong("Invalid OAuth access token - Cannot parse access token", 190)


def _fields(claims: Mapping[str, Any]) -> dict[str, Any]:
    """Return what may be asked for; a claim that has a field's own name goes before others."""
    own = {name: value for name, value in claims.items() if name not in _STANDARD}
    return {**{name: made(claims) for name, made in _FIELDS.items()}, **own}


def _wrong(sentence: str, code: int) -> Answer:
    error = {
        "message": sentence,
        "type": "OAuthException",
        "code": code,
        "fbtrace_id": "A-stand-in",
    }
    return document({"error": error}, 400)


def _wanted(request: Request) -> list[str]:
    """Return the names of the fields that are asked for, without what modifies them."""
    text = single((*request.query, *request.form)).get("fields", "")
    plain = _MODIFIERS.sub("", text)
    found = [match[0] for part in plain.split(",") if (match := _FIELD.match(part.strip()))]
    return found or [*_USUAL]


def _birthday(text: object) -> str | None:
    """Return a date as Facebook writes it: month, day, year."""
    parts = text.split("-") if isinstance(text, str) else []
    return "/".join((*parts[1:], parts[0])) if len(parts) == 3 else None  # noqa: PLR2004


def _picture(claim: object) -> object:
    """Return a picture in Facebook's form; one that has it already stays."""
    if not isinstance(claim, str):
        return claim
    return {"data": {"height": 50, "is_silhouette": False, "url": claim, "width": 50}}
