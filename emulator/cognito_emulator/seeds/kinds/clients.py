"""App clients in seeds.

Of a client's secrets a seed has the one that DescribeUserPoolClient shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cognito_emulator import ids
from cognito_emulator.domain.clients import session_reuse
from cognito_emulator.domain.clients import settings as client_settings
from cognito_emulator.domain.clients.record import BROWSER_SESSION_MINUTES, CLIENTS
from cognito_emulator.seeds.kind import Kind, Modelled, Part, advice_for
from cognito_emulator.views import clients as client_views
from cognito_emulator.views import session_configuration as session_views

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.seeds.kind import Entry

_SESSION = "SSOSession"

KIND = Kind(
    operation="CreateUserPoolClient",
    shown=(("DescribeUserPoolClient", "UserPoolClient"),),
    wrapper="UserPoolClient",
    own={
        "ClientId": Modelled("DescribeUserPoolClient", "ClientId", held=True),
        _SESSION: Modelled("SetUserPoolClientSessionConfiguration", _SESSION, held=True),
    },
    advice={
        **advice_for("Clients", one=["DescribeUserPoolClient"], several=()),
        "ListUserPoolClients": "It only names clients: the output of `aws cognito-idp"
        " describe-user-pool-client` can stand in the list Clients of a seed.",
    },
)


def _with_lasting_secrets(
    ctx: Context,
    pool: Pool,  # noqa: ARG001 - clients have ids of their own
    entries: Sequence[Entry],
    *,
    named: bool,  # noqa: ARG001 - likewise
) -> Sequence[Entry]:
    """Return clients whose generated secrets are the same in every run, where their ids are."""
    if ctx.settings.seeded_ids is not None:  # from which all secrets follow
        return entries

    def lasting(entry: Entry) -> Entry:
        request = entry.request
        client_id = entry.extra.get("ClientId") or client_settings.id_in_name(request["ClientName"])
        if not client_id or not request.get("GenerateSecret") or "ClientSecret" in request:
            return entry
        secret = {"GenerateSecret": False, "ClientSecret": ids.client_secret_of(client_id)}
        return entry._replace(request={**request, **secret})

    return [lasting(entry) for entry in entries]


def _make_room(ctx: Context, _pool: Pool, entries: Sequence[Entry]) -> None:
    """Remove the clients of the new ones' ids, whosever they are, with what belongs to them."""
    for entry in entries:
        if (former := ctx.tx.get(CLIENTS, entry.extra.get("ClientId"))) is not None:
            client_settings.delete(ctx, former)


def _plant(ctx: Context, pool: Pool, entry: Entry) -> Client:
    client = client_settings.restore(ctx, pool, entry.request, entry.extra.get("ClientId"))
    if (session := entry.extra.get(_SESSION)) is None:
        return client
    if "MaxValidityMinutes" not in session:  # the API would take it for 0
        raise entry.place.member(_SESSION).wrong("This has no MaxValidityMinutes.")
    return session_reuse.restore(ctx, client, session["MaxValidityMinutes"])


def _export(ctx: Context, pool: Pool) -> Iterator[Mapping[str, Any]]:
    for client in ctx.tx.all(CLIENTS, "pool", pool.id):
        yield {**client_views.client(client), **_session(client)}


def _session(client: Client) -> Mapping[str, Any]:
    if client.browser_session_minutes == BROWSER_SESSION_MINUTES:
        return {}
    return {_SESSION: session_views.of_client(client)["SSOSession"]}


PART = Part(
    "Clients",
    KIND,
    _make_room,
    _plant,
    _export,
    prepare=_with_lasting_secrets,
    before=("ManagedLoginBrandings", "Terms", "UICustomizations"),
)
