"""Any OpenID provider; the others are told by how they differ from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator.idp import claims, client_authentication, user_info
from cognito_emulator.idp.exchange import Answer, OAuthError, Request, document
from cognito_emulator.idp.people import Person
from cognito_emulator.profiles import Profile, profile

if TYPE_CHECKING:
    from cognito_emulator.idp.authorization import AuthorizationRequest
    from cognito_emulator.idp.grants import Grant, Granted
    from cognito_emulator.idp.provider import Provider

_UNAUTHORIZED = 401


class Endpoint(NamedTuple):
    """Where an endpoint is.

    Attributes:
        path: where it is told to be.
        others: where it is, too: the paths of the provider that is played.
        methods: by which it is asked.

    """

    path: str
    methods: tuple[str, ...] = ("GET", "POST")
    others: re.Pattern[str] | None = None

    def is_at(self, path: str) -> bool:
        """Whether a path leads to it."""
        played = self.others is not None and self.others.fullmatch(path) is not None
        return path == self.path or played


class Kind:
    """What a stand-in plays.

    Attributes:
        name: as the service calls providers of this kind.
        title: as people call it.
        issuer: what its tokens always name; ``None`` for the stand-in's own address.
        endpoints: where what is asked; those that a kind does not have are not there.
        metadata: what its discovery document says in another way.
        response_mode: how its answers go unless the client says otherwise.
        fragment: what the URLs of its answers end with.
        code_prefix: what its codes begin with; likewise access and refresh tokens.
        usual_grant_type: what the token endpoint takes a request for that does not say.
        status_of_invalid_client: of the answer to a client that is not known.
        id_token_seconds: how long its ID tokens last.
        speaks_openid: whether it has any.
        token_seconds: how long its access tokens last.
        response_types: what clients may ask for.
        presets: what the page can have of somebody beside `invention.PRESETS`.

    """

    name = "OIDC"
    title = "OpenID provider"
    issuer: str | None = None
    endpoints: Mapping[str, Endpoint] = {
        "authorization": Endpoint("/authorize"),
        "token": Endpoint("/token", ("POST",)),
        "user_info": Endpoint("/userinfo"),
        "keys": Endpoint("/jwks", ("GET",)),
        "discovery": Endpoint("/.well-known/openid-configuration", ("GET",)),
    }
    metadata: Mapping[str, Any] = {}
    response_mode = "query"
    fragment = ""
    code_prefix = access_prefix = refresh_prefix = ""
    usual_grant_type: str | None = None
    status_of_invalid_client = _UNAUTHORIZED
    id_token_seconds = 3600
    speaks_openid = True
    token_seconds = 3600
    response_types: tuple[str, ...] = ("code",)
    presets: Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]] = {}

    def invent(self, seed: str) -> Person:
        """Return somebody who does not exist: the same seed gives the same person."""
        person = profile(seed)
        return Person(subject=self.subject(person, seed), claims=invented_claims(person))

    def subject(self, _person: Profile, seed: str) -> str:
        """Return by what the provider knows somebody."""
        return digest(seed, 16)

    # --- the authorization endpoint ---

    def scope(self, text: str) -> str:
        """Return scopes as OAuth has them, with blanks between them."""
        return text

    def check(self, wish: AuthorizationRequest) -> None:
        """Refuse what this provider would refuse.

        Raises:
            OAuthError: what the client is told.

        """

    def is_offline(self, wish: AuthorizationRequest) -> bool:
        """Whether a client gets a refresh token (OpenID Connect Core, section 11)."""
        return "offline_access" in wish.scopes

    def allowed(self, wish: AuthorizationRequest, code: str, _person: Person) -> dict[str, str]:
        """Return what a client is told that may have what it wished."""
        return {"code": code, **stated(wish)}

    def refused(self, wish: AuthorizationRequest) -> dict[str, str]:
        """Return what a client is told that may not."""
        sentence = "The user refused."
        return {"error": "access_denied", "error_description": sentence, **stated(wish)}

    # --- the token endpoint ---

    def authenticate(
        self, provider: Provider, client_id: str, secret: str | None, _request: Request
    ) -> None:
        """Find out whether a client is who it says.

        Raises:
            OAuthError: it is not.

        """
        client_authentication.check_secret(provider, client_id, secret)

    def has_id_token(self, grant: Grant) -> bool:
        """Whether a grant brings an ID token."""
        return self.speaks_openid and "openid" in grant.scopes

    def claims(self, granted: Granted) -> dict[str, Any]:
        """Return what a client is told of somebody."""
        told = claims.allowed(granted.person.claims, granted.grant.scopes)
        return claims.without_email(told) if granted.grant.behaviour == "no-email" else told

    def own_claims(self, granted: Granted) -> dict[str, Any]:
        """Return what this provider's ID tokens have beside what all have."""
        return {"auth_time": granted.grant.auth_time}

    def tokens(self, members: dict[str, Any]) -> dict[str, Any]:
        """Return the answer of the token endpoint as this provider spells it."""
        return members

    def failed(self, error: OAuthError) -> Answer:
        """Return a refusal of the token endpoint (RFC 6749, section 5.2)."""
        basic = (client_authentication.BASIC,) if error.status == _UNAUTHORIZED else ()
        members = {"error": error.error, "error_description": error.description}
        return document(members, error.status, *basic)

    # --- the profile ---

    def profile(self, granted: Granted, _request: Request) -> Answer:
        """Return what the provider says of somebody."""
        return document({"sub": told_subject(granted), **self.claims(granted)})

    def without_access(self, token: str | None) -> Answer:
        """Refuse who has no good access token."""
        return user_info.nobody(token)


def stated(wish: AuthorizationRequest) -> dict[str, str]:
    """Return the state that a client sent, if it sent one."""
    return {} if wish.state is None else {"state": wish.state}


def told_subject(granted: Granted) -> str:
    """Return the subject that a profile names; another one where that was wished."""
    subject = granted.person.subject
    return f"{subject}-other" if granted.grant.behaviour == "userinfo-other-sub" else subject


def invented_claims(person: Profile) -> dict[str, Any]:
    """Return what a provider says of an invented person."""
    return {
        "email": f"{person.username}@example.com",
        "email_verified": True,
        "name": f"{person.given_name} {person.family_name}",
        "given_name": person.given_name,
        "family_name": person.family_name,
        "locale": "en-US",
    }


def digest(seed: str, size: int) -> str:
    """Return hexadecimal digits that follow from a seed, two for each byte."""
    return blake2b(seed.encode("utf-8", "replace"), digest_size=size).hexdigest()
