"""Which hosts are the real service's, and how names of hosts are compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Container

#: Takes a host's name, in lower case and without a trailing dot; returns whether it is owned.
Owns = Callable[[str], bool]

# The ends of endpoints' names, by partition, without and with IPv6: botocore's partitions.json.
_SUFFIXES = (
    "amazonaws.com",
    "api.aws",
    "amazonaws.com.cn",
    "api.amazonwebservices.com.cn",
    "amazonaws.eu",
    "api.amazonwebservices.eu",
    "c2s.ic.gov",
    "api.aws.ic.gov",
    "sc2s.sgov.gov",
    "api.aws.scloud",
    "cloud.adc-e.uk",
    "api.cloud-aws.adc-e.uk",
    "csp.hci.ic.gov",
    "api.aws.hci.ic.gov",
)
_REGION = r"[a-z]{2,}(?:-[a-z]+)+-[0-9]+"  # of any partition, also of a future one
_SERVICE = re.compile(
    rf"cognito-idp(?:-fips)?\.{_REGION}\.(?:{'|'.join(map(re.escape, _SUFFIXES))})"
)

_DOMAIN = re.compile(rf"[a-z0-9-]+\.auth(?:-fips)?\.{_REGION}\.amazoncognito\.com")
#: Where load balancers publish the keys by which apps verify what they are told of users.
_BALANCER_KEYS = re.compile(rf"public-keys\.auth\.elb\.{_REGION}\.amazonaws\.com(?:\.cn)?")


def answered_hosts(domains: Container[str] = ()) -> Owns:
    """Return a function that owns all hosts that the emulator can answer for.

    These are those of :func:`service_hosts`, and those of load balancers' keys.
    """
    serves = service_hosts(domains)

    def owns(host: str) -> bool:
        return serves(host) or _BALANCER_KEYS.fullmatch(host) is not None

    return owns


def service_hosts(domains: Container[str] = ()) -> Owns:
    """Return a function that owns Cognito's API in every region, and the hosts of pools' domains.

    Args:
        domains: hosts in lower case, for example ``demo.auth.us-east-1.amazoncognito.com``. It is
            looked at again for each connection, so it may grow while it is in use.

    """

    def owns(host: str) -> bool:
        return _SERVICE.fullmatch(host) is not None or host in domains

    return owns


def real_hosts(domains: Container[str] = ()) -> Owns:
    """Return a function that owns all hosts that can be real, also those of others' domains.

    The keys of real load balancers are among them: they verify nothing that a test has made.

    Args:
        domains: domains that an app has of its own, as :func:`service_hosts` takes them.

    """
    answers = answered_hosts(domains)

    def owns(host: str) -> bool:
        return answers(host) or _DOMAIN.fullmatch(host) is not None

    return owns


def plain(host: object) -> str:
    """Return a host as it is compared; an empty text if it is no name, for example ``None``."""
    if isinstance(host, bytes | bytearray):
        host = host.decode("ascii", "replace")
    return host.lower().removesuffix(".") if isinstance(host, str) else ""
