"""The records of who has an account with a stand-in, and of its codes that were used."""

from __future__ import annotations

from dataclasses import dataclass, field

from cognito_emulator.records import Record
from cognito_emulator.store import Json, Table


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class StandInPerson(Record):
    """Somebody who has an account with the stand-in of a pool's provider.

    Attributes:
        provider: the provider's name.
        subject: by what the provider knows the person.
        claims: what it says of the person, by the names of OpenID Connect.
        known_to: the clients to which it has told what it tells once.

    """

    pool_id: str
    provider: str
    subject: str
    claims: Json = field(default_factory=dict)
    known_to: tuple[str, ...] = ()


PEOPLE: Table[StandInPerson] = Table(
    "people",
    StandInPerson,
    key=lambda person: (person.pool_id, person.provider, person.subject),
    belongs_to=("pool",),
    groups={"provider": lambda person: ((person.pool_id, person.provider),)},
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SpentCode(Record):
    """A code of a stand-in that was used; the code itself is kept nowhere.

    Attributes:
        provider: the provider's name.
        mark: a digest of the code.
        expires_at: epoch seconds; from then on its own end refuses it.

    """

    pool_id: str
    provider: str
    mark: str
    expires_at: float


SPENT_CODES: Table[SpentCode] = Table(
    "spent_codes",
    SpentCode,
    key=lambda spent: (spent.pool_id, spent.provider, spent.mark),
    belongs_to=("pool",),
    capacity=10_000,
)
