"""Groups and memberships."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator import errors
from tests.support import PASSWORD, Lab, claims

ROLE = "arn:aws:iam::123456789012:role/reader"
EMPTY_ROLE = (
    "2 validation errors detected: Value '' at 'roleArn' failed to satisfy constraint: Member must "
    "have length greater than or equal to 20; Value '' at 'roleArn' failed to satisfy constraint: "
    "Member must satisfy regular expression pattern: arn:[\\w+=/,.@-]+:[\\w+=/,.@-]+:"
    "([\\w+=/,.@-]*)?:[0-9]+:[\\w+=/,.@-]+(:[\\w+=/,.@-]+)?(:[\\w+=/,.@-]+)?"
)


def create(lab: Lab, name: str, **request: Any) -> Any:
    return lab.call("CreateGroup", UserPoolId=lab.pool_id, GroupName=name, **request)["Group"]


def add(lab: Lab, group: str, username: str = "alice") -> None:
    lab.call("AdminAddUserToGroup", UserPoolId=lab.pool_id, Username=username, GroupName=group)


def memberships(lab: Lab, username: str = "alice") -> list[str]:
    found = lab.call("AdminListGroupsForUser", UserPoolId=lab.pool_id, Username=username)
    return [group["GroupName"] for group in found["Groups"]]


def test_what_was_not_given_is_absent(lab: Lab) -> None:
    group = create(lab, "plain")
    assert sorted(group) == ["CreationDate", "GroupName", "LastModifiedDate", "UserPoolId"]
    assert group["CreationDate"] == group["LastModifiedDate"]
    full = create(lab, "full", Description="all", Precedence=0, RoleArn=ROLE)
    assert (full["Description"], full["Precedence"], full["RoleArn"]) == ("all", 0, ROLE)


@pytest.mark.parametrize("name", ["readers", "READERS"])
def test_names_are_taken_whatever_their_case(lab: Lab, name: str) -> None:
    create(lab, "readers", Description="first")
    request = {"UserPoolId": lab.pool_id, "GroupName": name}
    message = lab.refused("CreateGroup", errors.GroupExistsException, **request)
    assert message == "A group with the name already exists."
    shown = lab.call("GetGroup", UserPoolId=lab.pool_id, GroupName="readers")["Group"]
    assert shown["Description"] == "first"


@pytest.mark.parametrize("name", ["nobody", "READERS", "reader"])
@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("GetGroup", {}),
        ("UpdateGroup", {"Description": "new"}),
        ("DeleteGroup", {}),
        ("ListUsersInGroup", {}),
        ("AdminAddUserToGroup", {"Username": "alice"}),
    ],
)
def test_unknown_group(lab: Lab, operation: str, more: dict[str, str], name: str) -> None:
    """A name is taken whatever its case, and found only as it was given."""
    lab.user("alice")
    create(lab, "readers", Description="old")
    add(lab, "readers")
    request = {"UserPoolId": lab.pool_id, "GroupName": name, **more}
    refused = lab.refused(operation, errors.ResourceNotFoundException, **request)
    assert refused == "Group not found."
    shown = lab.call("GetGroup", UserPoolId=lab.pool_id, GroupName="readers")["Group"]
    assert shown["Description"] == "old"
    assert memberships(lab) == ["readers"]


@pytest.mark.parametrize("operation", ["CreateGroup", "UpdateGroup"])
def test_a_role_of_another_account(lab: Lab, operation: str) -> None:
    name = "writers"
    before = None
    if operation == "UpdateGroup":
        before = create(lab, name, RoleArn=ROLE)
    request = {"UserPoolId": lab.pool_id, "GroupName": name}
    foreign = ROLE.replace("123456789012", "999999999999")
    said = lab.refused(operation, errors.InvalidParameterException, RoleArn=foreign, **request)
    assert said == "Cross-account pass role is not allowed."
    found = lab.call("ListGroups", UserPoolId=lab.pool_id)["Groups"]
    assert found == ([before] if before else [])


class TestUpdate:
    def test_keeps_what_is_not_sent(self, lab: Lab) -> None:
        before = create(lab, "readers", Description="old", Precedence=3, RoleArn=ROLE)
        lab.emulator.clock.shift(1)
        request = {"UserPoolId": lab.pool_id, "GroupName": "readers", "Description": "new"}
        after = lab.call("UpdateGroup", **request)["Group"]
        assert (after["Description"], after["Precedence"], after["RoleArn"]) == ("new", 3, ROLE)
        assert after["LastModifiedDate"] > before["LastModifiedDate"] == after["CreationDate"]

    @pytest.mark.parametrize(
        "given", [{}, {"Description": ""}, {"Description": None, "Precedence": None}]
    )
    def test_nothing_can_be_cleared(self, lab: Lab, given: dict[str, Any]) -> None:
        before = create(lab, "readers", Description="old", Precedence=3)
        lab.emulator.clock.shift(1)
        request = {"UserPoolId": lab.pool_id, "GroupName": "readers", **given}
        assert lab.call("UpdateGroup", **request)["Group"] == before

    def test_an_empty_role_breaks_two_constraints(self, lab: Lab) -> None:
        request = {"UserPoolId": lab.pool_id, "GroupName": "readers", "RoleArn": ""}
        refused = lab.refused("UpdateGroup", errors.InvalidParameterException, **request)
        assert refused == EMPTY_ROLE


class TestMembership:
    @pytest.fixture(autouse=True)
    def people(self, lab: Lab) -> None:
        lab.user("alice")
        create(lab, "readers")

    def test_joining_twice_counts_once(self, lab: Lab) -> None:
        add(lab, "readers")
        add(lab, "readers")
        assert memberships(lab) == ["readers"]

    def test_by_alias_and_by_sub(self, lab: Lab) -> None:
        lab.pool_id = lab.pool(AliasAttributes=["email"])
        sub = lab.user("bob", email="bob@example.com", email_verified="true")
        create(lab, "readers")
        create(lab, "writers")
        add(lab, "readers", "bob@example.com")
        add(lab, "writers", sub)
        assert sorted(memberships(lab, "bob")) == ["readers", "writers"]

    def test_changes_no_date(self, lab: Lab) -> None:
        before = lab.call("AdminGetUser", UserPoolId=lab.pool_id, Username="alice")
        lab.emulator.clock.shift(1)
        add(lab, "readers")
        assert lab.call("AdminGetUser", UserPoolId=lab.pool_id, Username="alice") == before

    @pytest.mark.parametrize("operation", ["AdminAddUserToGroup", "AdminRemoveUserFromGroup"])
    def test_the_user_is_looked_for_first(self, lab: Lab, operation: str) -> None:
        request = {"UserPoolId": lab.pool_id, "Username": "nobody", "GroupName": "nothing"}
        refused = lab.refused(operation, errors.UserNotFoundException, **request)
        assert refused == "User does not exist."

    def test_leaving(self, lab: Lab) -> None:
        add(lab, "readers")
        member = {"UserPoolId": lab.pool_id, "Username": "alice"}
        lab.call("AdminRemoveUserFromGroup", **member, GroupName="unknown")
        assert memberships(lab) == ["readers"]
        lab.call("AdminRemoveUserFromGroup", **member, GroupName="readers")
        assert memberships(lab) == []

    def test_a_deleted_group_leaves_its_members_and_their_tokens(self, lab: Lab) -> None:
        add(lab, "readers")
        tokens = lab.tokens()
        lab.call("DeleteGroup", UserPoolId=lab.pool_id, GroupName="readers")
        assert memberships(lab) == []
        again = lab.refresh(tokens["RefreshToken"])
        assert "cognito:groups" not in claims(again["AccessToken"])

    def test_a_user_created_anew_is_no_member(self, lab: Lab) -> None:
        add(lab, "readers")
        lab.call("AdminDeleteUser", UserPoolId=lab.pool_id, Username="alice")
        lab.user("alice")
        assert memberships(lab) == []
        members = lab.call("ListUsersInGroup", UserPoolId=lab.pool_id, GroupName="readers")
        assert members == {"Users": []}


class TestLists:
    @pytest.fixture(autouse=True)
    def names(self, lab: Lab) -> list[str]:
        names = ["z-default", "reader", "writer", "empty-first", "null-b", "null-a"]
        lab.user("alice", PASSWORD)
        for name in names:
            create(lab, name)
            add(lab, name)
        return names

    @pytest.mark.parametrize("operation", ["ListGroups", "AdminListGroupsForUser"])
    def test_pages_hold_each_group_once(self, lab: Lab, names: list[str], operation: str) -> None:
        request: dict[str, Any] = {"UserPoolId": lab.pool_id, "Limit": 4}
        if operation == "AdminListGroupsForUser":
            request["Username"] = "alice"
        first = lab.call(operation, **request)
        second = lab.call(operation, **request, NextToken=first["NextToken"])
        assert "NextToken" not in second
        found = [group["GroupName"] for group in (*first["Groups"], *second["Groups"])]
        assert sorted(found) == sorted(names)
        whole = lab.call(operation, **{**request, "Limit": 60})
        assert [group["GroupName"] for group in whole["Groups"]] == found

    def test_tokens_list_groups_as_the_api_does(self, lab: Lab) -> None:
        assert claims(lab.tokens()["AccessToken"])["cognito:groups"] == memberships(lab)

    @pytest.mark.parametrize(
        ("operation", "message"),
        [
            (
                "ListGroups",
                "Provided pagination token is invalid. Check the token and try your request again.",
            ),
            ("ListUsersInGroup", "Paging marker is invalid."),
        ],
    )
    def test_nonsense_tokens(self, lab: Lab, operation: str, message: str) -> None:
        request: dict[str, Any] = {"UserPoolId": lab.pool_id, "NextToken": "invalid"}
        if operation == "ListUsersInGroup":
            request["GroupName"] = "reader"
        assert lab.refused(operation, errors.InvalidParameterException, **request) == message

    def test_members_page(self, lab: Lab) -> None:
        lab.user("bob")
        add(lab, "reader", "bob")
        request = {"UserPoolId": lab.pool_id, "GroupName": "reader", "Limit": 1}
        first = lab.call("ListUsersInGroup", **request)
        second = lab.call("ListUsersInGroup", **request, NextToken=first["NextToken"])
        users = [*first["Users"], *second["Users"]]
        assert [user["Username"] for user in users] == ["alice", "bob"]
        assert "NextToken" not in second
