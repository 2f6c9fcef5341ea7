"""People who do not exist, and what may be said of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from typing import TYPE_CHECKING, Any

from cognito_emulator.idp import claims
from cognito_emulator.idp.people import Person

if TYPE_CHECKING:
    from cognito_emulator.idp.provider import Provider

Claims = Mapping[str, Any]

# A user pool's attribute has 2,048 characters at most (documented).
_TOO_LONG = 2049


def somebody_new(provider: Provider) -> Person:
    """Return the first of the provider's invented people who has no account yet.

    They are the same in every run, one after the other.
    """
    people = provider.people.all()
    subjects = {person.subject for person in people}
    addresses = {person.claims.get("email") for person in people}
    invented = (provider.kind.invent(f"{provider.name} {number}") for number in count(1))
    return next(
        person
        for person in invented
        if person.subject not in subjects and person.claims.get("email") not in addresses
    )


def _everything(known: Claims) -> Claims:
    return {
        **known,
        "nickname": known.get("given_name", "Nick"),
        "preferred_username": str(known.get("email", "")).partition("@")[0],
        "profile": "https://example.com/people/me",
        "picture": "https://example.com/people/me.jpg",
        "website": "https://example.com/",
        "gender": "female",
        "birthdate": "1990-02-28",
        "zoneinfo": "Europe/Vienna",
        "phone_number": "+12025550123",
        "phone_number_verified": True,
        "address": {
            "formatted": "1 Example Way\nSpringfield, IL 62701\nUSA",
            "street_address": "1 Example Way",
            "locality": "Springfield",
            "region": "IL",
            "postal_code": "62701",
            "country": "USA",
        },
        "updated_at": 1700000000,
    }


PRESETS: Mapping[str, Callable[[Claims], Claims]] = {
    "usual": lambda known: known,
    "address not verified": lambda known: {**known, "email_verified": False},
    "no address": claims.without_email,
    "subject only": lambda _known: {},
    "everything": _everything,
    "groups": lambda known: {**known, "groups": ["admins", "staff"], "department": "Sales"},
    "other scripts": lambda known: {
        **known,
        "name": "Zoë Øre 山田 🦊",
        "given_name": "Zoë",
        "family_name": "Øre 山田 🦊",
    },
    "too long": lambda known: {**known, "name": "long " * (_TOO_LONG // 5 + 1)},
}
"""What may be said of somebody, by names for the page; each takes what is usual."""
