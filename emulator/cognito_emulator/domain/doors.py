"""The doors into state: an id or a token, and the records that it stands for.

Each finds by an index and raises the service's error for what is not there. An operation, a page or
a test's wish comes in by one of them; nothing in the rooms below looks a pool up by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cognito_emulator import errors, regions
from cognito_emulator.domain.clients import lookup as client_lookup
from cognito_emulator.domain.pools import domains
from cognito_emulator.domain.pools import lookup as pool_lookup
from cognito_emulator.domain.pools.record import POOLS
from cognito_emulator.domain.tokens import verify

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.tokens.verify import Subject
    from cognito_emulator.domain.work.context import Caller, Context
    from cognito_emulator.store import Reader


def pool(ctx: Context, pool_id: str) -> Pool:
    """Return the pool of that id in the caller's region.

    Raises:
        ResourceNotFoundException: there is none.

    """
    return pool_lookup.by_id(ctx, pool_id)


def other_region(reader: Reader, raised: Exception, request: object, caller: Caller) -> str | None:
    """Return the region of a pool, by its record or its id, if another region was asked for it."""
    pool_id = request.get("UserPoolId") if isinstance(request, Mapping) else None
    if not isinstance(raised, errors.ResourceNotFoundException) or not isinstance(pool_id, str):
        return None
    found = reader.get(POOLS, pool_id)
    region = found.region if found else regions.of_pool(pool_id, home=caller.region)
    return None if region == caller.region else region


def pool_by_arn(ctx: Context, arn: str) -> Pool:
    """Return the pool that an ARN names.

    Raises:
        ResourceNotFoundException: there is none (the text is a guess).

    """
    found = pool(ctx, arn.rpartition("/")[2])
    if found.arn != arn:
        raise pool_lookup.no_such(found.id)
    return found


def domain(ctx: Context, name: str, region: str | None = None) -> PoolDomain:
    """Return the domain of that name: a prefix, or the host name of a custom domain.

    Args:
        ctx: who asks.
        name: the domain's.
        region: of the host of the real service that is asked: there a name is good in one region
            only, and no pool has a default domain.

    Raises:
        ResourceNotFoundException: there is none, or it is still being made.

    """
    return domains.by_name(ctx, name, region)


def domain_of(ctx: Context, pool_id: str, name: str, *, certificate: bool = False) -> PoolDomain:
    """Return a domain of that pool, for operations that name both.

    Args:
        ctx: the operation.
        pool_id: the pool's id.
        name: the domain's.
        certificate: whether its certificate is to be changed.

    Raises:
        InvalidParameterException: the pool has no such domain, or the pool is not there; or it has
            no custom domain, of which a certificate could be changed.

    """
    return domains.named(ctx, pool_id, name, certificate=certificate)


def client(ctx: Context, client_id: str) -> Client:
    """Return the app client of that id, whatever its pool.

    Raises:
        ResourceNotFoundException: there is none.

    """
    return client_lookup.by_id(ctx, client_id)


def pool_of(ctx: Context, found: Client) -> Pool:
    """Return the pool of a client that was just looked up.

    Raises:
        ResourceNotFoundException: both are gone by now.

    """
    return client_lookup.pool_of(ctx, found)


def subject(ctx: Context, access_token: str) -> Subject:
    """Return whom an access token stands for, after all of the service's checks.

    Raises:
        NotAuthorizedException, UserNotFoundException, UserNotConfirmedException,
        ResourceNotFoundException: see `cognito_emulator.domain.tokens.verify.subject`.

    """
    return verify.subject(ctx, access_token)
