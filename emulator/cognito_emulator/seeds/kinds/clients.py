"""App clients in seeds.

Of a client's secrets a seed has the one that DescribeUserPoolClient shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cognito_emulator.domain.clients import settings as client_settings
from cognito_emulator.domain.clients.record import CLIENTS
from cognito_emulator.seeds.kind import Kind, Modelled, Part, advice_for
from cognito_emulator.views import clients as client_views

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.seeds.kind import Entry

KIND = Kind(
    operation="CreateUserPoolClient",
    shown=(("DescribeUserPoolClient", "UserPoolClient"),),
    wrapper="UserPoolClient",
    own={"ClientId": Modelled("DescribeUserPoolClient", "ClientId", held=True)},
    advice={
        **advice_for("Clients", one=["DescribeUserPoolClient"], several=()),
        "ListUserPoolClients": "It only names clients: the output of `aws cognito-idp"
        " describe-user-pool-client` can stand in the list Clients of a seed.",
    },
)


def _make_room(ctx: Context, _pool: Pool, entries: Sequence[Entry]) -> None:
    """Remove the clients of the new ones' ids, whosever they are."""
    for entry in entries:
        ctx.tx.delete(CLIENTS, entry.extra.get("ClientId"))


def _plant(ctx: Context, pool: Pool, entry: Entry) -> Client:
    return client_settings.restore(ctx, pool, entry.request, entry.extra.get("ClientId"))


def _export(ctx: Context, pool: Pool) -> Iterator[Mapping[str, Any]]:
    return map(client_views.client, ctx.tx.all(CLIENTS, "pool", pool.id))


PART = Part("Clients", KIND, _make_room, _plant, _export)
