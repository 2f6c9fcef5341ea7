"""What userInfo tells of a user (OpenID Connect Core, section 5.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator import errors, java_maps
from cognito_emulator.domain.oauth.failures import BearerError
from cognito_emulator.domain.tokens import scopes, verify
from cognito_emulator.domain.users import identities

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.tokens.verify import Subject
    from cognito_emulator.domain.work.context import Context

_GONE = "Access token is expired, disabled, or deleted, or the user has globally signed out."
_NO_OPENID = "Access token does not contain openid scope"


def of(ctx: Context, pool: Pool, access_token: str) -> dict[str, str]:
    """Return what the scopes of an access token show of its user, as texts.

    ``sub`` and ``username`` are always there (documented), ``email_verified`` and
    ``phone_number_verified`` are texts (measured [oauth-16]). That all others are texts, too, and
    the order, that of a token's claims, are guesses.

    Raises:
        BearerError: ``invalid_token``: the token is none of this pool's, not good any more
            (documented), or lacks ``openid`` (text measured [oauth-15]).

    """
    subject = _subject(ctx, pool, access_token)
    granted = str(subject.claims.get("scope", "")).split()
    if scopes.OPENID not in granted:
        raise BearerError("invalid_token", _NO_OPENID)
    shown = scopes.narrowed(granted, subject.client.readable(identities.shown(subject.user)))
    told = {"sub": subject.user.sub, **shown, "username": subject.user.username}
    return java_maps.copied(told)


def _subject(ctx: Context, pool: Pool, access_token: str) -> Subject:
    try:
        subject = verify.subject(ctx, access_token, scope=None)
    except (
        errors.NotAuthorizedException,
        errors.ResourceNotFoundException,
        errors.UserNotFoundException,
        errors.UserNotConfirmedException,
    ):
        raise BearerError("invalid_token", _GONE) from None
    if subject.pool.id != pool.id:
        raise BearerError("invalid_token", _GONE)
    return subject
