"""What every stand-in has, whatever it plays."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator.idp.people import Person
from cognito_emulator.profiles import Profile, profile

if TYPE_CHECKING:
    from cognito_emulator.idp.authorization import Delivery
    from cognito_emulator.idp.behaviours import Behaviour, Description
    from cognito_emulator.idp.exchange import Request
    from cognito_emulator.idp.provider import Provider
    from cognito_emulator.idp.wishes import Wish


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


class Kind(ABC):
    """What a stand-in plays.

    Attributes:
        name: as the service calls providers of this kind.
        title: as people call it.
        issuer: as whom it always speaks; ``None`` if that follows from its address.
        endpoints: where what is asked; those that a kind does not have are not there.
        behaviours: what can go wrong, in the order in which the page offers it.
        presets: what the page can have of somebody beside `invention.PRESETS`.

    """

    name: str
    title: str
    issuer: str | None = None
    endpoints: Mapping[str, Endpoint]
    behaviours: Mapping[Behaviour, Description]
    presets: Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]] = {}

    def own_issuer(self, base_url: str) -> str:
        """Return as whom a provider at an address speaks."""
        return self.issuer or base_url

    def invent(self, seed: str) -> Person:
        """Return somebody who does not exist: the same seed gives the same person."""
        person = profile(seed)
        return Person(subject=self.subject(person, seed), claims=invented_claims(person))

    def subject(self, _person: Profile, seed: str) -> str:
        """Return by what the provider knows somebody."""
        return digest(seed, 16)

    @abstractmethod
    def read(self, provider: Provider, request: Request) -> Wish:
        """Return what a client wishes: the page can ask somebody for it.

        Raises:
            UntrustedClient: nothing may be sent where the client says.
            WishError: what the client is to be told instead.

        """

    @abstractmethod
    def allow(
        self,
        provider: Provider,
        wish: Any,  # noqa: ANN401 - what `read` has returned
        person: Person,
        now: float,
        behaviour: Behaviour = "",
    ) -> Delivery:
        """Return what a client is told once somebody has allowed what it wished."""

    @abstractmethod
    def refuse(self, provider: Provider, wish: Any, now: float) -> Delivery:  # noqa: ANN401 - as above
        """Return what a client is told if somebody refuses."""


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
