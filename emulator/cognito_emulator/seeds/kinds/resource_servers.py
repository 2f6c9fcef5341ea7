"""Resource servers in seeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cognito_emulator.domain.pools import resource_servers
from cognito_emulator.domain.pools.record import RESOURCE_SERVERS
from cognito_emulator.seeds.kind import Kind, Part, advice_for
from cognito_emulator.views import resource_servers as server_views

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool, ResourceServer
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.seeds.kind import Entry

KIND = Kind(
    operation="CreateResourceServer",
    shown=(("DescribeResourceServer", "ResourceServer"),),
    wrapper="ResourceServer",
    advice=advice_for(
        "ResourceServers", one=["DescribeResourceServer"], several=["ListResourceServers"]
    ),
)


def _make_room(ctx: Context, pool: Pool, entries: Sequence[Entry]) -> None:
    for entry in entries:
        ctx.tx.delete(RESOURCE_SERVERS, (pool.id, entry.request["Identifier"]))


def _plant(ctx: Context, pool: Pool, entry: Entry) -> ResourceServer:
    return resource_servers.create(ctx, pool, entry.request)


def _export(ctx: Context, pool: Pool) -> Iterator[Mapping[str, Any]]:
    return map(server_views.resource_server, ctx.tx.all(RESOURCE_SERVERS, "pool", pool.id))


PART = Part("ResourceServers", KIND, _make_room, _plant, _export, before=("Clients",))
