"""Tags of pools."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.emulator import Emulator


@pytest.fixture
def arn(emulator: Emulator) -> str:
    request = {"PoolName": "p", "UserPoolTags": {"a": "1"}}
    return str(emulator.call("CreateUserPool", request)["UserPool"]["Arn"])


def tags(emulator: Emulator, arn: str) -> Any:
    return emulator.call("ListTagsForResource", {"ResourceArn": arn})["Tags"]


def test_tags_come_and_go(emulator: Emulator, arn: str) -> None:
    assert tags(emulator, arn) == {"a": "1"}
    request = {"ResourceArn": arn, "Tags": {"a": "2", "B": ""}}
    assert emulator.call("TagResource", request) == {}
    assert tags(emulator, arn) == {"a": "2", "B": ""}
    request = {"ResourceArn": arn, "TagKeys": ["a", "b", "unknown"]}
    assert emulator.call("UntagResource", request) == {}
    assert tags(emulator, arn) == {"B": ""}


def test_tags_show_in_the_pool_and_leave_its_date(emulator: Emulator, arn: str) -> None:
    request = {"UserPoolId": arn.rpartition("/")[2]}
    before = emulator.call("DescribeUserPool", request)["UserPool"]
    emulator.clock.shift(60)
    emulator.call("TagResource", {"ResourceArn": arn, "Tags": {"x": "y"}})
    after = emulator.call("DescribeUserPool", request)["UserPool"]
    assert after == {**before, "UserPoolTags": {"a": "1", "x": "y"}}


@pytest.mark.parametrize(
    ("given", "left"),
    [({}, {"a": "1"}), ({"UserPoolTags": {}}, {}), ({"UserPoolTags": {"b": "2"}}, {"b": "2"})],
)
def test_an_update_has_all_tags_or_leaves_them(
    emulator: Emulator, arn: str, given: dict[str, Any], left: dict[str, str]
) -> None:
    emulator.call("UpdateUserPool", {"UserPoolId": arn.rpartition("/")[2], **given})
    assert tags(emulator, arn) == left


@pytest.mark.parametrize(
    ("operation", "rest"),
    [
        ("TagResource", {"Tags": {"a": "b"}}),
        ("UntagResource", {"TagKeys": ["a"]}),
        ("ListTagsForResource", {}),
    ],
)
@pytest.mark.parametrize("part", ["us-east-1_nobody", None])
def test_unknown_arn(
    emulator: Emulator, arn: str, operation: str, rest: Any, part: str | None
) -> None:
    """Of an unknown pool, or of a known one with another account."""
    pool_id = arn.rpartition("/")[2]
    unknown = arn.replace(pool_id, part) if part else arn.replace("123456789012", "999999999999")
    with pytest.raises(errors.ResourceNotFoundException) as refusal:
        emulator.call(operation, {"ResourceArn": unknown, **rest})
    assert refusal.value.message == f"User pool {part or pool_id} does not exist."


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"aws:x": "y"}, "Tag keys cannot start with aws:"),
        ({str(n): "" for n in range(50)}, "A user pool can have no more than 50 tags."),
    ],
)
def test_refused_tags(emulator: Emulator, arn: str, given: Any, text: str) -> None:
    with pytest.raises(errors.InvalidParameterException) as refusal:
        emulator.call("TagResource", {"ResourceArn": arn, "Tags": given})
    assert refusal.value.message == text
    assert tags(emulator, arn) == {"a": "1"}
