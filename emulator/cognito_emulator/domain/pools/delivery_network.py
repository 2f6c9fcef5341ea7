"""Where the service keeps what a domain's pages are made of: names that answers show.

Nothing is there; tools put the names into DNS records and into their own state.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Domain, Pool

_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LENGTH = 13

# The first four are measured [domains-23]; the others are a guess: airports near the region.
_AIRPORTS = {
    "us-east-1": "iad",
    "us-west-2": "pdx",
    "ap-northeast-1": "nrt",
    "us-west-1": "sfo",
    "us-east-2": "cmh",
    "ca-central-1": "yul",
    "sa-east-1": "gru",
    "eu-west-1": "dub",
    "eu-west-2": "lhr",
    "eu-west-3": "cdg",
    "eu-central-1": "fra",
    "eu-north-1": "arn",
    "eu-south-1": "mxp",
    "ap-south-1": "bom",
    "ap-southeast-1": "sin",
    "ap-southeast-2": "syd",
    "ap-northeast-2": "icn",
    "ap-northeast-3": "kix",
    "me-south-1": "bah",
    "af-south-1": "cpt",
}
# Of all prefixes of a region: measured [domains-21, domains-22]. Others are made up.
_DISTRIBUTIONS = {
    "us-east-1": "d3oia8etllorh5",
    "eu-west-1": "d2uqej7bo24sqa",
    "ap-south-1": "d19bnlz1qkpkne",
}


def bucket(region: str) -> str:
    """Return the S3Bucket of a region's domains (a guess where the region is not known)."""
    return f"aws-cognito-prod-{_AIRPORTS.get(region, region)}-assets"


def distribution(pool: Pool, domain: Domain) -> str:
    """Return the CloudFrontDistribution: a custom domain's own, the region's of a prefix.

    Both are there from the start (recorded [domains-4] of a custom domain).
    """
    return f"{_made_up(domain.name)}.cloudfront.net" if domain.is_custom else shared(pool.region)


def shared(region: str) -> str:
    """Return the distribution of all prefixes of a region."""
    return f"{_DISTRIBUTIONS.get(region) or _made_up(region)}.cloudfront.net"


def _made_up(text: str) -> str:
    """Return an id as CloudFront's, the same for the same text."""
    number = int.from_bytes(hashlib.sha256(text.encode()).digest())
    letters = []
    for _ in range(_LENGTH):
        number, letter = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[letter])
    return f"d{''.join(letters)}"
