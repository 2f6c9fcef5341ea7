"""The record of what providers have said and may not say again."""

from __future__ import annotations

from dataclasses import dataclass

from cognito_emulator.records import Record
from cognito_emulator.store import Table


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SeenAssertion(Record):
    """An assertion of a SAML provider, by which somebody has signed in once (documented).

    Attributes:
        provider: the provider's name.
        assertion_id: its ID.
        expires_at: epoch seconds; from then on its own end refuses it.

    """

    pool_id: str
    provider: str
    assertion_id: str
    expires_at: float


SEEN_ASSERTIONS: Table[SeenAssertion] = Table(
    "seen_assertions",
    SeenAssertion,
    key=lambda seen: (seen.pool_id, seen.provider, seen.assertion_id),
    belongs_to=("pool",),
    capacity=20_000,
)
