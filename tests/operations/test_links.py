"""Users whom administrators link to identity providers, and what becomes of that."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.domain import doors
from cognito_emulator.domain.users import identities
from cognito_emulator.domain.work.context import Context
from tests.operations.test_identities import attributes, federated, shown
from tests.operations.test_identities import identities as shown_identities
from tests.operations.test_identity_providers import create
from tests.support import PASSWORD, Lab, claims

NOT_LINKED = "Account isn't linked to anyone else, verify that the account has been linked"
GONE = "Identity provider Nobody for tenantId {} does not exist."


@pytest.fixture
def linking(lab: Lab) -> Lab:
    """A pool with providers of several types, and a local user."""
    create(lab, AttributeMapping={"username": "sub", "email": "mail"})
    create(lab, "Google")
    lab.user("ada")
    return lab


def named(provider: str, value: str, attribute: str = "Cognito_Subject") -> dict[str, str]:
    return {
        "ProviderName": provider,
        "ProviderAttributeName": attribute,
        "ProviderAttributeValue": value,
    }


ADA = {"ProviderName": "Cognito", "ProviderAttributeValue": "ada"}
GOOGLE = named("Google", "AbC1")


def request(lab: Lab, source: Any, destination: Any = ADA) -> dict[str, Any]:
    return {"UserPoolId": lab.pool_id, "DestinationUser": destination, "SourceUser": source}


def link(lab: Lab, source: Any, destination: Any = ADA) -> None:
    assert lab.call("AdminLinkProviderForUser", **request(lab, source, destination)) == {}


def refused(
    lab: Lab,
    source: Any,
    destination: Any = ADA,
    error: type[errors.CognitoError] = errors.InvalidParameterException,
) -> str:
    return lab.refused("AdminLinkProviderForUser", error, **request(lab, source, destination))


def disable(lab: Lab, whom: Any) -> None:
    assert lab.call("AdminDisableProviderForUser", UserPoolId=lab.pool_id, User=whom) == {}


def not_disabled(
    lab: Lab, whom: Any, error: type[errors.CognitoError] = errors.InvalidParameterException
) -> str:
    wanted = {"UserPoolId": lab.pool_id, "User": whom}
    return lab.refused("AdminDisableProviderForUser", error, **wanted)


# --- made -----------------------------------------------------------------------------------------


def test_a_link_is_an_identity_at_once(linking: Lab) -> None:
    linking.emulator.clock.freeze(1705991781.374)
    link(linking, named("Corp", "user@example.com"))
    user = shown(linking, "ada")
    assert attributes(user)["identities"] == (
        '[{"userId":"user@example.com","providerName":"Corp","providerType":"OIDC",'
        '"issuer":null,"primary":false,"dateCreated":1705991781374}]'
    )
    assert user["UserStatus"] == "CONFIRMED"
    assert linking.call("AdminListGroupsForUser", UserPoolId=linking.pool_id, Username="ada") == {
        "Groups": []
    }


def test_a_linked_user_goes_on_signing_in_with_the_password(linking: Lab) -> None:
    link(linking, GOOGLE)
    (identity,) = claims(linking.tokens("ada")["IdToken"])["identities"]
    assert (identity["userId"], identity["primary"]) == ("AbC1", "false")


def test_links_to_several_providers_are_kept_in_order(linking: Lab) -> None:
    link(linking, GOOGLE)
    link(linking, named("Corp", "c"))
    assert [each["providerName"] for each in shown_identities(linking, "ada")] == ["Google", "Corp"]


def test_somebody_federated_may_be_linked_to_another_provider(linking: Lab) -> None:
    name = federated(linking, "1", "Corp")
    link(linking, GOOGLE, named("Corp", "1"))
    found = shown_identities(linking, name)
    assert [(each["providerName"], each["primary"]) for each in found] == [
        ("Corp", True),
        ("Google", False),
    ]


def test_a_link_goes_with_its_user(linking: Lab) -> None:
    link(linking, GOOGLE)
    linking.call("AdminDeleteUser", UserPoolId=linking.pool_id, Username="Google_AbC1")
    assert linking.call("ListUsers", UserPoolId=linking.pool_id)["Users"] == []
    linking.user("eve")
    link(linking, GOOGLE, {**ADA, "ProviderAttributeValue": "eve"})


def found(lab: Lab, find: Any, *whom: str) -> str | None:
    def work(ctx: Context) -> str | None:
        linked = find(ctx, doors.pool(ctx, lab.pool_id), *whom)
        return linked and linked.user.username

    return lab.emulator.run(work)


def test_a_link_by_an_attribute_is_no_subject(linking: Lab) -> None:
    link(linking, named("Corp", "a@example.com", "email"))
    (identity,) = shown_identities(linking, "ada")
    assert identity["userId"] == "a@example.com"
    by_attribute, by_subject = identities.by_attribute, identities.by_subject
    assert found(linking, by_attribute, "Corp", "email", "a@example.com") == "ada"
    assert found(linking, by_attribute, "Corp", "name", "a@example.com") is None
    assert found(linking, by_subject, "Corp", "a@example.com") is None


@pytest.mark.parametrize("counts", [True, False])
def test_the_case_of_subjects(lab: Lab, counts: bool) -> None:  # noqa: FBT001
    lab.pool_id = lab.pool(UsernameConfiguration={"CaseSensitive": counts})
    create(lab, "Google")
    lab.user("ada")
    link(lab, GOOGLE)
    assert found(lab, identities.by_subject, "Google", "AbC1") == "ada"
    assert found(lab, identities.by_subject, "Google", "abc1") == (None if counts else "ada")
    assert shown_identities(lab, "ada")[0]["userId"] == "AbC1"


# --- refused --------------------------------------------------------------------------------------


def test_one_s_own_link_is_there(linking: Lab) -> None:
    link(linking, GOOGLE)
    before = shown(linking, "ada")
    assert refused(linking, GOOGLE) == "SourceUser is already linked to DestinationUser"
    assert shown(linking, "ada") == before


def test_who_has_signed_in_is_a_user_already(linking: Lab) -> None:
    federated(linking, "AbC1", "Google")
    assert refused(linking, GOOGLE) == (
        "Merging is not currently supported, provide a SourceUser that has not been signed up in"
        " order to link"
    )


def test_who_is_linked_to_another_user(linking: Lab) -> None:
    linking.user("eve")
    link(linking, GOOGLE, {**ADA, "ProviderAttributeValue": "eve"})
    said = refused(linking, GOOGLE, error=errors.AliasExistsException)
    assert said == "Already found an entry for username Google_AbC1"


def test_a_user_is_one_person_at_a_provider(linking: Lab) -> None:
    link(linking, GOOGLE)
    said = refused(linking, named("Google", "2"))
    assert said == "Invalid SourceUser: ada has another identity of Google"


def test_local_users_are_no_source(linking: Lab) -> None:
    linking.user("eve")
    assert refused(linking, named("Cognito", "eve")) == (
        "Invalid SourceUser: Cognito users with a username/password may not be passed in as a"
        " SourceUser, only as a DestinationUser"
    )


def test_a_user_has_five_identities(linking: Lab) -> None:
    for number in range(6):
        create(linking, ProviderName=f"Corp{number}")
    for number in range(5):
        link(linking, named(f"Corp{number}", "1"))
    said = refused(linking, named("Corp5", "1"), error=errors.LimitExceededException)
    assert said == "A user can have no more than 5 identities."


@pytest.mark.parametrize(
    ("destination", "value"), [("Cognito", "nobody"), ("Google", "nobody"), ("Corp", "ada")]
)
def test_an_unknown_destination(linking: Lab, destination: str, value: str) -> None:
    to = named(destination, value)
    said = refused(linking, GOOGLE, to, error=errors.UserNotFoundException)
    assert said == "User does not exist."


def test_an_unknown_provider(linking: Lab) -> None:
    whom = named("Nobody", "1")
    text = GONE.format(linking.pool_id)
    assert refused(linking, whom, error=errors.ResourceNotFoundException) == text
    assert not_disabled(linking, whom, errors.ResourceNotFoundException) == text


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            named("Google", "1", "email"),
            "Invalid SourceUser: ProviderAttributeName must be Cognito_Subject for Google.",
        ),
        (
            named("Corp", "1", "name"),
            "Invalid SourceUser: name is not in the AttributeMapping of Corp.",
        ),
        (
            named("Corp", "1" * 110),
            (
                "Invalid SourceUser: ProviderName, ProviderAttributeName and"
                " ProviderAttributeValue must have no more than 128 characters together."
            ),
        ),
        *(
            (
                {name: value for name, value in GOOGLE.items() if name != missing},
                f"Invalid SourceUser: {missing} is required.",
            )
            for missing in GOOGLE
        ),
    ],
)
def test_how_a_source_is_named(linking: Lab, source: Any, said: str) -> None:
    assert refused(linking, source) == said


@pytest.mark.parametrize("missing", ["ProviderName", "ProviderAttributeValue"])
def test_how_a_destination_is_named(linking: Lab, missing: str) -> None:
    to = {name: value for name, value in ADA.items() if name != missing}
    assert refused(linking, GOOGLE, to) == f"Invalid DestinationUser: {missing} is required."


# --- undone ---------------------------------------------------------------------------------------


def test_a_link_that_is_undone_is_gone(linking: Lab) -> None:
    link(linking, GOOGLE)
    link(linking, named("Corp", "1"))
    disable(linking, GOOGLE)
    assert [each["providerName"] for each in shown_identities(linking, "ada")] == ["Corp"]
    assert not_disabled(linking, GOOGLE) == NOT_LINKED
    linking.refused(
        "AdminGetUser",
        errors.UserNotFoundException,
        UserPoolId=linking.pool_id,
        Username="Google_AbC1",
    )
    disable(linking, named("Corp", "1"))
    assert "identities" not in attributes(shown(linking, "ada"))
    link(linking, GOOGLE)


def test_a_link_is_undone_as_it_was_made(linking: Lab) -> None:
    link(linking, named("Corp", "a@example.com", "email"))
    for other in (
        named("Corp", "a@example.com"),
        named("Corp", "A@example.com", "email"),
        named("Google", "a@example.com"),
    ):
        assert not_disabled(linking, other) == NOT_LINKED
    disable(linking, named("Corp", "a@example.com", "email"))
    assert "identities" not in attributes(shown(linking, "ada"))


@pytest.mark.parametrize("value", ["Google_AbC1", "google_abc1", "abc1"])
def test_the_value_is_the_subject_alone(lab: Lab, value: str) -> None:
    lab.pool_id = lab.pool(UsernameConfiguration={"CaseSensitive": False})
    create(lab, "Google")
    lab.user("ada")
    link(lab, GOOGLE)
    assert not_disabled(lab, named("Google", value)) == NOT_LINKED


def test_who_comes_from_a_provider_is_not_linked_to_it(linking: Lab) -> None:
    federated(linking, "AbC1", "Google")
    assert not_disabled(linking, GOOGLE) == NOT_LINKED


def test_a_local_user_has_no_password_any_more(linking: Lab) -> None:
    link(linking, GOOGLE)
    disable(linking, named("Cognito", "ada"))
    assert shown(linking, "ada")["UserStatus"] == "CONFIRMED"
    assert len(shown_identities(linking, "ada")) == 1
    linking.refused(
        "InitiateAuth",
        errors.NotAuthorizedException,
        ClientId=linking.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ada", "PASSWORD": PASSWORD},
    )


def test_a_local_user_is_named_by_the_name(linking: Lab) -> None:
    assert not_disabled(linking, named("Cognito", "ada", "email")) == (
        "Invalid User: ProviderAttributeName must be Cognito_Subject for Cognito."
    )
    said = not_disabled(linking, named("Cognito", "nobody"), errors.UserNotFoundException)
    assert said == "User does not exist."
