"""Terms of use and privacy policies in seeds; each names its client."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cognito_emulator.domain.clients import lookup as client_lookup
from cognito_emulator.domain.clients.appearance import terms
from cognito_emulator.domain.clients.appearance.record import TERMS
from cognito_emulator.seeds.kind import Kind, Modelled, Part, advice_for
from cognito_emulator.views import terms as terms_views

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.appearance.record import Terms
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.seeds.kind import Entry

KIND = Kind(
    operation="CreateTerms",
    shown=(("DescribeTerms", "Terms"),),
    wrapper="Terms",
    own={"TermsId": Modelled("DescribeTerms", "TermsId", held=True)},
    advice=advice_for("Terms", one=["DescribeTerms", "DescribeTermsByClient"], several=()),
)


def _make_room(ctx: Context, pool: Pool, entries: Sequence[Entry]) -> None:
    """Remove the terms of the new ones' ids, whosever they are, and those of their kind."""
    for entry in entries:
        ctx.tx.delete(TERMS, entry.extra.get("TermsId"))
        for there in ctx.tx.all(TERMS, "client", (pool.id, entry.request["ClientId"])):
            if there.name == entry.request["TermsName"]:
                ctx.tx.delete(TERMS, there.id)


def _plant(ctx: Context, pool: Pool, entry: Entry) -> Terms:
    client = client_lookup.get(ctx, pool, entry.request["ClientId"])
    return terms.create(ctx, pool, client, entry.request, entry.extra.get("TermsId", ""))


def _export(ctx: Context, pool: Pool) -> Iterator[Mapping[str, Any]]:
    return map(terms_views.terms, ctx.tx.all(TERMS, "pool", pool.id))


PART = Part("Terms", KIND, _make_room, _plant, _export)
