"""Which hosts are the real service's: what botocore's own rules name, and no other."""

from __future__ import annotations

from itertools import product
from typing import Any
from urllib.parse import urlsplit

import botocore.session
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointProviderError

from pytest_cognito_emulator.intercept import service_hosts
from pytest_cognito_emulator.intercept.hosts import plain
from tests.table import table


def endpoints() -> set[str]:
    """Return the hosts of all regions and variants that botocore's rules have for the service."""
    loader = botocore.session.Session().get_component("data_loader")
    partitions = loader.load_data("partitions")
    rules = loader.load_service_model("cognito-idp", "endpoint-rule-set-1")
    provider = EndpointProvider(rules, partitions)
    regions = [region for partition in partitions["partitions"] for region in partition["regions"]]
    hosts = set()
    for region, fips, both in product(regions, [False, True], [False, True]):
        if "global" in region:  # stands for services that have no regions
            continue
        try:
            found: Any = provider.resolve_endpoint(Region=region, UseFIPS=fips, UseDualStack=both)
        except EndpointProviderError:  # there is no such variant
            continue
        hosts.add(str(urlsplit(found.url).hostname))
    return hosts


def test_every_endpoint_of_the_service() -> None:
    hosts = endpoints()
    owns = service_hosts()
    assert len(hosts) > 100
    assert [host for host in sorted(hosts) if not owns(host)] == []


@table(
    "host",
    [
        "s3.amazonaws.com",
        "sqs.us-east-1.amazonaws.com",
        "cognito-identity.us-east-1.amazonaws.com",
        "cognito-idp.amazonaws.com",
        "cognito-idp.us-east-1.amazonaws.com.example.com",
        "my-cognito-idp.us-east-1.amazonaws.com",
        "cognito-idp.us-east-1.example.com",
        "demo.auth.us-east-1.amazoncognito.com",
        "cognito-idpXus-east-1.amazonaws.com",
        "localhost",
        "127.0.0.1",
        "",
    ],
)
def test_no_other_host(host: str) -> None:
    assert not service_hosts()(host)


def test_domains_may_come_later() -> None:
    domains: set[str] = set()
    owns = service_hosts(domains)
    host = "demo.auth.us-east-1.amazoncognito.com"
    assert not owns(host)
    domains.add(host)
    assert owns(host)


@table(
    "written, compared",
    [
        ("Login.Example.com.", "login.example.com"),
        (b"Login.example.com", "login.example.com"),
        (b"\xff", "\N{REPLACEMENT CHARACTER}"),
        (None, ""),
        (7, ""),
    ],
)
def test_how_hosts_are_compared(written: object, compared: str) -> None:
    assert plain(written) == compared
