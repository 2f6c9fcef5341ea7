"""Scopes: what the holder of an access token may do, and may know of its user."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from cognito_emulator.domain.users import identities

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client

#: To call the operations of the API that take an access token: what signing in by the API grants.
API_SCOPE = "aws.cognito.signin.user.admin"
#: To have an ID token, and to ask userInfo (documented).
OPENID = "openid"
_PROFILE = "profile"
# Profile has all others (documented); that it has the address, too, is a guess.
_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "email": frozenset({"email", "email_verified"}),
    "phone": frozenset({"phone_number", "phone_number_verified"}),
}
_NARROWING = frozenset({*_ATTRIBUTES, _PROFILE})


def narrowed(scopes: Collection[str], attributes: Mapping[str, str]) -> dict[str, str]:
    """Return what ID tokens and userInfo show of attributes that the client may read.

    ``openid`` alone shows all of them; ``email``, ``phone`` and ``profile`` beside it each their
    own (documented). Who the user is at identity providers is always among them (a guess).
    """
    narrowing = _NARROWING.intersection(scopes)
    if not narrowing:
        return dict(attributes)
    return {
        name: value
        for name, value in attributes.items()
        if name == identities.ATTRIBUTE or _scope_of(name) in narrowing
    }


def unreadable(scopes: Collection[str], client: Client) -> Iterator[str]:
    """Yield the attributes that a client asks for by its scopes and may not read.

    A scope is refused for one of its attributes (measured [oauth-5]). That ``profile`` asks for no
    attribute by name is a guess.
    """
    readable = client.read_attributes
    if readable is not None:
        for scope in _ATTRIBUTES.keys() & set(scopes):
            yield from _ATTRIBUTES[scope].difference(readable)


def _scope_of(attribute: str) -> str:
    return next((scope for scope, names in _ATTRIBUTES.items() if attribute in names), _PROFILE)
