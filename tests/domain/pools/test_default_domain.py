"""Default domains: what pools have that were given none, and no answer of the API shows."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator import Settings, errors
from cognito_emulator.control import pools
from cognito_emulator.domain import doors
from cognito_emulator.emulator import Emulator
from tests.support import Lab, StockKeys

CUSTOM = {"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1"}


def pool(emulator: Emulator, pool_id: str) -> str:
    tags = {"_custom_id_": pool_id}
    made = emulator.call("CreateUserPool", {"PoolName": "shop", "UserPoolTags": tags})
    return str(made["UserPool"]["Id"])


def give(emulator: Emulator, pool_id: str, name: str, **request: Any) -> None:
    emulator.call("CreateUserPoolDomain", {"UserPoolId": pool_id, "Domain": name, **request})


def named(emulator: Emulator, name: str, region: str | None = None) -> tuple[str, bool, int]:
    """The pool of a domain, whether it was given it, and the version of its pages."""
    found = emulator.run(lambda ctx: doors.domain(ctx, name, region))
    return found.pool.id, found.configured, found.domain.managed_login_version


@pytest.mark.parametrize(
    ("pool_id", "name"),
    [
        ("us-east-1_DemoPool1", "us-east-1demopool1"),
        ("eu-west-1_AbCdEfGhI", "eu-west-1abcdefghi"),
        ("local_AbCdEfGhI", "us-east-1abcdefghi"),
        ("local_pool_X9", "us-east-1x9"),
    ],
)
def test_it_is_named_as_the_console_names_it(emulator: Emulator, pool_id: str, name: str) -> None:
    region = pool_id.rpartition("_")[0]
    emulator.plant({"Id": pool_id, "PoolName": "shop"})

    assert pools.domain_of(emulator, pool_id) == name
    assert named(emulator, name.upper()) == (pool_id, False, 2)
    assert pools.pool(emulator, pool_id).region in (region, "us-east-1")


def test_a_number_follows_where_two_collide(emulator: Emulator) -> None:
    ids = [pool(emulator, f"us-east-1_{suffix}") for suffix in ("Abc", "ABC", "abc", "Abc2")]

    names = [pools.domain_of(emulator, each) for each in ids]

    assert names == ["us-east-1abc", "us-east-1abc2", "us-east-1abc3", "us-east-1abc22"]
    assert [named(emulator, str(name))[0] for name in names] == ids


def test_it_makes_way_for_a_configured_domain(emulator: Emulator) -> None:
    first, second = pool(emulator, "us-east-1_Abc"), pool(emulator, "us-east-1_Other")

    give(emulator, second, "us-east-1abc")

    assert named(emulator, "us-east-1abc") == (second, True, 1)
    assert pools.domain_of(emulator, first) == "us-east-1abc2"
    assert named(emulator, "us-east-1abc2") == (first, False, 2)
    later = pool(emulator, "us-east-1_ABC")
    assert pools.domain_of(emulator, later) == "us-east-1abc3"


def test_a_pool_may_be_given_the_name_of_its_own(emulator: Emulator) -> None:
    only = pool(emulator, "us-east-1_Abc")

    give(emulator, only, "us-east-1abc")

    assert named(emulator, "us-east-1abc") == (only, True, 1)


@pytest.mark.parametrize(
    ("name", "request_"), [("mine", {}), ("login.example.com", {"CustomDomainConfig": CUSTOM})]
)
def test_a_configured_domain_takes_its_place(
    emulator: Emulator, name: str, request_: dict[str, Any]
) -> None:
    only = pool(emulator, "us-east-1_Abc")

    give(emulator, only, name, **request_)

    assert pools.domain_of(emulator, only) == name
    with pytest.raises(errors.ResourceNotFoundException, match="no domain us-east-1abc"):
        named(emulator, "us-east-1abc")

    emulator.call("DeleteUserPoolDomain", {"UserPoolId": only, "Domain": name})

    assert named(emulator, "us-east-1abc") == (only, False, 2)


def test_of_two_domains_the_custom_one_is_named(emulator: Emulator) -> None:
    only = pool(emulator, "us-east-1_Abc")
    give(emulator, only, "mine")
    give(emulator, only, "login.example.com", CustomDomainConfig=CUSTOM)

    assert pools.domain_of(emulator, only) == "login.example.com"


def test_no_answer_shows_it_and_rules_do_not_see_it(emulator: Emulator) -> None:
    only = pool(emulator, "us-east-1_Abc")

    assert emulator.call("DescribeUserPoolDomain", {"Domain": "us-east-1abc"}) == {
        "DomainDescription": {}
    }
    assert "Domain" not in emulator.call("DescribeUserPool", {"UserPoolId": only})["UserPool"]
    with pytest.raises(errors.InvalidParameterException):
        emulator.call("DeleteUserPoolDomain", {"UserPoolId": only, "Domain": "us-east-1abc"})
    emulator.call("DeleteUserPool", {"UserPoolId": only})

    with pytest.raises(errors.ResourceNotFoundException):
        named(emulator, "us-east-1abc")


def test_a_link_needs_a_configured_domain(emulator: Emulator) -> None:
    lab = Lab(
        emulator,
        pool_request={
            "AutoVerifiedAttributes": ["email"],
            "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_LINK"},
        },
    )
    assert pools.domain_of(emulator, lab.pool_id) is not None
    lab.refused(
        "SignUp",
        errors.InvalidParameterException,
        ClientId=lab.client_id,
        Username="alice",
        Password="Correct-horse-1!",
        UserAttributes=[{"Name": "email", "Value": "alice@example.com"}],
    )


def test_at_the_service_s_own_hosts_there_is_none(emulator: Emulator) -> None:
    only = pool(emulator, "us-east-1_Abc")
    with pytest.raises(errors.ResourceNotFoundException):
        named(emulator, "us-east-1abc", "us-east-1")

    give(emulator, only, "mine")

    assert named(emulator, "mine", "us-east-1") == (only, True, 1)
    with pytest.raises(errors.ResourceNotFoundException):
        named(emulator, "mine", "eu-west-1")


def test_it_can_be_switched_off(stock_keys: StockKeys) -> None:
    emulator = Emulator(Settings(default_domain=False), keys=stock_keys)
    only = pool(emulator, "us-east-1_Abc")

    assert pools.domain_of(emulator, only) is None
    with pytest.raises(errors.ResourceNotFoundException):
        named(emulator, "us-east-1abc")


def test_a_domain_that_is_being_made_does_not_answer(stock_keys: StockKeys) -> None:
    emulator = Emulator(Settings(domain_creation_seconds=60), keys=stock_keys)
    only = pool(emulator, "us-east-1_Abc")
    give(emulator, only, "mine")

    with pytest.raises(errors.ResourceNotFoundException, match="mine is still CREATING"):
        named(emulator, "mine")

    emulator.clock.shift(seconds=60)
    assert named(emulator, "mine") == (only, True, 1)

    change = {"UserPoolId": only, "Domain": "mine", "ManagedLoginVersion": 2}
    emulator.call("UpdateUserPoolDomain", change)
    assert named(emulator, "mine") == (only, True, 2)
