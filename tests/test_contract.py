"""Every call of a test is checked: `CheckedEmulator` notices what the model does not have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.api import registry
from cognito_emulator.domain import doors
from cognito_emulator.domain.work.context import Context
from tests.support import Lab


def answering(answer: Mapping[str, Any] | errors.CognitoError) -> registry.Handler:
    def handler(*_: object) -> Mapping[str, Any]:
        if isinstance(answer, errors.CognitoError):
            raise answer
        return answer

    return handler


@pytest.mark.parametrize(
    ("name", "answer", "flaw"),
    [
        ("ListGroups", {"Groups": {}}, "is no list"),
        ("ListGroups", {"Groups": [{"GroupName": 5}]}, "is no string"),
        ("ListGroups", {"Circles": []}, "are no members of ListGroupsResponse"),
        ("ListUsers", {"Users": [{"UserStatus": "GONE"}]}, "is not one of"),
        ("DeleteGroup", {"Group": {}}, "has no output"),
        ("ListGroups", errors.GroupExistsException("x"), "ListGroups does not declare GroupExists"),
    ],
)
def test_what_the_model_does_not_have_is_noticed(
    lab: Lab,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    answer: Mapping[str, Any] | errors.CognitoError,
    flaw: str,
) -> None:
    monkeypatch.setitem(registry._handlers, name, answering(answer))
    more = {"GroupName": "x"} if name == "DeleteGroup" else {}
    with pytest.raises(AssertionError, match=flaw):
        lab.call(name, UserPoolId=lab.pool_id, **more)


@pytest.mark.memory
def test_what_an_answer_shares_with_a_record_is_noticed(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A view that hands out a dictionary of the store."""

    def handler(ctx: Context, request: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"UserPool": {"UserPoolTags": doors.pool(ctx, request["UserPoolId"]).tags}}

    monkeypatch.setitem(registry._handlers, "DescribeUserPool", handler)
    with pytest.raises(AssertionError, match=r"answer\.UserPool\.UserPoolTags is pools\.tags"):
        lab.call("DescribeUserPool", UserPoolId=lab.pool_id)
