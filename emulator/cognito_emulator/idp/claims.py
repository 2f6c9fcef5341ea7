"""Which claims a scope brings (OpenID Connect Core, section 5.4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

SCOPES: Mapping[str, tuple[str, ...]] = {
    "profile": (
        "name",
        "family_name",
        "given_name",
        "middle_name",
        "nickname",
        "preferred_username",
        "profile",
        "picture",
        "website",
        "gender",
        "birthdate",
        "zoneinfo",
        "locale",
        "updated_at",
    ),
    "email": ("email", "email_verified"),
    "address": ("address",),
    "phone": ("phone_number", "phone_number_verified"),
}
"""The claims of each scope; a claim of no scope, such as ``groups``, is always there."""

_PROTOCOL = frozenset(
    {"iss", "sub", "aud", "exp", "iat", "nbf", "nonce", "at_hash", "c_hash", "auth_time", "azp"}
)


def allowed(claims: Mapping[str, Any], scopes: Collection[str]) -> dict[str, Any]:
    """Return the claims of somebody that a client may read; those of the protocol are no one's."""
    held_back = {
        name for scope, names in SCOPES.items() if scope not in scopes for name in names
    } | _PROTOCOL
    return {name: value for name, value in claims.items() if name not in held_back}


def without_email(claims: Mapping[str, Any]) -> dict[str, Any]:
    """Return claims without the e-mail address."""
    return {name: value for name, value in claims.items() if name not in SCOPES["email"]}
