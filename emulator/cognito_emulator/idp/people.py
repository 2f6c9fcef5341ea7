"""Who has an account with a stand-in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who has an account with a provider.

    Attributes:
        subject: by what the provider knows the person: ``sub``, ``id``, ``user_id`` or NameID.
        claims: what the provider says of the person, by the names of OpenID Connect; any JSON.
        known_to: the clients to which the provider has told what it tells once.

    """

    subject: str
    claims: Mapping[str, Any] = field(default_factory=dict)
    known_to: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What people recognise the person by: a name, an address, or the subject."""
        given, family = self.claims.get("given_name"), self.claims.get("family_name")
        full = " ".join(str(part) for part in (given, family) if part)
        return str(self.claims.get("name") or full or self.claims.get("email") or self.subject)

    def answers_to(self, hint: str) -> bool:
        """Whether a ``login_hint`` means this person: an address in any case, or a subject."""
        address = self.claims.get("email")
        named = isinstance(address, str) and address.lower() == hint.lower()
        return named or self.subject == hint


class People(Protocol):
    """Keeps the people of one provider."""

    def all(self) -> Sequence[Person]:
        """Return them, those that were made first first."""
        ...

    def find(self, subject: str) -> Person | None:
        """Return who has that subject; ``None`` if nobody has."""
        ...

    def keep(self, person: Person) -> None:
        """Keep somebody, in place of who had that subject."""
        ...

    def remove(self, subject: str) -> None:
        """Forget somebody; it is no error if nobody has that subject."""
        ...


class PeopleInMemory:
    """People of one provider, as long as the process runs; safe to share between threads."""

    def __init__(self, people: Iterable[Person] = ()) -> None:
        self._by_subject = {person.subject: person for person in people}

    def all(self) -> Sequence[Person]:
        """Return them, those that were made first first."""
        return list(self._by_subject.values())

    def find(self, subject: str) -> Person | None:
        """Return who has that subject; ``None`` if nobody has."""
        return self._by_subject.get(subject)

    def keep(self, person: Person) -> None:
        """Keep somebody, in place of who had that subject."""
        self._by_subject[person.subject] = person

    def remove(self, subject: str) -> None:
        """Forget somebody; it is no error if nobody has that subject."""
        self._by_subject.pop(subject, None)
