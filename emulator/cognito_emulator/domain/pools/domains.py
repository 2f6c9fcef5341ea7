"""The domains of pools: where their pages and OAuth endpoints are."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from cognito_emulator import environment, errors, service_hosts
from cognito_emulator.domain.pools import domain_rules, lookup
from cognito_emulator.domain.pools.custom_domain import CustomDomainConfig
from cognito_emulator.domain.pools.domain_rules import DomainChange
from cognito_emulator.domain.pools.record import DOMAINS, POOLS, Domain, Pool
from cognito_emulator.nearest import nearest

if TYPE_CHECKING:
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.store import Reader


_SHOWN_CHARS = 63  # a prefix has no more


class PoolDomain(NamedTuple):
    """A domain and its pool.

    Attributes:
        configured: whether somebody gave it to the pool; else it is the default domain, which a
            pool has, at our own addresses only, while it has no other one. It has managed login in
            the default style.

    """

    pool: Pool
    domain: Domain
    configured: bool = True


# --- which there are ------------------------------------------------------------------------------


def by_name(ctx: Context, name: str, region: str | None = None) -> PoolDomain:
    """Return the domain of that name; see `cognito_emulator.domain.doors`."""
    lowered = name.lower()
    if region is None:
        found = _with_pool(ctx, ctx.tx.get(DOMAINS, lowered))
        found = found or _default(ctx, ctx.tx.find(POOLS, "default_domain", lowered))
    else:
        found = _with_pool(ctx, holder(ctx.tx, lowered, region))
    if found is None:
        raise errors.ResourceNotFoundException(_none_of(ctx, name))
    if found.domain.status(ctx.now) == "CREATING":  # when the service answers is a guess
        raise errors.ResourceNotFoundException(f"The domain {name} is still CREATING.")
    return found


def shown(ctx: Context, pool: Pool) -> PoolDomain | None:
    """Return the domain of a pool that documents and messages name; ``None`` if it has none.

    Of two it is the custom one, as in the discovery document (documented).
    """
    given = sorted(of_pool(ctx, pool), key=lambda domain: not domain.is_custom)
    return PoolDomain(pool, given[0]) if given else _default(ctx, pool)


def described(ctx: Context, name: str) -> PoolDomain | None:
    """Return the domain of that name in the caller's region, for whoever describes it."""
    for domain in ctx.tx.all(DOMAINS, "name", name):
        pool = lookup.find(ctx, domain.pool_id)
        if pool is not None:
            return PoolDomain(pool, domain)
    return None


def holder(records: Reader, name: str, region: str) -> Domain | None:
    """Return the domain that has a name: of a prefix in that region, of a custom one anywhere."""
    for domain in records.all(DOMAINS, "name", name):
        pool = records.get(POOLS, domain.pool_id)
        if pool is not None and (domain.is_custom or pool.region == region):
            return domain
    return None


def named(ctx: Context, pool_id: str, name: str, *, certificate: bool = False) -> PoolDomain:
    """Return a domain of that pool; see `cognito_emulator.domain.doors`."""
    pool = lookup.find(ctx, pool_id)
    if pool is None:
        raise domain_rules.no_such()
    domains = of_pool(ctx, pool)
    if certificate:
        domain_rules.check_has_custom(domains)
    for domain in domains:
        if domain.name == name:
            return PoolDomain(pool, domain)
    raise domain_rules.no_such()


def of_pool(ctx: Context, pool: Pool) -> list[Domain]:
    """Return the domains that a pool was given: a prefix, a custom one, both or none."""
    return ctx.tx.all(DOMAINS, "pool", pool.id)


def any_managed(ctx: Context, pool: Pool) -> bool:
    """Whether any domain of a pool has managed login."""
    return any(domain.managed_login_version > 1 for domain in of_pool(ctx, pool))


def url_of_pool(ctx: Context, pool: Pool) -> str | None:
    """Return where a pool's pages are, as whoever asks reaches them.

    ``None`` says that the pool was given no domain.
    """
    found = shown(ctx, pool)
    if found is None or not found.configured:
        return None
    return url(found, quote(ctx.caller.base_url, safe=":/[]"))


def url(found: PoolDomain, base_url: str) -> str | None:
    """Return where a domain is, as whoever reaches the emulator at a base URL reaches it.

    It is the service's own address for who asks at the service's own host, where default domains
    are not: ``None``. Else it is the address by path, which every client can resolve.
    """
    if not service_hosts.is_api_url(base_url):
        return environment.domain_url(base_url, found.domain.address)
    if not found.configured:
        return None
    custom = found.domain.is_custom
    return service_hosts.domain_url(found.domain.name, found.pool.region, custom=custom)


def default_name(ctx: Context, pool_id: str, region: str) -> str:
    """Return a free name for the default domain of a pool: the console would propose it, too.

    It is the region and the id's suffix in lower case.
    """
    return _free(ctx, f"{region}{pool_id.rpartition('_')[2]}".lower())


def _free(ctx: Context, plain: str) -> str:
    """Return a name by which no domain is reached here: where one is, a number follows it."""
    names = (f"{plain}{number}" if number > 1 else plain for number in count(1))
    return next(name for name in names if not _is_taken(ctx, name))


def _is_taken(ctx: Context, name: str) -> bool:
    given, lent = ctx.tx.get(DOMAINS, name), ctx.tx.find(POOLS, "default_domain", name)
    return given is not None or lent is not None


def addresses(ctx: Context) -> list[str]:
    """Return the names by which pools' domains are reached at the emulator's own addresses."""
    there: list[Domain] = []
    for pool in ctx.tx.all(POOLS, "all", "all"):
        lent = _default(ctx, pool)  # only where it was given none
        there += of_pool(ctx, pool) if lent is None else [lent.domain]
    return [domain.address for domain in there]


def _none_of(ctx: Context, name: str) -> str:
    """Say that there is no domain of that name, and which are like it."""
    names = addresses(ctx)
    if not names:
        return f"There is no domain {name[:_SHOWN_CHARS]}, as no pool has one."
    return f"There is no domain {name[:_SHOWN_CHARS]}: {nearest(name, names)}."


def _default(ctx: Context, pool: Pool | None) -> PoolDomain | None:
    """Return the default domain of a pool, if it has one: it was given none, and may have it."""
    if pool is None or not pool.default_domain or not ctx.settings.default_domain:
        return None
    if of_pool(ctx, pool):
        return None
    domain = Domain(
        name=pool.default_domain,
        pool_id=pool.id,
        created_at=pool.created_at,
        active_at=pool.created_at,
        managed_login_version=2,
    )
    return PoolDomain(pool, domain, configured=False)


def _with_pool(ctx: Context, domain: Domain | None) -> PoolDomain | None:
    pool = ctx.tx.get(POOLS, domain.pool_id) if domain else None
    return PoolDomain(pool, domain) if domain and pool else None


# --- what becomes of them -------------------------------------------------------------------------


def create(
    ctx: Context, pool: Pool, request: Mapping[str, Any], *, at_once: bool = False
) -> PoolDomain:
    """Give a pool a domain.

    Args:
        ctx: the operation.
        pool: whose domain it will be.
        request: a CreateUserPoolDomainRequest, checked against the model.
        at_once: whether it is active now, whatever the settings say.

    Raises:
        InvalidParameterException: a rule of `domain_rules` is broken.
        FeatureUnavailableInTierException: the pool's tier has no managed login.

    """
    domain = Domain(
        name=request["Domain"],
        pool_id=pool.id,
        created_at=ctx.now,
        active_at=ctx.now if at_once else _ready(ctx),
        **_given(request),
    )
    has_name = holder(ctx.tx, domain.name, pool.region)
    domain_rules.check_new(DomainChange(pool, domain, others=of_pool(ctx, pool), holder=has_name))
    domain = _at_free_address(ctx, pool, domain)
    _make_way(ctx, domain)
    return PoolDomain(pool, ctx.tx.put(DOMAINS, domain))


def update(ctx: Context, found: PoolDomain, request: Mapping[str, Any]) -> PoolDomain:
    """Change a domain; what is omitted stays as it is (a guess).

    Args:
        ctx: the operation.
        found: what it is.
        request: an UpdateUserPoolDomainRequest, checked against the model.

    Raises:
        InvalidParameterException: a rule of `domain_rules` is broken.
        FeatureUnavailableInTierException: the pool's tier has no managed login.

    """
    given = _given(request)
    domain_rules.check_kind(found.domain, custom=given.get("custom") is not None)
    changed = replace(found.domain, active_at=_ready(ctx), changed=True, **given)
    domain_rules.check_update(DomainChange(found.pool, changed))
    return PoolDomain(found.pool, ctx.tx.put(DOMAINS, changed))


def delete(ctx: Context, domain: Domain) -> None:
    """Take a domain from its pool, at once: its name is free from then on (a guess)."""
    ctx.tx.delete(DOMAINS, domain.address)


def _at_free_address(ctx: Context, pool: Pool, domain: Domain) -> Domain:
    """Give a prefix that another region's domain has, too, an address of its own here."""
    if ctx.tx.get(DOMAINS, domain.name) is None:
        return domain
    address = _free(ctx, f"{domain.name}-{pool.region}")
    ctx.warn(
        f"The domain {domain.name} exists in another region too. The emulator's own addresses have"
        f" no region, so there the domain of {pool.id} is {address}.",
        pool,
    )
    return replace(domain, other_address=address)


def _make_way(ctx: Context, domain: Domain) -> None:
    """Have a default domain at the same address, of another pool, take another one."""
    lent = ctx.tx.find(POOLS, "default_domain", domain.address)
    if lent is not None and lent.id != domain.pool_id:
        other = default_name(ctx, lent.id, lent.region)
        ctx.tx.put(POOLS, replace(lent, default_domain=other))


def _ready(ctx: Context) -> float:
    """Return when a domain is active that is made or changed now."""
    return ctx.now + ctx.settings.domain_creation_seconds


def _given(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that a request names."""
    given: dict[str, Any] = {}
    if "ManagedLoginVersion" in request:
        given["managed_login_version"] = request["ManagedLoginVersion"]
    if "CustomDomainConfig" in request:
        given["custom"] = CustomDomainConfig.of(request["CustomDomainConfig"])
    if "Routing" in request:
        given["routing"] = deepcopy(request["Routing"])
    return given
