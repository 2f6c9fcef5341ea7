"""Terms of use and privacy policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.domain import doors
from cognito_emulator.domain.clients.appearance import terms
from tests.support import Lab

UNKNOWN = "11111111-1111-4111-8111-111111111111"
LINKS = {"cognito:default": "https://app.example/terms", "cognito:german": "http://app.example/de"}


def create(lab: Lab, **request: Any) -> Any:
    defaults = {
        "UserPoolId": lab.pool_id,
        "ClientId": lab.client_id,
        "TermsName": "terms-of-use",
        "TermsSource": "LINK",
        "Enforcement": "NONE",
        "Links": LINKS,
    }
    return lab.call("CreateTerms", **{**defaults, **request})["Terms"]


def describe(lab: Lab, made: Any) -> Any:
    named = {"UserPoolId": lab.pool_id, "TermsId": made["TermsId"]}
    return lab.call("DescribeTerms", **named)["Terms"]


def links(lab: Lab) -> Mapping[str, Mapping[str, str]]:
    """What the pages of the lab's client link to."""
    return lab.emulator.run(
        lambda ctx: terms.of_client(
            ctx, doors.pool(ctx, lab.pool_id), doors.client(ctx, lab.client_id)
        )
    )


def test_all_members_are_shown(lab: Lab) -> None:
    made = create(lab)
    assert made == {
        "ClientId": lab.client_id,
        "CreationDate": made["LastModifiedDate"],
        "Enforcement": "NONE",
        "LastModifiedDate": made["CreationDate"],
        "Links": LINKS,
        "TermsId": made["TermsId"],
        "TermsName": "terms-of-use",
        "TermsSource": "LINK",
        "UserPoolId": lab.pool_id,
    }
    assert describe(lab, made) == made
    by_client = {"UserPoolId": lab.pool_id, "ClientId": lab.client_id}
    found = lab.call("DescribeTermsByClient", **by_client, TermsName="terms-of-use")
    assert found["Terms"] == made


def test_pages_show_both_kinds_or_none(lab: Lab) -> None:
    create(lab)
    assert links(lab) == {}
    privacy = create(lab, TermsName="privacy-policy", Links={"cognito:french": "https://a"})
    assert links(lab) == {
        "terms-of-use": LINKS,
        "privacy-policy": {"cognito:french": "https://a"},
    }
    lab.call("DeleteTerms", UserPoolId=lab.pool_id, TermsId=privacy["TermsId"])
    assert links(lab) == {}


class TestUpdate:
    def test_keeps_what_is_not_given(self, lab: Lab) -> None:
        made = create(lab)
        lab.emulator.clock.shift(1)
        named = {"UserPoolId": lab.pool_id, "TermsId": made["TermsId"]}
        after = lab.call("UpdateTerms", **named, Links={"cognito:default": "https://b"})["Terms"]
        assert after["LastModifiedDate"] > made["LastModifiedDate"]
        changed = {"Links": {"cognito:default": "https://b"}}
        dates = {"LastModifiedDate": after["LastModifiedDate"]}
        assert after == {**made, **changed, **dates} == describe(lab, made)

    def test_changes_the_kind(self, lab: Lab) -> None:
        made = create(lab)
        request = {"UserPoolId": lab.pool_id, "TermsId": made["TermsId"]}
        after = lab.call("UpdateTerms", **request, TermsName="privacy-policy")["Terms"]
        assert (after["TermsName"], after["Links"]) == ("privacy-policy", LINKS)
        assert create(lab)["TermsName"] == "terms-of-use"


def test_one_of_a_kind_is_there_for_a_client(lab: Lab) -> None:
    made = create(lab)
    request = {**made, "UserPoolId": lab.pool_id}
    message = lab.refused("CreateTerms", errors.TermsExistsException, **request)
    assert message == f"Terms terms-of-use already exists for client {lab.client_id}"
    privacy = create(lab, TermsName="privacy-policy")
    request = {
        "UserPoolId": lab.pool_id,
        "TermsId": privacy["TermsId"],
        "TermsName": "terms-of-use",
    }
    message = lab.refused("UpdateTerms", errors.TermsExistsException, **request)
    assert message == f"Terms terms-of-use already exists for client {lab.client_id}"
    assert describe(lab, privacy) == privacy
    assert create(lab, ClientId=lab.client())["TermsName"] == "terms-of-use"


@pytest.mark.parametrize("operation", ["DescribeTerms", "UpdateTerms", "DeleteTerms"])
@pytest.mark.parametrize("whose", ["nobody's", "another pool's"])
def test_an_unknown_id(lab: Lab, operation: str, whose: str) -> None:
    id_ = UNKNOWN if whose == "nobody's" else create(lab)["TermsId"]
    request = {"UserPoolId": lab.pool(), "TermsId": id_}
    message = lab.refused(operation, errors.ResourceNotFoundException, **request)
    assert message == "Terms does not exist."


@pytest.mark.parametrize("operation", ["CreateTerms", "DescribeTermsByClient"])
def test_an_unknown_client(lab: Lab, operation: str) -> None:
    request = {
        "UserPoolId": lab.pool_id,
        "ClientId": "missing",
        "TermsName": "terms-of-use",
        "TermsSource": "LINK",
        "Enforcement": "NONE",
    }
    message = lab.refused(operation, errors.ResourceNotFoundException, **request)
    assert message == "User pool client does not exist."


def test_a_kind_that_the_client_lacks(lab: Lab) -> None:
    create(lab)
    request = {
        "UserPoolId": lab.pool_id,
        "ClientId": lab.client_id,
        "TermsName": "privacy-policy",
    }
    message = lab.refused("DescribeTermsByClient", errors.ResourceNotFoundException, **request)
    assert message == f"Terms privacy-policy for client {lab.client_id} does not exist."


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (None, "Links must be specified for the terms source LINK"),
        ({"cognito:default": "app.example/terms"}, "app.example/terms is not a valid URL"),
        ({"cognito:default": "javascript:alert(1)"}, "javascript:alert(1) is not a valid URL"),
    ],
)
def test_links_that_are_none(lab: Lab, given: Any, message: str) -> None:
    request = {
        "UserPoolId": lab.pool_id,
        "ClientId": lab.client_id,
        "TermsName": "terms-of-use",
        "TermsSource": "LINK",
        "Enforcement": "NONE",
        "Links": given,
    }
    assert lab.refused("CreateTerms", errors.InvalidParameterException, **request) == message
    if given:
        made = create(lab)
        request = {"UserPoolId": lab.pool_id, "TermsId": made["TermsId"], "Links": given}
        assert lab.refused("UpdateTerms", errors.InvalidParameterException, **request) == message
        assert describe(lab, made) == made


def test_they_go_with_their_client(lab: Lab) -> None:
    create(lab)
    lab.call("DeleteUserPoolClient", UserPoolId=lab.pool_id, ClientId=lab.client_id)
    assert lab.call("ListTerms", UserPoolId=lab.pool_id) == {"Terms": []}


def test_lists_the_terms_of_all_clients_in_pages(lab: Lab) -> None:
    other = lab.client()
    made = [create(lab), create(lab, ClientId=other), create(lab, TermsName="privacy-policy")]
    found: list[Any] = []
    token: dict[str, str] = {}
    while len(found) < len(made):
        answer = lab.call("ListTerms", UserPoolId=lab.pool_id, MaxResults=2, **token)
        found += answer["Terms"]
        token = {"NextToken": answer["NextToken"]} if "NextToken" in answer else {}
    assert not token
    shown = ("CreationDate", "Enforcement", "LastModifiedDate", "TermsId", "TermsName")
    assert found == [{name: each[name] for name in shown} for each in made]
