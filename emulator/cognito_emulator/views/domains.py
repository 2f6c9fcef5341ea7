"""Domains of pools as the API writes them."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, cast

from cognito_emulator.clock import instant
from cognito_emulator.domain.pools import delivery_network
from cognito_emulator.views.members import present, shown

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.pools.domains import PoolDomain


def domain(found: PoolDomain, now: float) -> shapes.DomainDescriptionType:
    """Return a DomainDescriptionType.

    A prefix has no CustomDomainConfig (measured [domains-3]); Version is the moment of its making
    (measured [domains-24]). Routing is there where it was given (a guess).
    """
    pool, record = found.pool, found.domain
    return {
        "AWSAccountId": pool.account_id,
        "CloudFrontDistribution": delivery_network.distribution(pool, record),
        "Domain": record.name,
        "ManagedLoginVersion": record.managed_login_version,
        "S3Bucket": delivery_network.bucket(pool.region),
        "Status": record.status(now),
        "UserPoolId": pool.id,
        "Version": f"{instant(record.created_at):%Y%m%d%H%M%S}",
        **present(  # type: ignore[typeddict-item]
            CustomDomainConfig=shown(record.custom),
            Routing=_routing(record.routing),
        ),
    }


def written(found: PoolDomain) -> shapes.CreateUserPoolDomainResponse:
    """Return what is answered when a domain was made or changed.

    Of a prefix the version alone (measured [domains-1, domains-2]), of a custom domain also where
    its DNS record has to lead (documented; of an update a guess).
    """
    record = found.domain
    document: dict[str, Any] = {
        "ManagedLoginVersion": record.managed_login_version,
        **present(Routing=_routing(record.routing)),
    }
    if record.is_custom:
        document["CloudFrontDomain"] = delivery_network.distribution(found.pool, record)
    return cast("shapes.CreateUserPoolDomainResponse", document)


def _routing(routing: Any) -> dict[str, Any] | None:  # noqa: ANN401 - any JSON
    return deepcopy(dict(routing)) if routing else None
