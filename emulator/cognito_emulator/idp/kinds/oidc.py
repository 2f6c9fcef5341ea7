"""Any OpenID provider; the others are told by how they differ from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cognito_emulator.idp import authorization, claims, client_authentication, user_info
from cognito_emulator.idp.behaviours import BEHAVIOURS
from cognito_emulator.idp.exchange import Answer, OAuthError, Request, document
from cognito_emulator.idp.kinds.kind import Endpoint, Kind
from cognito_emulator.idp.people import Person

if TYPE_CHECKING:
    from cognito_emulator.idp.authorization import AuthorizationRequest, Delivery
    from cognito_emulator.idp.behaviours import Behaviour
    from cognito_emulator.idp.grants import Grant, Granted
    from cognito_emulator.idp.provider import Provider

_UNAUTHORIZED = 401


class OpenId(Kind):
    """A provider that speaks OpenID Connect, or OAuth 2.0 alone.

    Attributes:
        metadata: what its discovery document says in another way.
        response_mode: how its answers go unless the client says otherwise.
        fragment: what the URLs of its answers end with.
        code_prefix: what its codes begin with; likewise access and refresh tokens.
        usual_grant_type: what the token endpoint takes a request for that does not say.
        status_of_invalid_client: of the answer to a client that is not known.
        speaks_openid: whether it has ID tokens.
        id_token_seconds: how long they last.
        token_seconds: how long its access tokens last.
        response_types: what clients may ask for.

    """

    name = "OIDC"
    title = "OpenID provider"
    endpoints: Mapping[str, Endpoint] = {
        "authorization": Endpoint("/authorize"),
        "token": Endpoint("/token", ("POST",)),
        "user_info": Endpoint("/userinfo"),
        "keys": Endpoint("/jwks", ("GET",)),
        "discovery": Endpoint("/.well-known/openid-configuration", ("GET",)),
    }
    behaviours = BEHAVIOURS
    metadata: Mapping[str, Any] = {}
    response_mode = "query"
    fragment = ""
    code_prefix = access_prefix = refresh_prefix = ""
    usual_grant_type: str | None = None
    status_of_invalid_client = _UNAUTHORIZED
    speaks_openid = True
    id_token_seconds = 3600
    token_seconds = 3600
    response_types: tuple[str, ...] = ("code",)

    def read(self, provider: Provider, request: Request) -> AuthorizationRequest:
        """Return what a client wishes; see `authorization.read`."""
        return authorization.read(provider, request)

    def allow(
        self,
        provider: Provider,
        wish: Any,  # noqa: ANN401 - an AuthorizationRequest
        person: Person,
        now: float,
        behaviour: Behaviour = "",
    ) -> Delivery:
        """Return what a client is told that may have what it wished."""
        return authorization.allowed(provider, wish, person, now, behaviour)

    def refuse(self, provider: Provider, wish: Any, _now: float) -> Delivery:  # noqa: ANN401 - as above
        """Return what a client is told that may not."""
        return authorization.refused(provider, wish)

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
