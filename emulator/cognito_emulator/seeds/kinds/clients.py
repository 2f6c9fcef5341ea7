"""App clients in seeds.

Of a client's secrets a seed has the one that DescribeUserPoolClient shows, and beside it the second
one of those that have two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any

from cognito_emulator import ids
from cognito_emulator.domain.clients import secrets, session_reuse
from cognito_emulator.domain.clients import settings as client_settings
from cognito_emulator.domain.clients.record import BROWSER_SESSION_MINUTES, CLIENTS
from cognito_emulator.seeds.kind import Entry, Kind, Modelled, Part, advice_for, or_refuse
from cognito_emulator.views import clients as client_views
from cognito_emulator.views import session_configuration as session_views

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context

_SESSION = "SSOSession"
_SECOND = "SecondClientSecret"

KIND = Kind(
    operation="CreateUserPoolClient",
    shown=(("DescribeUserPoolClient", "UserPoolClient"),),
    wrapper="UserPoolClient",
    own={
        "ClientId": Modelled("DescribeUserPoolClient", "ClientId", held=True),
        _SECOND: Modelled("AddUserPoolClientSecret", "ClientSecret", held=True),
        _SESSION: Modelled("SetUserPoolClientSessionConfiguration", _SESSION, held=True),
    },
    advice={
        **advice_for("Clients", one=["DescribeUserPoolClient"], several=()),
        "ListUserPoolClients": "It only names clients: the output of `aws cognito-idp"
        " describe-user-pool-client` can stand in the list Clients of a seed.",
    },
)


def _with_lasting_ids(
    ctx: Context, pool: Pool, entries: Sequence[Entry], *, named: bool, lasting: bool
) -> Sequence[Entry]:
    """Return clients whose ids and generated secrets are the same in every run (decision 0017).

    An app has both in its settings. An id may stand in the seed, and follows else from the client's
    name and the pool's id, or the pool's name where nobody says the id; a secret from the id.
    """
    if ctx.settings.seeded_ids is not None:  # from which both follow
        return entries
    owner = ("id", pool.id) if named else ("name", pool.name)
    taken = {given for entry in entries if (given := _given_id(entry)) is not None}
    prepared = []
    for entry in entries:
        client_id = _given_id(entry)
        if client_id is None and (named or lasting):
            name = entry.request["ClientName"]
            wanted = (ids.client_id_of(*owner, name, str(number)) for number in count())
            client_id = next(
                each for each in wanted if each not in taken and (named or _is_free(ctx, each))
            )
            taken.add(client_id)
        prepared.append(entry if client_id is None else _with_id(entry, client_id))
    return prepared


def _given_id(entry: Entry) -> str | None:
    """Return the id that a seed says for a client, if it says one."""
    said: str | None = entry.extra.get("ClientId")
    return said or client_settings.id_in_name(entry.request["ClientName"])


def _is_free(ctx: Context, client_id: str) -> bool:
    """Whether no client has an id; in a pool of a fixed id, a former one makes room."""
    return ctx.tx.get(CLIENTS, client_id) is None


def _with_id(entry: Entry, client_id: str) -> Entry:
    request, extra = entry.request, {**entry.extra, "ClientId": client_id}
    if request.get("GenerateSecret") and "ClientSecret" not in request:
        secret = {"GenerateSecret": False, "ClientSecret": ids.client_secret_of(client_id)}
        request = {**request, **secret}
    return entry._replace(request=request, extra=extra)


def _make_room(ctx: Context, _pool: Pool, entries: Sequence[Entry]) -> None:
    """Remove the clients of the new ones' ids, whosever they are, with what belongs to them."""
    for entry in entries:
        if (former := ctx.tx.get(CLIENTS, entry.extra.get("ClientId"))) is not None:
            client_settings.delete(ctx, former)


def _plant(ctx: Context, pool: Pool, entry: Entry) -> Client:
    client = client_settings.restore(ctx, pool, entry.request, entry.extra.get("ClientId"))
    client = _with_second_secret(ctx, client, entry)
    if (session := entry.extra.get(_SESSION)) is None:
        return client
    if "MaxValidityMinutes" not in session:  # the API would take it for 0
        raise entry.place.member(_SESSION).wrong("This has no MaxValidityMinutes.")
    return session_reuse.restore(ctx, client, session["MaxValidityMinutes"])


def _with_second_secret(ctx: Context, client: Client, entry: Entry) -> Client:
    value: str | None = entry.extra.get(_SECOND)
    if value is None:
        return client
    here = Entry(entry.place.member(_SECOND), {}, {})
    or_refuse(here, lambda: secrets.add_secret(ctx, client, value))
    return ctx.tx.get(CLIENTS, client.id) or client


def _export(ctx: Context, pool: Pool) -> Iterator[Mapping[str, Any]]:
    for client in ctx.tx.all(CLIENTS, "pool", pool.id):
        yield {**client_views.client(client), **_second_secret(client), **_session(client)}


def _second_secret(client: Client) -> Mapping[str, Any]:
    return {_SECOND: client.secrets[1].value} if len(client.secrets) > 1 else {}


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
    prepare=_with_lasting_ids,
    before=("ManagedLoginBrandings", "Terms", "UICustomizations"),
)
