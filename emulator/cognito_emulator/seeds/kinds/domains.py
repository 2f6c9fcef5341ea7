"""The domains of a pool in seeds: a prefix, a custom one, or both.

A domain of a seed is active from the start.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cognito_emulator.domain.pools import domains
from cognito_emulator.seeds.kind import Kind, Part
from cognito_emulator.views import domains as domain_views

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.seeds.kind import Entry

KIND = Kind(
    operation="CreateUserPoolDomain",
    shown=(("DescribeUserPoolDomain", "DomainDescription"),),
    wrapper="DomainDescription",
    advice={"DescribeUserPoolDomain": "Make it the Domain of a seed, beside the PoolName."},
)


def _make_room(ctx: Context, pool: Pool, entries: Sequence[Entry]) -> None:
    """Remove the domains of the new ones' names, whosever they are, and the pool's of their kind.

    A pool has one of each kind.
    """
    custom = {"CustomDomainConfig" in entry.request for entry in entries}
    holders = [domains.holder(ctx.tx, entry.request["Domain"], pool.region) for entry in entries]
    others = [each for each in domains.of_pool(ctx, pool) if each.is_custom in custom]
    for domain in filter(None, [*holders, *others]):
        domains.delete(ctx, domain)


def _plant(ctx: Context, pool: Pool, entry: Entry) -> PoolDomain:
    return domains.create(ctx, pool, entry.request, at_once=True)


def _export(ctx: Context, pool: Pool) -> Iterator[Mapping[str, Any]]:
    for record in domains.of_pool(ctx, pool):
        yield domain_views.domain(domains.PoolDomain(pool, record), ctx.now)


PART = Part("Domain", KIND, _make_room, _plant, _export, short="Domain")
