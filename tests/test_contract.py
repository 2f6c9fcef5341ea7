"""Every call of a test is held against the service model: `CheckedEmulator` notices what is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.api import registry
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
