"""Where pools of seeds live: in the region that their ids begin with, else in the emulator's."""

from __future__ import annotations

import pytest
import requests

from cognito_emulator import Settings, errors
from cognito_emulator.emulator import Emulator
from cognito_emulator.seeds import SeedError
from cognito_emulator.web.server import Server
from tests.support import StockKeys, claims
from tests.table import table

CLIENT = {
    "ClientName": "web",
    "ClientId": "web",
    "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
}
ADA = {"Username": "ada", "Password": "Correct-Horse-1"}


@table(
    "pool_id, region",
    [
        ("eu-west-1_abc", "eu-west-1"),
        ("us-gov-west-1_abc", "us-gov-west-1"),
        ("ap-southeast-7_abc", "ap-southeast-7"),
        ("eusc-de-east-1_abc", "eusc-de-east-1"),
        ("us-isob-east-1_abc", "us-isob-east-1"),
        ("local_abc", "sa-east-1"),
        ("my-pool_abc", "sa-east-1"),
        ("my-pool-1_abc", "sa-east-1"),
        ("us-east_abc", "sa-east-1"),
        ("US-EAST-1_abc", "sa-east-1"),
        ("us-east-1_my_abc", "sa-east-1"),
    ],
)
@table("tagged", [False, True])
def test_a_prefix_that_is_no_region_belongs_to_the_emulator_s(
    pool_id: str, region: str, *, tagged: bool
) -> None:
    named = {"UserPoolTags": {"_custom_id_": pool_id}} if tagged else {"Id": pool_id}
    emulator = Emulator(Settings(region="sa-east-1"), seed={"PoolName": "x", **named})
    pool = emulator.seeded[0].pool
    assert (pool.id, pool.region) == (pool_id, region)
    arn = f"arn:aws:cognito-idp:{region}:123456789012:userpool/{pool_id}"
    assert pool.arn == arn


def test_it_is_found_where_it_lives() -> None:
    emulator = Emulator(Settings(region="eu-west-1"), seed={"PoolName": "x", "Id": "local_abc"})
    listed = emulator.call("ListUserPools", {"MaxResults": 10})["UserPools"]
    assert [pool["Id"] for pool in listed] == ["local_abc"]
    assert emulator.call("DescribeUserPool", {"UserPoolId": "local_abc"})


@pytest.mark.parametrize("aws_issuer", [False, True])
def test_keys_and_issuer_of_a_pool_whose_id_names_no_region(
    stock_keys: StockKeys, *, aws_issuer: bool
) -> None:
    settings = Settings(region="eu-west-1", aws_issuer=aws_issuer)
    seed = {"PoolName": "x", "Id": "local_abc", "Clients": [CLIENT], "Users": [ADA]}
    emulator = Emulator(settings, seed=seed, keys=stock_keys)
    with Server(emulator, port=0) as server:
        found = requests.get(f"{server.url}/local_abc/.well-known/jwks.json", timeout=10)
        assert len(found.json()["keys"]) == 2
        discovery = requests.get(
            f"{server.url}/local_abc/.well-known/openid-configuration", timeout=10
        ).json()
    begun = emulator.call(
        "InitiateAuth",
        {
            "ClientId": "web",
            "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": "ada", "PASSWORD": "Correct-Horse-1"},
        },
        emulator.caller(base_url=server.url),
    )
    issuer = claims(begun["AuthenticationResult"]["AccessToken"])["iss"]
    assert issuer == discovery["issuer"]
    at = "https://cognito-idp.eu-west-1.amazonaws.com" if aws_issuer else server.url
    assert issuer == f"{at}/local_abc"


@table("pool_id", ["my-pool", "local-abc", "", "_abc", "local_", "local_a-b", "lokål_a"])
def test_an_id_that_no_request_could_name_is_refused(pool_id: str) -> None:
    emulator = Emulator()
    with pytest.raises(errors.InvalidParameterException, match=r"regular expression|length"):
        emulator.call("DescribeUserPool", {"UserPoolId": pool_id})
    with pytest.raises(SeedError, match=r"^seed: Id: "):
        emulator.plant({"PoolName": "x", "Id": pool_id})
