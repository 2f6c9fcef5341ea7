"""Which AWS region a user pool lives in, as far as its id says it."""

from __future__ import annotations

import re

# The patterns of all partitions' regions, as botocore's table of endpoints has them (documented).
_REGION = re.compile(r"(af|ap|ca|cn|eu|eusc|il|me|mx|sa|us)(-[a-z]+)+-[0-9]+")


def of_pool(pool_id: str, home: str) -> str:
    """Return the region of a pool.

    Args:
        pool_id: for example ``eu-west-1_AbCdEfGhI``, or ``local_AbCdEfGh``, as emulators have it.
        home: where a pool lives whose id begins with no region.

    """
    prefix = pool_id.rpartition("_")[0]
    return prefix if _REGION.fullmatch(prefix) else home
