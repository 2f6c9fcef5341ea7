"""The pool itself in seeds, with the second factors that GetUserPoolMfaConfig shows."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import TYPE_CHECKING, Any

from cognito_emulator import ids
from cognito_emulator.domain.pools import schema, session_tracking
from cognito_emulator.domain.pools import settings as pool_settings
from cognito_emulator.domain.pools.record import POOLS, SessionTracking
from cognito_emulator.domain.pools.templates import MIRRORS
from cognito_emulator.seeds.kind import Kind, Modelled
from cognito_emulator.seeds.places import Place, items
from cognito_emulator.seeds.vocabulary import writable
from cognito_emulator.views import mfa as mfa_views
from cognito_emulator.views import pools as pool_views
from cognito_emulator.views import session_configuration as session_views

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.seeds.kind import Entry

FUNCTIONS = "Functions"
"""The member that names the functions behind triggers."""

_MFA_BLOCKS = (
    "SmsMfaConfiguration",
    "SoftwareTokenMfaConfiguration",
    "EmailMfaConfiguration",
    "WebAuthnConfiguration",
)
_SESSIONS = ("UserSessionTracking", "TokenSession")


# --- how it is written ----------------------------------------------------------------------------


def _shown_schema(place: Place, value: object) -> list[Any]:
    """Return SchemaAttributes as a Schema: custom attributes without their prefixes.

    Those that a Schema may not name, as they are in every pool, are left out.
    """
    return [_schema_entry(item) for _, item in items(place, value) if not _in_every_pool(item)]


def _in_every_pool(item: object) -> bool:
    fixed = ("sub", "identities", "email_verified", "phone_number_verified")
    return isinstance(item, Mapping) and item.get("Name") in fixed


def _schema_entry(item: Any) -> Any:  # noqa: ANN401 - any JSON
    if not isinstance(item, Mapping) or not isinstance(item.get("Name"), str):
        return item
    return {**item, "Name": item["Name"].removeprefix("dev:").removeprefix("custom:")}


def _without_twin(request: dict[str, Any]) -> dict[str, Any]:
    """Return a request that says only once how long temporary passwords are good."""
    invitation = request.get("AdminCreateUserConfig", {})
    days = (
        request.get("Policies", {}).get("PasswordPolicy", {}).get("TemporaryPasswordValidityDays")
    )
    if days is None or invitation.get("UnusedAccountValidityDays") != days:
        return request
    once = {name: it for name, it in invitation.items() if name != "UnusedAccountValidityDays"}
    return {**request, "AdminCreateUserConfig": once}


KIND = Kind(
    operation="CreateUserPool",
    completion="SetUserPoolMfaConfig",
    shown=(("DescribeUserPool", "UserPool"),),
    wrapper="UserPool",
    own={
        "Id": Modelled(
            "DescribeUserPool",
            "UserPoolId",
            held=True,
            hint=" (an id is a prefix, an underscore, and letters and digits, as local_mypool)",
        ),
        **{name: Modelled("SetUserPoolMfaConfig", name) for name in _MFA_BLOCKS},
        **{
            name: Modelled("SetUserPoolSessionConfiguration", name, held=True) for name in _SESSIONS
        },
    },
    renamed={"Name": "PoolName", "SchemaAttributes": "Schema"},
    rewritten={"SchemaAttributes": _shown_schema},
    beside=(FUNCTIONS,),
    advice={"GetUserPoolMfaConfig": "Put it into a seed, beside the PoolName."},
    tidied=_without_twin,
)


# --- what becomes of it ---------------------------------------------------------------------------


def fixed_id(entry: Entry) -> str | None:
    """Return the id that a pool shall have, if the seed says one."""
    tags = entry.request.get("UserPoolTags", {})
    fixed: str | None = entry.extra.get("Id", tags.get(pool_settings.ID_TAG))
    return fixed


def remove_record_only(ctx: Context, pool_id: str) -> None:
    """Remove the pool of an id, for one that takes its place and has what belongs to it."""
    ctx.tx.delete(POOLS, pool_id)


def remove(ctx: Context, pool_id: str) -> None:
    """Remove the pool of an id, with all that belongs to it, whether or not it is protected."""
    pool = ctx.tx.get(POOLS, pool_id)
    if pool is not None:
        pool_settings.remove(ctx, pool)


def plant(ctx: Context, entry: Entry, pool_id: str | None, *, lasting: bool) -> Pool:
    """Make a pool; its MFA comes later, as GetUserPoolMfaConfig shows it, and sessions last.

    Args:
        ctx: the transaction's.
        entry: what the seed says of it.
        pool_id: its id, if the seed says one.
        lasting: whether it is the same in every run where the seed says none.

    Raises:
        CognitoError: the service would refuse it.

    """
    request = dict(entry.request)
    mode = request.pop("MfaConfiguration", "OFF")
    factors = {name: entry.extra[name] for name in _MFA_BLOCKS if name in entry.extra}
    if pool_id is None and lasting:
        pool_id = _lasting_id(ctx, request["PoolName"])
    pool = pool_settings.create(ctx, request, pool_id)
    if mode != "OFF" or factors:
        pool = pool_settings.restore_mfa(ctx, pool, {"MfaConfiguration": mode, **factors})
    sessions = {name: entry.extra[name] for name in _SESSIONS if name in entry.extra}
    if not sessions:
        return pool
    return session_tracking.put(ctx, pool, {**session_views.of_pool(pool), **sessions})


def _lasting_id(ctx: Context, name: str) -> str | None:
    """Return the first id that follows from a pool's name and that no pool has (decision 0017).

    ``None`` leaves it to ``--seeded-ids``, from which all ids follow.
    """
    if ctx.settings.seeded_ids is not None:
        return None
    wanted = (ids.pool_id_of(ctx.caller.region, name, str(number)) for number in count())
    return next(pool_id for pool_id in wanted if ctx.tx.get(POOLS, pool_id) is None)


def _has_a_namesake(name: str) -> bool:
    """Whether a Schema that names a custom attribute would mean the standard one instead."""
    bare = name.removeprefix("dev:").removeprefix("custom:")
    return ":" in name and bare in schema.standard() and bare not in schema.NOT_TO_BE_LISTED


def export(pool: Pool) -> dict[str, Any]:
    """Return a pool as a seed has it; of its attributes those that are not in every pool."""
    described, usual = pool_views.pool(pool, users=0), schema.standard()
    changed = [
        entry
        for entry in described["SchemaAttributes"]
        if pool.schema.get(entry["Name"]) != usual.get(entry["Name"])
        and not _has_a_namesake(entry["Name"])
    ]
    shown: dict[str, Any] = {**described, **mfa_views.pool_mfa(pool)}
    if pool.session_tracking != SessionTracking():
        shown |= session_views.of_pool(pool)
    del shown["SchemaAttributes"]
    if changed:
        shown["Schema"] = _shown_schema(Place("pool"), changed)
    once = {name: value for name, value in shown.items() if name not in MIRRORS}
    return {"PoolName": pool.name, "Id": pool.id, **writable(KIND, once)}
