"""The domains of a pool in a seed: one in short, one in full, or both kinds in a list."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cognito_emulator.control import pools
from cognito_emulator.emulator import Emulator
from cognito_emulator.seeds import SeedError
from cognito_emulator.settings import Settings
from tests.table import table

CUSTOM = {
    "Domain": "auth.example.com",
    "CustomDomainConfig": {"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1"},
}
POOL_ID = "us-east-1_domains"


def seed(domain: Any) -> dict[str, Any]:
    return {"PoolName": "x", "Id": POOL_ID, "Domain": domain}


def shown(emulator: Emulator) -> tuple[str | None, str | None]:
    pool = emulator.call("DescribeUserPool", {"UserPoolId": POOL_ID})["UserPool"]
    return pool.get("Domain"), pool.get("CustomDomain")


@table(
    "domain, names",
    [
        ("my-app", ("my-app", None)),
        ({"Domain": "my-app", "ManagedLoginVersion": 2}, ("my-app", None)),
        ({"DomainDescription": {"Domain": "my-app", "Status": "ACTIVE"}}, ("my-app", None)),
        (CUSTOM, (None, "auth.example.com")),
        (["my-app"], ("my-app", None)),
        (["my-app", CUSTOM], ("my-app", "auth.example.com")),
        ([], (None, None)),
        (None, (None, None)),
    ],
)
def test_how_it_is_written(domain: Any, names: tuple[str | None, str | None]) -> None:
    emulator = Emulator(seed=seed(domain))
    assert shown(emulator) == names
    assert shown(Emulator(seed=pools.exported(emulator, POOL_ID))) == names


@table(
    "domain, sentence",
    [
        ("My-App", "seed: Domain: InvalidParameterException: The domain name contains an invali"),
        ("a" * 64, "seed: Domain.Domain: Value '"),
        ({"Name": "my-app"}, "seed: Domain.Name: There is no member Name"),
        (7, "seed: Domain: This must be a list, not the number 7."),
        (["my-app", 7], "seed: Domain[1]: This must be an object with members, not the"),
        (["one", "two"], "seed: Domain[1]: InvalidParameterException: User pool already has a do"),
    ],
)
def test_what_is_wrong_is_told(domain: Any, sentence: str) -> None:
    with pytest.raises(SeedError) as refusal:
        Emulator(seed=seed(domain))
    assert sentence in str(refusal.value)


def test_it_is_active_from_the_start() -> None:
    settings = replace(Settings(), domain_creation_seconds=60.0)
    emulator = Emulator(settings, seed=seed("my-app"))
    answer = emulator.call("DescribeUserPoolDomain", {"Domain": "my-app"})
    assert answer["DomainDescription"]["Status"] == "ACTIVE"


def test_it_takes_the_place_of_whoever_has_the_name() -> None:
    """And a pool has one of each kind."""
    emulator = Emulator(seed={**seed("my-app"), "Id": "us-east-1_other"})
    emulator.plant(seed("former"))
    emulator.plant(seed("my-app"), anew=True)
    assert shown(emulator) == ("my-app", None)
    other = emulator.call("DescribeUserPool", {"UserPoolId": "us-east-1_other"})["UserPool"]
    assert "Domain" not in other
