"""The people of a stand-in, kept among the records of its pool.

They stay when the pool forgets the provider, as accounts at a real one do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cognito_emulator.domain.federation.stand_ins.record import PEOPLE, StandInPerson
from cognito_emulator.idp.people import Person

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.work.context import Context, Run


def everybody(ctx: Context, provider: IdentityProvider) -> list[Person]:
    """Return who has an account with a provider, those that were made first first."""
    found = ctx.tx.all(PEOPLE, "provider", (provider.pool_id, provider.name))
    return [_read(record) for record in found]


def find(ctx: Context, provider: IdentityProvider, subject: str) -> Person | None:
    """Return who has that subject; ``None`` if nobody has."""
    found = ctx.tx.get(PEOPLE, (provider.pool_id, provider.name, subject))
    return None if found is None else _read(found)


def keep(ctx: Context, provider: IdentityProvider, person: Person) -> None:
    """Keep somebody, in place of who had that subject."""
    record = StandInPerson(
        pool_id=provider.pool_id,
        provider=provider.name,
        subject=person.subject,
        claims=dict(person.claims),
        known_to=person.known_to,
    )
    ctx.tx.put(PEOPLE, record)


def remove(ctx: Context, provider: IdentityProvider, subject: str) -> None:
    """Forget somebody; it is no error if nobody has that subject."""
    ctx.tx.delete(PEOPLE, (provider.pool_id, provider.name, subject))


def remove_all(ctx: Context, pool_id: str, provider: str) -> None:
    """Forget everybody who has an account with the provider of that name."""
    for record in ctx.tx.all(PEOPLE, "provider", (pool_id, provider)):
        ctx.tx.delete(PEOPLE, (pool_id, provider, record.subject))


def _read(record: StandInPerson) -> Person:
    return Person(subject=record.subject, claims=record.claims, known_to=record.known_to)


class StoredPeople:
    """The people of a provider for who is in no transaction: each verb has one of its own.

    Args:
        run: runs work in a transaction.
        provider: whose people.

    """

    def __init__(self, run: Run, provider: IdentityProvider) -> None:
        self._run = run
        self._provider = provider

    def all(self) -> Sequence[Person]:
        """Return them, those that were made first first."""
        return self._run(lambda ctx: everybody(ctx, self._provider))

    def find(self, subject: str) -> Person | None:
        """Return who has that subject; ``None`` if nobody has."""
        return self._run(lambda ctx: find(ctx, self._provider, subject))

    def keep(self, person: Person) -> None:
        """Keep somebody, in place of who had that subject."""
        self._run(lambda ctx: keep(ctx, self._provider, person))

    def remove(self, subject: str) -> None:
        """Forget somebody; it is no error if nobody has that subject."""
        self._run(lambda ctx: remove(ctx, self._provider, subject))
