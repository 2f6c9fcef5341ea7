"""What codes and tokens stand for, and how they are sealed and read again."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.idp.exchange import OAuthError

if TYPE_CHECKING:
    from cognito_emulator.idp.authorization import AuthorizationRequest
    from cognito_emulator.idp.behaviours import Behaviour
    from cognito_emulator.idp.people import Person
    from cognito_emulator.idp.provider import Provider

CODE_SECONDS = 600
REFRESH_SECONDS = 180 * 24 * 3600

_CODE, _ACCESS, _REFRESH = "code", "access token", "refresh token"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What somebody allowed a client, at one sign-in.

    Attributes:
        client_id: the client.
        subject: who.
        scope: names with blanks between them.
        auth_time: when, in epoch seconds.
        nonce: what the ID token repeats.
        behaviour: what goes wrong with this sign-in.
        redirect_uri: where the code was sent.
        challenge: that of PKCE, and its method.
        offline: whether there is a refresh token.

    """

    client_id: str
    subject: str
    scope: str
    auth_time: int
    nonce: str | None = None
    behaviour: Behaviour = ""
    redirect_uri: str = ""
    challenge: str | None = None
    challenge_method: str = "plain"
    offline: bool = False

    @property
    def scopes(self) -> tuple[str, ...]:
        """The names of its scopes."""
        return tuple(self.scope.split())


class Granted(NamedTuple):
    """A grant, and who gave it."""

    grant: Grant
    person: Person


def code_for(
    provider: Provider,
    wish: AuthorizationRequest,
    person: Person,
    behaviour: Behaviour,
    now: float,
) -> str:
    """Return a code for what a client wished and somebody allowed."""
    grant = grant_of(provider, wish, person, behaviour, now)
    return provider.oauth.code_prefix + provider.seal(_CODE, asdict(grant), now)


def grant_of(
    provider: Provider,
    wish: AuthorizationRequest,
    person: Person,
    behaviour: Behaviour,
    now: float,
) -> Grant:
    """Return what somebody allows a client that wished it."""
    return Grant(
        client_id=wish.client_id,
        subject=person.subject,
        scope=wish.scope,
        auth_time=int(now),
        nonce=wish.nonce,
        behaviour=behaviour,
        redirect_uri=wish.redirect_uri,
        challenge=wish.challenge,
        challenge_method=wish.challenge_method,
        offline=provider.oauth.is_offline(wish),
    )


def of_code(provider: Provider, code: str, now: float) -> Granted:
    """Return what a code stands for, and spend it.

    Raises:
        OAuthError: it stands for nothing, has expired, or was used before.

    """
    sealed = code.removeprefix(provider.oauth.code_prefix)
    granted = _opened(provider, _CODE, sealed, now, CODE_SECONDS)
    if granted is None:
        raise OAuthError("invalid_grant", "The code is unknown or has expired.")
    if not provider.spending.spend(sealed, now + CODE_SECONDS):
        raise OAuthError("invalid_grant", "The code was already used.")
    return granted


def access_token(provider: Provider, grant: Grant, now: float) -> str:
    """Return an access token: it reads the profile."""
    return provider.oauth.access_prefix + provider.seal(_ACCESS, asdict(grant), now)


def of_access_token(provider: Provider, token: str, now: float) -> Granted | None:
    """Return what an access token stands for; ``None`` if it is not, or no longer, good."""
    sealed = token.removeprefix(provider.oauth.access_prefix)
    return _opened(provider, _ACCESS, sealed, now, provider.oauth.token_seconds)


def refresh_token(provider: Provider, grant: Grant, now: float) -> str:
    """Return a refresh token. What it brings has no nonce (OpenID Connect Core, section 12.2)."""
    lasting = replace(grant, nonce=None)
    return provider.oauth.refresh_prefix + provider.seal(_REFRESH, asdict(lasting), now)


def of_refresh_token(provider: Provider, token: str, now: float) -> Granted:
    """Return what a refresh token stands for.

    Raises:
        OAuthError: it stands for nothing, or has expired.

    """
    sealed = token.removeprefix(provider.oauth.refresh_prefix)
    granted = _opened(provider, _REFRESH, sealed, now, REFRESH_SECONDS)
    if granted is None:
        raise OAuthError("invalid_grant", "The refresh token is unknown or has expired.")
    return granted


def _opened(provider: Provider, use: str, sealed: str, now: float, lifetime: int) -> Granted | None:
    content = provider.unseal(use, sealed, now, lifetime)
    if content is None:
        return None
    grant = Grant(**content)
    person = provider.people.find(grant.subject)  # who may have been removed since
    if person is None:
        return None
    return Granted(grant, replace(person, claims=provider.told(person.claims)))
