"""Users who come from identity providers, or are linked to them: who they are there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.control import people
from tests.support import PASSWORD, Lab, claims
from tests.table import table
from tests.triggers.support import Spy


def federated(lab: Lab, subject: str = "AbC-1", provider: str = "Corp", **person: Any) -> str:
    """Make a user who comes from a provider; return the username."""
    wanted = people.Person(
        username=None,
        name="",
        subject=subject,
        provider=provider,
        status="EXTERNAL_PROVIDER",
        **person,
    )
    return people.make(lab.emulator, lab.pool_id, wanted).user.username


def attributes(answer: Mapping[str, Any]) -> dict[str, str]:
    listed = answer.get("Attributes", answer.get("UserAttributes", ()))
    return {each["Name"]: each["Value"] for each in listed}


def shown(lab: Lab, username: str) -> Any:
    return lab.call("AdminGetUser", UserPoolId=lab.pool_id, Username=username)


def identities(lab: Lab, username: str) -> Any:
    return json.loads(attributes(shown(lab, username))["identities"])


def test_an_identity_is_json_without_blanks(lab: Lab) -> None:
    lab.emulator.clock.freeze(1620096467.207)
    name = federated(lab)
    assert attributes(shown(lab, name))["identities"] == (
        '[{"userId":"AbC-1","providerName":"Corp","providerType":"OIDC","issuer":null,'
        '"primary":true,"dateCreated":1620096467207}]'
    )


def test_letters_of_any_language_stay_letters(lab: Lab) -> None:
    assert '"userId":"Zoë"' in attributes(shown(lab, federated(lab, "Zoë")))["identities"]


@pytest.mark.parametrize("provider", ["Google", "Facebook", "LoginWithAmazon", "SignInWithApple"])
def test_a_social_provider_is_of_its_own_type(lab: Lab, provider: str) -> None:
    (identity,) = identities(lab, federated(lab, provider=provider))
    assert (identity["providerName"], identity["providerType"]) == (provider, provider)


def test_every_view_of_a_user_has_them(lab: Lab) -> None:
    name = federated(lab)
    lab.user("local")
    there = attributes(shown(lab, name))["identities"]
    users = lab.call("ListUsers", UserPoolId=lab.pool_id)["Users"]
    assert {user["Username"]: attributes(user).get("identities") for user in users} == {
        name: there,
        "local": None,
    }
    group = f"{lab.pool_id}_Corp"
    (member,) = lab.call("ListUsersInGroup", UserPoolId=lab.pool_id, GroupName=group)["Users"]
    assert attributes(member)["identities"] == there
    (narrowed,) = lab.call(
        "ListUsers",
        UserPoolId=lab.pool_id,
        AttributesToGet=["identities"],
        Filter=f'username = "{name}"',
    )["Users"]
    assert attributes(narrowed) == {"identities": there}
    lab.refused(
        "ListUsers",
        errors.InvalidParameterException,
        UserPoolId=lab.pool_id,
        AttributesToGet=["identities"],
    )


def signed_in(lab: Lab, name: str, **request: Any) -> Any:
    """Sign somebody federated in, who has a password from now on."""
    lab.call(
        "AdminSetUserPassword",
        UserPoolId=lab.pool_id,
        Username=name,
        Password=PASSWORD,
        Permanent=True,
    )
    return lab.tokens(name, **request)


def test_the_id_token_has_them_with_texts_only(lab: Lab) -> None:
    name = federated(lab)
    (identity,) = identities(lab, name)
    token = claims(signed_in(lab, name)["IdToken"])
    assert token["identities"] == [
        {**identity, "primary": "true", "dateCreated": str(identity["dateCreated"])}
    ]
    assert token["cognito:groups"] == [f"{lab.pool_id}_Corp"]
    assert token["cognito:username"] == name == "Corp_AbC-1"


@pytest.mark.parametrize("readable", [True, False])
def test_a_client_reads_them_only_where_it_may(lab: Lab, readable: bool) -> None:  # noqa: FBT001
    read = ["email", *(["identities"] if readable else [])]
    client = lab.client(ReadAttributes=read)
    tokens = signed_in(lab, federated(lab), ClientId=client)
    seen = attributes(lab.call("GetUser", AccessToken=tokens["AccessToken"]))
    assert ("identities" in seen) is readable
    assert ("identities" in claims(tokens["IdToken"])) is readable


def test_triggers_are_told_of_them(lab: Lab) -> None:
    name = federated(lab)
    spy = Spy(lab, "PreTokenGeneration")
    signed_in(lab, name)
    seen = spy.events[0]["request"]["userAttributes"]
    assert seen["identities"] == attributes(shown(lab, name))["identities"]


def test_nobody_writes_them(lab: Lab) -> None:
    name = federated(lab)
    before = shown(lab, name)
    for operation, request in (
        ("AdminUpdateUserAttributes", {"UserAttributes": [{"Name": "identities", "Value": "[]"}]}),
        ("AdminDeleteUserAttributes", {"UserAttributeNames": ["identities"]}),
    ):
        whose = {"UserPoolId": lab.pool_id, "Username": name}
        lab.refused(operation, errors.InvalidParameterException, **whose, **request)
    assert shown(lab, name) == before


# --- names and groups -----------------------------------------------------------------------------


def test_where_case_does_not_count_only_the_name_is_in_small_letters(lab: Lab) -> None:
    lab.pool_id = lab.pool(UsernameConfiguration={"CaseSensitive": False})
    name = federated(lab)
    assert name == "corp_abc-1"
    (identity,) = identities(lab, name)
    assert (identity["userId"], identity["providerName"]) == ("AbC-1", "Corp")
    assert shown(lab, "CORP_ABC-1")["Username"] == name
    groups = lab.call("AdminListGroupsForUser", UserPoolId=lab.pool_id, Username=name)["Groups"]
    assert [group["GroupName"] for group in groups] == [f"{lab.pool_id}_Corp"]


def test_where_case_counts_two_subjects_may_differ_in_it_alone(lab: Lab) -> None:
    assert [federated(lab, "AbC"), federated(lab, "abc")] == ["Corp_AbC", "Corp_abc"]


def test_the_group_says_what_it_is(lab: Lab) -> None:
    federated(lab, "1")
    federated(lab, "2")
    (group,) = lab.call("ListGroups", UserPoolId=lab.pool_id)["Groups"]
    assert group["GroupName"] == f"{lab.pool_id}_Corp"
    assert group["Description"] == "Autogenerated group for users who sign in using Corp"
    assert "RoleArn" not in group


def test_somebody_is_there_once(lab: Lab) -> None:
    federated(lab)
    with pytest.raises(errors.UsernameExistsException):
        federated(lab)
    with pytest.raises(errors.UsernameExistsException):
        lab.user("Corp_AbC-1")


# --- in seeds -------------------------------------------------------------------------------------

IDENTITY = {
    "userId": "AbC",
    "providerName": "Corp",
    "providerType": "OIDC",
    "issuer": None,
    "primary": False,
    "dateCreated": 1620096467207,
}


def planted(lab: Lab, *documents: object, username: str = "ada") -> None:
    described = {"Username": username, "UserAttributes": {"identities": json.dumps(documents)}}
    lab.emulator.plant_user(lab.pool_id, described)


def test_a_seed_has_them_as_answers_do(lab: Lab) -> None:
    planted(lab, IDENTITY)
    assert identities(lab, "ada") == [IDENTITY]


def test_a_seed_has_them_as_tokens_do(lab: Lab) -> None:
    planted(lab, {**IDENTITY, "primary": "false", "dateCreated": "1620096467207"})
    assert identities(lab, "ada") == [IDENTITY]


def test_a_link_is_a_name_too(lab: Lab) -> None:
    """As the service has it for AdminDeleteUser."""
    planted(lab, IDENTITY)
    assert shown(lab, "Corp_AbC")["Username"] == "ada"
    lab.refused(
        "AdminGetUser", errors.UserNotFoundException, UserPoolId=lab.pool_id, Username="Corp_abc"
    )


@table(
    "value, sentence",
    [
        ("x", "This must be JSON."),
        ("{}", "This must be a list of identities, as JSON."),
        ("[1]", "This must be a list of identities, as JSON."),
        ([{**IDENTITY, "userId": 7}], "userId must be text."),
        ([{**IDENTITY, "providerName": ""}], "providerName must be text."),
        ([{**IDENTITY, "providerType": None}], "providerType must be text."),
        ([{**IDENTITY, "primary": "yes"}], "primary must be true or false."),
        ([{**IDENTITY, "primary": []}], "primary must be true or false."),
        ([{**IDENTITY, "dateCreated": -1}], "dateCreated must be milliseconds since 1970."),
        ([{**IDENTITY, "dateCreated": None}], "dateCreated must be milliseconds since 1970."),
    ],
)
def test_what_no_identity_is(lab: Lab, value: object, sentence: str) -> None:
    text = value if isinstance(value, str) else json.dumps(value)
    described = {"Username": "ada", "UserAttributes": {"identities": text}}
    with pytest.raises(ValueError, match=f"user: UserAttributes.identities: {sentence}"):
        lab.emulator.plant_user(lab.pool_id, described)


@pytest.mark.parametrize("username", ["eve", "Corp_AbC"])
def test_two_users_cannot_be_the_same_person(lab: Lab, username: str) -> None:
    planted(lab, *([IDENTITY] if username == "eve" else []), username=username)
    with pytest.raises(ValueError, match=f"The user {username} is Corp_AbC already"):
        planted(lab, IDENTITY)
