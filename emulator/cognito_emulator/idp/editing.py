"""Claims that somebody has written: in the page, or in a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from cognito_emulator.idp import invention
from cognito_emulator.idp.people import Person

if TYPE_CHECKING:
    from cognito_emulator.idp.provider import Provider

_LONGEST_SUBJECT = 255  # OpenID Connect Core, section 2
_SUBJECT = "sub"


class ClaimsError(ValueError):
    """What is wrong with claims, in a sentence."""


def written(person: Person) -> str:
    """Return somebody's claims as JSON to edit; ``sub`` comes first."""
    return json.dumps(claims_of(person), ensure_ascii=False, indent=2)


def claims_of(person: Person) -> dict[str, Any]:
    """Return somebody's claims, by which `person_of` makes the same person; ``sub`` comes first."""
    return {_SUBJECT: person.subject, **person.claims}


def read(provider: Provider, text: str) -> Person:
    """Return the person whom JSON describes.

    Raises:
        ClaimsError: it is no JSON, or no claims.

    """
    try:
        claims = json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ClaimsError(f"The claims are no JSON: {error.msg} ({place}).") from None
    except RecursionError:
        raise ClaimsError("The claims are nested too deeply.") from None
    if not isinstance(claims, dict):
        raise ClaimsError('The claims are no JSON object, such as {"email": "ada@example.com"}.')
    return person_of(provider, claims)


def person_of(provider: Provider, claims: Mapping[str, Any]) -> Person:
    """Return the person of whom claims are; without ``sub`` the provider invents a subject.

    Raises:
        ClaimsError: the subject is none.

    """
    others = {name: value for name, value in claims.items() if name != _SUBJECT}
    if _SUBJECT not in claims:
        return Person(subject=_subject_of(provider, others), claims=others)
    subject = claims[_SUBJECT]
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
        sentence = f"sub is a text of 1 to {_LONGEST_SUBJECT} characters, not {subject!r:.60}."
        raise ClaimsError(sentence)
    return Person(subject=subject, claims=others)


def _subject_of(provider: Provider, claims: Mapping[str, Any]) -> str:
    """Return the subject that follows from an address, or else a new one.

    So somebody in a file keeps the subject when others are added before.
    """
    address = claims.get("email")
    if isinstance(address, str) and address:
        return provider.kind.invent(f"{provider.name} {address.lower()}").subject
    return invention.somebody_new(provider).subject


def _no_number(name: str) -> NoReturn:
    raise ClaimsError(f"{name} is no JSON.")
