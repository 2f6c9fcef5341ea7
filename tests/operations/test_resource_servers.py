"""Resource servers, and the scopes of theirs that clients name."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator import errors
from tests.support import Lab

READ = {"ScopeName": "read", "ScopeDescription": "See orders."}
WRITE = {"ScopeName": "write", "ScopeDescription": "Change orders."}
UNKNOWN = "Resource server orders does not exist."


def create(lab: Lab, identifier: str = "orders", *scopes: Any, **request: Any) -> Any:
    made = {"UserPoolId": lab.pool_id, "Identifier": identifier, "Name": "Orders", **request}
    if scopes:
        made["Scopes"] = list(scopes)
    return lab.call("CreateResourceServer", **made)["ResourceServer"]


def described(lab: Lab, identifier: str = "orders") -> Any:
    request = {"UserPoolId": lab.pool_id, "Identifier": identifier}
    return lab.call("DescribeResourceServer", **request)["ResourceServer"]


def update(lab: Lab, **request: Any) -> Any:
    named = {"UserPoolId": lab.pool_id, "Identifier": "orders", "Name": "Orders", **request}
    return lab.call("UpdateResourceServer", **named)["ResourceServer"]


def delete(lab: Lab) -> None:
    assert not lab.call("DeleteResourceServer", UserPoolId=lab.pool_id, Identifier="orders")


def machine(lab: Lab, *scopes: str, **request: Any) -> dict[str, Any]:
    return {
        "UserPoolId": lab.pool_id,
        "ClientName": "machine",
        "GenerateSecret": True,
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["client_credentials"],
        "AllowedOAuthScopes": list(scopes),
        **request,
    }


def test_what_it_shows(lab: Lab) -> None:
    server = create(lab, "orders", WRITE, READ)
    assert server == {
        "UserPoolId": lab.pool_id,
        "Identifier": "orders",
        "Name": "Orders",
        "Scopes": [WRITE, READ],
    }
    assert described(lab) == server


def test_without_scopes(lab: Lab) -> None:
    assert "Scopes" not in create(lab)
    assert "Scopes" not in described(lab)


def test_an_update_replaces_all(lab: Lab) -> None:
    create(lab, "orders", READ, WRITE)
    changed = update(lab, Name="All orders", Scopes=[WRITE])
    assert (changed["Name"], changed["Scopes"]) == ("All orders", [WRITE])
    assert described(lab) == changed
    assert "Scopes" not in update(lab)
    assert "Scopes" not in described(lab)


def test_a_list_goes_by_identifiers(lab: Lab) -> None:
    for identifier in ("b", "https://api.example.com", "a"):
        create(lab, identifier)
    request = {"UserPoolId": lab.pool_id, "MaxResults": 2}
    first = lab.call("ListResourceServers", **request)
    then = lab.call("ListResourceServers", **request, NextToken=first["NextToken"])
    assert "NextToken" not in then
    listed = [*first["ResourceServers"], *then["ResourceServers"]]
    assert [server["Identifier"] for server in listed] == ["a", "b", "https://api.example.com"]
    assert listed[0] == described(lab, "a")


def test_pools_have_their_own(lab: Lab) -> None:
    create(lab)
    create(lab, UserPoolId=lab.pool())
    delete(lab)


@pytest.mark.parametrize(
    ("operation", "more", "text"),
    [
        ("DescribeResourceServer", {}, UNKNOWN),
        ("UpdateResourceServer", {"Name": "x"}, UNKNOWN),
        ("DeleteResourceServer", {}, UNKNOWN),
    ],
)
def test_an_unknown_one(lab: Lab, operation: str, more: dict[str, Any], text: str) -> None:
    create(lab, "Orders")
    create(lab, "orders", UserPoolId=lab.pool())
    request = {"UserPoolId": lab.pool_id, "Identifier": "orders", **more}
    assert lab.refused(operation, errors.ResourceNotFoundException, **request) == text


def test_an_identifier_is_there_once(lab: Lab) -> None:
    create(lab, "orders", READ)
    request = {"UserPoolId": lab.pool_id, "Identifier": "orders", "Name": "Other"}
    said = lab.refused("CreateResourceServer", errors.InvalidParameterException, **request)
    assert said == f"orders already exists in user pool {lab.pool_id}."
    assert described(lab)["Name"] == "Orders"


def test_a_pool_has_25(lab: Lab) -> None:
    for number in range(25):
        create(lab, f"server{number}")
    request = {"UserPoolId": lab.pool_id, "Identifier": "one-more", "Name": "x"}
    said = lab.refused("CreateResourceServer", errors.LimitExceededException, **request)
    assert said == "A user pool can have no more than 25 resource servers."


@pytest.mark.parametrize(
    ("request_", "constraint"),
    [
        ({"Identifier": "a b"}, "at 'identifier' failed to satisfy constraint: Member must satisf"),
        ({"Name": "a/b"}, "at 'name' failed to satisfy constraint: Member must satisfy regular"),
        (
            {"Scopes": [{**READ, "ScopeName": "a/b"}]},
            "at 'scopes.1.member.scopeName' failed to satisfy constraint: Member must satisfy reg",
        ),
        ({"Scopes": [{"ScopeName": "a"}]}, "at 'scopes.1.member.scopeDescription' failed to"),
        ({"Scopes": [READ] * 101}, "Member must have length less than or equal to 100"),
    ],
)
def test_what_the_model_refuses(lab: Lab, request_: dict[str, Any], constraint: str) -> None:
    request = {"UserPoolId": lab.pool_id, "Identifier": "orders", "Name": "Orders", **request_}
    said = lab.refused("CreateResourceServer", errors.InvalidParameterException, **request)
    assert constraint in said


def test_a_list_needs_a_page_size(lab: Lab) -> None:
    said = lab.refused(
        "ListResourceServers", errors.InvalidParameterException, UserPoolId=lab.pool_id
    )
    assert said == (
        "1 validation error detected: Value '0' at 'maxResults' failed to satisfy constraint:"
        " Member must have value greater than or equal to 1"
    )


# --- clients --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scopes", "unknown"),
    [
        (["orders/delete"], "orders/delete"),
        (["orders/read", "bills/read"], "bills/read"),
        (["orders/"], "orders/"),
        (["Orders/read"], "Orders/read"),
        (["read"], "read"),
        (["orders"], "orders"),
    ],
)
def test_a_client_names_scopes_that_there_are(lab: Lab, scopes: list[str], unknown: str) -> None:
    create(lab, "orders", READ)
    create(lab, "bills", READ, UserPoolId=lab.pool())
    refusal = errors.ScopeDoesNotExistException
    said = lab.refused("CreateUserPoolClient", refusal, **machine(lab, *scopes))
    assert said == f"Invalid scope requested: {unknown}"
    request = {**machine(lab, *scopes), "ClientId": lab.client_id}
    del request["GenerateSecret"]
    request["AllowedOAuthFlows"], request["CallbackURLs"] = ["code"], ["https://app.example"]
    assert lab.refused("UpdateUserPoolClient", refusal, **request) == said


def test_a_client_names_scopes_of_several(lab: Lab) -> None:
    create(lab, "orders", READ, WRITE)
    create(lab, "https://api.example.com/v1", READ)
    scopes = ["orders/write", "https://api.example.com/v1/read"]
    made = lab.call("CreateUserPoolClient", **machine(lab, *scopes))["UserPoolClient"]
    assert made["AllowedOAuthScopes"] == scopes


@pytest.mark.parametrize("end", ["the server", "its scope"])
def test_a_client_keeps_its_scopes_until_its_next_update(lab: Lab, end: str) -> None:
    create(lab, "orders", READ)
    made = lab.call("CreateUserPoolClient", **machine(lab, "orders/read"))["UserPoolClient"]
    if end == "the server":
        delete(lab)
    else:
        update(lab, Scopes=[WRITE])
    named = {"UserPoolId": lab.pool_id, "ClientId": made["ClientId"]}
    assert lab.call("DescribeUserPoolClient", **named)["UserPoolClient"] == made
    again = {**machine(lab, "orders/read"), **named}
    del again["GenerateSecret"]
    said = lab.refused("UpdateUserPoolClient", errors.ScopeDoesNotExistException, **again)
    assert said == "Invalid scope requested: orders/read"
    assert lab.call("DescribeUserPoolClient", **named)["UserPoolClient"] == made
