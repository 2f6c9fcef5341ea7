"""The variables that tell SDKs and apps of an emulator."""

from __future__ import annotations

import pytest

from cognito_emulator import environment
from tests.table import table


def test_variables_for_apps() -> None:
    place = environment.Place(url="http://here", region="us-east-1", pool_id="us-east-1_A")
    assert environment.for_apps(place, {"A": "region", "COGNITO_USER_POOL_ID": "url"}) == {
        "COGNITO_EMULATOR_URL": "http://here",
        "COGNITO_USER_POOL_ID": "http://here",
        "COGNITO_JWKS_URL": "http://here/us-east-1_A/.well-known/jwks.json",
        "A": "us-east-1",
    }
    with pytest.raises(ValueError, match="A cannot be issuer: there is none"):
        environment.for_apps(place, {"A": "issuer"})
    with pytest.raises(ValueError, match="A cannot be __class__, only one of "):
        environment.for_apps(place, {"A": "__class__"})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("A", "'A' has to be written NAME=WHAT"),
        ("A=", "'A=' has to be written NAME=WHAT"),
        ("=url", "'=url' has to be written NAME=WHAT"),
        ("A=pool", "A cannot be pool, only one of pool_id, "),
    ],
)
def test_a_choice_that_cannot_be_read(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        environment.choice(text)


def test_a_choice() -> None:
    assert environment.choice("VITE_POOL=pool_id") == ("VITE_POOL", "pool_id")


def test_every_fact_is_told() -> None:
    place = environment.Place(
        url="u",
        region="r",
        pool_id="p",
        client_id="c",
        client_secret="s",
        issuer="i",
        domain="d",
    )
    told = environment.for_apps(place, {fact: fact for fact in environment.FACTS})
    assert all(told[fact] for fact in environment.FACTS)
    assert told["COGNITO_DOMAIN_URL"] == "u/_domain/d"


@table(
    "variables, direct",
    [
        ({}, None),
        ({"NO_PROXY": "a.test"}, None),
        ({"HTTP_PROXY": ""}, None),
        ({"HTTP_PROXY": "http://p", "no_proxy": "*"}, None),
        ({"HTTP_PROXY": "http://p"}, "127.0.0.1"),
        ({"all_proxy": "http://p", "NO_PROXY": "a.test"}, "a.test,127.0.0.1"),
        ({"http_proxy": "http://p", "NO_PROXY": "a", "no_proxy": "b"}, "b,127.0.0.1"),
    ],
)
def test_ways_past_a_proxy(variables: dict[str, str], direct: str | None) -> None:
    expected = {} if direct is None else {"NO_PROXY": direct, "no_proxy": direct}
    assert environment.past_proxies("http://127.0.0.1:9329", variables) == expected


OURS = environment.for_sdks(None, "us-east-1")
KEY = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}


@table(
    "present, differences",
    [
        ({}, {}),
        ({"AWS_REGION": "", "AWS_ACCESS_KEY_ID": ""}, {}),
        (dict.fromkeys(("AWS_REGION", "AWS_DEFAULT_REGION"), "eu-west-1"), None),
        ({"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-2"}, None),
        (
            {"AWS_REGION": "eu-west-1"},
            dict.fromkeys(("AWS_REGION", "AWS_DEFAULT_REGION"), "eu-west-1"),
        ),
        (
            {"AWS_DEFAULT_REGION": "eu-west-1"},
            dict.fromkeys(("AWS_REGION", "AWS_DEFAULT_REGION"), "eu-west-1"),
        ),
        (KEY, None),
        ({"AWS_ACCESS_KEY_ID": "half"}, {}),
        ({"AWS_EC2_METADATA_DISABLED": "false"}, {}),
    ],
)
def test_an_environment_keeps_its_region_and_its_access_key(
    present: dict[str, str], differences: dict[str, str] | None
) -> None:
    told = environment.beside(present, OURS)

    assert told == {**OURS, **(present if differences is None else differences)}


@table("name", environment.MISLEADING)
def test_a_session_token_stays_with_its_access_key(name: str) -> None:
    assert name in environment.misleading({name: "x"})
    assert (name in environment.misleading({name: "x", **KEY})) == (name != "AWS_SESSION_TOKEN")
