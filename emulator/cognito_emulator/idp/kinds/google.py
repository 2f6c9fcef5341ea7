"""Google: an OpenID provider, and the profile of its People API.

What its answers look like is documented by Google; what stands beside the code in its redirects
is measured [social-4], and that they name the issuer is claimed [social-5].
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cognito_emulator.idp.exchange import Answer, Request, document, single
from cognito_emulator.idp.kinds.kind import Endpoint
from cognito_emulator.idp.kinds.oidc import OpenId, stated, told_subject

if TYPE_CHECKING:
    from cognito_emulator.idp.authorization import AuthorizationRequest
    from cognito_emulator.idp.grants import Grant, Granted
    from cognito_emulator.idp.people import Person
    from cognito_emulator.profiles import Profile

_ISSUER = "https://accounts.google.com"
_LONG = {
    "address": "https://www.googleapis.com/auth/user.addresses.read",
    "email": "https://www.googleapis.com/auth/userinfo.email",
    "phone": "https://www.googleapis.com/auth/user.phonenumbers.read",
    "profile": "https://www.googleapis.com/auth/userinfo.profile",
}
_OF_IDENTITY = frozenset({"openid", "email", "profile"})
_SHORT = {long: short for short, long in _LONG.items()}
_PEOPLE = Endpoint("/people/me", ("GET",), re.compile("/v1/people/me"))
# What a mask of the People API may name.
_FIELDS = frozenset(
    {
        *("addresses", "ageRanges", "biographies", "birthdays", "calendarUrls", "clientData"),
        *("coverPhotos", "emailAddresses", "events", "externalIds", "genders", "imClients"),
        *("interests", "locales", "locations", "memberships", "metadata", "miscKeywords"),
        *("names", "nicknames", "occupations", "organizations", "phoneNumbers", "photos"),
        *("relations", "sipAddresses", "skills", "urls", "userDefined"),
    }
)
_BIRTHDATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


class Google(OpenId):
    """Google, as the service signs users in by it."""

    name = title = "Google"
    issuer = _ISSUER
    endpoints: Mapping[str, Endpoint] = {
        "authorization": Endpoint("/authorize", others=re.compile("/o/oauth2(/v2)?/auth")),
        "token": Endpoint("/token", ("POST",), re.compile("/oauth2/v4/token")),
        "user_info": Endpoint(
            "/userinfo", others=re.compile("/v1/userinfo|/oauth2/v[23]/userinfo")
        ),
        "people": _PEOPLE,
        "keys": Endpoint("/jwks", ("GET",), re.compile("/oauth2/v3/certs")),
        "discovery": Endpoint("/.well-known/openid-configuration", ("GET",)),
    }
    metadata: Mapping[str, Any] = {"scopes_supported": ["openid", "email", "profile"]}
    code_prefix = "4/0"
    access_prefix = "ya29."
    refresh_prefix = "1//"

    def subject(self, person: Profile, _seed: str) -> str:
        """Return 21 digits (measured [social-6])."""
        return person.subject

    def scope(self, text: str) -> str:
        """Return scopes by their short names."""
        return " ".join(_SHORT.get(name, name) for name in text.split())

    def is_offline(self, wish: AuthorizationRequest) -> bool:
        """Whether a client gets a refresh token: a parameter says so."""
        return wish.parameter.get("access_type") == "offline"

    def allowed(self, wish: AuthorizationRequest, code: str, _person: Person) -> dict[str, str]:
        """Return what a client is told that may have what it wished."""
        return {
            **stated(wish),
            "iss": _ISSUER,
            "code": code,
            "scope": " ".join((*wish.scopes, *_spelled_out(wish.scopes))),
            "authuser": "0",
            "prompt": " ".join(wish.prompt) or "consent",
        }

    def refused(self, wish: AuthorizationRequest) -> dict[str, str]:
        """Return what a client is told that may not."""
        return {"error": "access_denied", **stated(wish)}

    def has_id_token(self, grant: Grant) -> bool:
        """Whether a grant brings an ID token: with any scope that is about identity."""
        return not _OF_IDENTITY.isdisjoint(grant.scopes)

    def own_claims(self, granted: Granted) -> dict[str, Any]:
        """Return what Google's ID tokens have beside what all have."""
        return {"azp": granted.grant.client_id}

    def tokens(self, members: dict[str, Any]) -> dict[str, Any]:
        """Return the answer of the token endpoint, with scopes spelled out."""
        named = members.get("scope", "").split()
        others = [name for name in named if name not in _LONG]
        return {**members, "scope": " ".join((*others, *_spelled_out(named)))}

    def profile(self, granted: Granted, request: Request) -> Answer:
        """Return what Google says of somebody, at the endpoint that is asked."""
        if not _PEOPLE.is_at(request.path):
            return super().profile(granted, request)
        mask = single(request.query).get("personFields", "")
        wanted = [name for name in mask.split(",") if name]
        if not wanted:
            return _wrong(400, "INVALID_ARGUMENT", "personFields mask is required.")
        for name in wanted:
            if name not in _FIELDS:
                sentence = f'Invalid personFields mask path: "{name}".'
                return _wrong(400, "INVALID_ARGUMENT", sentence)
        return document(_person(told_subject(granted), self.claims(granted), wanted))


def _spelled_out(scopes: tuple[str, ...] | list[str]) -> list[str]:
    return [_LONG[name] for name in scopes if name in _LONG]


def _wrong(status: int, code: str, sentence: str) -> Answer:
    """Return an error as Google's APIs spell it."""
    return document({"error": {"code": status, "message": sentence, "status": code}}, status)


# --- the People API -------------------------------------------------------------------------------


def _person(subject: str, claims: Mapping[str, Any], wanted: list[str]) -> dict[str, Any]:
    """Return a person: a list for each field; a claim of a field's own name goes before others."""
    known = {**_fields(subject, claims), **claims}
    return {
        "resourceName": f"people/{subject}",
        "etag": "%EgUBAi43PRoEAQIFBw==",
        **{name: known[name] for name in wanted if known.get(name)},
    }


def _fields(subject: str, claims: Mapping[str, Any]) -> dict[str, Any]:
    source = {"primary": True, "source": {"type": "PROFILE", "id": subject}}

    def listed(**members: object) -> list[dict[str, object]]:
        """Return a field with one value, unless there is none."""
        there = {name: value for name, value in members.items() if value is not None}
        return [{"metadata": source, **there}] if there else []

    address = claims.get("address")
    place = address if isinstance(address, Mapping) else {}
    verified = {**source, "verified": claims.get("email_verified", False) is True}
    email = [{"metadata": verified, "value": claims["email"]}] if "email" in claims else []
    return {
        "names": listed(
            displayName=claims.get("name"),
            familyName=claims.get("family_name"),
            givenName=claims.get("given_name"),
        ),
        "emailAddresses": email,
        "photos": listed(url=claims.get("picture")),
        "birthdays": listed(date=_date(claims.get("birthdate"))),
        "genders": listed(value=claims.get("gender")),
        "phoneNumbers": listed(value=claims.get("phone_number")),
        "locales": listed(value=claims.get("locale")),
        "nicknames": listed(value=claims.get("nickname")),
        "urls": listed(value=claims.get("website")),
        "addresses": listed(
            formattedValue=place.get("formatted"),
            streetAddress=place.get("street_address"),
            city=place.get("locality"),
            region=place.get("region"),
            postalCode=place.get("postal_code"),
            country=place.get("country"),
        ),
    }


def _date(text: object) -> dict[str, int] | None:
    match = _BIRTHDATE.fullmatch(text) if isinstance(text, str) else None
    return (
        dict(zip(("year", "month", "day"), map(int, match.groups()), strict=True))
        if match
        else None
    )
